"""A local Slack for the demo and the tests: the Web API methods the bot calls, and what Slack delivers to it.

    sandbox = Sandbox(signing_secret="...", bot_token="xoxb-...")
    await sandbox.start()
    sandbox.events_url = "http://127.0.0.1:3000/slack/events"

It is strict where Slack is strict: scopes, events, commands and shortcuts come from the app manifest.
"""

from bot.sandbox.rates import SLACKS, UNLIMITED, Limits
from bot.sandbox.records import Attempt, Call, CommandAnswer, Delivery, Message, Offer, Reply, Submitted, User
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.views import View

__all__ = [
    "SLACKS",
    "UNLIMITED",
    "Attempt",
    "Call",
    "CommandAnswer",
    "Delivery",
    "Limits",
    "Message",
    "Offer",
    "Reply",
    "Sandbox",
    "Submitted",
    "User",
    "View",
]
