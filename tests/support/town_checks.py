"""What must be true of a town when everything has come to rest, whatever went on before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bot.usecases import cards
from bot.usecases.deliver_step import advance
from bot.usecases.delivery import Claim, Pace
from storage.queries import assignment, outbox_channel
from storage.queries.outbox import _MESSAGE, MessageRow
from storage.tables import Conversation, ConversationPass, OutboxMessage, Row, table
from tests.support.load import Report
from tests.support.shared_slack import NEVER, SharedSlack
from tests.support.town import NORTH, WORKSPACE
from tests.usecases.office import Office


def bring_to_rest(office: Office, slack: SharedSlack) -> None:
    """Let away modes end, deal what the clock brings, and send everything; time goes by until nothing is left."""
    office.end_away()
    office.settle_due()  # only what the clock is due to do: whatever else could be dealt is found by the check
    office.check()
    for _ in range(5):  # longer than anything waits for its retry
        office.now += 400
        office.end_away()
        office.settle_until_rest()
        _deliver(office, slack)
    office.check()


def _deliver(office: Office, slack: SharedSlack) -> None:
    while channels := office.run(outbox_channel.claim, WORKSPACE, "the last", office.now, office.now + 10, 1):
        claim, result = Claim(WORKSPACE, channels[0], "the last"), None
        while (step := office.run(advance, claim, result, Pace(rate=0), office.now, 0.0)) is not None:
            result = slack.deliver_step(step)


def everything_of(office: Office, of: type[Row], order: str) -> Sequence[Any]:
    """Return all rows of a table."""
    box = table(of)
    return office.run(lambda tx: tx.execute(box.select().order_by(box.c[order])).all())


def check_answers(office: Office, reports: Sequence[Report]) -> None:
    """Each request that was answered is one conversation, dealt once; each press did what it said."""
    outcomes: dict[str, Counter[str]] = {}
    for report in reports:
        for key, some in report.outcomes.items():
            outcomes.setdefault(key, Counter()).update(some)
    conversations = {row.source_key: row for row in everything_of(office, Conversation, "source_key")}
    assert outcomes.keys() == conversations.keys()
    causes: dict[str, list[str]] = {}
    for row in office.assignments():
        causes.setdefault(row.conversation_id, []).append(row.cause)
    for key, some in outcomes.items():
        assert some["assigned"] + some["waiting"] == 1, key
        assert some.total() == some["assigned"] + some["waiting"] + some["duplicate"]
        had = causes.get(conversations[key].conversation_id, [])
        assert sum(cause in {"round_robin", "rule"} for cause in had) == some["assigned"], key
    pressed = sum((report.pressed for report in reports), Counter())
    given = Counter(cause for had in causes.values() for cause in had)
    assert given["manual"] == pressed["taken"]
    assert given["passed"] <= pressed["passed"]
    passes = len(everything_of(office, ConversationPass, "conversation_id"))
    assert passes <= pressed["passed"]  # who takes what they passed on may pass it again


def check_rotation(office: Office) -> None:
    """In the team of which nobody ever went away, each one's turn came in its order, whoever dealt."""
    in_order = sorted(row for row in everything_of_team(office, "north"))
    members = sorted(office.members("north").values())
    ring = [one.user_id for one in members]
    assert sorted(ring) == sorted(NORTH)
    dealt = [user for _, user in in_order]
    assert dealt == [ring[number % len(ring)] for number in range(len(dealt))]
    counts = Counter(dealt)
    assert max(counts.values()) - min(counts[user] for user in NORTH) <= 1


def everything_of_team(office: Office, team: str) -> list[tuple[str, str]]:
    """Return assignment and teammate of all that a team was dealt."""
    return [
        (row.assignment_id, row.user_id) for row in office.run(assignment.since, WORKSPACE, 0.0) if row.team == team
    ]


def check_outbox(office: Office, slack: SharedSlack) -> None:
    """What was to be said stands in its order, once each; what Slack shows is the truth."""
    rows = everything_of(office, OutboxMessage, "position")
    assert len({(row.channel, row.position) for row in rows}) == len(rows)
    assert {row.state for row in rows} <= {"sent", "failed"}
    assert {row.error for row in rows if row.state == "failed"} <= {NEVER.error}
    assert set(slack.posted().values()) == {1}
    _check_announcements(office, rows)
    _check_cards(office, rows, slack)


def _check_announcements(office: Office, rows: Sequence[Any]) -> None:
    """Announcements stand in each channel in the order in which each team dealt (assignments' ids grow)."""
    said: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.content["kind"] == "assignment" and row.content["team"] is not None:
            said.setdefault((row.channel, row.content["team"]), []).append(row.content["assignment_id"])
    for one, ids in said.items():
        assert ids == sorted(ids), one
    announced = Counter(row.content["assignment_id"] for row in rows if row.content["kind"] == "assignment")
    assert announced == Counter(row.assignment_id for row in office.assignments())


def _steady(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a card shows but for earlier conversations: of two that came at once, each may be seen first."""
    return {key: value for key, value in shown.items() if key != "earlier"}


def _check_cards(office: Office, rows: Sequence[Any], slack: SharedSlack) -> None:
    shown = [row for row in rows if row.content["kind"] == "card"]
    assert len({(row.card_of, row.card_for) for row in shown}) == len(shown)
    for row in shown:
        message = MessageRow(*(getattr(row, column.name) for column in _MESSAGE))
        truth = office.run(cards.facts, WORKSPACE, message)
        if row.state == "sent":
            assert _steady(slack.content(row.outbox_id)) == _steady(truth)
    have = {(row.card_of, row.card_for) for row in shown}
    teams = {row.name for row in office.teams()}
    for one in everything_of(office, Conversation, "conversation_id"):
        if one.team in teams:
            assert (one.conversation_id, one.team) in have
