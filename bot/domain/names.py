"""The order of names: as people sort them, by Unicode collation at primary strength (CONTRACT 5.1)."""

import struct
import unicodedata
from functools import lru_cache
from typing import Final

from pyuca.collator import Collator_9_0_0

#: Written beside stored keys: when it differs from a database's, all its keys are computed anew (DESIGN 1.10).
COLLATION_VERSION: Final = "pyuca-1.2/9.0.0/primary/1"

#: A key is cut there, because an index row of PostgreSQL holds about 2.7 kB.
_LONGEST_KEY: Final = 512


@lru_cache(maxsize=1)
def _collator() -> Collator_9_0_0:
    # Named with its version: pyuca.Collator would follow the Python that runs it. Loading takes 0.2 s, so: late.
    return Collator_9_0_0()


@lru_cache(maxsize=4096)
def sort_key(name: str) -> bytes:
    """Return the bytes by which `name` sorts: equal for names that differ in case, accents or spacing only.

    Bytes compare alike in Python, SQLite (BLOB) and PostgreSQL (BYTEA). The empty name gives ``b""``, which comes
    first. Source of the rule: CONTRACT 5.1, Unicode Technical Standard #10.
    """
    normal = unicodedata.normalize("NFD", " ".join(name.split()))
    weights = (element[0] for element in _collator().collation_elements(normal))
    return b"".join(struct.pack(">H", weight) for weight in weights if weight)[:_LONGEST_KEY]


def called(display_name: str, real_name: str, user_name: str, user_id: str) -> str:
    """Return what a teammate is called: display name, else real name, else user name, else the Slack user id."""
    return next((name for name in (display_name.strip(), real_name.strip(), user_name.strip()) if name), user_id)
