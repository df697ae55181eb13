"""What listeners are given: the use cases' dependencies, once the bot knows who it is."""

from dataclasses import dataclass, field
from typing import Final

from bot.slack.asking import Identity
from bot.slack.channels import SlackChannels
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.intake import Dealer
from bot.usecases.ports import Clock, Directory, Store
from bot.usecases.posting import Posting

#: Where in Bolt's context a listener finds its deadline, on `time.monotonic()`.
DEADLINE: Final = "leadwheel_deadline"


@dataclass(frozen=True, slots=True)
class Services:
    """Handed to every listener by `bot.slack.app`. `managers`: those of LEADWHEEL_MANAGERS."""

    identity: Identity
    store: Store
    dealer: Dealer
    directory: Directory
    clock: Clock
    configuration: FollowedConfiguration
    posting: Posting
    channels: SlackChannels
    managers: frozenset[str] = field(default_factory=frozenset)
