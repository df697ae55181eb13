"""Whose turn it is in the demo's teams, as the page draws it: each team's wheel."""

from typing import Any

from bot.usecases.show import RotationView, TeamView


def wheels(view: RotationView) -> list[dict[str, Any]]:
    """Return each team as JSON: its people in the order of the rotation, who is next, who is passed over and why.

    `state` is `next`, `available`, `away` or `deactivated`; `why` is the reason that somebody gave for being away, "":
    none. `count` is what each has had in the last 7 days.
    """
    return [_wheel(team) for team in view.teams]


def _wheel(team: TeamView) -> dict[str, Any]:
    skipped = {one.user_id: one for one in team.away}
    following = team.upcoming[0] if team.upcoming and team.by_turn else None

    def state(user_id: str) -> str:
        if user_id in skipped:
            return "deactivated" if skipped[user_id].deactivated else "away"
        return "next" if user_id == following else "available"

    return {
        "name": team.name,
        "channel": team.channel,
        "by_turn": team.by_turn,
        "waiting": team.waiting,
        "people": [
            {
                "id": user_id,
                "state": state(user_id),
                "why": skipped[user_id].reason if user_id in skipped else "",
                "count": count,
            }
            for user_id, count in team.counts
        ],
    }
