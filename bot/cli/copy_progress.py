"""How far a copy is, where somebody looks at a terminal."""

from typing import Self

from rich import progress
from rich.console import Console


class Progress:
    """Two bars on stderr, which are gone in the end; nothing where stderr is no terminal. A `Watcher` of storage.copying."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bars = progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TextColumn("{task.fields[table]}", style="dim"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._copying = self._bars.add_task("copying", total=None, table="")
        self._comparing = self._bars.add_task("comparing", total=None, table="", visible=False)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def begin(self, rows: int) -> None:
        """Show how much there is to do."""
        self._bars.update(self._copying, total=rows)
        self._bars.update(self._comparing, total=rows)

    def copied(self, name: str, more: int) -> None:
        """Show that more rows of a table are copied."""
        self._bars.update(self._copying, advance=more, table=name)

    def compared(self, name: str, more: int) -> None:
        """Show that more rows of a table are compared."""
        self._bars.update(self._comparing, advance=more, table=name, visible=True)
