"""Any configuration file, on whatever was there: what is read back is what it says, and twice is once."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.configuration import (
    AutoMessage,
    Condition,
    Configuration,
    ConfigurationFile,
    Method,
    Operator,
    Qualification,
    Question,
    QuestionKind,
    Rule,
    Sender,
    Source,
    Team,
    Trigger,
)
from bot.usecases import configure
from tests.usecases.applying import known
from tests.usecases.office import ANN, BEN, CAT, DAN, LEADS, SALES, WORKSPACE, Office

NAMES = st.text("abcXYZ019-_", min_size=1, max_size=12)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
SCALARS = st.one_of(
    TEXTS,
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
)
CONDITIONS = st.builds(
    Condition,
    TEXTS,
    st.sampled_from(Operator),
    SCALARS | st.lists(SCALARS, min_size=1, max_size=4).map(tuple),
)
QUESTIONS = st.builds(
    Question, NAMES, TEXTS, st.sampled_from(QuestionKind), st.lists(TEXTS, max_size=3).map(tuple), st.booleans(),
    st.booleans(),
)  # fmt: skip
USERS = st.lists(st.sampled_from([ANN, BEN, CAT, DAN]), unique=True, max_size=4)


@st.composite
def files(draw):
    """Draw a file whose references are right."""
    names = draw(st.lists(NAMES, unique_by=str.casefold, min_size=1, max_size=4))
    qualifications = draw(st.lists(NAMES, unique_by=str.casefold, max_size=2))
    team = st.sampled_from(names)
    return ConfigurationFile(
        managers=draw(st.none() | USERS.map(tuple)),
        teams=tuple(
            Team(
                name,
                draw(st.sampled_from([SALES, "C03VIP"])),
                draw(st.sampled_from(Method)),
                tuple(sorted(draw(USERS))),
                draw(st.booleans()),
                draw(st.integers(1, 100)),
            )
            for name in names
        ),
        qualifications=tuple(
            Qualification(name, tuple(draw(st.lists(QUESTIONS, max_size=3))), draw(st.none() | st.integers(1, 10**6)))
            for name in qualifications
        ),
        sources=tuple(
            Source(
                channel,
                draw(st.sampled_from(Sender)),
                draw(st.none() | st.sampled_from(qualifications)) if qualifications else None,
            )
            for channel in draw(st.lists(st.sampled_from([LEADS, "C9", "G8"]), unique=True))
        ),
        auto_messages=tuple(
            AutoMessage(name, "C05", draw(TEXTS), draw(st.none() | team))
            for name in draw(st.lists(NAMES, unique_by=str.casefold, max_size=2))
        ),
        rules=draw(
            st.none()
            | st.lists(
                st.builds(
                    Rule,
                    st.sampled_from(Trigger),
                    team | st.just(ANN),
                    st.lists(CONDITIONS, max_size=3).map(tuple),
                    st.lists(TEXTS, max_size=2).map(tuple),
                ),
                max_size=4,
            ).map(tuple)
        ),
    )


def says_what_the_file_says(now: Configuration, file: ConfigurationFile):
    def spelled(name, known):
        return {one.casefold(): one for one in known}.get(name.casefold(), name)

    def team(name):
        return spelled(name, now.teams)

    for one in file.teams:
        assert now.teams[team(one.name)] == replace(one, name=team(one.name))
    for one in file.qualifications:
        name = spelled(one.name, now.qualifications)
        assert now.qualifications[name] == replace(one, name=name)
    for one in file.auto_messages:
        name = spelled(one.name, now.auto_messages)
        assert now.auto_messages[name] == replace(one, name=name, replies_to=one.replies_to and team(one.replies_to))
    for one in file.sources:
        qualify = one.qualify and spelled(one.qualify, now.qualifications)
        assert now.sources[one.channel] == replace(one, qualify=qualify)
    if file.rules is not None:
        assert now.rules == tuple(replace(rule, assign_to=team(rule.assign_to)) for rule in file.rules)
    if file.managers is not None:
        assert now.managers == frozenset(file.managers)


def says_nothing_else(now: Configuration, file: ConfigurationFile):
    assert len(now.teams) == len(file.teams)
    assert set(now.sources) == {one.channel for one in file.sources}
    for there, named in ((now.qualifications, file.qualifications), (now.auto_messages, file.auto_messages)):
        assert sorted(map(str.casefold, there)) == sorted(one.name.casefold() for one in named)


@settings(max_examples=15)
@given(first=files(), second=files(), prune=st.booleans())
def test_a_file_is_read_back_as_it_says_whatever_was_there_and_applying_it_again_changes_nothing(
    databases, first: ConfigurationFile, second: ConfigurationFile, prune
):
    with databases.fresh() as url:
        office = Office(url)
        apply_both(office, first, second, prune=prune)
        office.close()


def apply_both(office: Office, first: ConfigurationFile, second: ConfigurationFile, *, prune: bool) -> None:
    if prune and second.rules is None:
        second = replace(second, rules=())
    for file, how in ((first, {}), (second, {"prune": prune})):
        assert all(office.run(configure.apply, WORKSPACE, file, lambda *_, file=file: file, office.now, **how))
        now = known(office)
        says_what_the_file_says(now, file)
        office.check()
        if file is first and file.rules is not None:
            # Also their kinds: 1, 1.0 and True are equal to Python, not to a rule.
            assert repr(now.rules) == repr(file.rules)
        assert office.run(configure.apply, WORKSPACE, file, lambda *_, file=file: file, office.now, **how) == ()
        assert known(office) == now
    if prune:
        says_nothing_else(now, second)
