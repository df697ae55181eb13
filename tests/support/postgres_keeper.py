"""Runs the programs of one PostgreSQL server for a test process, and ends with it.

An order is a line of JSON on stdin, its answer a line on stdout. However the test process ends, and be it killed,
stdin ends too, as nobody else holds its other end: then the server is stopped, and the folders named on the command
line are removed. Uses the standard library alone, as a quick start counts.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 20.0


class Keeper:
    def __init__(self):
        self._server = None

    def run(self, command, **options):
        """Run a program to its end; true when it succeeded."""
        return self._popen(command, options).wait() == 0

    def start(self, command, **options):
        """Start the server; true when it answers, false when it ended instead, as when another has its port."""
        self._server = self._popen(command, options)
        patience = time.monotonic() + START_SECONDS
        while self._server.poll() is None and time.monotonic() < patience:
            if ready(Path(command[2]) / "postmaster.pid", self._server.pid):
                return True
            time.sleep(0.003)
        self.stop(signal.SIGQUIT)
        return False

    def stop(self, number):
        """Stop the server with this signal, and by force when that doesn't help; true when there was one."""
        if self._server is None:
            return False
        self._server.send_signal(number)
        try:
            self._server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server = None
        return True

    def _popen(self, command, options):
        # Both outputs go to the log, which is our stderr: stdout is for answers.
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, cwd="/", **options)


def ready(pid_file, pid):
    try:
        lines = pid_file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return False
    # A file that a killed server left behind has another pid.
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def obey(keeper):
    answer(True)  # there is a place to keep things
    for line in sys.stdin:
        order = json.loads(line)
        answer(getattr(keeper, order.pop("do"))(**order))


def answer(succeeded):
    sys.stdout.write(json.dumps(succeeded) + "\n")
    sys.stdout.flush()


def main(folders):
    # A handler, as what is ignored here would be ignored by the server too. The end of stdin is what counts.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    keeper = Keeper()
    try:
        # We make them, so that there is nothing yet which nobody would remove.
        for folder in folders:
            Path(folder).mkdir(mode=0o700)
        with Path(folders[0], "log").open("wb") as log:
            os.dup2(log.fileno(), sys.stderr.fileno())
        obey(keeper)
    finally:
        keeper.stop(signal.SIGQUIT)
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
