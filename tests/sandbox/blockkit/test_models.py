"""slack_sdk's models as the judge: what they refuse, the sandbox refuses; what they know, it knows."""

import inspect
import itertools
import json
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block, BlockElement
from slack_sdk.models.views import View

from bot.sandbox.blockkit import elements as ours
from bot.sandbox.blockkit import message_faults, view_faults
from bot.sandbox.blockkit.blocks import MESSAGE, MODAL
from bot.sandbox.blockkit.cards import TASK_CARD
from bot.sandbox.blockkit.richtext import INLINE, PARTS
from tests.sandbox.blockkit import examples
from tests.sandbox.blockkit.examples import home, modal, section

TRIED = settings(
    max_examples=100,
    derandomize=True,  # the suite tells the same story each time; longer hunts raise max_examples by hand
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

ELEMENTS = {
    name: record
    for kinds in (
        ours.IN_SECTION,
        ours.IN_ACTIONS,
        ours.IN_MODAL_INPUT,
        ours.IN_CONTEXT_ACTIONS,
        PARTS,
        INLINE,
    )
    for name, record in kinds.records.items()
}
BLOCKS = MESSAGE.records | MODAL.records


def kinds_of(model):
    """Yield the models that stand for a type."""
    for below in model.__subclasses__():
        if isinstance(vars(below).get("type"), str):
            yield below
        yield from kinds_of(below)


MODELS = [*kinds_of(Block), *kinds_of(BlockElement)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_of_every_model_is_in_the_tables(model):
    sources = TASK_CARD["task_card"].fields["sources"]
    assert sources([{"type": "url", "url": "https://x", "text": "x"}]) == ()
    known = {"url": {"type", "url", "text"}}
    tables = BLOCKS if issubclass(model, Block) else ELEMENTS
    fields = known.get(model.type) or set(tables[model.type].fields)
    assert set(inspect.signature(model).parameters) - {"others", "subtype"} <= fields


def test_there_is_an_example_of_everything_with_every_field():
    shown = {}
    todo = [
        *examples.EVERYWHERE,
        *examples.ON_MESSAGES,
        *examples.ON_MESSAGES_AND_HOME,
        *examples.ON_MODALS,
    ]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            shown.setdefault(value.get("type"), set()).update(value)
            todo += value.values()
        elif isinstance(value, list):
            todo += value
    for tables in (BLOCKS, ELEMENTS):
        assert tables.keys() <= shown.keys()
    known = {name for record in (BLOCKS | ELEMENTS).values() for name in record.fields}
    # What slack_sdk doesn't know, and what can't stand beside the rest.
    assert known - {name for names in shown.values() for name in names} == {"slack_icon", "language", "unsafe"}


def models_refuse(build):
    """Whether the models refuse it: by a word of theirs, by breaking over it, or by leaving out what they don't know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            built = build()
        except Exception:  # noqa: BLE001 - they break in many ways
            return True
    return None in built


def judged(check, whole):
    if isinstance(whole, list):
        refused = models_refuse(lambda: [block and block.to_dict() for block in Block.parse_all(whole)])
    else:
        refused = models_refuse(lambda: [View(**whole).to_dict()])
    if refused:
        assert check(whole)


#: Lengths and counts of which each is above some limit.
ABOVE = (6, 11, 26, 31, 51, 76, 101, 151, 201, 256, 301, 2001, 3001, 4001, 12001)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 10**11),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["plain_text", "mrkdwn", "button", "section", "rich_text", "2026-01-01", "10:00"]),
    st.sampled_from(["[]", "{}", '{"type": "plain_text", "text": "hi"}', '[{"type": "mrkdwn", "text": "hi"}]']).map(
        json.loads
    ),
)
WHOLES = [
    *([block] for block in examples.SIMPLE + examples.ON_MESSAGES + examples.ON_MESSAGES_AND_HOME),
    # Each element once: the models ask little about where it stands.
    *([block] for block in examples.ACTIONS + examples.ENTRIES[len(examples.CHOICES) : -len(examples.MENUS)]),
    *(modal(block, close=examples.plain()) for block in [section(), *examples.ON_MODALS]),
    *(home(block, callback_id="a") for block in examples.ON_MESSAGES_AND_HOME),
]
#: As JSON, of which each reading is a thing of its own.
WRITTEN = [json.dumps(whole) for whole in WHOLES]
NAMES = sorted({name for record in (BLOCKS | ELEMENTS).values() for name in record.fields})


def places(value):
    """Yield each holder and the name or number of each thing in it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in list(pairs):
        yield value, name
        yield from places(inner)


@st.composite
def mutated(draw):
    """One of the examples, changed in a place or two."""
    whole = json.loads(draw(st.sampled_from(WRITTEN)))
    for _ in range(draw(st.integers(1, 2))):
        every = list(places(whole))
        if not every:
            break
        holder, name = every[draw(st.integers(0, len(every) - 1))]
        value = holder[name]
        how = draw(st.sampled_from(["junk", "drop", "more", "longer", "longer"]))
        if how == "longer" and isinstance(value, str | list) and value:
            count = draw(st.sampled_from(ABOVE if isinstance(value, str) else ABOVE[:7]))
            holder[name] = (value * count)[:count]
        elif how == "drop":
            del holder[name]
        elif how == "more" and isinstance(value, dict):
            value[draw(st.sampled_from(NAMES))] = draw(JUNK)
        else:
            holder[name] = draw(JUNK)
    return whole


@TRIED
@given(mutated())
def test_whatever_the_models_refuse_the_sandbox_refuses(whole):
    # An empty Home tab is the one thing that Slack takes and the models don't.
    if isinstance(whole, list):
        judged(message_faults, whole)
    elif whole.get("type") != "home" or whole.get("blocks"):
        judged(view_faults, whole)


@pytest.mark.parametrize("written", WRITTEN)
def test_what_the_models_find_too_long_or_too_many_is_so_here(written):
    for number, (holder, name) in enumerate(places(json.loads(written))):
        if name == "type" or not isinstance(holder[name], str | list) or not holder[name]:
            continue
        whole = json.loads(written)
        inner, _ = next(itertools.islice(places(whole), number, None))
        count = 12_001 if isinstance(inner[name], str) else 101
        inner[name] = (inner[name] * count)[:count]
        judged(message_faults if isinstance(whole, list) else view_faults, whole)


@pytest.mark.parametrize(
    "block",
    [
        {"type": "actions", "elements": []},
        {"type": "section", "text": "hi"},
        examples.actions({"type": "static_select", "options": []}),
        examples.actions({"type": "static_select", "options": [{"text": examples.plain()}]}),
        examples.actions(examples.BUTTON, examples.BUTTON),
        examples.actions(examples.BUTTON | {"url": "leads"}),
        examples.IMAGE_BLOCK | {"image_url": "leads"},
    ],
)
def test_the_sandbox_refuses_what_the_models_miss(block):
    assert not models_refuse(lambda: [made.to_dict() for made in Block.parse_all([block])])
    assert message_faults([block])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(sorted(BLOCKS)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "blocks", "options", *NAMES]), inner, max_size=4)
    ),
    max_leaves=12,
)


@TRIED
@given(ANYTHING)
def test_anything_at_all_gives_faults_and_never_breaks(value):
    for faults in (message_faults(value), message_faults([value]), view_faults(value), view_faults(modal(value))):
        assert all(isinstance(fault, str) and fault.endswith("]") for fault in faults)
    assert view_faults(value)
