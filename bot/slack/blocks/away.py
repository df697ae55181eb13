"""What `/away` answers: what is now true."""

from bot.domain import whens
from bot.slack.text import cut, escape, mention, moment
from bot.usecases.away import AwayStatus


def _teams(teams: tuple[str, ...]) -> str:
    """Return the names of teams, in bold, as many as fit."""
    return cut(", ".join(f"*{escape(name)}*" for name in teams), 1000)


def _reason(status: AwayStatus) -> str:
    return f" ({escape(status.reason)})" if status.reason else ""


def _until(status: AwayStatus) -> str:
    """Say when away mode ends by itself, as a date."""
    return f"until {moment(status.ends_at, whens.zone_of(status.time_zone))}" if status.ends_at is not None else ""


def went_away(status: AwayStatus, called: str, *, about_self: bool) -> str:
    """Say that somebody is away now. `called`: the command as it reached us, which may have another name."""
    who, whom, back = _words(status, called, about_self=about_self)
    where = f" No conversations of {_teams(status.teams)} come to {whom}." if status.teams else ""
    if status.ends_at is None:
        return f"{who} away now{_reason(status)}.{where} To come back: `{back}`."
    return f"{who} away now{_reason(status)}, {_until(status)}.{where} To come back earlier: `{back}`."


def came_back(status: AwayStatus, called: str, *, about_self: bool) -> str:
    """Say that somebody is in the rotations again, or was never out."""
    who, whom, _ = _words(status, called, about_self=about_self)
    if not status.changed:
        return f"{who} not away: nothing changed."
    if not status.teams:
        return f"{who} back, but in no team, so no conversations come to {whom}."
    one = "1 conversation that waited was" if status.dealt == 1 else f"{status.dealt} conversations that waited were"
    waited = f" {one} dealt at once." if status.dealt else ""
    again = f"come to {whom} again by turn, without make-up turns."
    return f"{who} back. Conversations of {_teams(status.teams)} {again}{waited}"


def told(status: AwayStatus, called: str, *, about_self: bool) -> str:
    """Say whether somebody is away."""
    who, whom, back = _words(status, called, about_self=about_self)
    if status.away_since is not None:
        since = moment(status.away_since, whens.zone_of(status.time_zone))
        by = f", set by {mention(status.set_by)}" if status.set_by and status.set_by != status.user_id else ""
        end = f", {_until(status)}" if status.ends_at is not None else ""
        return f"{who} away{_reason(status)}, since {since}{end}{by}. To come back: `{back}`."
    if not status.teams:
        return f"{who} not away, but in no team, so no conversations come to {whom}."
    return f"{who} not away: conversations of {_teams(status.teams)} come to {whom} by turn."


def _words(status: AwayStatus, called: str, *, about_self: bool) -> tuple[str, str, str]:
    if about_self:
        return "You are", "you", f"{called} off"
    name = mention(status.user_id)
    return f"{name} is", "them", f"{called} @name off"
