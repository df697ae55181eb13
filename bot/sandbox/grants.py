"""What the app manifest allows: scopes, events, commands, shortcuts, interactivity."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.records import Json


@dataclass(frozen=True)
class Grants:
    """The manifest, as the questions the sandbox asks of it.

    Attributes:
        scopes: The bot token's scopes, in the manifest's order.
        events: The bot events subscribed to.
        commands: Slash commands by name (`/away`), whether their mentions are escaped.
        shortcuts: Shortcuts by callback_id, whether they are `global` or of a `message`.
        interactive: Whether buttons, menus, forms and shortcuts are delivered.
        suggests: Whether the bot is asked over HTTP for the options of an external select.
        home_tab: Whether the app's home has a tab that the bot fills.
        messages_tab: Whether the app's home has a tab with the direct messages.
        socket_mode: Whether everything is delivered in Socket Mode, and nothing over HTTP.
        bot_name: The bot user's display name.
    """

    scopes: tuple[str, ...]
    events: frozenset[str]
    commands: dict[str, bool]
    shortcuts: dict[str, str]
    interactive: bool
    suggests: bool
    home_tab: bool
    messages_tab: bool
    socket_mode: bool
    bot_name: str

    @classmethod
    def of(cls, manifest: Json) -> "Grants":
        """Read a Slack app manifest; a part that it lacks grants nothing."""
        features = _part(manifest, "features")
        settings = _part(manifest, "settings")
        interactivity = _part(settings, "interactivity")
        app_home = _part(features, "app_home")
        commands: list[Json] = features.get("slash_commands") or []
        shortcuts: list[Json] = features.get("shortcuts") or []
        return cls(
            scopes=tuple(_part(_part(manifest, "oauth_config"), "scopes").get("bot") or ()),
            events=frozenset(_part(settings, "event_subscriptions").get("bot_events") or ()),
            commands={command["command"]: bool(command.get("should_escape")) for command in commands},
            shortcuts={shortcut["callback_id"]: shortcut["type"] for shortcut in shortcuts},
            interactive=bool(interactivity.get("is_enabled")),
            suggests=bool(interactivity.get("message_menu_options_url")),
            home_tab=bool(app_home.get("home_tab_enabled")),
            messages_tab=bool(app_home.get("messages_tab_enabled")),
            socket_mode=bool(settings.get("socket_mode_enabled")),
            bot_name=str(_part(features, "bot_user").get("display_name") or "bot"),
        )


def _part(whole: Json, name: str) -> dict[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}
