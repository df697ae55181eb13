"""Slack's text, as the page shows it: all cases in one start of a browser, where there is one."""

import html
import json
import re
from pathlib import Path

from aiohttp import web

from bot.sandbox import page
from tests.sandbox.page.browser import needs_browser, shown

STATIC = Path(page.__file__).parent / "static"
CASES = json.loads((Path(__file__).parent / "mrkdwn.json").read_text(encoding="utf-8"))
SCRIPT = """
import { mrkdwn } from "/static/mrkdwn.js";
const names = {
  user: (id) => ({ U1: "Ada", U2: "Bob" })[id] ?? null, channel: (id) => ({ C1: "leads" })[id] ?? null,
  me: "U2", tz: "Asia/Seoul", here: "http://here.test",
};
const shown = [];
for (const [text] of await (await fetch("/cases")).json()) {
  const place = document.createElement("div");
  place.append(mrkdwn(text, names));
  shown.push(place.getHTML());
}
document.body.textContent = JSON.stringify(shown);
"""


@needs_browser
async def test_each_text_is_shown_as_slack_shows_it(tmp_path):
    async def front(_request):
        return web.Response(
            text='<!doctype html><script type="module" src="/script.js"></script>', content_type="text/html"
        )

    async def script(_request):
        return web.Response(text=SCRIPT, content_type="text/javascript")

    async def cases(_request):
        return web.json_response(CASES)

    app = web.Application()
    app.add_routes(
        [web.get("/", front), web.get("/script.js", script), web.get("/cases", cases), web.static("/static", STATIC)]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    html_shown = await shown(url, tmp_path)
    await runner.cleanup()
    body = re.search(r"<body>(.*)</body>", html_shown, re.DOTALL)
    assert body is not None, html_shown
    made = json.loads(html.unescape(body[1]))
    assert list(zip([text for text, _ in CASES], made, strict=True)) == [(text, wanted) for text, wanted in CASES]
