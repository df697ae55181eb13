"""What is noted of the demo while it is played."""

from dataclasses import dataclass

from bot.sandbox import Message
from storage.queries.assignment import AssignmentRow


@dataclass(frozen=True, slots=True)
class Said:
    """Something that the bot said.

    Attributes:
        channel: where; "" for an answer to a command.
        text: what, as Slack has it.
        only_to: the id of the one person who sees it; None: everybody there.
        number: of the lead in whose thread or on whose card it stands; 0: of none.
        row: the assignment that it tells of; None: of none.
    """

    channel: str
    text: str
    only_to: str | None = None
    number: int = 0
    row: AssignmentRow | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """A lead that came in.

    Attributes:
        number: which one, from 1.
        who: a person's id, or another app and the name that it told.
        channel: where.
        text: what was written, or what an app's post is about.
        row: to whom it was dealt; None: it waits.
        card: its card, as it was then.
    """

    number: int
    who: str
    channel: str
    text: str
    row: AssignmentRow | None
    card: Message


@dataclass(frozen=True, slots=True)
class Done:
    """Something that people did, and what the bot said then.

    Attributes:
        people: the ids of who did it; empty: nobody did anything, the bot spoke by itself.
        did: what, as it follows their names.
        said: what the bot said, in order.
        has: the numbers of the leads that it was about, each with the id of who has it now; None: nobody.
    """

    people: tuple[str, ...]
    did: str
    said: tuple[Said, ...]
    has: tuple[tuple[int, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A lead that came in where the Operator asks, and how it was asked and answered.

    Attributes:
        came: the lead, and to whom it was dealt when the questions were over.
        turns: what was said in the thread, in order: by whom (an id; "": the bot), and what, as Slack has it.
    """

    came: Came
    turns: tuple[tuple[str, str], ...]
