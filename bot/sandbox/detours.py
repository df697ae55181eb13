"""Deliveries that come late, in another order, twice, or whose answer Slack doesn't hear."""

import random
from dataclasses import dataclass, field


@dataclass
class Detours:
    """What may happen to each copy of an event on its way to the bot.

    Attributes:
        late_seconds: Each copy sets out so much later at most; by it, they overtake each other.
        doubled: The share, 0 to 1, of which a second copy goes out.
        unheard: The share of answers, 0 to 1, that get lost, so that Slack tries again.
        dice: Who decides.
    """

    late_seconds: float = 0.0
    doubled: float = 0.0
    unheard: float = 0.0
    dice: random.Random = field(default_factory=lambda: random.Random(0))

    def lateness_seconds(self) -> float:
        """Return how much later a copy sets out; 0: at once."""
        return self.dice.uniform(0, self.late_seconds) if self.late_seconds else 0.0

    def is_doubled(self) -> bool:
        """Return whether a second copy goes out."""
        return bool(self.doubled) and self.dice.random() < self.doubled

    def is_unheard(self) -> bool:
        """Return whether the bot's answer gets lost."""
        return bool(self.unheard) and self.dice.random() < self.unheard
