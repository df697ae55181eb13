"""`apps.*`."""

from bot.sandbox.arguments import ApiError
from bot.sandbox.methods.call import MethodCall
from bot.sandbox.records import Json


def connections_open(call: MethodCall) -> Json:
    """`apps.connections.open`: the address of a connection for Socket Mode. Error: `access_denied`, where that is off."""
    if not call.grants.socket_mode:
        raise ApiError("access_denied")
    return {"url": "ws" + call.workspace.url.removeprefix("http").rstrip("/") + call.sockets.give_path()}
