"""`leadwheel doctor` looks at channels, people and clocks."""

import pytest

from bot.sandbox import User
from tests.cli.conftest import FILE
from tests.support.world import ALICE, BOB, LEADS, SALES

APP_TOKEN = "xapp-s3cr3t-app"
INSTALL = "install the app again"


# Channels


async def test_a_channel_that_the_bot_is_not_in(doctor, apply, sandbox):
    sandbox.add_channel("C07NEW", "new-deals", bot_is_member=False)
    await apply(FILE.replace(SALES, "C07NEW"))
    told = await doctor()
    says, mend = told.fault("channels")
    assert says == "the bot is not in #new-deals (C07NEW, the inbox of team sales)"
    assert mend == "Type `/invite @Leadwheel` in #new-deals."
    assert told.only("ok", "channels")[0] == "the bot is in #leads"


async def test_a_channel_that_is_archived(doctor, apply, sandbox):
    sandbox.add_channel("C07OLD", "old-deals", archived=True)
    await apply(FILE.replace(LEADS, "C07OLD"))
    says, mend = (await doctor()).fault("channels")
    assert says == "#old-deals (C07OLD, a source) is archived"
    assert mend.startswith("Open #old-deals again, then `/invite @Leadwheel` in it; or name another")


@pytest.mark.parametrize("channel", ["C07SECRET", "C99NOWHERE"])
async def test_a_channel_that_is_not_there_or_private_without_the_bot(doctor, apply, sandbox, channel):
    sandbox.add_channel("C07SECRET", "secret", private=True, bot_is_member=False)
    message = f"auto_messages: {{hello: {{channel: {channel}, text: Hello}}}}\n"
    await apply(FILE + message)
    says, mend = (await doctor()).fault("channels")
    assert says == f"Slack shows the bot no channel {channel} (the place of auto message hello)"
    assert "`/invite @Leadwheel`" in mend
    assert "name the right channel" in mend


async def test_when_slack_goes_away_among_the_channels_the_rest_is_not_checked(doctor, applied, sandbox):
    sandbox.fail("conversations.info", "500")
    told = await doctor()
    assert told.code == 0
    assert told.only("note", "channels")[0] == (
        "not checked: 2 of them, as Slack can't be reached (conversations.info: http_500)"
    )
    assert told.of("ok", "people")


# People


@pytest.mark.parametrize(
    ("changes", "says", "mend"),
    [
        ({"deleted": True}, "deactivated in Slack, so passed over", "`/rotation remove sales @Alice Archer`"),
        ({"is_bot": True}, "an app, which can't answer leads", "Take them out"),
        ({"team_id": "T99OTHER"}, "of another workspace", "Take them out"),
    ],
)
async def test_a_teammate_who_can_have_no_leads(doctor, applied, sandbox, changes, says, mend):
    await sandbox.change_user(ALICE, **changes)
    told = await doctor()
    found = told.fault("people")
    assert found[0] == f"Alice Archer (U01ALICE, teammate of sales): {says}"
    assert mend in found[1]
    assert told.only("ok", "people")[0] == "2 people are active in Slack"


async def test_a_teammate_whom_slack_does_not_know(doctor, apply, sandbox):
    await apply(FILE.replace(BOB, "U99NOBODY"))
    says, mend = (await doctor()).fault("people")
    assert says == "U99NOBODY (teammate of sales): Slack knows nobody of that id"
    assert (
        mend == "Correct the id, or leave it out: `teammates` of sales in the configuration file (`leadwheel apply`)."
    )


async def test_a_guest_is_noted_as_a_teammate_and_wrong_as_a_manager(doctor, apply, sandbox, settings):
    await apply(FILE.replace(BOB, "U06GUEST"))
    told = await doctor()
    assert told.code == 0
    assert told.only("note", "people")[0] == (
        "Gus Guest (U06GUEST, teammate of sales): a guest gets conversations, but can't use `/rotation`"
    )
    await apply(FILE)
    settings(LEADWHEEL_MANAGERS="U06GUEST")
    says, mend = (await doctor()).fault("people")
    assert says == "Gus Guest (U06GUEST, manager by LEADWHEEL_MANAGERS): a guest is never a manager"
    assert mend == "Name another person: LEADWHEEL_MANAGERS."


async def test_a_person_named_by_a_rule_is_looked_at_too(doctor, apply, sandbox):
    sandbox.add_user(User(id="U20GONE", name="gone", real_name="Gone Girl", deleted=True))
    await apply(FILE.replace("assign_to: sales", "assign_to: U20GONE"))
    says, mend = (await doctor()).fault("people")
    assert says == "Gone Girl (U20GONE, rule 1): deactivated in Slack, so passed over"
    assert mend == "Name another person: `assign_to` of rule 1 in the configuration file (`leadwheel apply`)."


# Clocks


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        (90, "this machine's clock is 90 seconds behind Slack's"),
        (-150, "this machine's clock is 2 minutes ahead of Slack's"),
        (600, "this machine's clock is 10 minutes behind Slack's: the bot refuses all that Slack sends (401)"),
    ],
)
async def test_a_clock_that_is_wrong(doctor, applied, sandbox, ahead, says):
    sandbox.clock.ahead_seconds = ahead
    found = (await doctor()).fault("time")
    assert found[0].startswith(says)
    assert "timedatectl set-ntp true" in found[1]
