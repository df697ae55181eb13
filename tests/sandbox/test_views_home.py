import copy

import pytest

from bot import manifest
from bot.sandbox import User
from tests.sandbox.ways import ALICE, BOB, actions, button, field, home, modal, plain


@pytest.fixture
def publish(call):
    async def on(way, view=None, user_id=ALICE, **more):
        return await call(way.sandbox, "views.publish", user_id=user_id, view=view or home(), **more)

    return on


async def test_each_person_has_a_home_tab_of_their_own(stage, publish):
    shown = (await publish(stage, home(private_metadata="hers")))["view"]
    assert (shown["type"], shown["root_view_id"]) == ("home", shown["id"])
    assert (shown["title"]["text"], shown["submit"], shown["close"]) == ("View Title", None, None)
    assert stage.sandbox.home(ALICE).id == shown["id"]
    assert stage.sandbox.home(BOB) is None


async def test_publishing_again_changes_the_same_view(stage, publish):
    first = (await publish(stage))["view"]
    second = (await publish(stage, hash=first["hash"]))["view"]
    assert (second["id"], second["hash"] == first["hash"]) == (first["id"], False)
    assert (await publish(stage, hash=first["hash"]))["error"] == "hash_conflict"
    assert (await publish(stage, user_id=BOB, hash=first["hash"]))["error"] == "hash_conflict"


async def test_the_bots_own_id_of_a_home_tab_is_for_one_person_only(stage, publish):
    assert (await publish(stage, home(external_id="mine")))["ok"]
    assert (await publish(stage, home(external_id="mine")))["ok"]
    assert (await publish(stage, home(external_id="mine"), BOB))["error"] == "duplicate_external_id"


@pytest.mark.parametrize(
    ("user_id", "view"),
    [
        ("U99NOBODY", None),
        ("U05GONE", None),
        ("U06STRANGE", None),
        ("U0LEADWHL", None),
        (None, None),
        (ALICE, modal()),
        (ALICE, "[]"),
    ],
)
async def test_what_cannot_be_published_is_refused(stage, publish, user_id, view):
    stage.sandbox.add_user(User(id="U05GONE", name="gone", deleted=True))
    stage.sandbox.add_user(User(id="U06STRANGE", name="sam", team_id="T02OTHER"))
    answer = await publish(stage, view, user_id)
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"]


async def test_nothing_is_published_where_the_manifest_has_no_home_tab(make_sandbox, refused):
    plain_app = copy.deepcopy(manifest.load())
    plain_app["features"]["app_home"]["home_tab_enabled"] = False
    sandbox = await make_sandbox(manifest=plain_app)
    assert await refused(sandbox, "views.publish", user_id=ALICE, view=home()) == "not_enabled"
    with pytest.raises(LookupError, match="home"):
        await sandbox.open_home(ALICE)


async def test_who_opens_the_home_tab_is_told_with_what_it_shows(way, publish):
    delivery = await way.sandbox.open_home(ALICE)
    assert delivery.acknowledged
    first = way.events[-1]
    assert first.pop("event_ts")
    channel = way.sandbox.direct_channel(ALICE)
    assert first == {"type": "app_home_opened", "user": ALICE, "channel": channel, "tab": "home"}
    shown = (await publish(way))["view"]
    await way.sandbox.open_home(ALICE)
    assert way.events[-1]["view"] == shown
    await way.sandbox.open_home(ALICE, "messages")
    assert way.events[-1]["tab"] == "messages"
    assert "view" not in way.events[-1]
    with pytest.raises(LookupError, match="about"):
        await way.sandbox.open_home(ALICE, "about")


async def test_nobody_is_told_who_did_not_subscribe(make_sandbox, bot):
    sandbox = await make_sandbox(events=["message.im"])
    sandbox.events_url = bot.url
    assert (await sandbox.open_home(ALICE, "messages")).attempts == []
    assert bot.received == []


async def test_a_button_on_the_home_tab_opens_a_modal_but_pushes_none(way, publish, call, refused):
    await publish(way, home(actions(button(value="1"))))
    assert await way.sandbox.press(ALICE, way.sandbox.home(ALICE), "go") == 200
    payload = way.payloads[-1]
    assert payload["container"] == {"type": "view", "view_id": payload["view"]["id"]}
    assert payload["view"]["type"] == "home"
    given = payload["trigger_id"]
    assert await refused(way.sandbox, "views.push", trigger_id=given, view=modal()) == "not_found"
    assert (await call(way.sandbox, "views.open", trigger_id=given, view=modal()))["ok"]


async def test_an_input_on_the_home_tab_keeps_what_was_typed(stage, publish, call):
    view = home(field("plain_text_input"), actions(button()))
    shown = (await publish(stage, view))["view"]
    await stage.sandbox.interact(ALICE, stage.sandbox.home(ALICE), "what", "hello")
    await call(stage.sandbox, "views.update", view_id=shown["id"], view=view | {"callback_id": "again"})
    await stage.sandbox.press(ALICE, stage.sandbox.home(ALICE), "go")
    values = stage.payloads[-1]["view"]["state"]["values"]
    assert values["what_block"]["what"]["value"] == "hello"
    assert (await publish(stage, home({"type": "section", "text": plain("Nothing")})))["ok"]
