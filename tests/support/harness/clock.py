"""What time it is."""

from tests.support.world import World


class Clock:
    """The bot's clock and Slack's, which go forward together. `of_bot`, `of_slack`: each apart from the other."""

    def __init__(self, world: World) -> None:
        self.of_bot = world.clock
        self.of_slack = world.sandbox.clock

    def forward(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time go by. What is due then, the bot does by itself within a second.

        What is on its way to Slack just then seems to have been so for all that time: the bot gives up its claim, looks
        for it too soon, and may say it twice. Unless the test is about that, see first that what was to be said is.
        """
        later = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        self.of_bot.forward(later)
        self.of_slack.forward(later)
