"""What a use case may raise, beside what it says in its own docstring."""

from storage.errors import Contended, DataRejected, StorageUnavailable, TooLate

__all__ = [
    "BeingSent",
    "ConfigurationMoved",
    "Contended",
    "DataRejected",
    "Mistake",
    "NotAllowed",
    "SlackUnavailable",
    "StorageUnavailable",
    "TokenRefused",
    "TooLate",
]


class Mistake(Exception):  # noqa: N818 - the person's word for it
    """What a person typed can't be done; nothing was changed.

    `wrong` says what was wrong and the nearest right form, `example` is one command that works.
    """

    def __init__(self, wrong: str, example: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.example = example


class NotAllowed(Exception):  # noqa: N818 - a refusal, not a fault
    """This person may not do it; the text says who may."""


class SlackUnavailable(Exception):  # noqa: N818 - a state, not a mistake
    """Slack could not be asked just now; the text says what was wanted.

    `retry_after_seconds`: how long Slack asked for silence; 0.0: it didn't.
    """

    def __init__(self, wanted: str, retry_after_seconds: float = 0.0) -> None:
        super().__init__(wanted)
        self.retry_after_seconds = retry_after_seconds


class TokenRefused(SlackUnavailable):
    """Slack refuses the bot's token: nothing can be asked or posted until it takes it again. `word`: Slack's own."""

    def __init__(self, wanted: str, word: str) -> None:
        super().__init__(f"{wanted}: {word}")
        self.word = word


class BeingSent(Exception):  # noqa: N818 - a state, not a mistake
    """A message is being sent right now: its outcome comes first. Nothing was changed; a moment later it can be."""


class ConfigurationMoved(Exception):  # noqa: N818 - control flow
    """The configuration changed since it was read: read it anew and do it again."""
