"""What a scenario is told with: people and their verbs, what Slack shows, and the clocks.

lead = await lena.writes("What would 40 seats cost?")
card = await alice.gets(lead)
await alice.presses("Pass on", card)
await bob.gets(lead, "as it was passed on")
await slack.said_nothing_else()
"""

from tests.support.harness.app import App
from tests.support.harness.clock import Clock
from tests.support.harness.ledger import buttons, payload
from tests.support.harness.person import Person
from tests.support.harness.post import Post
from tests.support.harness.slack import Slack
from tests.support.world import ALICE, BOB, CAROL, GUEST, LENA, MANAGER, OWNER, World

__all__ = ["App", "Clock", "Harness", "Person", "Post", "Slack", "buttons", "payload"]


class Harness:
    """The people of a world, its Slack and its clocks, which belong together: what one looks at, all have looked at."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.slack = Slack(world)
        self.clock = Clock(world)
        self.alice, self.bob, self.carol = map(self.slack.person, (ALICE, BOB, CAROL))
        self.mia, self.lena, self.gus, self.olga = map(self.slack.person, (MANAGER, LENA, GUEST, OWNER))
