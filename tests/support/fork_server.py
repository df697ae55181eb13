"""A program that has imported all of the bot, and forks one at each order: a start costs no imports.

An order is a line of JSON on stdin: `{"arguments": [...], "environment": {...}, "kill_at": null}` starts a bot,
`{"signal": 15, "pid": 1}` sends a signal to one. An answer is a line of JSON on stdout: `{"pid": 1}` for each start, in
their order, and `{"pid": 1, "code": 0}` for each end. There are neither threads nor an event loop here, as neither
outlives a fork. However the test process ends, and be it killed, stdin ends too; then so do the bots, and this program.
"""

import gc
import importlib
import inspect
import json
import os
import pkgutil
import random
import selectors
import signal
import sys
import threading
import traceback

import bot
import storage
from bot import cli
from bot.domain import names
from storage import migrate
from tests.support.killed import Step, die_at

#: What others import late.
LATE = (
    "aiosqlite",
    "alembic.command",
    "asyncpg",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
)


class Server:
    def __init__(self, answers):
        self._answers = answers
        self._unread = b""
        self._children = set()
        self._ended, self._ends = os.pipe()  # a byte for each SIGCHLD
        os.set_blocking(self._ended, False)
        os.set_blocking(self._ends, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._ends, warn_on_full_buffer=False)

    def serve(self):
        """Obey until stdin ends; then kill what still runs."""
        with selectors.DefaultSelector() as selector:
            selector.register(sys.stdin.fileno(), selectors.EVENT_READ, self._read)
            selector.register(self._ended, selectors.EVENT_READ, self._reap)
            while all([key.data() for key, _ in selector.select()]):  # noqa: C419 - each of them is called
                pass
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)
        for pid in self._children:
            os.waitpid(pid, 0)

    def _read(self):
        """Obey what has come; false when nothing more will come."""
        read = os.read(sys.stdin.fileno(), 1 << 16)
        *lines, self._unread = (self._unread + read).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if "signal" not in order:
                self._start(order)
            elif order["pid"] in self._children:  # else its number may be another's by now
                os.kill(order["pid"], order["signal"])
        return bool(read)

    def _reap(self):
        os.read(self._ended, 1 << 16)
        for pid in list(self._children):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._children.remove(pid)
                self._answer(pid=pid, code=os.waitstatus_to_exitcode(status))
        return True

    def _start(self, order):
        pid = os.fork()
        if pid == 0:
            self._let_go()
            be(**order)
        self._children.add(pid)
        self._answer(pid=pid)

    def _let_go(self):
        """Let this child hold nothing of the server's: its pipes would seem open as long as it lives."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self._ended)
        os.close(self._ends)
        self._answers.close()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)

    def _answer(self, **answer):
        print(json.dumps(answer), file=self._answers, flush=True)


def be(arguments, environment, kill_at):
    """Be a bot from its start to the end of the process; nothing that the server would do at its end is done."""
    code = 1
    try:
        os.environ.clear()
        os.environ.update(environment)
        random.seed()
        if kill_at is not None:
            die_at(Step(kill_at[0]), kill_at[1])
        code = cli.execute(arguments)
        threading._shutdown()  # a program's end waits for its threads, and so does this one's
    except BaseException:  # noqa: BLE001 - as a program says it
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def import_everything():
    """Import what a bot imports until it ends, and load what it keeps."""
    for package in (bot, storage):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and not module.name.startswith("storage.migrations."):
                importlib.import_module(module.name)
    for name in LATE:
        importlib.import_module(name)
    names.sort_key("loads the collation")
    migrate.head()
    inspect.stack()  # slack_bolt asks for it at each start, and the first time takes as long as the rest of a start
    gc.collect()
    gc.freeze()  # a bot's own collections leave alone what it shares with the others


def main():
    # What bots print goes where their errors go: stdout is for answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    import_everything()
    Server(answers).serve()


if __name__ == "__main__":
    main()
