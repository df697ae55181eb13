"""A stand-in for the bot on either transport, and the views it shows."""

import asyncio
import copy
import json
from collections import deque

from aiohttp import web

from bot import manifest

ALICE, BOB = "U01ALICE", "U02BOB"


def interactive_manifest(*, socket_mode=False):
    """Return the app's manifest with all that people can use."""
    allowed = copy.deepcopy(manifest.load())
    allowed["features"]["app_home"]["home_tab_enabled"] = True
    allowed["features"]["shortcuts"] = [
        {"name": "Ask", "type": "global", "callback_id": "ask", "description": "Ask anything"},
        {"name": "Give", "type": "message", "callback_id": "give", "description": "Give it to somebody"},
    ]
    settings = allowed["settings"]
    settings["interactivity"]["message_menu_options_url"] = settings["interactivity"]["request_url"]
    settings["event_subscriptions"]["bot_events"].append("app_home_opened")
    settings["socket_mode_enabled"] = socket_mode
    return allowed


class OverHttp:
    """Signed requests to a web server."""

    def __init__(self, sandbox, bot):
        self.sandbox = sandbox
        self.bot = bot
        sandbox.events_url = bot.url

    @property
    def payloads(self):
        forms = [received.form for received in self.bot.received]
        return [json.loads(form["payload"]) for form in forms if "payload" in form]

    @property
    def events(self):
        return [
            received.event for received in self.bot.received if received.headers["Content-Type"] == "application/json"
        ]

    def answer(self, said):
        """Let the next delivery be answered with JSON; None: not at all."""
        self.bot.answers.append(None if said is None else web.json_response(said))


class OverSocket:
    """Envelopes over one WebSocket."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.envelopes = []
        self.answers = deque()
        self.reading = None

    async def connect(self, session):
        url = "ws" + self.sandbox.api_url.removeprefix("http").removesuffix("/api/") + self.sandbox.sockets.give_path()
        socket = await session.ws_connect(url)
        assert (await socket.receive_json())["type"] == "hello"
        self.reading = asyncio.create_task(self._read(socket))

    async def _read(self, socket):
        async for message in socket:
            envelope = message.json()
            self.envelopes.append(envelope)
            said = self.answers.popleft() if self.answers else "nothing"
            if said is not None:
                told = {} if said == "nothing" or not envelope["accepts_response_payload"] else {"payload": said}
                await socket.send_json({"envelope_id": envelope["envelope_id"]} | told)

    @property
    def payloads(self):
        return [envelope["payload"] for envelope in self.envelopes if envelope["type"] == "interactive"]

    @property
    def events(self):
        return [envelope["payload"]["event"] for envelope in self.envelopes if envelope["type"] == "events_api"]

    def answer(self, said):
        self.answers.append(said)


def plain(text):
    return {"type": "plain_text", "text": text}


def option(value, **more):
    return {"text": plain(f"Option {value}"), "value": value} | more


def field(kind, action_id="what", block_id=None, *, optional=False, dispatch=False, **more):
    """Return an input block with one element."""
    element = {"type": kind, "action_id": action_id} | more
    block = {"type": "input", "label": plain("Label"), "element": element, "optional": optional}
    block |= {"dispatch_action": True} if dispatch else {}
    return block | {"block_id": block_id or f"{action_id}_block"}


def actions(*elements, block_id="actions_block"):
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(action_id="go", **more):
    return {"type": "button", "action_id": action_id, "text": plain("Go")} | more


def modal(*blocks, **more):
    made = {"type": "modal", "callback_id": "form", "title": plain("A form"), "submit": plain("Send")}
    return made | {"blocks": list(blocks) or [field("plain_text_input")]} | more


def home(*blocks, **more):
    return {"type": "home", "blocks": list(blocks) or [actions(button())]} | more
