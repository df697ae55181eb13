"""What a channel is for, as it is told to who invites the bot: the rules have the last word."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.configuration import Configuration, Sender, Source, Team, Trigger
from bot.domain.roles import Role, role_of
from bot.domain.rules import first_match
from tests.domain.test_listening import CHANNELS, RULES, message

TEAMS = {name: Team(name, "C2") for name in ("support", "sales")}


def configured(rules=(), *, qualify=None):
    sources = {"C1": Source("C1", Sender.APPS, qualify)}
    return Configuration("T1", 1, teams=TEAMS, sources=sources, rules=tuple(rules))


@given(RULES, st.text("abc", max_size=2), st.sampled_from([None, "inbound"]))
def test_whomever_a_message_goes_to_was_named(rules, text, qualify):
    role = role_of(configured(rules, qualify=qualify), "C1")
    matched = first_match(rules, Trigger.QUALIFIED if qualify else Trigger.NEW_CONVERSATION, message("C1", text))
    assert role.else_managers if matched is None else matched.rule.assign_to in role.goes_to


@given(RULES, CHANNELS)
def test_only_a_source_has_messages_that_go_anywhere(rules, channel):
    role = role_of(configured(rules), channel)
    expected = {"C2": Role(None, (), else_managers=False, inbox_of=("sales", "support")), "C3": None}
    assert role.sender is Sender.APPS if channel == "C1" else role == expected[channel]
