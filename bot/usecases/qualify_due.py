"""What time brings to a conversation's questions: the first one, after a teammate had their chance, and the time-out."""

from dataclasses import replace

from bot.domain.configuration import Configuration
from bot.domain.questions import Ended
from bot.usecases import dialog as dialogs
from bot.usecases.dialog import advance
from storage.transaction import Transaction


def go_on(tx: Transaction, configuration: Configuration, conversation_id: str, now: float) -> bool:
    """Ask the first question of a conversation, or route it with what is known; False: it isn't time (any more)."""
    dialog = dialogs.look(tx, configuration, conversation_id, now)
    if dialog is None or not dialog.is_asking or dialog.row.due_at is None or dialog.row.due_at > now:
        return False
    if dialog.row.asked is None:
        step = advance(dialog, dialog.progress, begins=True)
    else:
        step = replace(advance(dialog, dialog.progress), asks=None, ended=Ended.TIMEOUT)
    dialogs.write(tx, configuration, dialog, step, now)
    return True
