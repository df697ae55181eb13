"""What `/rotation` answers."""

from itertools import accumulate

from bot.domain.whens import zone_of
from bot.ids import Command
from bot.slack.text import LONGEST_TEXT, channel, cut, escape, mention, moment, permalink
from bot.usecases.show import AwayTeammate, RotationView, TeamView

#: Of twenty who are away, each with a reason.
_LONGEST_REASON = 40

#: How many characters tell who is away, of one team.
_LONGEST_AWAY = 2000

#: For readers whose Slack doesn't show a moment in their own time zone.
_UTC = zone_of("UTC")

#: Teams told in full; with more, each has a line of its own.
_IN_FULL = 5

HELP = f"""*{Command.ROTATION}* shares conversations among the teammates of a team, by turn.
• `{Command.ROTATION} show` — every team: whose turn is next, who is away, how many each has had; `show TEAM`: one
• `{Command.ROTATION} join TEAM` · `leave TEAM` — yourself, where the team allows it
• `{Command.ROTATION} away ...` — the same as `{Command.AWAY} ...`
• `{Command.ROTATION} help` — this
For managers:
• `{Command.ROTATION} create TEAM [#channel]` · `delete TEAM` — make a team, take one away
• `{Command.ROTATION} add TEAM @a @b` · `remove TEAM @a` — who shares its conversations
• `{Command.ROTATION} on TEAM` · `off TEAM` — deal by turn, or let people take conversations
• `{Command.ROTATION} listen #channel TEAM` — new messages there go to the team

*{Command.AWAY}* takes you out of every rotation, and lets you back in without make-up turns.
• `{Command.AWAY}` or `{Command.AWAY} on [reason]` · `{Command.AWAY} off` (or `back`) · `{Command.AWAY} status`
• `{Command.AWAY} until monday` · `{Command.AWAY} until 2026-12-24 09:00` · `{Command.AWAY} for 2h` — each with a reason, if you like
• `{Command.AWAY} @maria on until friday` — a manager may name another"""


def shown(view: RotationView, workspace_url: str) -> str:
    """Tell of the teams, and of conversations that have none."""
    parts = [_team(team) if len(view.teams) <= _IN_FULL else _line(team) for team in view.teams]
    if not view.teams:
        parts.append(f"There are no teams yet. A manager makes one: `{Command.ROTATION} create sales #sales`.")
    if view.unrouted_count:
        links = ", ".join(
            f"<{permalink(workspace_url, one.channel, one.thread_ts)}|in {one.channel}>" for one in view.unrouted[:10]
        )
        parts.append(f"*Without a team*: {view.unrouted_count} waiting for a manager: {links}")
    return _as_many_as_fit(parts)


def _as_many_as_fit(parts: list[str]) -> str:
    """Join parts, leaving out whole ones: what is cut in its middle may be half a mention."""
    told: list[str] = []
    for part in parts:
        if told and sum(len(one) + 2 for one in told) + len(part) > LONGEST_TEXT:
            return "\n\n".join([*told, f"... and {len(parts) - len(told)} more."])
        told.append(part)
    return "\n\n".join(told)


def _team(team: TeamView) -> str:
    by_turn = "by turn" if team.by_turn else "assigned by hand"
    lines = [f"*{escape(team.name)}* · {by_turn} · {channel(team.channel)} · {_count(team.size, 'teammate')}"]
    if team.by_turn:
        lines.append(
            f"Next: {_listed(team.upcoming, team.available)}" if team.upcoming else "Next: nobody is available"
        )
    if team.away:
        away = _that_fit([mention(one.user_id) + _why_away(one) for one in team.away])
        lines.append(f"Away: {', '.join(away)}{_more(len(away), team.away_count)}")
    if team.counts:
        counts = " · ".join(f"{mention(user)} {count}" for user, count in team.counts)
        lines.append(f"Last 7 days: {counts}{_more(len(team.counts), team.size)}")
    if team.waiting:
        lines.append(f"Waiting: {team.waiting}")
    return "\n".join(lines)


def _that_fit(told: list[str]) -> list[str]:
    """Return the first ones of a list, as many as leave room for the rest of the team."""
    lengths = accumulate(len(one) + 2 for one in told)
    return [one for one, length in zip(told, lengths, strict=True) if length <= _LONGEST_AWAY]


def _why_away(one: AwayTeammate) -> str:
    """Return why somebody is away, and until when, in brackets; "" where neither is known."""
    if one.deactivated:
        return " (deactivated in Slack)"
    end = f"until {moment(one.ends_at, _UTC)}" if one.ends_at is not None else ""
    told = ", ".join(part for part in (escape(cut(one.reason, _LONGEST_REASON)), end) if part)
    return f" ({told})" if told else ""


def _line(team: TeamView) -> str:
    upcoming = f"next {mention(team.upcoming[0])}" if team.by_turn and team.upcoming else "nobody is available"
    return (
        f"*{escape(team.name)}* · {upcoming if team.by_turn else 'assigned by hand'} · "
        f"{team.available} of {team.size} available · {team.waiting} waiting"
    )


def _listed(user_ids: tuple[str, ...], total: int) -> str:
    return ", then ".join(mention(user) for user in user_ids) + _more(len(user_ids), total)


def _more(told: int, total: int) -> str:
    return f" and {total - told} more" if total > told else ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
