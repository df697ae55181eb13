"""Files that are written whole or not at all, and can be as they were again."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: What only its owner reads and writes.
SECRET: Final = 0o600
_USUAL: Final = 0o644


class CannotWrite(Exception):  # noqa: N818 - a state
    """A file can't be written; the text says which, and why."""


@dataclass(frozen=True, slots=True)
class _Was:
    """A file as it was before it was written; `data` None: there was none."""

    path: Path
    data: bytes | None
    mode: int


class Files:
    """What was written, until it is kept."""

    def __init__(self) -> None:
        self._were: list[_Was] = []

    def write(
        self, path: Path, data: bytes, *, secret: bool = False, check: Callable[[Path], None] = lambda _: None
    ) -> None:
        """Write a file: at any moment all of it is there, or all that was before. A link stays, and leads to the new one.

        Args:
            path: where.
            data: all of it.
            secret: nobody but the owner is to read it; a group that could alone, without others, still can.
            check: looks at the new file before it is in its place, and raises where it isn't right.

        Raises:
            CannotWrite: so it is.
        """
        try:
            self._write(path, data, secret, check)
        except OSError as error:
            raise CannotWrite(f"{path} can't be written: {error.strerror}") from error

    def _write(self, path: Path, data: bytes, secret: bool, check: Callable[[Path], None]) -> None:  # noqa: FBT001
        place = path.resolve()
        old = place.stat() if place.exists() else None
        before = place.read_bytes() if old is not None else None
        mode = stat.S_IMODE(old.st_mode) if old is not None else _USUAL
        self._were.append(_Was(place, before, mode))
        if secret and (old is None or mode & stat.S_IRWXO):
            mode = SECRET
        _replace(place, data, mode, old, check)

    def undo(self) -> None:
        """Make everything that isn't kept as it was."""
        while self._were:
            was = self._were[-1]
            with contextlib.suppress(OSError):  # what can't be put back can't be told any better than by what follows
                if was.data is None:
                    was.path.unlink(missing_ok=True)
                elif not was.path.exists() or was.path.read_bytes() != was.data:
                    _replace(
                        was.path, was.data, was.mode, was.path.stat() if was.path.exists() else None, lambda _: None
                    )
            self._were.pop()

    def keep(self) -> None:
        """Let everything stay as it was written."""
        self._were.clear()


def free_name(path: Path) -> Path:
    """Return a name for a copy of a file, which no file has."""
    number = 1
    copy = path.with_name(f"{path.name}.bak")
    while copy.exists() or copy.is_symlink():
        number += 1
        copy = path.with_name(f"{path.name}.bak{number}")
    return copy


def _replace(place: Path, data: bytes, mode: int, old: os.stat_result | None, check: Callable[[Path], None]) -> None:
    number, name = tempfile.mkstemp(prefix=f"{place.name}.", suffix=".new", dir=place.parent)
    new = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        check(new)
        if old is not None and (old.st_uid, old.st_gid) != (new.stat().st_uid, new.stat().st_gid):
            os.chown(new, old.st_uid, old.st_gid)
        new.chmod(mode)
        new.replace(place)
    finally:
        new.unlink(missing_ok=True)
