"""Whatever is signed and sent: no server error, and the next lead is dealt as ever."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.world import LEADS, LENA, WORKSPACE
from tests.web import payloads
from tests.web.mutating import JSON, TEXTS, changed, some
from tests.web.payloads import (
    COMMANDS,
    EVENTS,
    FORM,
    INTERACTIONS,
    VIEW_CLOSED,
    envelope,
    event_body,
    form_body,
    interaction_body,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


SEEDS = {
    **{name: envelope(event) for name, event in EVENTS.items()},
    **INTERACTIONS,
    "view_closed": VIEW_CLOSED,
}


def body_of(payload):
    """Return body and content type as Slack would send the payload."""
    if payload.get("type") == "event_callback" or "event" in payload:
        return json.dumps(payload).encode(), "application/json"
    return interaction_body(payload), FORM


async def assert_alive(world):
    """A proper lead is dealt, and said to be."""
    # Whatever was told of the token: Slack is asked once a minute whether it takes it.
    world.clock.forward(61)
    ts = await world.sandbox.write(LENA, LEADS, "a proper lead")
    assert world.sandbox.deliveries[-1].attempts[0].status == 200
    await world.sandbox.wait_until(lambda: world.sandbox.thread(LEADS, ts))
    assert world.sandbox.thread(LEADS, ts)[0].text.startswith("Assigned to <@U")


async def assert_answered(world, body, content_type):
    status, said = await world.sandbox.send_raw(body, content_type=content_type)
    assert status is not None, "no answer"
    assert status < 500, said


@some(150)
@given(payload=JSON)
async def test_any_json_is_answered(awake, payload):
    await assert_answered(awake, json.dumps(payload).encode(), "application/json")


@some(150)
@given(event=JSON, kind=st.sampled_from([*sorted({event["type"] for event in EVENTS.values()}), "unheard_of"]))
async def test_any_event_is_answered(awake, event, kind):
    if isinstance(event, dict):
        event = {"type": kind} | event
    await assert_answered(awake, json.dumps(envelope(event)).encode(), "application/json")


@some(150)
@given(more=st.dictionaries(TEXTS, JSON, max_size=4), kind=st.sampled_from([*INTERACTIONS, "view_closed", "banana"]))
async def test_any_interaction_is_answered(awake, more, kind):
    payload = payloads.interaction(kind.replace(" ", "_")) | more
    await assert_answered(awake, interaction_body(payload), FORM)


@some(400)
@given(data=st.data(), name=st.sampled_from(sorted(SEEDS)))
async def test_what_nearly_is_slacks_is_answered(awake, data, name):
    await assert_answered(awake, *body_of(changed(data, SEEDS[name])))


@some(100)
@given(
    fields=st.dictionaries(
        st.sampled_from(["text", "channel_id", "user_name", "response_url", "trigger_id", "token", "x"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
        max_size=4,
    ),
    name=st.sampled_from(sorted(COMMANDS)),
)
async def test_any_command_gets_an_answer_that_one_person_sees(awake, fields, name):
    body = form_body(COMMANDS[name] | fields)
    if b"payload" in body:
        return
    status, said = await awake.sandbox.send_raw(body, content_type=FORM)
    assert status == 200
    answer = json.loads(said)
    assert answer["response_type"] == "ephemeral"
    assert answer["text"].strip()
    assert "Something went wrong" not in answer["text"]


@some(100)
@given(
    words=st.lists(
        st.sampled_from(
            [
                "on",
                "off",
                "back",
                "status",
                "until",
                "for",
                "show",
                "add",
                "remove",
                "away",
                "help",
                "sales",
                "support",
                "SALES",
                "<@U05LENA|lena>",
                "<@U99NOBODY>",
                "@maria",
                "<!channel>",
                "<#C01LEADS|leads>",
                "<",
                ">",
                "`",
                "*",
                "2h",
                "friday",
                "2026-12-24",
                "\u202e",
                "\u200b",
                "&amp;",
                "--",
                "'x'",
                "<@U0LEADWHL>",
            ]
        ),
        max_size=6,
    ),
    command=st.sampled_from(["/away", "/rotation"]),
)
async def test_any_words_after_a_command_get_an_answer_in_words(awake, words, command):
    body = form_body(payloads.command(command, " ".join(words)))
    status, said = await awake.sandbox.send_raw(body, content_type=FORM)
    assert status == 200
    answer = json.loads(said)
    assert answer["response_type"] == "ephemeral"
    assert answer["text"].strip()
    assert "Something went wrong" not in answer["text"]
    assert "<!channel>" not in answer["text"]


def filled(value, name=""):
    """Put plausible values where Slack's samples are blanked."""
    if isinstance(value, dict):
        return {key: filled(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, name) for inner in value]
    known = {
        "team_id": WORKSPACE,
        "team": WORKSPACE,
        "user": LENA,
        "user_id": LENA,
        "channel": LEADS,
        "channel_id": LEADS,
        "ts": "1700000000.000900",
        "id": LENA,
    }
    return known.get(name, value) if value == "" else value


def samples():
    """Return Slack's own samples: name -> body and content type."""
    found = {}
    for path in sorted(payloads.SAMPLES.glob("events/*.json")):
        payload = filled(json.loads(path.read_text(encoding="utf-8")))
        payload["type"] = "event_callback"
        found[path.stem] = payload
    for path in sorted(payloads.SAMPLES.glob("app-backend/*.json")):
        payload = filled(json.loads(path.read_text(encoding="utf-8")))
        if "team" in payload:
            payload["team"]["id"] = WORKSPACE
        found[path.stem] = payload
    return found


needs_samples = pytest.mark.skipif(payloads.SAMPLES is None, reason="Slack's own samples are not on this machine")


@needs_samples
async def test_slacks_own_samples_are_answered(awake):
    for name, payload in samples().items():
        if name == "SlashCommandPayload":
            fields = {key: str(value) for key, value in payload.items()} | {"command": "/away", "text": "status"}
            status, said = await awake.sandbox.send_raw(form_body(fields), content_type=FORM)
        else:
            body, content_type = body_of(payload)
            status, said = await awake.sandbox.send_raw(body, content_type=content_type)
        assert status is not None, name
        assert status < 500, (name, said)
    await assert_alive(awake)


@needs_samples
@some(150)
@given(data=st.data())
async def test_what_nearly_is_a_sample_of_slacks_is_answered(awake, data):
    found = {name: payload for name, payload in samples().items() if name != "SlashCommandPayload"}
    payload = found[data.draw(st.sampled_from(sorted(found)))]
    await assert_answered(awake, *body_of(changed(data, payload)))


async def test_after_all_that_a_proper_lead_is_dealt_as_ever(awake):
    for name, event in EVENTS.items():
        status, _ = await awake.sandbox.send_raw(event_body(event))
        assert status == 200, name
    await assert_alive(awake)
