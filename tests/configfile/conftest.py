from collections.abc import Callable
from textwrap import dedent

import pytest

from bot.configfile import ConfigurationFileError, LoadedFile, load

# The block of CONTRACT.md section 4, as it stands there.
CONTRACT_BLOCK = """\
workspace: T01TEST              # left out: the workspace of SLACK_BOT_TOKEN
managers: [U01ALICE]
teams:
  sales:
    channel: C02SALES           # the team inbox: each conversation's card is posted here
    method: round_robin         # manual | round_robin
    teammates: [U01ALICE, U02BOB, U03CAROL]
    self_join: true             # teammates may /rotation join and leave (default false)
    waiting_burst: 5            # of those that waited, at most so many at once to each who is back
  vip: {channel: C03VIP, method: round_robin, teammates: [U03CAROL]}
  support: {channel: C04SUPPORT, method: manual, teammates: [U02BOB]}
qualifications:
  inbound:
    timeout: 3m                 # silent that long: route with what is known
    questions:
      - {attribute: email, ask: "What's your work email?", kind: email}
      - {attribute: company_size, ask: "How many people work there?", kind: choice, choices: ["1-50", "51-500", "500+"]}
      - {attribute: seats, ask: "How many seats do you need?", kind: number, required: false, remember: false}
sources:
  - {channel: C01LEADS, qualify: inbound}   # each new top-level message here is a conversation
  - {channel: C06SUPPORT, from: people}     # anyone | people | apps | not_teammates (default: nobody who is in a team of this workspace)
auto_messages:
  pricing:
    channel: C05PRICING
    text: "Questions about pricing? Reply here and a human will answer."
    replies_to: sales           # each person's first reply in its thread is a conversation for this team
rules:                          # first match wins
  - {when: qualified, if: {company_size: "500+"}, assign_to: vip, tag: [enterprise]}   # new_conversation | auto_message_reply | qualified
  - {when: qualified, assign_to: sales}
  - {when: new_conversation, if: {channel: C06SUPPORT}, assign_to: support}
"""


@pytest.fixture(scope="session")
def contract_block() -> str:
    return CONTRACT_BLOCK


@pytest.fixture
def loaded() -> Callable[[str], LoadedFile]:
    return lambda text: load(dedent(text), "leadwheel.yaml")


@pytest.fixture
def mistakes(loaded) -> Callable[[str], list[str]]:
    """Load what is wrong; give its mistakes as `LINE: MESSAGE`."""

    def told(text: str) -> list[str]:
        with pytest.raises(ConfigurationFileError) as caught:
            loaded(text)
        lines = str(caught.value).splitlines()
        assert len(lines) == len(caught.value.mistakes)
        return [line.removeprefix("leadwheel.yaml:").strip() for line in lines]

    return told
