"""`auth.test` and `users.*`."""

from bot.sandbox.arguments import ApiError, make_cursor
from bot.sandbox.methods.call import MethodCall, page_end
from bot.sandbox.records import Json, User
from bot.sandbox.shapes import user_object

_PAGE = 1000


def auth_test(call: MethodCall) -> Json:
    """`auth.test`: who the token is. Needs no scope."""
    workspace = call.workspace
    return {
        "url": workspace.url,
        "team": "Sandbox",
        "user": workspace.bot.name,
        "team_id": workspace.id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def users_info(call: MethodCall) -> Json:
    """`users.info`: one user, also a stranger. Errors: `missing_scope`, `user_not_found`."""
    call.need("users:read")
    user = call.known_user(call.arguments.text("user"))
    return {"user": _shown(call, user, with_locale=call.arguments.flag("include_locale"))}


def users_list(call: MethodCall) -> Json:
    """`users.list`: the workspace's own users, deactivated ones, bots and Slackbot too, page by page.

    Errors: `missing_scope`, `invalid_cursor`, `invalid_limit`.
    """
    call.need("users:read")
    workspace = call.workspace
    members = sorted(
        (user for user in workspace.users.values() if workspace.team_of(user) == workspace.id), key=lambda user: user.id
    )
    limit = call.arguments.limit(_PAGE, _PAGE)
    place = call.arguments.cursor("user")
    if place is not None:
        # The place is an id, not a number: users who come between two pages move nobody.
        if place not in workspace.users:
            raise ApiError("invalid_cursor")
        members = [user for user in members if user.id >= place]
    page, rest = members[:limit], members[limit:]
    with_locale = call.arguments.flag("include_locale")
    return {
        "members": [_shown(call, user, with_locale=with_locale) for user in page],
        "cache_ts": int(workspace.next_ts().partition(".")[0]),
        "response_metadata": page_end(make_cursor("user", rest[0].id) if rest else ""),
    }


def _shown(call: MethodCall, user: User, *, with_locale: bool) -> Json:
    with_email = "users:read.email" in call.grants.scopes
    return user_object(call.workspace, user, with_email=with_email, with_locale=with_locale)
