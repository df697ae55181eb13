"""What a configuration may say already, though it doesn't work yet (CONTRACT 4)."""

from collections.abc import Iterator

from bot.domain.configuration import Configuration, Trigger


def not_working_yet(configuration: Configuration) -> Iterator[str]:
    """Yield one plain sentence for each thing in the configuration that is kept but not done yet."""
    for name in configuration.auto_messages:
        yield f"auto message {name}: it isn't posted yet"
    for position, rule in enumerate(configuration.rules, start=1):
        if rule.when == Trigger.AUTO_MESSAGE_REPLY:
            yield f"rule {position}: replies to auto messages aren't taken yet, so it never matches"
