"""YAML's own complaints, in plain words."""

import re

import yaml

_QUESTION_MARK = "a question mark ends text between brackets"

#: What PyYAML says (context and problem, a part of it) -> what we say, and whether it is told of where the thing began.
#: The first that fits counts.
_WORDS: tuple[tuple[str, str, bool], ...] = (
    ("found character '\\t'", "a tab stands where only spaces can: indent with spaces", False),
    (
        "found character '@'",
        "`@` can't begin a value without quotes (a person is given as a member ID, like `U01ALICE`)",
        False,
    ),
    ("that cannot start any token", "{char} can't begin a value: put the value in quotes", False),
    ("found another document", "a second document begins here (`---`): a configuration file is only one", False),
    ("could not find expected ':'", "here should be a key, a `:` and a value: check the indentation and the `:`", True),
    (
        "mapping values are not allowed",
        "this `:` stands where no key can: put text that contains `: ` in quotes, or check the indentation",
        False,
    ),
    ("mapping keys are not allowed", "text that begins with `? ` must be in quotes", False),
    ("sequence entries are not allowed", "this `-` stands where no list can begin: check the indentation", False),
    (_QUESTION_MARK, "between brackets, text with a `?` must be in quotes", False),
    ("expected ',' or ']'", "{closing}", False),
    ("expected ',' or '}'", "{closing}", False),
    ("a quoted scalar found unexpected", "the quotes that open here are never closed", True),
    ("unknown escape", "a backslash in double quotes must be written twice: or use single quotes", False),
    ("escape sequence of", "a `\\x`, `\\u` or `\\U` in double quotes needs hexadecimal digits after it", False),
    ("found undefined alias", "there is no anchor {char}: put text that begins with `*` in quotes", False),
    ("second occurrence", "this anchor (`&`) was given to something else already", False),
    ("scanning an a", "text that begins with `*` or `&` must be in quotes", False),  # an alias, an anchor
    ("tag", "text that begins with `!` must be in quotes", False),
    ("a block scalar", "text that begins with `|` or `>` must be in quotes", False),
    ("directive", "text that begins with `%` must be in quotes", False),
    ("YAML document (version", "this version of YAML isn't known here: leave the `%YAML` line out", False),
    ("expected <block end>", "this doesn't fit {began}: check the indentation and the quotes", False),
    ("expected the node content", "a value is missing here (what follows ` #` is a comment: put it in quotes)", False),
    (
        "expected '<document start>'",
        "this doesn't belong to what stands before it: check indentation and brackets",
        False,
    ),
)


class RefusedError(yaml.MarkedYAMLError):
    """YAML that is right, but that we don't take; its `problem` is in our words already."""


def in_plain_words(error: yaml.MarkedYAMLError) -> tuple[yaml.Mark | None, str]:
    """Say where and what is wrong with a file that can't be read as YAML."""
    mark = error.problem_mark or error.context_mark
    problem = error.problem or "something is wrong here"
    if isinstance(error, RefusedError):
        return mark, problem
    complaint = f"{error.context} {problem}"
    if "flow" in complaint and mark is not None and mark.buffer and mark.buffer[mark.pointer] == "?":
        complaint = f"{_QUESTION_MARK}: {complaint}"  # PyYAML's own habit, and this file is about questions
    for part, words, where_it_began in _WORDS:
        if part in complaint:
            began = error.context_mark
            if began is not None and (where_it_began or "<stream end>" in problem):
                mark = began
            return mark, words.format(char=_quoted(problem), closing=_closing(error), began=_began(error))
    return mark, f"this isn't YAML: {problem}"


def _quoted(problem: str) -> str:
    found = re.search(r"'(.+)'|\"(.+)\"", problem)
    return f"`{found[1] or found[2]}`" if found else "this"


def _began(error: yaml.MarkedYAMLError) -> str:
    return f"what begins in line {error.context_mark.line + 1}" if error.context_mark else "the lines before it"


def _closing(error: yaml.MarkedYAMLError) -> str:
    opening, closing = "[]" if "]" in (error.problem or "") else "{}"
    line = f" of line {error.context_mark.line + 1}" if error.context_mark else ""
    return (
        f"the `{opening}`{line} isn't closed with `{closing}`, or a comma is missing before this"
        " (what follows ` #` is a comment: put it in quotes)"
    )
