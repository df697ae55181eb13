"""A gateway onto a sandbox of its own: constants and helpers; its fixtures are in conftest.py."""

from bot.usecases import announce
from bot.usecases.ports import Message

WORKSPACE, ALICE, LEADS, PRIVATE, TOKEN = "T01TEST", "U01ALICE", "C01LEADS", "C09PRIVATE", "xoxb-test"


def a_message(delivery_id="d1", channel=LEADS, thread_ts="", content=None):
    content = content or announce.nobody_available("sales", channel, 1).content
    return Message(delivery_id, channel, thread_ts, content)


def made(sandbox, method="chat.postMessage"):
    return [call for call in sandbox.calls if call.method == method]
