"""Who sees what."""

from bot.sandbox import User
from tests.sandbox.ways import ALICE, BOB, button, home, modal


async def test_a_person_sees_public_channels_and_their_own_private_ones(sandbox, sight):
    sandbox.add_channel("C02SECRET", "secret", members=[ALICE], private=True)
    sandbox.add_channel("C03LOBBY", "lobby")
    async with sight(sandbox, ALICE) as alice, sight(sandbox, BOB) as bob:
        assert alice.channels() == {"leads", "lobby", "secret"}
        assert bob.channels() == {"leads", "lobby"}
        assert not bob.facts["channel/C03LOBBY"]["member"]


async def test_what_is_said_in_a_private_channel_is_for_its_members(sandbox, sight):
    sandbox.add_channel("C02SECRET", "secret", members=[ALICE], private=True)
    await sandbox.write(ALICE, "C02SECRET", "hush")
    async with sight(sandbox, ALICE) as alice, sight(sandbox, BOB) as bob:
        assert alice.texts() == ["hush"]
        assert bob.texts() == []


async def test_a_direct_message_is_for_the_one_person(sandbox, sight, post):
    await post(sandbox, "yours", sandbox.direct_channel(ALICE))
    async with sight(sandbox, ALICE) as alice, sight(sandbox, BOB) as bob:
        assert alice.texts() == ["yours"]
        assert alice.facts["me"]["direct"] == sandbox.direct_channel(ALICE)
        assert bob.texts() == []
        assert bob.facts["me"] == {"id": BOB, "direct": None, "here": sandbox.page_url.rstrip("/")}


async def test_an_ephemeral_is_for_the_one_person(sandbox, sight, call):
    await call(sandbox, "chat.postEphemeral", channel="C01LEADS", user=BOB, text="psst")
    async with sight(sandbox, ALICE) as alice, sight(sandbox, BOB) as bob:
        assert alice.texts() == []
        assert [message["private"] for message in bob.of("message").values()] == [True]


async def test_a_message_tells_of_its_thread_its_writer_and_what_was_chosen_in_it(stage, sight, post, done):
    sandbox = stage.sandbox
    menu = {"type": "static_select", "action_id": "plan", "options": [_option("a"), _option("b")]}
    ts = await post(sandbox, "hi", blocks=[{"type": "actions", "block_id": "here", "elements": [menu, button()]}])
    await sandbox.write(BOB, "C01LEADS", "hello", thread_ts=ts)
    await done(sandbox, "use", channel="C01LEADS", ts=ts, action="plan", given="b")
    async with sight(sandbox, ALICE) as alice, sight(sandbox, BOB) as bob:
        mine, theirs = (seen.facts[f"message/C01LEADS/{ts}"] for seen in (alice, bob))
    assert (mine["user"], mine["app"], mine["replies"], mine["repliers"]) == (sandbox.bot_user_id, True, 1, [BOB])
    assert mine["held"]["here"]["plan"]["value"] == "b"
    assert theirs["held"]["here"]["plan"] is None


async def test_a_modal_and_a_home_are_for_the_one_person(stage, sight, show, call):
    await show(stage, modal(), ALICE)
    await call(stage.sandbox, "views.publish", user_id=BOB, view=home())
    async with sight(stage.sandbox, ALICE) as alice, sight(stage.sandbox, BOB) as bob:
        assert [(view["kind"], view["title"]) for view in alice.of("view").values()] == [("modal", "A form")]
        assert [view["kind"] for view in bob.of("view").values()] == ["home"]


async def test_everybody_is_known_by_name_with_what_they_are(sandbox, sight):
    sandbox.add_user(User(id="U03MIA", name="mia", is_admin=True, deleted=True))
    async with sight(sandbox) as seen:
        mia, bot = seen.facts["user/U03MIA"], seen.facts[f"user/{sandbox.bot_user_id}"]
    assert (mia["name"], mia["admin"], mia["gone"]) == ("mia", True, True)
    assert (bot["app"], bot["bot"]) == (True, True)


async def test_the_commands_of_the_manifest_are_offered_with_their_hints(sandbox, sight):
    async with sight(sandbox) as seen:
        commands = {one["name"]: one for one in seen.facts["app"]["commands"]}
        assert "until monday" in commands["/away"]["hint"]
        assert "chat.postMessage" in seen.facts["app"]["methods"]


async def test_whoever_asks_for_nobody_sees_as_the_first_person(sandbox, sight):
    async with sight(sandbox, "U99") as seen:
        assert seen.facts["me"]["id"] == ALICE


async def test_an_empty_workspace_has_nobody_to_be(sandbox, session):
    from bot.sandbox import Sandbox

    empty = Sandbox(signing_secret="s", bot_token="t")
    await empty.start()
    async with session.get(empty.page_url + "page/live") as response:
        assert (response.status, await response.json()) == (404, {"error": "nobody is in this workspace yet"})
    await empty.stop()


def _option(value):
    return {"text": {"type": "plain_text", "text": value}, "value": value}
