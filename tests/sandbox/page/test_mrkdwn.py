"""Slack's text, as the page shows it."""

import json
from pathlib import Path

from tests.sandbox.ways import ALICE

CASES = json.loads((Path(__file__).parent / "mrkdwn.json").read_text(encoding="utf-8"))
SCRIPT = """
async (texts) => {
  const { mrkdwn } = await import("/page/static/mrkdwn.js");
  const names = {
    user: (id) => ({ U1: "Ada", U2: "Bob" })[id] ?? null, channel: (id) => ({ C1: "leads" })[id] ?? null,
    me: "U2", tz: "Asia/Seoul", here: "http://here.test",
  };
  return texts.map((text) => {
    const place = document.createElement("div");
    place.append(mrkdwn(text, names));
    return place.getHTML();
  });
}
"""


async def test_each_text_is_shown_as_slack_shows_it(sandbox, visit):
    page = await visit(sandbox, ALICE)
    made = await page.evaluate(SCRIPT, [text for text, _ in CASES])
    assert list(zip([text for text, _ in CASES], made, strict=True)) == [(text, wanted) for text, wanted in CASES]
