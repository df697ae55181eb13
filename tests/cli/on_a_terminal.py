"""`leadwheel` as somebody at a terminal has it."""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import termios

from tests.cli.conftest import ROOT
from tests.support.waiting import until

#: Makes the terminal on its standard input its own, as a shell does, and becomes the program.
_BECOME = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "bot", *sys.argv[1:]])
"""
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class OnATerminal:
    """A program on a terminal of 80 columns: what it shows is read, and answered."""

    def __init__(self, *arguments):
        self._ours, its = os.openpty()
        termios.tcsetwinsize(self._ours, (24, 80))
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BECOME, *arguments],
            env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"},
            stdin=its,
            stdout=its,
            stderr=its,
            start_new_session=True,
        )
        os.close(its)
        self._raw = b""
        self._seen = 0
        self._news = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._ours, self._read)

    def _read(self):
        try:
            self._raw += os.read(self._ours, 65536)
        except OSError:  # how Linux says that nobody writes there any more
            asyncio.get_running_loop().remove_reader(self._ours)
            self._raw += b"\n<gone>"
        self._news.set()

    @property
    def shown(self):
        """All that was shown, in words with one space between them."""
        return " ".join(_CONTROL.sub("", self._raw.decode(errors="replace")).split())

    async def wait_shown(self, words, timeout_seconds=20):
        """Return once it shows these words, after those that were waited for before."""
        async with asyncio.timeout(timeout_seconds):
            while (at := self.shown.find(words, self._seen)) < 0:
                assert "<gone>" not in self.shown, self.shown[self._seen :]
                self._news.clear()
                await self._news.wait()
        self._seen = at + len(words)

    async def answer(self, words, typed):
        """Type a line once it asks with these words."""
        await self.wait_shown(words)
        self.type(f"{typed}\r")

    async def answer_hidden(self, words, typed, end="\r"):
        """As `answer`, where what is typed isn't shown: what came before that was so is thrown away."""
        await self.wait_shown(words)
        await until(lambda: not self.echoes)
        self.type(f"{typed}{end}")

    def type(self, keys):
        """Type, as keys do."""
        os.write(self._ours, keys.encode())

    @property
    def echoes(self):
        """Whether what is typed is shown."""
        return bool(termios.tcgetattr(self._ours)[3] & termios.ECHO)

    async def ended(self):
        """Return its exit code, once it has ended."""
        return await asyncio.to_thread(self._process.wait, 20)

    def close(self):
        """See that it is gone."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(ValueError):
            asyncio.get_running_loop().remove_reader(self._ours)
        os.close(self._ours)
