"""What a message of the outbox shows: what its row says, and what is true when it is sent (docs/adr/0001)."""

from collections.abc import Mapping
from typing import Any

from bot.usecases import announce, cards, qualify_shown
from storage.queries.outbox import MessageRow
from storage.transaction import Transaction


def facts(tx: Transaction, workspace_id: str, row: MessageRow) -> Mapping[str, Any] | None:
    """Return what a row of the outbox is about; None: nobody need be told any more."""
    match row.content["kind"]:
        case cards.CARD | cards.DIRECT_MESSAGE:
            return cards.facts(tx, workspace_id, row)
        case announce.QUESTION:
            return qualify_shown.question(tx, workspace_id, row)
        case announce.ASSIGNMENT:
            return qualify_shown.introduction(tx, workspace_id, row.content)
        case announce.THANKS:
            return qualify_shown.thanks(tx, workspace_id, row.content)
        case _:
            return row.content
