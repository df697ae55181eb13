"""How Slack reads mrkdwn, written anew from its documentation: what in a text is more than text.

https://docs.slack.dev/messaging/formatting-message-text - nothing of `bot.slack.text` is used here.
"""

import re

#: `<...>`: mentions, channels, broadcasts, dates and links; Slack takes the shortest.
_ANGLED = re.compile(r"<([^<>]*)>")
#: What Slack's server turns into a link by itself.
_BARE_LINK = re.compile(r"(?i)(?:[a-z][a-z0-9+.-]*://\S|(?<![^\W_])www\.\w|(?:mailto|tel|sms|slack):\S)")
#: Words that alarm people where `link_names` or `parse: full` is on.
_BROADCAST = re.compile(r"(?i)@(?:channel|here|everyone|group)\b")


def found(text):
    """Return everything that Slack would not show as plain letters, in order: kind and what stands there."""
    things = []
    for match in _ANGLED.finditer(text):
        inner = match[1]
        kind = {"@": "mention", "#": "channel", "!": "special"}.get(inner[:1], "link")
        things.append((kind, inner))
    rest = _ANGLED.sub(" ", text)
    things += [("angle", match[0]) for match in re.finditer(r"[<>]", rest)]
    things += [("link", match[0]) for match in _BARE_LINK.finditer(unescaped(rest))]
    things += [("broadcast", match[0]) for match in _BROADCAST.finditer(unescaped(rest))]
    return things


def unescaped(text):
    """Return the characters that Slack shows for escaped text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def shown(text):
    """Return what a person reads of escaped text, without what can't be seen."""
    return unescaped(text.replace("\u200b", ""))
