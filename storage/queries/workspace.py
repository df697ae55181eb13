"""Workspaces: the version of their configuration, and the collation of their keys."""

from sqlalchemy import bindparam, insert, select, update

from storage.tables import Workspace, table
from storage.transaction import Transaction

_workspace = table(Workspace)
_VERSION = select(_workspace.c.config_version).where(_workspace.c.workspace_id == bindparam("ws"))


def ensure(tx: Transaction, workspace_id: str, now: float) -> None:
    """Make the workspace's row unless it is there."""
    if tx.scalar(select(_workspace.c.workspace_id).where(_workspace.c.workspace_id == workspace_id)) is None:
        tx.execute(insert(_workspace).values(workspace_id=workspace_id, config_version=1, created_at=now))


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
