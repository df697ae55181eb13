"""Workspaces: which there are, the version of their configuration, and the collation of their keys."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select, update

from storage.queries.dialect import insert
from storage.tables import Workspace, table
from storage.transaction import Transaction, is_alone

_workspace = table(Workspace)
# No locks of the row: whoever wants that one alone waits for ever while others share it by turns. Here all stand in one
# queue.
_KEY = func.hashtextextended(bindparam("ws"), 0)
_LOCK = select(func.pg_advisory_xact_lock(_KEY))
_LOCK_SHARED = select(func.pg_advisory_xact_lock_shared(_KEY))
_VERSION = select(_workspace.c.config_version).where(_workspace.c.workspace_id == bindparam("ws"))


def everyone(tx: Transaction) -> Sequence[str]:
    """Return the ids of the workspaces of which anything is known, sorted."""
    return tx.scalars(select(_workspace.c.workspace_id).order_by(_workspace.c.workspace_id)).all()


def ensure(tx: Transaction, workspace_id: str, now: float) -> None:
    """Make the workspace's row unless it is there."""
    tx.execute(
        insert(tx.dialect.name, _workspace)
        .values(workspace_id=workspace_id, config_version=1, collation_version="", created_at=now)
        .on_conflict_do_nothing()
    )


def lock(tx: Transaction, workspace_id: str) -> None:
    """Lock the workspace's configuration, the members of its teams among it: before any team (docs/adr/0006).

    Nobody else changes it, nor who is available, until this transaction ends; leads are dealt meanwhile.
    """
    if not is_alone(tx):
        tx.execute(_LOCK, {"ws": workspace_id})


def lock_shared(tx: Transaction, workspace_id: str) -> None:
    """Let nobody change who is in which team until this transaction ends: before any team (docs/adr/0006)."""
    if not is_alone(tx):
        tx.execute(_LOCK_SHARED, {"ws": workspace_id})


def config_version(tx: Transaction, workspace_id: str) -> int:
    """Return the version of the configuration, from 1; 0 when the workspace is unknown."""
    return tx.scalar(_VERSION, {"ws": workspace_id}) or 0


def raise_version(tx: Transaction, workspace_id: str) -> None:
    """Make every process read the configuration anew."""
    tx.execute(
        update(_workspace)
        .where(_workspace.c.workspace_id == workspace_id)
        .values(config_version=_workspace.c.config_version + 1)
    )


def collation_version(tx: Transaction, workspace_id: str) -> str:
    """Return with which collation the stored sort keys were made; "" before the first."""
    return tx.scalar(select(_workspace.c.collation_version).where(_workspace.c.workspace_id == workspace_id)) or ""


def set_collation_version(tx: Transaction, workspace_id: str, version: str) -> None:
    """Note with which collation the stored sort keys were made."""
    tx.execute(update(_workspace).where(_workspace.c.workspace_id == workspace_id).values(collation_version=version))
