"""`leadwheel doctor` and the bot's address: whether a bot of this secret answers there, and what stands in the way."""

import asyncio
import ssl
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.cli.doctor_address import Asking, local_base, slack_base
from bot.usecases.doctor import State
from bot.web.server import Server
from tests.cli.conftest import SECRET
from tests.support import tls

CERTIFICATE = Path(tls.__file__).with_name("certificate.pem")
ASKED_HERE = ("asked from this machine: Slack asks from the internet", None)


@pytest.fixture
async def bot(free_port):
    """Start the bot's own server, of a signing secret; `not_ready` says why it isn't."""
    servers = []

    async def start(secret=SECRET, not_ready=None):
        async def readiness():
            return not_ready

        server = Server(secret, lambda: None, readiness)
        await server.start("127.0.0.1", free_port)
        servers.append(server)
        return f"http://127.0.0.1:{free_port}"

    yield start
    for server in servers:
        await server.stop()


@pytest.fixture
async def something(free_port):
    """Start something else, which answers everything alike."""
    runners = []

    async def start(answer, context=None):
        async def handle(request):
            return await answer(request)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", free_port, ssl_context=context).start()
        runners.append(runner)
        return f"127.0.0.1:{free_port}"

    yield start
    for runner in runners:
        await runner.cleanup()


def answering(status, text="", kind="text/plain", **headers):
    async def answer(_request):
        return web.Response(status=status, text=text, content_type=kind, headers=headers)

    return answer


# Slack's side


async def test_an_address_that_answers_as_slack_wants_it(doctor, sandbox, bot):
    base = await bot()
    for typed in (base, f"{base}/", f" {base}/slack/events "):
        told = await doctor("--url", typed)
        assert told.code == 0
        assert told.only("ok", "address")[0] == (
            f"{base}/slack/events answers as Slack wants it, by the signing secret that is set here"
        )
        assert told.of("note", "address") == [ASKED_HERE]


async def test_a_bot_with_another_signing_secret(doctor, sandbox, bot):
    says, mend = (await doctor("--url", await bot("another"))).fault("address")
    assert says.endswith("/slack/events: the bot there refuses the signature (401)")
    assert "the SLACK_SIGNING_SECRET that is set here" in mend
    assert "changes neither body nor headers" in mend


async def test_a_bot_in_socket_mode_has_no_such_path(doctor, sandbox, bot):
    says, mend = (await doctor("--url", await bot(None))).fault("address")
    assert says.endswith("nothing is at /slack/events (404)")
    assert "a bot in Socket Mode (SLACK_APP_TOKEN)" in mend


@pytest.mark.parametrize(
    ("answer", "says", "mend"),
    [
        (
            answering(200, "<html>Welcome", "text/html"),
            "something else than the bot answers with a web page (200)",
            "POST",
        ),
        (
            answering(200, '{"challenge": "another"}', "application/json"),
            "something else than the bot answers (200)",
            "POST",
        ),
        (
            answering(200, "[]", "application/json"),
            "something else than the bot answers (200)",
            "Is it the right address?",
        ),
        (answering(403), "something before the bot forbids it (403)", "from everywhere"),
        (answering(404), "nothing is at /slack/events (404)", "Let the proxy hand POST /slack/events on"),
        (answering(405), "POST isn't taken", "Let the proxy hand POST"),
        (answering(413), "takes no body (413)", "1 MiB"),
        (answering(418), "something else than the bot answers (418)", "Let the proxy hand POST"),
        (answering(502), "the proxy doesn't reach the bot (502)", "`leadwheel run`"),
        (answering(503), "has no bot to hand on to (503)", "/readyz"),
        (answering(504), "doesn't answer the proxy (504)", "start it anew"),
        (
            answering(301, Location="https://bots.example.com/login?secret=s3cr3t"),
            "it redirects to https://bots.example.com/login (301), and Slack follows no redirect",
            "`leadwheel manifest --url`",
        ),
    ],
)
async def test_a_proxy_that_answers_otherwise(doctor, sandbox, something, answer, says, mend):
    found = (await doctor("--url", f"http://{await something(answer)}")).fault("address")
    assert says in found[0]
    assert mend in found[1]


async def test_a_proxy_that_keeps_probes_to_itself_is_noted(doctor, sandbox, something, bot):
    async def only_slack(request):
        if request.path != "/slack/events":
            return web.Response(status=404)
        return web.json_response({"challenge": (await request.json())["challenge"]})

    told = await doctor("--url", f"http://{await something(only_slack)}")
    assert told.code == 0
    assert "isn't the bot's, which is as well: only probes need it" in told.of("note", "address")[0][0]


async def test_nothing_listens_there(doctor, sandbox, free_port):
    says, mend = (await doctor("--url", f"http://127.0.0.1:{free_port}")).fault("address")
    assert says.endswith(f"/slack/events: nothing listens at 127.0.0.1:{free_port}")
    assert "Is it up" in mend


async def test_a_certificate_that_nobody_trusts(doctor, sandbox, something):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    says, mend = (await doctor("--url", f"https://{await something(answering(200), context)}")).fault("address")
    assert "isn't trusted here (self-signed certificate)" in says
    assert mend.startswith("Mend the certificate: for this very name, not run out, sent with its chain.")


async def test_https_where_only_http_is_spoken(doctor, sandbox, bot):
    base = (await bot()).replace("http://", "https://")
    says, mend = (await doctor("--url", base)).fault("address")
    assert "agree on no TLS" in says
    assert "Is it a port for https?" in mend


async def test_an_answer_that_takes_longer_than_slack_waits(something):
    begun = asyncio.Event()

    async def never(_request):
        begun.set()
        await asyncio.Event().wait()

    host = await something(never)
    async with aiohttp.ClientSession() as session:
        found = await Asking(session, f"http://{host}", SECRET, within_seconds=0.2).slack_side()
    assert begun.is_set()
    assert found[0].state is State.WRONG
    assert found[0].says.endswith(f"{host} doesn't answer in time")
    assert found[0].mend == "Is it up, and no firewall between?"


@pytest.mark.parametrize(
    ("typed", "says", "mend"),
    [
        (
            "bots.example.com",
            "Slack sends to addresses that begin with `https://`",
            "did you mean `https://bots.example.com`?",
        ),
        ("http://bots.example.com", "Slack sends to addresses that begin", "did you mean `https://bots.example.com`?"),
        ("https://bob:s3cr3t@bots.example.com", "may not have a name or a password", "did you mean"),
        ("http://[::1", "Slack sends to addresses that begin", "for example"),
        ("", "an address is missing", "for example `https://bots.example.com`"),
    ],
)
async def test_an_address_that_slack_takes_no_more_than_we_is_a_fault_and_no_wrong_usage(
    doctor, sandbox, typed, says, mend
):
    found = (await doctor("--url", typed)).fault("address")
    assert says in found[0]
    assert mend in found[1]


async def test_without_a_secret_nothing_can_be_signed(doctor, sandbox, settings, bot):
    base = await bot()
    settings(SLACK_SIGNING_SECRET="")
    told = await doctor("--url", base)
    assert told.fault("settings")
    assert told.of("note", "address")[0][0] == (
        "not checked: whether Slack reaches the bot, as SLACK_SIGNING_SECRET is missing"
    )


def test_an_address_with_a_path_before_slacks():
    assert slack_base("https://example.com/bots/slack/events") == "https://example.com/bots"


# This side


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("0.0.0.0", "http://127.0.0.1:3000"),
        ("::", "http://[::1]:3000"),
        ("10.0.0.7", "http://10.0.0.7:3000"),
        ("fe80::1", "http://[fe80::1]:3000"),
    ],
)
def test_where_a_bot_is_asked_on_its_own_machine(host, base):
    assert local_base(host, 3000) == base


async def test_a_bot_that_runs_here(doctor, sandbox, bot, free_port):
    await bot()
    told = await doctor()
    assert told.code == 0
    runs, answers = told.of("ok", "address")
    assert runs[0] == f"a bot runs at 127.0.0.1:{free_port}, and is ready"
    assert "answers as Slack wants it" in answers[0]
    says, mend = told.only("note", "address")
    assert says == "not checked: whether Slack reaches the bot"
    assert "`leadwheel doctor --url https://bots.example.com`" in mend


async def test_a_bot_that_runs_here_with_another_secret(doctor, sandbox, bot):
    await bot("another")
    assert "refuses the signature (401)" in (await doctor()).fault("address")[0]


async def test_a_bot_that_runs_here_and_is_not_ready(doctor, sandbox, bot):
    await bot(not_ready="the database can't be reached: it is full")
    says, mend = (await doctor()).fault("address")
    assert says.endswith("but isn't ready: the database can't be reached: it is full")
    assert mend == "Its log says more."


async def test_no_bot_runs_here(doctor, sandbox, free_port):
    told = await doctor()
    assert told.code == 0
    assert told.of("note", "address")[0] == (
        f"no bot runs here: nothing listens at 127.0.0.1:{free_port}", "Start it: leadwheel run",
    )  # fmt: skip


async def test_something_else_has_the_bots_port(doctor, sandbox, something, free_port):
    await something(answering(200, "<html>", "text/html"))
    says, mend = (await doctor()).fault("address")
    assert says == f"something else than the bot answers at 127.0.0.1:{free_port}"
    assert "set LEADWHEEL_PORT to another" in mend
