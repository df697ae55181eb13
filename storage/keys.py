"""Keys of rows."""

import secrets
import threading
import time

_lock = threading.Lock()
_last = 0


def new_id(above: str | None = None) -> str:
    """Return a new key: 26 characters, unique, each above those that this process made before.

    The first 14 hexadecimal digits are microseconds since 1970 (UTC), also when the clock is set back, the last 12 are
    random; an index on it grows at its end. `above`: a key that another process may have made, whose clock is ahead of
    ours; the new one is above it, too.
    The standard library has no UUIDv7 before Python 3.14, and making a ULID took five times as long on the dealing path.
    """
    global _last  # noqa: PLW0603 - one order for the whole process
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1000, int(above[:14], 16) + 1 if above else 0)
        return f"{_last:014x}{secrets.token_hex(6)}"
