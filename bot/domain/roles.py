"""What a channel is to a workspace: a source of leads, a team's inbox, both or neither."""

from dataclasses import dataclass

from bot.domain.configuration import Configuration, Sender, Trigger
from bot.domain.listening import always_catches, may_catch


@dataclass(frozen=True, slots=True)
class Role:
    """What a channel is for.

    `sender`: whose new messages there are conversations; None: nobody's, it is no source. `goes_to`: the teams, and
    people by id, that these may go to, in the order of the rules; `else_managers`: some match no rule, and go to the
    managers. `inbox_of`: the teams whose cards are posted there, by name.
    """

    sender: Sender | None
    goes_to: tuple[str, ...]
    else_managers: bool
    inbox_of: tuple[str, ...]


def role_of(configuration: Configuration, channel: str) -> Role | None:
    """Return what a channel is for; None: for nothing."""
    inbox_of = tuple(sorted(team.name for team in configuration.teams.values() if team.channel == channel))
    source = configuration.sources.get(channel)
    if source is None:
        return Role(None, (), else_managers=False, inbox_of=inbox_of) if inbox_of else None
    when = Trigger.QUALIFIED if source.qualify else Trigger.NEW_CONVERSATION
    goes_to: dict[str, None] = {}
    for rule in configuration.rules:
        if may_catch(rule, channel, when):
            goes_to[rule.assign_to] = None
        if always_catches(rule, channel, when):
            return Role(source.sender, tuple(goes_to), else_managers=False, inbox_of=inbox_of)
    return Role(source.sender, tuple(goes_to), else_managers=True, inbox_of=inbox_of)
