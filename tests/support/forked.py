"""Bots as processes of their own that start at once: forked by a program that has imported everything."""

import asyncio
import atexit
import json
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.killed import Step

#: Which passage of a step ends a process, counted from 1.
KillAt = tuple[Step, int]

ROOT = Path(__file__).resolve().parents[2]


class Forked:
    """A process, with what tests use of `asyncio.subprocess.Process`; any event loop may wait for it."""

    def __init__(self, server: "ForkServer", pid: int) -> None:
        self._server = server
        self.pid = pid
        self.ended = _future()

    @property
    def returncode(self) -> int | None:
        """Its exit code, or the negative number of the signal that ended it; None while it lives."""
        return self.ended.result() if self.ended.done() else None

    async def wait(self) -> int:
        """Return its `returncode` once it has ended."""
        return await asyncio.wrap_future(self.ended)

    def send_signal(self, number: int) -> None:
        """Send it a signal; one that has ended gets none."""
        self._server.order(signal=number, pid=self.pid)

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """The program that forks; it and all its processes end with this process, however that ends."""

    def __init__(self) -> None:
        self._orders = threading.Lock()
        self._starting: deque[Future[Forked]] = deque()
        self._running: dict[int, Forked] = {}
        # Python lets no other child inherit these pipes.
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.support.fork_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,  # Ctrl-C is for the tests, and ends it with them
        )
        self._reader = threading.Thread(target=self._read, name="fork-server", daemon=True)
        self._reader.start()

    async def start(
        self, arguments: Sequence[str], environment: Mapping[str, str], *, kill_at: KillAt | None = None
    ) -> Forked:
        """Start `leadwheel` with these arguments, and return at once. `kill_at`: it dies there by itself."""
        starting: Future[Forked] = _future()
        with self._orders:
            self._starting.append(starting)
            self._send(arguments=arguments, environment=dict(environment), kill_at=kill_at)
        return await asyncio.wrap_future(starting)

    def order(self, **order: Any) -> None:
        """Let the program do something that it doesn't answer."""
        with self._orders:
            self._send(**order)

    def close(self) -> None:
        """End the program, and all processes. May be called again."""
        self._program.stdin.close()
        self._program.wait()
        self._reader.join()
        self._program.stdout.close()

    @property
    def pid(self) -> int:
        """The program's."""
        return self._program.pid

    def _send(self, **order: Any) -> None:
        print(json.dumps(order), file=self._program.stdin, flush=True)

    def _read(self) -> None:
        for line in self._program.stdout:
            answer = json.loads(line)
            pid = answer["pid"]
            if "code" in answer:
                self._running.pop(pid).ended.set_result(answer["code"])
            else:
                self._running[pid] = Forked(self, pid)
                self._starting.popleft().set_result(self._running[pid])
        for future in (*self._starting, *(one.ended for one in self._running.values())):
            future.set_exception(RuntimeError("the program that forks bots has ended"))


def _future() -> "Future[Any]":
    """Return a future that stays when somebody who waits for it is cancelled."""
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()
    return future


@cache
def fork_server() -> ForkServer:
    """Return the server of this test process, which is started when it is first asked for."""
    server = ForkServer()
    atexit.register(server.close)
    return server
