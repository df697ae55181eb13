"""`leadwheel manifest`: the Slack app manifest, to be pasted where Slack asks for one."""

import sys
from typing import Annotated

import typer


def manifest(
    *,
    url: Annotated[
        str | None,
        typer.Option("--url", help="Where Slack reaches the bot, over HTTP: https://bots.example.com", metavar="URL"),
    ] = None,
    socket: Annotated[bool, typer.Option("--socket", help="For Socket Mode: the bot calls Slack.")] = False,
    away_command: Annotated[
        str | None, typer.Option("--away-command", help="Another name for the command /away.", metavar="/NAME")
    ] = None,
) -> None:
    """Print the Slack app manifest (JSON), for HTTP or for Socket Mode."""
    import json

    from bot import manifest as manifests
    from bot.ids import Command

    if socket and url is not None:
        raise typer.BadParameter("Socket Mode has no address: give `--url URL` or `--socket`, not both")
    made = manifests.load()
    if socket:
        made = manifests.for_socket_mode(made)
    try:
        option = "--url"
        if url is not None:
            made = manifests.at(made, url)
        option = "--away-command"
        if away_command is not None:
            made = manifests.renamed(made, Command.AWAY, away_command)
    except manifests.ManifestMistake as mistake:
        raise typer.BadParameter(str(mistake), param_hint=option) from mistake
    print(json.dumps(made, indent=2))
    if not socket and url is None:
        print(
            f"leadwheel: put the bot's own address in place of {manifests.PLACEHOLDER}, "
            "or have it put there with --url URL; for Socket Mode, say --socket",
            file=sys.stderr,
        )
