"""The Web API methods that the sandbox has: one table, name to handler."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bot.sandbox.methods import apps, chat, conversations, people, views
from bot.sandbox.methods.call import MethodCall
from bot.sandbox.records import Json

Handler = Callable[[MethodCall], Json]

#: A handler returns the answer without `ok`, or raises ApiError. It never waits: a call is done at once or not at all.
METHODS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        "apps.connections.open": apps.connections_open,
        "auth.test": people.auth_test,
        "chat.getPermalink": chat.get_permalink,
        "chat.postEphemeral": chat.post_ephemeral,
        "chat.postMessage": chat.post_message,
        "chat.update": chat.update,
        "conversations.history": conversations.history,
        "conversations.info": conversations.info,
        "conversations.list": conversations.list_all,
        "conversations.members": conversations.members,
        "conversations.open": conversations.open_direct,
        "conversations.replies": conversations.replies,
        "users.conversations": conversations.of_the_bot,
        "users.info": people.users_info,
        "users.list": people.users_list,
        "views.open": views.open_modal,
        "views.publish": views.publish,
        "views.push": views.push,
        "views.update": views.update,
    }
)
