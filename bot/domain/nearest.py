"""The nearest right word to a wrong one."""

import difflib
import unicodedata
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 60
_COMPARED: Final = 1_000


def comparable(word: str) -> str:
    """Return what two spellings of one name have in common: case and Unicode's ways of writing don't count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())


def nearest(word: str, options: Iterable[str]) -> str | None:
    """Return the option that `word` was probably meant to be; None: none is near."""
    by_form = {comparable(option): option for option in options}
    form = comparable(word[:_LONGEST])
    if form in by_form:
        return by_form[form]
    if len(by_form) > _COMPARED:  # comparing each would take longer than a person waits
        return None
    close = difflib.get_close_matches(form, by_form, n=1)
    return by_form[close[0]] if close else None
