"""Any configuration that a file can say, with what makes YAML stumble: hypothesis strategies."""

import re
import unicodedata
from dataclasses import replace

from hypothesis import strategies as st

from bot.domain.configuration import (
    AutoMessage,
    Condition,
    ConfigurationFile,
    Method,
    Note,
    Operator,
    Qualification,
    Question,
    QuestionKind,
    Rule,
    Sender,
    Source,
    Team,
    Trigger,
    Wording,
    is_name,
    is_user_id,
)
from bot.domain.nearest import comparable
from bot.domain.wording import NOTE_PLACEHOLDERS, PLACEHOLDERS, placeholders

#: What YAML 1.1, or another reader of YAML, takes for something else than text, or for nothing at all.
TRAPS = [
    "true", "False", "yes", "No", "on", "OFF", "y", "N", "null", "Null", "~", "=", "<<", "-", "?", ":", "|", ">-",
    "1", "-1", "+5", "017", "0x1F", "0b1", "1_000", "1e5", "1.0e+5", ".5", "5.", ".inf", "-.INF", ".nan", "12:30",
    "2026-12-24", "2026-12-24 10:00:00", "9" * 30, "0612345678", "1.5", "12e03", "v1.2", "acme.com", "a.", ".a",
    "# no comment", "a # b", "a #b", "a: b", "a:", "- a", "[a]", "{a: b}", "a, b", "*a", "&a", "!a", "%a", "@a", "`a",
    "'", '"', "it's", 'say "hi"', "'\"", "\\", "C:\\x", "\\n", " a", "a ", "  a  b  ", "---", "--- a", "...", "a\\",
    "é", "e\u0301", "\u0301a", "Ørsted", "продажи", "営業", "فروش", "👩\u200d💻", "a\u200cb", "\u202eabc", "a\u2066b",
    "\xa0", "a\xa0b", "\xad", "\ufeffa", "\u2028", "a\u2029b", "\u3000a", "\ufffe", "\uffff", "\U0010ffff", "😀",
]  # fmt: skip
TALL_TRAPS = [
    "a\nb", "a\nb\n", "a\nb\n\n", "a\n\nb", "a\n\n\nb\n", "\na", "a\n", " a\nb", "a\n  b", "a \nb", "a\n\tb", "\ta\nb",
    "a\n---\nb", "a\n# b", "- a\n- b", "a: b\nc: d", "a\n...\n", "a\n\u2028b", "|\na", "a\n\xa0", "a\nb ", "#\n#",
]  # fmt: skip


def without_controls(text: str) -> str:
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "", text)


def lines(most: int):
    """Text that may have several lines."""
    pieces = st.one_of(st.sampled_from(TRAPS + TALL_TRAPS), st.text(max_size=12).map(without_controls))
    texts = st.one_of(pieces, st.lists(pieces, max_size=5).map("".join), st.just("x y " * (most // 4)))
    return texts.map(lambda text: text[:most]).filter(str.strip)


def words(most: int):
    """Text on one line."""
    return lines(most).map(lambda text: re.sub("[\n\t]", "", text)).filter(str.strip)


def apart(texts, least=0, most=3):
    return st.lists(texts, min_size=least, max_size=most, unique_by=comparable).map(tuple)


NAMES = st.one_of(
    st.sampled_from([trap for trap in TRAPS if is_name(trap)]),
    st.sampled_from(["sales", "SALES-2", "_", "--", "---", "123", "3m", "Müller", "हिन्दी", "rules", "x" * 40]),
    st.text("abAB01-_éß", min_size=1, max_size=8).map(lambda name: unicodedata.normalize("NFC", name)),
).filter(lambda name: is_name(name) and unicodedata.is_normalized("NFC", name) and not is_user_id(name.upper()))
ATTRIBUTES = st.sampled_from(["on", "no", "y", "null", "1", "0x1", "_", "size", "company_size", "email", "a" * 40])
USERS = st.sampled_from(["U01ALICE", "U02BOB", "W03", "U04", "U99"])
CHANNELS = st.sampled_from(["C01LEADS", "C02SALES", "G03OLD", "C1E5", "GB"])
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-1e15, 1e15) | st.sampled_from([1e-7, 5e-324, 1e15, -0.0, 1.0])
DATES = st.dates().map(str)
MANY = st.sampled_from([1, 2, 3, 30])


def conditions(attribute: str):
    """Each condition that one attribute can have, every operator at most once."""
    exact = CHANNELS | st.just("D04DM") if attribute == "channel" else st.one_of(words(60), lines(3_000), NUMBERS)
    if attribute not in {"channel", "email"}:
        exact |= st.booleans()
    loose = lines(100)

    def one_or_several(values):
        return values | MANY.flatmap(lambda size: st.lists(values, min_size=1, max_size=size).map(tuple))

    value_of = {
        **dict.fromkeys((Operator.IS, Operator.IS_NOT), one_or_several(exact)),
        Operator.ANY_OF: MANY.flatmap(lambda size: st.lists(exact, min_size=1, max_size=size).map(tuple)),
        **dict.fromkeys((Operator.IS_SET, Operator.IS_EMPTY), st.booleans()),
        **dict.fromkeys((Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN), NUMBERS),
        **dict.fromkeys((Operator.BEFORE, Operator.AFTER), DATES),
    }
    operators = st.lists(st.sampled_from(Operator), min_size=1, max_size=3, unique=True)
    return operators.flatmap(
        lambda some: st.tuples(
            *(
                st.builds(Condition, st.just(attribute), st.just(one), value_of.get(one, one_or_several(loose)))
                for one in some
            )
        )
    )


CONDITIONS = st.lists(ATTRIBUTES | st.just("channel"), max_size=3, unique=True).flatmap(
    lambda some: st.tuples(*map(conditions, some)).map(lambda groups: tuple(one for group in groups for one in group))
)


SPANS = st.none() | st.integers(1, 7 * 86_400) | st.sampled_from([90, 180, 7200, 86_400])


def said(*known):
    """Words of the Operator's or of a note, in which these can stand for something."""
    plain = lines(3_000).filter(lambda text: not list(placeholders(text)))
    return plain | st.sampled_from(known).map(lambda name: f"Hello {{{name}}}, {{ {name} }}{{\nthere")


WORDINGS = st.builds(Wording, **{key: st.none() | said(*known) for key, known in PLACEHOLDERS.items()})
NOTES = st.none() | st.builds(Note, CHANNELS, said(*NOTE_PLACEHOLDERS, "email"))


@st.composite
def one_after_the_other(draw):
    """Questions of one qualification; their conditions are of what was asked before."""
    asked = draw(st.lists(questions(), min_size=1, max_size=3, unique_by=lambda one: one.attribute))
    known = ["email", "channel"]
    for at, question in enumerate(asked):
        groups = [draw(conditions(one)) for one in draw(st.lists(st.sampled_from(known), max_size=2, unique=True))]
        asked[at] = replace(question, conditions=tuple(one for group in groups for one in group))
        if question.kind is QuestionKind.YES_NO:
            known.append(question.attribute)
    return tuple(asked)


@st.composite
def questions(draw):
    kind = draw(st.sampled_from(QuestionKind))
    chooses = kind in {QuestionKind.CHOICE, QuestionKind.MULTI_CHOICE}
    # A condition may compare an attribute with true or false, which only a question of yes or no answers.
    attribute = draw(ATTRIBUTES if kind is QuestionKind.YES_NO else st.sampled_from(["email", "name", "phone", "q_1"]))
    return Question(
        attribute,
        draw(lines(3_000)),
        kind,
        draw(apart(words(75), 2, draw(st.sampled_from([2, 4, 20])))) if chooses else (),
        draw(st.booleans()),
        draw(st.booleans()),
        ask_again=draw(st.none() | lines(3_000)),
        timeout_seconds=draw(SPANS),
    )


@st.composite
def files(draw):
    """Draw a file that needs nothing but itself."""
    teams = draw(apart(NAMES))
    qualifications = draw(apart(NAMES))
    team = st.sampled_from(teams) if teams else st.nothing()
    managers = st.lists(USERS, unique=True).map(tuple)
    rules = st.lists(
        st.builds(Rule, st.sampled_from(Trigger), USERS | team, CONDITIONS, apart(words(50)), NOTES), max_size=4
    ).map(tuple)
    return ConfigurationFile(
        workspace=draw(st.sampled_from(["T01TEST", "TRUE", "E01"])),
        managers=draw(managers | st.none()),
        teams=tuple(
            Team(
                name,
                draw(CHANNELS),
                draw(st.sampled_from(Method)),
                draw(st.lists(USERS, unique=True).map(tuple)),
                draw(st.booleans()),
                draw(st.integers(1, 100)),
            )
            for name in teams
        ),
        qualifications=tuple(
            Qualification(
                name,
                draw(one_after_the_other()),
                draw(SPANS),
                draw(SPANS) or 0,
                draw(st.booleans()),
                draw(WORDINGS),
            )
            for name in qualifications
        ),
        sources=tuple(
            Source(
                channel,
                draw(st.sampled_from(Sender)),
                draw(st.none() | st.sampled_from(qualifications)) if qualifications else None,
            )
            for channel in draw(apart(CHANNELS))
        ),
        auto_messages=tuple(
            AutoMessage(name, draw(CHANNELS), draw(lines(3_000)), draw(st.none() | team)) for name in draw(apart(NAMES))
        ),
        rules=draw(rules | st.none()),
    )
