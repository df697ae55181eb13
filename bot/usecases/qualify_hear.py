"""What a lead writes in the thread of a conversation while, or after, questions are asked (CONTRACT 7)."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from bot.domain.answers import AnswerValue, Wrong, read
from bot.domain.configuration import Configuration
from bot.domain.questions import Ended, hear
from bot.usecases import dialog as dialogs
from bot.usecases.dialog import Dialog, Step, advance
from storage.queries import conversation, conversation_qualification
from storage.queries.conversation_answer import LEAD, AnswerRow
from storage.transaction import Transaction


class Listened(StrEnum):
    """What a lead's message in a thread came to."""

    ANSWERED = "answered"
    ASKED_AGAIN = "asked_again"
    NOTED = "noted"
    NOTHING = "nothing"


def is_leads(tx: Transaction, workspace_id: str, source_key: str, user_id: str | None) -> bool:
    """Say whether this person is the lead of a conversation with questions: only then is the one writer asked."""
    found = conversation.by_source_key(tx, workspace_id, source_key)
    return (
        found is not None
        and user_id is not None
        and found.lead_user_id == user_id
        and conversation_qualification.find(tx, workspace_id, found.conversation_id) is not None
    )


def hear_reply(
    tx: Transaction, configuration: Configuration, source_key: str, text: str, ts: str, now: float
) -> Listened:
    """Take what the lead wrote, once, as the answer to what was asked; after a time-out it is kept all the same."""
    dialog = _find(tx, configuration, source_key, now)
    if dialog is None or ts in dialog.row.heard:
        return Listened.NOTHING
    if dialog.is_asking:
        return _hear(tx, configuration, dialog, text, ts, now)
    if dialog.row.ended != Ended.TIMEOUT:
        return Listened.NOTHING  # they talk with a person
    answers = hear(dialog.progress, text, dialog.reading).answers
    if not answers:
        return Listened.NOTHING
    late = Step(dialog.progress.answer(answers), answers, said_ts=ts, late=True)
    dialogs.write(tx, configuration, dialog, late, now)
    return Listened.NOTED


def _hear(tx: Transaction, configuration: Configuration, dialog: Dialog, text: str, ts: str, now: float) -> Listened:
    heard = hear(dialog.progress, text, dialog.reading)
    progress = dialog.progress.answer(heard.answers)
    also = dialogs.known_by_email(tx, configuration, dialog, progress, heard.answers, now)
    progress = progress.answer({one.attribute: dialogs.value(one) for one in also})
    if heard.skips and progress.asked is not None:
        progress = progress.skip(progress.asked)
    asked = progress.current()
    if heard.wrong is not None and asked is not None:
        step = Step(progress, heard.answers, ts, also, asks=asked, wrong=heard.wrong)
    else:
        step = replace(advance(dialog, progress), answers=heard.answers, said_ts=ts, also=also)
    dialogs.write(tx, configuration, dialog, step, now)
    return Listened.ANSWERED if heard.wrong is None else Listened.ASKED_AGAIN


def hear_edit(
    tx: Transaction, configuration: Configuration, source_key: str, text: str, ts: str, now: float
) -> Listened:
    """Take the changed words of a message that the lead wrote before: its answers follow, also when all is over.

    A wrong answer that is mended counts as one; what can't be read now leaves the answer as it was. An edit that comes
    before the message itself is what the lead says.
    """
    dialog = _find(tx, configuration, source_key, now)
    if dialog is None:
        return Listened.NOTHING
    if ts not in dialog.row.heard:
        return _hear(tx, configuration, dialog, text, ts, now) if _is_to_come(dialog, ts) else Listened.NOTHING
    said = _said(dialog, ts)
    if not said:
        mended = dialog.is_asking and hear(dialog.progress, text, dialog.reading).wrong is None
        return _hear(tx, configuration, dialog, text, ts, now) if mended else Listened.NOTHING
    changed = _changed(dialog, said, text)
    if not changed:
        return Listened.NOTHING
    step = advance(dialog, dialog.progress.answer(changed))
    late = any(one.late for one in said.values())
    dialogs.write(tx, configuration, dialog, replace(step, answers=changed, said_ts=ts, late=late), now)
    return Listened.NOTED


def _changed(dialog: Dialog, said: Mapping[str, AnswerRow], text: str) -> dict[str, AnswerValue]:
    changed: dict[str, AnswerValue] = {}
    for attribute, row in said.items():
        question = dialog.question(attribute)
        value = read(question, text, dialog.reading) if question is not None else Wrong.EMPTY
        if not isinstance(value, Wrong) and value != dialogs.value(row):
            changed[attribute] = value
    return changed


def hear_deletion(tx: Transaction, configuration: Configuration, source_key: str, ts: str, now: float) -> Listened:
    """Take back what a message said that the lead deletes; what it answered is not asked again.

    A message that comes after its deletion is not heard.
    """
    dialog = _find(tx, configuration, source_key, now)
    said = _said(dialog, ts) if dialog is not None else {}
    if dialog is not None and _is_to_come(dialog, ts):
        dialogs.write(tx, configuration, dialog, Step(dialog.progress, said_ts=ts), now)
        return Listened.NOTED
    if dialog is None or not said:
        return Listened.NOTHING
    step = advance(dialog, dialog.progress.take_back(said))
    dialogs.write(tx, configuration, dialog, replace(step, taken_back=tuple(said)), now)
    return Listened.NOTED


def _find(tx: Transaction, configuration: Configuration, source_key: str, now: float) -> Dialog | None:
    found = conversation.by_source_key(tx, configuration.workspace_id, source_key)
    return None if found is None else dialogs.look(tx, configuration, found.conversation_id, now)


def _is_to_come(dialog: Dialog, ts: str) -> bool:
    """Say whether a message that is changed has not been heard yet: what is written while questions are asked, is."""
    heard = dialog.row.heard
    return dialog.is_asking and ts not in heard and (len(heard) < dialogs.MOST_HEARD or ts > heard[0])


def _said(dialog: Dialog, ts: str) -> dict[str, AnswerRow]:
    """Return what a message of the lead's said, and nobody has corrected since."""
    return {name: row for name, row in dialog.answers.items() if row.said_ts == ts and row.origin == LEAD}
