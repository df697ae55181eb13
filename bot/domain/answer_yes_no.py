"""Answers that are yes or no, in the languages that Slack speaks and some more."""

import re
from itertools import islice
from typing import Final

from bot.domain.answer_types import Wrong
from bot.domain.answer_yes_no_words import NO, YES
from bot.domain.locales import language
from bot.domain.text import fold

_LONGEST: Final = 200
_MOST_WORDS: Final = 40
_LONGEST_PHRASE: Final = 4

#: They begin like an answer and are none.
_NEITHER: Final = frozenset(
    {
        *(
            "no idea",
            "no clue",
            "no opinion",
            "no preference",
            "no problem",
            "no worries",
            "not sure",
            "no se",
            "no lo se",
            "no sabemos",
        ),
        *("no estoy seguro", "non so", "non lo so", "nao sei", "nicht sicher"),
    }
)
#: Other languages have these words, too, for something else ("tak" is thanks in Denmark): they count at home.
_AT_HOME: Final = frozenset({"da", "jo", "ne", "nu", "tak", "ya", "так"})
#: Words that deny what they stand beside.
DENIALS: Final = frozenset(
    "not no never neither nor none without except but isnt arent dont wont cant nicht kein keine keinen ausser non pas sauf"  # noqa: SIM905 - words
    " sin salvo nao sem geen niet zonder inte ikke nie не нет".split()
)
_SIGNS: Final = {
    True: ("👍", "✅", "✔", "👌", ":+1:", ":thumbsup:", ":white_check_mark:", ":heavy_check_mark:", ":ok_hand:"),
    False: ("👎", "❌", "✖", "🚫", ":-1:", ":thumbsdown:", ":x:", ":no_entry_sign:"),
}
#: Too short to be more than all that was typed.
_LETTERS: Final = {"y": True, "n": False, "j": True, "o": True}

_EMOJI_CODE: Final = re.compile(r":[a-z0-9_+'-]{1,60}:")
_NOT_A_WORD: Final = re.compile(r"[^\w']+")


def _meanings(words: dict[str, str]) -> dict[str, frozenset[str]]:
    """Turn the words by language into the languages by word."""
    found: dict[str, set[str]] = {}
    for spoken, phrases in words.items():
        for phrase in phrases.split(", "):
            found.setdefault(_plain(phrase), set()).add(spoken)
    return {phrase: frozenset(languages) for phrase, languages in found.items()}


def _plain(text: str) -> str:
    return _NOT_A_WORD.sub(" ", fold(text).replace("’", "'")).strip()  # noqa: RUF001 - as typed


_MEANINGS: Final = {True: _meanings(YES), False: _meanings(NO)}


def read_yes_no(text: str, locale: str) -> bool | Wrong:
    """Read a yes or a no: a word of one, a sign (👍), or a sentence of at most 200 characters that begins with one.

    A word that is a yes in one language and a no in another is read in the lead's own, or is none.

    Args:
        text: What was typed.
        locale: Slack's for the lead, or "".
    """
    typed = text.strip()
    if not typed or len(typed) > _LONGEST:
        return Wrong.NO_YES_NO
    signed = {answer for answer, signs in _SIGNS.items() if any(sign in typed for sign in signs)}
    words = list(islice(_plain(_EMOJI_CODE.sub(" ", typed)).split(), _MOST_WORDS))
    said = _said(words, language(locale))
    if said is Wrong.YES_AND_NO or len(signed | ({said} if isinstance(said, bool) else set())) > 1:
        return Wrong.YES_AND_NO
    if isinstance(said, bool):
        return said
    # A thumb in a longer text may mean anything.
    return signed.pop() if signed and not words else Wrong.NO_YES_NO


def is_exactly_yes_no(text: str) -> bool:
    """Say whether a text is nothing but a word for yes or no, of whatever language."""
    words = _plain(text)
    return any(words in meanings for meanings in _MEANINGS.values())


def _said(words: list[str], spoken: str) -> bool | Wrong:
    if len(words) == 1 and words[0] in _LETTERS:
        return _LETTERS[words[0]]
    begun = [" ".join(words[:count]) for count in range(min(len(words), _LONGEST_PHRASE), 0, -1)]
    if any(phrase in _NEITHER for phrase in begun):
        return Wrong.NO_YES_NO
    for phrase in begun:
        yes, no = _MEANINGS[True].get(phrase, frozenset()), _MEANINGS[False].get(phrase, frozenset())
        if (not yes and not no) or (phrase in _AT_HOME and spoken and spoken not in yes | no):
            continue
        if yes and no and (spoken in yes) is (spoken in no):
            return Wrong.NO_YES_NO
        answer = spoken in yes if yes and no else bool(yes)
        rest = words[phrase.count(" ") + 1 :]
        return Wrong.YES_AND_NO if _takes_back(rest, yes if answer else no, answer=answer) else answer
    return Wrong.NO_YES_NO


def _takes_back(rest: list[str], languages: frozenset[str], *, answer: bool) -> bool:
    """Say whether the opposite follows, in a language of the first word ("no, wait, yes"), or it is denied ("sure not")."""
    if answer and rest and rest[0] in DENIALS:
        return True
    opposite = _MEANINGS[not answer]
    return any(languages & opposite.get(word, frozenset()) for word in rest)
