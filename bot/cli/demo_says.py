"""The demo's facts, as words: who, where, why, and who was skipped."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

from bot.cli.demo_noted import Came, Said
from bot.cli.demo_words import plain
from storage.queries.assignment import AssignmentRow

#: What the reason of an assignment calls whoever is skipped.
_SKIPPED: Final = {
    "away": "away",
    "deactivated": "deactivated in Slack",
    "waiting_burst": "had their share of what waited",
    "passed": "passed it on",
}


class Says:
    """Puts what happened into words without Slack's markup.

    Args:
        people: names by user id.
        channels: names by channel id, without `#`.
        inboxes: team names by the id of the channel that has their cards.
        by_hand: names of the teams whose conversations are taken by hand.
    """

    def __init__(
        self, people: Mapping[str, str], channels: Mapping[str, str], inboxes: Mapping[str, str], by_hand: Iterable[str]
    ) -> None:
        self._people = people
        self._channels = channels
        self._inboxes = inboxes
        self._by_hand = frozenset(by_hand)

    def plain(self, said: str) -> str:
        """Return what the bot said, in plain words."""
        return plain(said, self._people, self._channels)

    def name(self, user_id: str) -> str:
        """Return what a person is called."""
        return self._people.get(user_id, user_id)

    def names(self, user_ids: Sequence[str]) -> str:
        """Return what people are called, in a sentence."""
        return " and ".join(self.name(user_id) for user_id in user_ids)

    def source(self, came: Came) -> str:
        """Return where a lead came in, and from whom."""
        return f"#{self._channels[came.channel]} · {self.name(came.who)}"

    def where(self, said: Said) -> str:
        """Return where something was said; "" for an answer to a command."""
        if said.only_to is not None:
            return f"to {self.name(said.only_to)} alone" if said.channel else ""
        if said.row is not None:
            return f"in the thread of #{said.number}"
        return f"on the card of #{said.number}" if said.number else f"in #{self._channels[said.channel]}"

    def why(self, came: Came) -> str:
        """Return why a lead was dealt to who has it, or why it waits."""
        if came.row is None:
            return self._why_waiting(came)
        if came.row.cause == "rule":
            return f"a rule names this person: {_rule(came.row)}"
        return self.how(came.row)

    def how(self, row: AssignmentRow) -> str:
        """Return how a lead came to who has it, as it follows "somebody has it": by turn, or by a rule."""
        rule = _rule(row)
        by = f"by turn in {row.team}" if row.team else "whom a rule names"
        return by + (f", as {rule}" if rule else "")

    def card(self, came: Came) -> list[str]:
        """Return what a card says of its lead besides what they wrote, a line each: the answers, and the tags."""
        blocks = came.card.blocks or ()
        fields = [one["text"].replace("\n", ": ") for block in blocks for one in block.get("fields", ())]
        below = [one["text"] for block in blocks if block["type"] == "context" for one in block["elements"]]
        told = [self.plain(text) for text in (*fields, *below)]
        return [text for text in told if not text.startswith("Earlier ")]  # links, which are nothing in a terminal

    def skipped(self, row: AssignmentRow | None) -> str:
        """Return whom the rotation passed over before it came to who has it, and why; "" where there is nobody."""
        if row is None:
            return ""
        return ", ".join(f"{self.name(user_id)} ({_SKIPPED.get(why, why)})" for user_id, why in passed_over(row))

    def _why_waiting(self, came: Came) -> str:
        team = self._inboxes.get(came.card.channel)
        if team is None:  # it stands in a manager's direct messages, and says why
            why = self.plain(came.card.text).partition(".")[0].rpartition(", because ")[2]
            return f"{why}: a manager is asked"
        return f"{team} assigns by hand" if team in self._by_hand else f"nobody in {team} is available"


def passed_over(row: AssignmentRow) -> list[tuple[str, str]]:
    """Return whom the rotation passed over before it came to who has a lead, each with why, as the reason keeps it."""
    after = [(user_id, why) for user_id, why in row.reason.get("after", ())]
    return list(takewhile(lambda one: one[0] != row.user_id, after))


def _rule(row: AssignmentRow) -> str:
    """Return what a rule found in the lead, as the assignment keeps it; "" where it looked at the channel alone."""
    found = (row.reason.get("rule") or {}).get("if", ())
    return ", ".join(_condition(*condition) for condition in found if condition[0] != "channel")


def _condition(attribute: str, operator: str, value: Any) -> str:
    if isinstance(value, bool):
        return f"“{attribute.replace('_', ' ')}” is answered with {'yes' if value else 'no'}"
    values = [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
    any_of = " or ".join([", ".join(values[:-1]), values[-1]] if values[1:] else values)
    verb = "is at" if operator == "email_domain" else operator.replace("_", " ")
    return f"the {attribute.replace('_', ' ')} {verb} {any_of}"
