"""`/rotation listen`: the rule stands where it is the first to catch the channel's messages, and nothing else moves."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.configuration import Condition, Operator, Rule, Trigger
from bot.domain.listening import channel_of, listening, may_catch, rule_for
from bot.domain.rules import first_match

NEW, QUALIFIED = Trigger.NEW_CONVERSATION, Trigger.QUALIFIED
CHANNELS = st.sampled_from(["C1", "C2", "C3"])
CONDITIONS = st.one_of(
    st.builds(
        Condition,
        st.just("channel"),
        st.sampled_from([Operator.IS, Operator.IS_NOT, Operator.ANY_OF, Operator.STARTS_WITH]),
        CHANNELS | st.tuples(CHANNELS, CHANNELS),
    ),
    st.builds(Condition, st.just("source"), st.sampled_from([Operator.IS, Operator.IS_NOT]), st.just("message")),
    st.builds(
        Condition, st.just("text"), st.sampled_from([Operator.CONTAINS, Operator.NOT_CONTAINS]), st.sampled_from("abc")
    ),
)
RULES = st.lists(
    st.builds(
        Rule,
        when=st.sampled_from(Trigger),
        assign_to=st.sampled_from(["sales", "support", "U01ANN"]),
        conditions=st.lists(CONDITIONS, max_size=2).map(tuple),
        tags=st.sampled_from([(), ("vip",)]),
    )
    | st.builds(rule_for, CHANNELS, st.sampled_from(["sales", "support"])),
    max_size=7,
).map(tuple)


def message(channel, text):
    return {"channel": channel, "source": "message", "text": text}


def test_it_stands_before_the_first_rule_that_would_catch_it_and_after_those_that_never_do():
    other = Rule(NEW, "vip", (Condition("channel", Operator.IS, "C9"),))
    asked = Rule(QUALIFIED, "sales")
    broken = Rule(NEW, "support", (Condition("text", Operator.CONTAINS, "broken"),))
    rest = Rule(NEW, "sales")
    assert listening((other, asked, broken, rest), "C1", "sales") == (
        (other, asked, rule_for("C1", "sales"), broken, rest),
        3,
    )


def test_where_no_rule_would_catch_it_it_comes_last():
    other = Rule(NEW, "vip", (Condition("channel", Operator.IS, "C9"),))
    assert listening((other,), "C1", "sales") == ((other, rule_for("C1", "sales")), 2)
    assert listening((), "C1", "sales") == ((rule_for("C1", "sales"),), 1)


def test_a_channel_that_moves_to_another_team_leaves_no_dead_rule_behind():
    before, _ = listening((Rule(NEW, "sales"),), "C1", "sales")
    assert listening(before, "C1", "support") == ((rule_for("C1", "support"), Rule(NEW, "sales")), 1)


@given(RULES, CHANNELS, st.sampled_from(["sales", "support"]), st.sampled_from("abcd"))
def test_every_new_message_of_the_channel_goes_to_the_team_and_no_other_goes_elsewhere(rules, channel, team, text):
    now, position = listening(rules, channel, team)
    assert now[position - 1] == rule_for(channel, team)
    assert first_match(now, NEW, message(channel, text)).rule.assign_to == team
    assert listening(now, channel, team) == (now, position)
    assert [rule for rule in now if channel_of(rule) != channel] == [r for r in rules if channel_of(r) != channel]
    for other in {"C1", "C2", "C3"} - {channel}:
        was, after = (first_match(some, NEW, message(other, text)) for some in (rules, now))
        assert (was and was.rule) == (after and after.rule)
    for trigger in (QUALIFIED, Trigger.AUTO_MESSAGE_REPLY):
        was, after = (first_match(some, trigger, message(channel, text)) for some in (rules, now))
        assert (was and was.rule) == (after and after.rule)


@given(RULES, CHANNELS, st.sampled_from("abcd"))
def test_what_could_not_catch_it_never_does(rules, channel, text):
    found = first_match(rules, NEW, message(channel, text))
    assert found is None or may_catch(found.rule, channel)
