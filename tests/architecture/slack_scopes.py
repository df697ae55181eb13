"""Which scopes Slack asks for, for what we do. What the app begins to use gets its line here."""

#: Web API method -> the scopes it needs for what we do with it (https://docs.slack.dev/reference/methods)
SCOPES_OF_METHODS = {
    "apps.connections.open": set(),  # the app's own token has connections:write
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.list": {"channels:read", "groups:read"},  # of public channels, and of private ones with the bot
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "users.conversations": {"channels:read", "groups:read"},
    "users.info": {"users:read"},
    "users.list": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}

#: What of a method's answer is left out without a scope, where we use it (https://docs.slack.dev/reference/scopes)
SCOPES_OF_ANSWERS = {"users.info": {"users:read.email"}, "users.list": {"users:read.email"}}

#: event subscription -> its scopes (https://docs.slack.dev/reference/events)
SCOPES_OF_EVENTS = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "channel_archive": {"channels:read"},
    "channel_left": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_left": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "team_join": {"users:read"},
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}
