"""What `/rotation` answers."""

from bot.ids import Command
from bot.slack.text import LONGEST_TEXT, channel, cut, escape, mention, people, permalink
from bot.usecases.roster import RosterChange
from bot.usecases.show import RotationView, TeamView

#: Of twenty who are away, each with a reason.
_LONGEST_REASON = 40

#: Teams told in full; with more, each has a line of its own.
_IN_FULL = 5

HELP = f"""*{Command.ROTATION}* shares conversations among the teammates of a team, by turn.
• `{Command.ROTATION} show` — every team: whose turn is next, who is away, how many each has had
• `{Command.ROTATION} show TEAM` — one team
• `{Command.ROTATION} add TEAM @a @b` — add teammates (managers)
• `{Command.ROTATION} remove TEAM @a` — take teammates out (managers)
• `{Command.ROTATION} away ...` — the same as `{Command.AWAY} ...`
• `{Command.ROTATION} help` — this

*{Command.AWAY}* takes you out of every rotation, and lets you back in without make-up turns.
• `{Command.AWAY}` or `{Command.AWAY} on [reason]` · `{Command.AWAY} off` (or `back`) · `{Command.AWAY} status`
• `{Command.AWAY} @maria on` — a manager may name another"""


def shown(view: RotationView, workspace_url: str) -> str:
    """Tell of the teams, and of conversations that have none."""
    parts = [_team(team) if len(view.teams) <= _IN_FULL else _line(team) for team in view.teams]
    if not view.teams:
        parts.append("There are no teams yet. Whoever runs this bot makes them with `leadwheel apply FILE`.")
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
        away = [
            mention(one.user_id)
            + (
                " (deactivated in Slack)"
                if one.deactivated
                else f" ({escape(cut(one.reason, _LONGEST_REASON))})"
                if one.reason
                else ""
            )
            for one in team.away
        ]
        lines.append(f"Away: {', '.join(away)}{_more(len(away), team.away_count)}")
    if team.counts:
        counts = " · ".join(f"{mention(user)} {count}" for user, count in team.counts)
        lines.append(f"Last 7 days: {counts}{_more(len(team.counts), team.size)}")
    if team.waiting:
        lines.append(f"Waiting: {team.waiting}")
    return "\n".join(lines)


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


def added(change: RosterChange, deactivated: tuple[str, ...]) -> str:
    """Say who was added, and who is in the team now."""
    return _changed(change, "is in", "are in", "was in it already", "were in it already") + (
        f" {people(deactivated)} can't be dealt to while deactivated in Slack." if deactivated else ""
    )


def removed(change: RosterChange) -> str:
    """Say who was taken out, and who is in the team now."""
    return _changed(change, "is no longer in", "are no longer in", "was not in it", "were not in it")


def _changed(change: RosterChange, one: str, many: str, idle_one: str, idle_many: str) -> str:
    said = []
    name = f"*{escape(change.team)}*"
    if change.changed:
        said.append(f"{people(change.changed)} {one if len(change.changed) == 1 else many} {name} now.")
    if change.unchanged:
        where = "" if change.changed else f" ({name})"
        said.append(f"{people(change.unchanged)} {idle_one if len(change.unchanged) == 1 else idle_many}{where}.")
    order = _listed_members(change.members)
    return " ".join([*said, f"Its order: {order}." if order else "It has no teammates now."])


def _listed_members(members: tuple[str, ...]) -> str:
    told = members[:30]
    return ", ".join(mention(user) for user in told) + _more(len(told), len(members))
