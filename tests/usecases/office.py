"""A workspace without Slack: its database, its configuration, and a clock that only the test moves."""

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from bot.domain.configuration import ConfigurationFile, Method, Rule, Team, Trigger
from bot.domain.leads import LeadFacts
from bot.domain.lifecycle import Pressed
from bot.domain.people import Caller, Person
from bot.domain.rotation import Availability, Candidate
from bot.usecases import away, configuration, configure, people, roster, waiting
from bot.usecases.deal import DealRequest, Outcome, deal_batch
from bot.usecases.ring import place_of
from storage.queries import assignment, conversation, team, team_member
from storage.queries.assignment import AssignmentRow
from storage.queries.team import TeamRow
from storage.queries.team_member import MemberRow
from storage.tables import OutboxMessage, table
from tests.domain.rotation_oracle import Oracle
from tests.support.databases import SyncDatabase
from tests.usecases.postman import Postman

T = TypeVar("T")

WORKSPACE = "T01TEST"
LEADS, SALES = "C01LEADS", "C02SALES"
ANN, BEN, CAT, DAN = "U01ANN", "U02BEN", "U03CAT", "U04DAN"
ALWAYS_SALES = (Rule(Trigger.NEW_CONVERSATION, "sales"),)


class Office:
    """What the bot's use cases do to one database. `now` is UTC seconds."""

    def __init__(self, url: str) -> None:
        self.database = SyncDatabase(url)
        self.now = 1_700_000_000.0
        self.leads = 0
        self.slack = Postman(WORKSPACE)

    def close(self) -> None:
        self.database.close()

    def run(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Run `work(transaction, *args)` and commit."""
        return self.database.run(work, *args, **named)

    # People and teams

    def apply(
        self, *teams: Team, check: Callable[..., ConfigurationFile] | None = None, **named: Any
    ) -> tuple[str, ...]:
        """Apply a configuration file with these teams; `named` are its other sections, `prune` or `dry_run`."""
        how = {key: named.pop(key) for key in ("prune", "dry_run") if key in named}
        file = ConfigurationFile(teams=teams, **named)
        return self.run(configure.apply, WORKSPACE, file, check or (lambda *_: file), self.now, **how)

    def team(self, *members: str, rules: Sequence[Rule] = ALWAYS_SALES, **named: Any) -> None:
        """Make (or change) the team `sales`, to which every lead goes."""
        self.apply(Team("sales", SALES, teammates=members, **named), rules=tuple(rules))

    def tell(self, user_id: str, name: str | None = None, **facts: Any) -> None:
        """Let Slack tell of somebody."""
        told = [Person(user_id, user_id if name is None else name, **facts)]
        self.run(people.follow, WORKSPACE, told, self.now, self.now)

    def away(self, *user_ids: str) -> None:
        for user in user_ids:
            self.run(away.go_away, WORKSPACE, user, user, "", self.now)

    def back(self, *user_ids: str) -> None:
        for user in user_ids:
            self.run(away.come_back, WORKSPACE, user, self.now)

    def add(self, *user_ids: str, name: str = "sales") -> roster.RosterChange:
        return self.run(roster.add, WORKSPACE, name, user_ids, self.now)

    def remove(self, *user_ids: str, name: str = "sales") -> roster.RosterChange:
        return self.run(roster.remove, WORKSPACE, name, user_ids)

    def row(self, name: str = "sales") -> TeamRow:
        return self.run(team.lock, WORKSPACE, [name])[name]

    def teams(self) -> list[TeamRow]:
        return self.run(team.everyone, WORKSPACE)

    def members(self, name: str = "sales") -> dict[str, MemberRow]:
        return {row.user_id: row for row in self.run(team_member.all_of, WORKSPACE, name)}

    def oracle(self, name: str = "sales") -> Oracle:
        """Return the oracle of a team as it stands now."""
        members = [Candidate(row.sort_key, row.user_id, row.availability) for row in self.members(name).values()]
        return Oracle(members, place_of(self.row(name)))

    # Leads

    def request(self, key: str | None = None, text: str = "Hello", **facts: Any) -> DealRequest:
        self.leads += 1
        ts = f"{self.leads}.0"
        return DealRequest(
            workspace_id=WORKSPACE,
            source_key=key or f"message:{LEADS}:{ts}",
            source="message",
            channel=facts.pop("channel", LEADS),
            thread_ts=ts,
            trigger=facts.pop("trigger", Trigger.NEW_CONVERSATION),
            lead=LeadFacts(text, facts.pop("name", None), facts.pop("email", None), facts.pop("phone", None)),
            lead_user_id=facts.pop("lead_user_id", "U99LEAD"),
            deadline=facts.pop("deadline", time.monotonic() + 3600),
            qualify=facts.pop("qualify", None),
        )

    def batch(self, *requests: DealRequest) -> list[Outcome]:
        """Deal requests in one transaction, under the configuration as it is."""
        known = self.run(configuration.load, WORKSPACE)
        return self.run(deal_batch, known, requests, self.now)

    def lead(self, count: int = 1, **facts: Any) -> list[str]:
        """Deal new leads in one batch; return who got them, in order."""
        before = len(self.assignments())
        self.batch(*[self.request(**facts) for _ in range(count)])
        return [row.user_id for row in self.assignments()[before:]]

    def end_away(self) -> None:
        """End the away modes that are due."""
        while self.run(away.end_due, WORKSPACE, self.now):
            pass

    def settle_due(self) -> int:
        return self.run(waiting.settle_due, WORKSPACE, self.now)

    def settle_until_rest(self, most: int = 1000) -> int:
        """Do what the clock does, moving from one due time to the next; return how many were dealt."""
        dealt = 0
        for _ in range(most):
            due_at = self.run(team.next_due_at, WORKSPACE)
            if due_at is None:
                return dealt
            self.now = max(self.now, due_at)
            dealt += self.settle_due()
        raise AssertionError("it never comes to rest")

    # Buttons

    def conversation_id(self, number: int = 1) -> str:
        """Return the id of the lead of that number, counted from 1."""
        return self.run(conversation.by_source_key, WORKSPACE, f"message:{LEADS}:{number}.0").conversation_id

    def press(
        self, button: Callable[..., Pressed], user_id: str, number: int = 1, *, manager: bool = False, **of: str | None
    ) -> Pressed:
        """Press a button of a lead's card; `of_assignment`: of a card as it was."""
        caller = Caller(WORKSPACE, user_id, SALES, is_manager=manager)
        return self.run(button, caller, self.conversation_id(number), of.get("of_assignment"), self.now)

    def deliver(self) -> Postman:
        """Send everything that can go by now; return Slack as it looks then."""
        self.slack.deliver(self)
        return self.slack

    def words(self) -> list[tuple[str, str]]:
        """Return what was said to one person alone: to whom, and which words."""
        return [(said["to"], said["says"]) for _, said in self.said("word")]

    # What came of it

    def assignments(self) -> list[AssignmentRow]:
        return self.run(assignment.since, WORKSPACE, 0.0)

    def dealt(self) -> list[tuple[str, str]]:
        """Return who got what, and the cause, in order."""
        return [(row.user_id, row.cause) for row in self.assignments()]

    def counts(self, cause: str | None = None) -> Counter[str]:
        return Counter(row.user_id for row in self.assignments() if cause in {None, row.cause})

    def waits(self, name: str | None = "sales") -> int:
        return self.run(conversation.count_waiting, WORKSPACE, name)

    def said(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """Return channel and content of what the outbox holds of a kind, oldest first."""
        box = table(OutboxMessage)
        rows = self.run(lambda tx: tx.execute(box.select().order_by(box.c.outbox_id)).all())
        return [(row.channel, row.content) for row in rows if row.content["kind"] == kind]

    def availability(self) -> dict[tuple[str, str], str]:
        """Work out from its sources who is available, by team and user id, without the copy in the index."""
        rows = self.run(
            lambda tx: tx.exec_driver_sql(
                "SELECT m.team, m.user_id, "
                "EXISTS (SELECT 1 FROM slack_user u WHERE u.user_id = m.user_id AND u.deactivated) AS gone, "
                "EXISTS (SELECT 1 FROM away_mode a WHERE a.user_id = m.user_id) AS away FROM team_member m"
            ).all()
        )
        return {
            (row.team, row.user_id): Availability.DEACTIVATED
            if row.gone
            else Availability.AWAY
            if row.away
            else Availability.AVAILABLE
            for row in rows
        }

    def check(self) -> None:
        """See that the copies agree with their sources, and that nothing waits beside somebody who can take it."""
        source = self.availability()
        sizes: Counter[str] = Counter()
        for row in self.run(team.everyone, WORKSPACE):
            members = self.members(row.name)
            sizes[row.name] = len(members)
            assert row.size == len(members)
            for user, member in members.items():
                assert member.availability == source.pop((row.name, user))
            available = [one for one in members.values() if one.availability == Availability.AVAILABLE]
            if row.method == Method.ROUND_ROBIN and self.run(conversation.dealable, WORKSPACE, row.name, 1):
                window = waiting.BURST_WINDOW_SECONDS
                # Who has room has passed on all that waits; who has none has some again by the clock.
                assert not self.run(
                    conversation.dealable, WORKSPACE, row.name, 1, (row.waiting_burst, self.now - window)
                )
                full = [one for one in available if one.burst_count >= row.waiting_burst]
                full = [one for one in full if one.burst_started_at > self.now - window]
                # Who was counted longest may have left or gone away since: then it is looked at early, never late.
                assert row.waiting_due_at <= min(one.burst_started_at for one in full) + window
        assert not source
        for one in self.assignments():
            assert json.dumps(one.reason)
