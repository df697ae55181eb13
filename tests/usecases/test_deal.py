"""Dealing new conversations: once each, by turn, with a reason that is kept (CONTRACT 5)."""

import json
import time

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.configuration import Condition, Method, Operator, Rule, Team, Trigger
from bot.usecases import configuration
from bot.usecases.deal import Outcome, deal_batch
from bot.usecases.errors import ConfigurationMoved
from bot.usecases.rejecting import keep_unreadable, reject
from storage.queries import conversation, workspace
from storage.tables import Conversation, Rejection, table
from tests.usecases.office import ANN, BEN, CAT, DAN, LEADS, SALES, WORKSPACE, Office

ASSIGNED, WAITING, DUPLICATE, TOO_LATE = Outcome.ASSIGNED, Outcome.WAITING, Outcome.DUPLICATE, Outcome.TOO_LATE


def word(text, target, *tags):
    return Rule(Trigger.NEW_CONVERSATION, target, (Condition("text", Operator.CONTAINS, text),), tags)


@pytest.fixture
def sales(office: Office) -> Office:
    office.team(ANN, BEN, CAT)
    return office


def conversations(office):
    return office.run(lambda tx: tx.execute(table(Conversation).select().order_by("conversation_id")).all())


def test_a_batch_is_dealt_by_turn_in_the_order_of_arrival(sales: Office):
    assert sales.batch(*[sales.request() for _ in range(4)]) == [ASSIGNED] * 4
    assert sales.dealt() == [(user, "round_robin") for user in (ANN, BEN, CAT, ANN)]
    assert [row.thread_ts for row in sales.assignments()] == ["1.0", "2.0", "3.0", "4.0"]


def test_the_rotation_goes_on_from_batch_to_batch(sales: Office):
    assert [*sales.lead(2), *sales.lead(), *sales.lead(5)] == [ANN, BEN, CAT, ANN, BEN, CAT, ANN, BEN]
    assert sales.row().place_user_id == BEN
    assert sales.row().place_name == BEN


def test_names_decide_the_order_once_slack_told_them(sales: Office):
    sales.tell(ANN, "Zoë")
    sales.tell(BEN, "Élodie")
    sales.tell(CAT, "edward")
    assert sales.lead(3) == [CAT, BEN, ANN]


def test_a_batch_much_larger_than_the_team_goes_round_evenly(sales: Office):
    assert sales.lead(256) == ([ANN, BEN, CAT] * 86)[:256]


def test_what_is_delivered_twice_in_one_batch_is_dealt_once(sales: Office):
    requests = [sales.request("message:C:1"), sales.request("message:C:2"), sales.request("message:C:1")]
    assert sales.batch(*requests) == [ASSIGNED, ASSIGNED, DUPLICATE]
    assert sales.dealt() == [(ANN, "round_robin"), (BEN, "round_robin")]
    assert [row.thread_ts for row in sales.assignments()] == ["1.0", "2.0"]


def test_what_is_delivered_again_later_is_dealt_once(sales: Office):
    assert sales.batch(sales.request("message:C:1")) == [ASSIGNED]
    assert sales.batch(sales.request("message:C:1"), sales.request("message:C:2")) == [DUPLICATE, ASSIGNED]
    assert sales.batch(sales.request("message:C:2"), sales.request("message:C:1")) == [DUPLICATE, DUPLICATE]
    assert sales.lead() == [CAT]
    assert len(sales.said("assignment")) == 3


def test_what_waits_is_not_dealt_by_a_second_delivery(sales: Office):
    sales.away(ANN, BEN, CAT)
    assert sales.batch(sales.request("message:C:1")) == [WAITING]
    assert sales.batch(sales.request("message:C:1")) == [DUPLICATE]
    assert sales.waits() == 1
    assert len(sales.said("nobody_available")) == 1


def test_a_batch_of_duplicates_alone_tells_nobody_anything(sales: Office):
    sales.batch(sales.request("message:C:1"))
    place = sales.row()
    assert sales.batch(sales.request("message:C:1"), sales.request("message:C:1")) == [DUPLICATE, DUPLICATE]
    assert sales.row() == place
    assert len(sales.said("assignment")) == 1


def test_an_empty_batch_is_nothing(sales: Office):
    assert sales.batch() == []


def test_what_has_not_begun_by_its_deadline_is_dropped_not_dealt(sales: Office):
    late = sales.request("message:C:1", deadline=time.monotonic() - 1)
    assert sales.batch(sales.request(), late, sales.request()) == [ASSIGNED, TOO_LATE, ASSIGNED]
    assert [user for user, _ in sales.dealt()] == [ANN, BEN]
    assert sales.run(conversation.by_source_key, WORKSPACE, "message:C:1") is None
    # Delivered again, it is dealt.
    assert sales.batch(sales.request("message:C:1")) == [ASSIGNED]


def test_when_the_configuration_moved_nothing_is_written(sales: Office):
    known = sales.run(configuration.load, WORKSPACE)
    sales.run(workspace.raise_version, WORKSPACE)
    before = sales.row()
    with pytest.raises(ConfigurationMoved):
        sales.run(deal_batch, known, [sales.request()], sales.now)
    assert sales.assignments() == []
    assert conversations(sales) == []
    assert sales.row() == before
    assert sales.lead() == [ANN]


@pytest.mark.parametrize(
    "change",
    [
        lambda office: office.add(DAN),
        lambda office: office.remove(CAT),
        lambda office: office.team(ANN, BEN),
        lambda office: office.apply(rules=()),
        lambda office: office.apply(managers=("U99BOSS",)),
        lambda office: office.apply(rules=(), prune=True),
    ],
)
def test_whatever_changes_the_configuration_is_seen_by_a_batch_that_knows_the_old_one(sales: Office, change):
    known = sales.run(configuration.load, WORKSPACE)
    change(sales)
    with pytest.raises(ConfigurationMoved):
        sales.run(deal_batch, known, [sales.request()], sales.now)


def test_several_teams_in_one_batch_each_take_their_own_turns_in_any_order(office: Office):
    teams = [Team(name, f"C{name}", teammates=(ANN, BEN)) for name in ("zebra", "ant", "Mid")]
    office.apply(*teams, rules=[word(name, name) for name in ("zebra", "ant", "Mid")])
    names = ["zebra", "ant", "ant", "Mid", "zebra", "ant", "zebra", "Mid"]
    assert office.batch(*[office.request(text=name) for name in names]) == [ASSIGNED] * 8
    rows = office.assignments()
    assert [row.team for row in rows] == names
    for name in ("zebra", "ant", "Mid"):
        assert [row.user_id for row in rows if row.team == name] == ([ANN, BEN] * 2)[: names.count(name)]


def test_a_team_with_nobody_does_not_keep_the_others_of_its_batch_waiting(office: Office):
    office.apply(
        Team("sales", SALES, teammates=(ANN,)),
        Team("vip", "C03VIP", teammates=(BEN,)),
        Team("support", "C04SUPPORT", Method.MANUAL, (CAT,)),
        rules=[word("vip", "vip"), word("help", "support"), Rule(Trigger.NEW_CONVERSATION, "sales")],
    )
    office.away(BEN)
    got = office.batch(*[office.request(text=text) for text in ("vip", "help", "hello", "vip")])
    assert got == [WAITING, WAITING, ASSIGNED, WAITING]
    assert office.said("nobody_available") == [("C03VIP", {"kind": "nobody_available", "team": "vip", "size": 1})]
    assert (office.waits("vip"), office.waits("support"), office.waits("sales")) == (2, 1, 0)


def test_a_rule_to_a_person_assigns_without_the_rotation(office: Office):
    office.team(ANN, BEN, rules=[word("cat", CAT, "pets"), Rule(Trigger.NEW_CONVERSATION, "sales")])
    assert office.lead(text="a cat") == [CAT]
    (row,) = office.assignments()
    assert (row.cause, row.team) == ("rule", None)
    assert row.reason == {
        "rule": {
            "position": 1,
            "when": "new_conversation",
            "if": [["text", "contains", "cat"]],
            "assign_to": CAT,
        }
    }
    assert office.lead() == [ANN]
    (made, _) = conversations(office)
    assert (made.tags, made.team, made.state, made.waiting_since) == (["pets"], None, "assigned", None)


def test_a_rule_to_a_person_holds_also_when_they_are_away_or_in_the_team(office: Office):
    office.team(ANN, BEN, rules=[word("ann", ANN), Rule(Trigger.NEW_CONVERSATION, "sales")])
    office.away(ANN)
    assert office.lead(2, text="ann") == [ANN, ANN]
    assert office.lead(2) == [BEN, BEN]


def test_a_rule_to_somebody_deactivated_waits_without_a_team_and_the_managers_are_told(office: Office):
    office.team(ANN, rules=[word("cat", CAT), Rule(Trigger.NEW_CONVERSATION, "sales")])
    office.tell(CAT, "Cat", deactivated=True)
    request = office.request(text="a cat", email="lead@example.com", name="Lena", phone="+4930123")
    assert office.batch(request, office.request(text="cat")) == [WAITING, WAITING]
    assert office.waits(None) == 2
    told = office.said("unrouted")
    assert [channel for channel, _ in told] == ["managers", "managers"]
    assert told[0][1] == {
        "kind": "unrouted",
        "why": "deactivated",
        "conversation_id": conversations(office)[0].conversation_id,
    }
    office.tell(CAT, "Cat")
    assert office.lead(text="cat") == [CAT]
    assert office.waits(None) == 2


def test_without_a_rule_that_matches_it_waits_without_a_team_and_the_managers_are_told(office: Office):
    office.team(ANN, rules=[word("cat", "sales")])
    assert office.batch(office.request(text="dogs"), office.request(text="cats")) == [WAITING, ASSIGNED]
    assert office.waits(None) == 1
    assert [said["why"] for _, said in office.said("unrouted")] == ["no_rule"]
    assert office.said("nobody_available") == []


def test_a_rule_to_a_team_that_is_not_there_leaves_it_to_the_managers(office: Office):
    office.team(ANN, rules=[Rule(Trigger.NEW_CONVERSATION, "vanished")])
    assert office.batch(office.request()) == [WAITING]
    assert office.waits(None) == 1
    assert [(channel, said["why"]) for channel, said in office.said("unrouted")] == [("managers", "team_gone")]


def test_only_rules_of_the_same_trigger_match(office: Office):
    office.team(ANN, BEN, rules=[Rule(Trigger.QUALIFIED, BEN), Rule(Trigger.NEW_CONVERSATION, ANN)])
    assert office.lead(trigger=Trigger.NEW_CONVERSATION) == [ANN]
    assert office.lead(trigger=Trigger.QUALIFIED) == [BEN]
    assert office.lead(trigger=Trigger.AUTO_MESSAGE_REPLY) == []


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("channel", LEADS), ("source", "message"), ("text", "HELLO"), ("email", "lead@example.com"), ("name", "lena"),
    ],
)  # fmt: skip
def test_a_rule_may_ask_for_what_is_always_known(office: Office, attribute, value):
    office.team(ANN, rules=[Rule(Trigger.NEW_CONVERSATION, "sales", (Condition(attribute, Operator.IS, value),))])
    assert office.lead(text="Hello", email="lead@example.com", name="Lena") == [ANN]


def test_a_reason_is_kept_as_the_contract_says(sales: Office):
    sales.away(BEN)
    sales.lead(2)
    first, second = (row.reason for row in sales.assignments())
    rule = {"position": 1, "when": "new_conversation", "if": [], "assign_to": "sales"}
    assert first == {
        "rule": rule,
        "place": None,
        "before": [],
        "after": [[ANN, "available"], [BEN, "away"], [CAT, "available"]],
        "more": 0,
        "next": CAT,
    }
    assert second == {
        "rule": rule,
        "place": ANN,
        "before": [],
        "after": [[BEN, "away"], [CAT, "available"], [ANN, "available"]],
        "more": 0,
        "next": ANN,
    }


def test_what_is_known_of_the_lead_is_kept(sales: Office):
    sales.lead(text="Hi there", email="lead@example.com", name="Lena", phone="+4930123", lead_user_id=None)
    (row,) = conversations(sales)
    assert (row.text, row.lead_email, row.lead_name, row.lead_phone, row.lead_user_id) == (
        "Hi there", "lead@example.com", "Lena", "+4930123", None,
    )  # fmt: skip
    assert (row.channel, row.thread_ts, row.source, row.created_at) == (LEADS, "1.0", "message", sales.now)


def test_each_assignment_is_announced_in_its_thread_in_the_order_of_dealing(sales: Office):
    sales.lead(3)
    rows = sales.assignments()
    assert sales.said("assignment") == [
        (
            LEADS,
            {
                "kind": "assignment",
                "conversation_id": row.conversation_id,
                "assignment_id": row.assignment_id,
                "team": "sales",
                "teammate": row.user_id,
                "cause": "round_robin",
            },
        )
        for row in rows
    ]


def test_while_nothing_changes_any_two_differ_by_at_most_one_however_leads_come(sales: Office):
    for count in (1, 5, 2, 17, 1, 1, 64):
        sales.lead(count)
        counts = [sales.counts()[user] for user in (ANN, BEN, CAT)]
        assert max(counts) - min(counts) <= 1


def test_a_workspace_of_which_nothing_is_known_cannot_be_written_to(office: Office):
    with pytest.raises(IntegrityError):
        office.batch(office.request())


def test_what_the_database_refuses_is_kept_as_ascii_and_the_managers_are_told_once(sales: Office):
    request = sales.request("message:C:1", text="half a \ud83d face \u0000")
    for _ in range(2):
        sales.run(reject, request, "UnicodeEncodeError: \ud83d", sales.now)
    rows = sales.run(lambda tx: tx.execute(table(Rejection).select()).all())
    assert len(rows) == 2
    assert rows[0].source_key == f"message:{LEADS}:1.0"
    assert json.loads(rows[0].request)["lead"]["text"] == "half a \ud83d face \u0000"
    assert rows[0].request.isascii()
    assert rows[0].error.isascii()
    assert sales.said("rejected") == [("managers", {"kind": "rejected", "channel": LEADS, "thread_ts": "1.0"})]


def test_a_message_that_cannot_be_read_is_kept_too(sales: Office):
    sales.run(keep_unreadable, WORKSPACE, LEADS, "7.0", "{}", "x" * 5000, sales.now)
    (row,) = sales.run(lambda tx: tx.execute(table(Rejection).select()).all())
    assert (row.source_key, row.request, len(row.error)) == (f"message:{LEADS}:7.0", "{}", 1000)
