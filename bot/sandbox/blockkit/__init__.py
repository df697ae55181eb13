"""Block Kit, as strict as Slack (https://docs.slack.dev/reference/block-kit): shape, limits, what may stand where.

Tables say of each block, element and object which fields it has; `tables` reads them, `rules` are what fields owe each
other. ADR 0009 says why slack_sdk's models don't do this work, and the tests hold the tables against them.
"""

from bot.sandbox.blockkit.messages import message_faults
from bot.sandbox.blockkit.views import view_faults

__all__ = ["message_faults", "view_faults"]
