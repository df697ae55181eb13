"""Whatever stands in the file: it is loaded, or its mistakes are told. Nothing else ever happens."""

import copy

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.configfile import ConfigurationFileError, LoadedFile, load

quick = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,  # the suite tells the same story each time; longer hunts raise max_examples by hand
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

TOKENS = [
    *(
        "- ",
        ": ",
        ":",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "\n",
        "\n  ",
        "\n    ",
        "\t",
        "\r\n",
        " ",
        "#",
        " # ",
        "'",
        '"',
        "|",
        ">-",
    ),
    *(
        "&a ",
        "*a",
        "&b ",
        "*b",
        "<<: ",
        "<<",
        "!",
        "!!int ",
        "!!bool ",
        "!!null ",
        "!!timestamp ",
        "!!str ",
        "!x ",
        "? ",
    ),
    *("%YAML 1.1\n", "%TAG ! x\n", "---\n", "...\n", "@", "`", "%", "\\", "\\U00110000", "\\x00", "\\ud800"),
    *("\x00", "\x07", "\x85", "\u2028", "\ud800", "\ufeff", "\ufffe", "é", "e\u0301", "😀"),
    *(
        "yes",
        "on",
        "no",
        "~",
        "null",
        "true",
        "1",
        "0",
        "-1",
        "9" * 30,
        "1e999",
        "0x1F",
        "017",
        "12:30",
        ".inf",
        ".nan",
    ),
    *("2026-01-01", "2026-13-45", "2026-01-01 10:00:00", "3m", "0d", "U01ALICE", "C02SALES", "#sales", "@alice"),
    *("workspace", "managers", "teams", "qualifications", "sources", "auto_messages", "rules", "sales", "channel"),
    *("method", "teammates", "questions", "attribute", "ask", "kind", "choices", "when", "if", "assign_to", "tag"),
    *("is", "any_of", "before", "at_least", "is_set", "contains", "timeout", "qualify", "from", "replies_to", "text"),
]
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=8),
    st.text(max_size=10),
    st.sampled_from([token.strip() for token in TOKENS if "\ud800" not in token]),
    st.sampled_from(["x" * 41, "x" * 76, "x" * 3001, "C" * 201]),
)
TREES = st.recursive(
    JUNK,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([token.strip() for token in TOKENS[-40:]]) | JUNK, inner, max_size=5)
    ),
    max_leaves=25,
)


def load_or_tell(text: str) -> LoadedFile | None:
    try:
        return load(text, "f.yaml")
    except ConfigurationFileError as error:
        lines = [mistake.line for mistake in error.mistakes]
        assert lines == sorted(lines)
        assert lines[0] >= 1
        assert lines[-1] <= text.count("\n") + text.count("\r") + 1
        told = str(error).encode("utf-8").decode().splitlines()  # it can be printed anywhere
        assert len(told) == len(lines)
        assert all(line.isprintable() for line in told)
        return None


def places(tree, path=()):
    yield path
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


@quick
@given(ANY_TEXT)
def test_any_text_at_all_is_loaded_or_its_mistakes_are_told(text):
    load_or_tell(text)


@quick
@given(st.lists(st.sampled_from(TOKENS), max_size=60).map("".join))
def test_any_heap_of_yaml_pieces_is_loaded_or_its_mistakes_are_told(text):
    load_or_tell(text)


@quick
@given(TREES, st.sampled_from([True, False, None]))
def test_any_tree_of_values_is_loaded_or_its_mistakes_are_told(tree, flow):
    load_or_tell(yaml.dump(tree, default_flow_style=flow, allow_unicode=True))


@quick
@given(data=st.data())
def test_the_contracts_block_with_some_of_its_text_torn_out_or_pasted_elsewhere(contract_block, data):
    text = contract_block
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 60)))
        pasted = data.draw(st.one_of(st.sampled_from(TOKENS), st.just(""), st.just(contract_block[start:end] * 2)))
        text = text[:start] + pasted + text[end:]
    load_or_tell(text)


@quick
@given(data=st.data())
def test_the_contracts_block_with_any_one_value_replaced_by_something_else(contract_block, data):
    tree = yaml.safe_load(contract_block)
    path = data.draw(st.sampled_from(list(places(tree))[1:]))
    whole = copy.deepcopy(tree)
    inner = whole
    for key in path[:-1]:
        inner = inner[key]
    if isinstance(inner, dict) and data.draw(st.booleans()):
        inner[data.draw(JUNK)] = inner.pop(path[-1])
    else:
        inner[path[-1]] = data.draw(TREES)
    load_or_tell(yaml.dump(whole, allow_unicode=True, sort_keys=False))
