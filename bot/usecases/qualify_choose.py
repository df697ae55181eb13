"""The buttons and menus of a question: only the lead's count, and each counts once (CONTRACT 7)."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from bot.domain.answers import Wrong, choose
from bot.domain.configuration import Configuration, Question
from bot.domain.people import Caller
from bot.domain.questions import Ended
from bot.usecases import announce
from bot.usecases import dialog as dialogs
from bot.usecases.dialog import Dialog, Step, advance
from storage.queries import outbox
from storage.transaction import Transaction


class Chosen(StrEnum):
    """What a press comes to; all but the first three change nothing, and are answered in words."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    KEPT_LATE = "kept_late"
    NOT_THE_LEAD = "not_the_lead"
    ANSWERED_BEFORE = "answered_before"
    QUESTIONS_OVER = "questions_over"
    NOTHING_CHOSEN = "nothing_chosen"
    QUESTION_GONE = "question_gone"


#: What is said in words to who pressed.
_WORDS = frozenset(Chosen) - {Chosen.ANSWERED, Chosen.SKIPPED}


def answer(
    tx: Transaction,
    configuration: Configuration,
    caller: Caller,
    conversation_id: str,
    attribute: str,
    chosen: Sequence[str] | None,
    now: float,
) -> Chosen:
    """Take what the lead pressed or selected, by the choices' own words; None: they skip the question.

    After a time-out it is kept all the same, and not routed by. What it did, where that can't be seen, is said to who
    pressed alone, in the thread that they look at.
    """
    dialog = dialogs.look(tx, configuration, conversation_id, now)
    outcome, step = _decide(dialog, caller, attribute, chosen)
    if dialog is not None and step is not None:
        dialogs.write(tx, configuration, dialog, step, now)
    if outcome in _WORDS:
        found = dialog.conversation if dialog is not None else None
        thread_ts = found.thread_ts if found is not None and found.channel == caller.channel else ""
        said = announce.word(caller.user_id, caller.channel, outcome, thread_ts=thread_ts)
        outbox.write(tx, caller.workspace_id, [said], now)
    return outcome


def _decide(
    dialog: Dialog | None, caller: Caller, attribute: str, chosen: Sequence[str] | None
) -> tuple[Chosen, Step | None]:
    question = dialog.question(attribute) if dialog is not None else None
    if dialog is None or question is None or (chosen is None and question.required):
        return Chosen.QUESTION_GONE, None  # the configuration has changed since it was asked
    refusal = _refusal(dialog, caller, question, skips=chosen is None)
    if refusal is not None:
        return refusal, None
    if chosen is None:
        return Chosen.SKIPPED, advance(dialog, dialog.progress.skip(attribute))
    value = choose(question, chosen)
    if isinstance(value, Wrong):
        return (Chosen.NOTHING_CHOSEN if value is Wrong.EMPTY else Chosen.QUESTION_GONE), None
    answers, late = {attribute: value}, not dialog.is_asking
    step = replace(advance(dialog, dialog.progress.answer(answers)), answers=answers, late=late)
    return (Chosen.KEPT_LATE if late else Chosen.ANSWERED), step


def _refusal(dialog: Dialog, caller: Caller, question: Question, *, skips: bool) -> Chosen | None:
    """Say why a press changes nothing; None: it counts."""
    if caller.user_id != dialog.conversation.lead_user_id:
        return Chosen.NOT_THE_LEAD
    if question not in dialog.progress.open():
        return Chosen.ANSWERED_BEFORE
    is_late = dialog.row.ended == Ended.TIMEOUT and not skips
    return None if dialog.is_asking or is_late else Chosen.QUESTIONS_OVER
