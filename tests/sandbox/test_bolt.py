"""Slack's own framework understands what is delivered, and its answers are understood."""

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.models.blocks import ButtonElement, ExternalDataSelectElement, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import SECRET, TOKEN
from tests.sandbox.ways import ALICE, option

NAME = InputBlock(block_id="name", label="Name", element=PlainTextInputElement(action_id="name"))
WHO = ExternalDataSelectElement(action_id="who", min_query_length=0)
FORM = View(
    type="modal",
    callback_id="form",
    title="A form",
    submit="Send",
    notify_on_close=True,
    blocks=[NAME, InputBlock(block_id="who", label="Who", element=WHO, optional=True)],
)


@pytest.fixture
async def app(stage, session):
    """An app that notes what reaches its listeners."""
    client = AsyncWebClient(TOKEN, base_url=stage.sandbox.api_url, session=session)
    made = AsyncApp(signing_secret=SECRET, client=client, process_before_response=True)
    made.seen = []

    async def listener(request):
        body = (await request.read()).decode()
        answer = await made.async_dispatch(AsyncBoltRequest(body=body, headers=dict(request.headers)))
        return web.Response(
            status=answer.status,
            text=answer.body,
            content_type=answer.first_headers_without_set_cookie()["content-type"].partition(";")[0],
        )

    stage.bot.listener = listener
    return made


async def test_a_form_goes_through_bolt_from_beginning_to_end(stage, app):
    @app.shortcut("ask")
    async def ask(ack, body, client):
        await ack()
        app.seen.append((await client.views_open(trigger_id=body["trigger_id"], view=FORM))["view"]["callback_id"])

    @app.options("who")
    async def offer(ack, payload):
        app.seen.append(payload["value"])
        await ack(options=[option("a")])

    @app.view("form")
    async def sent(ack, view):
        name = view["state"]["values"]["name"]["name"]["value"]
        app.seen.append(name)
        await ack({"response_action": "errors", "errors": {"name": "No"}} if name == "Lena" else {})

    @app.view_closed("form")
    async def closed(ack, body):
        app.seen.append(body["is_cleared"])
        await ack()

    sandbox = stage.sandbox
    assert (await sandbox.run_shortcut(ALICE, "ask")).status == 200
    view = sandbox.open_view(ALICE)
    assert (await sandbox.options(ALICE, view, "who", "L")).options == [option("a")]
    await sandbox.fill(ALICE, "name", "Lena")
    assert (await sandbox.submit(ALICE)).errors == {"name": "No"}
    await sandbox.fill(ALICE, "name", "Mia")
    assert (await sandbox.submit(ALICE)).accepted
    assert sandbox.open_view(ALICE) is None
    await sandbox.run_shortcut(ALICE, "ask")
    assert (await sandbox.close(ALICE, whole=True)).status == 200
    assert app.seen == ["form", "L", "Lena", "Mia", "form", True]


async def test_the_home_and_the_message_go_through_bolt(stage, app, post):
    ts = await post(stage.sandbox)
    await stage.sandbox.delivered()

    @app.event("app_home_opened")
    async def opened(event, client):
        button = ButtonElement(action_id="go", text="Go")
        view = View(type="home", blocks=[{"type": "actions", "elements": [button.to_dict()]}])
        await client.views_publish(user_id=event["user"], view=view)

    @app.action("go")
    async def pressed(ack, body):
        await ack()
        app.seen.append(body["container"]["type"])

    @app.shortcut({"type": "message_action", "callback_id": "give"})
    async def give(ack, body, respond):
        await ack()
        app.seen.append(body["message"]["ts"])
        await respond("Given")

    await stage.sandbox.open_home(ALICE)
    assert await stage.sandbox.press(ALICE, stage.sandbox.home(ALICE), "go") == 200
    assert (await stage.sandbox.run_message_shortcut(ALICE, "C01LEADS", ts, "give")).status == 200
    assert app.seen == ["view", ts]
    assert [message.text for message in stage.sandbox.ephemerals(ALICE)] == ["Given"]
