"""The values in which a configuration is spoken of."""

import dataclasses

import pytest

from bot.domain.configuration import (
    DEFAULT_WAITING_BURST,
    STANDING_ATTRIBUTES,
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
    is_user_id,
)


@pytest.mark.parametrize("word", ["U01ALICE", "W012A3CDE", "U02", "UABC", "W99"])
def test_a_slack_user_id_names_a_person(word):
    assert is_user_id(word)


@pytest.mark.parametrize(
    "word", ["", "U", "U1", "W", "sales", "u01alice", "U01alice", "U01-ALICE", "U01 ALICE", "T01TEST", "C01LEADS",
             "U01ÄLICE", "U\uff10\uff11\uff12", "<@U01ALICE>", "@U01ALICE", "U_01", "U01ALICE\n"]
)  # fmt: skip
def test_anything_else_names_a_team(word):
    assert not is_user_id(word)


def test_the_words_are_those_of_the_contract():
    assert [*Method] == ["manual", "round_robin"]
    assert [*Sender] == ["anyone", "people", "apps", "not_teammates"]
    assert [*Trigger] == ["new_conversation", "auto_message_reply", "qualified"]
    assert ", ".join(Operator) == (
        "is, is_not, any_of, contains, not_contains, starts_with, ends_with, at_least, at_most, more_than, less_than, "
        "before, after, is_set, is_empty, email_domain"
    )
    assert STANDING_ATTRIBUTES == ("channel", "source", "text", "email", "name")
    assert {"email", "choice", "number"} <= set(QuestionKind)


def test_what_a_file_leaves_out_is_the_default_of_the_contract():
    assert Team("sales", "C02SALES") == Team("sales", "C02SALES", Method.ROUND_ROBIN, (), False, 5)
    assert DEFAULT_WAITING_BURST == 5
    assert Source("C01LEADS") == Source("C01LEADS", Sender.NOT_TEAMMATES, None)
    assert Question("seats", "How many?") == Question("seats", "How many?", QuestionKind.TEXT, (), True, True)
    assert Rule(Trigger.QUALIFIED, "sales") == Rule(Trigger.QUALIFIED, "sales", (), ())
    assert ConfigurationFile().rules is None
    assert ConfigurationFile().managers is None


def test_an_empty_configuration_knows_nobody_and_nothing():
    empty = Configuration("T01TEST", 0)
    assert not empty.teams
    assert not empty.sources
    assert not empty.rules
    assert empty.managers == empty.teammates == frozenset()


@pytest.mark.parametrize(
    "value",
    [
        Team("sales", "C02SALES"),
        Source("C01LEADS"),
        Condition("text", Operator.CONTAINS, "x"),
        Rule(Trigger.QUALIFIED, "sales"),
        Question("seats", "How many?"),
        Qualification("inbound", ()),
        AutoMessage("pricing", "C05PRICING", "Hi"),
        ConfigurationFile(),
        Configuration("T01TEST", 0),
    ],
)
def test_a_configuration_that_many_read_at_once_cannot_be_changed(value):
    field = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, field, "other")


def test_the_teams_of_a_configuration_cannot_be_changed_either():
    with pytest.raises(TypeError):
        Configuration("T01TEST", 0).teams["sales"] = Team("sales", "C02SALES")
