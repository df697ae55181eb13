"""docs/sandbox.md is true."""

import re
from pathlib import Path

from bot.sandbox import Sandbox, User
from bot.sandbox.failing import ALL_KINDS
from bot.sandbox.sockets import Sockets

PAGE = (Path(__file__).resolve().parents[2] / "docs/sandbox.md").read_text(encoding="utf-8")


async def test_its_example_is_played(bot):
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names = {"Sandbox": Sandbox, "User": User}
    exec(example, names)
    assert await names["a_lead_in_a_bad_hour"](bot.url) == 200
    assert bot.events[0]["text"] == "What would 40 seats cost?"


def test_what_it_names_is_there():
    table = re.findall(r"^\| `.*", PAGE, re.MULTILINE)
    can = [name for row in table for name in re.findall(r"`([a-z_.]+)\(", row.split("|")[1])]
    assert len(can) >= 8
    for name in can:
        owner, _, act = name.rpartition(".")
        assert hasattr(Sockets if owner else Sandbox, act), name
    people = PAGE.partition("## People")[2]
    acts = re.findall(r"`([a-z_]+)`", people)
    assert len(acts) >= 9
    assert not [act for act in acts if not hasattr(Sandbox, act)]


def test_each_kind_of_failure_that_it_names_is_one():
    (row,) = re.findall(r"^\| `fail\(.*", PAGE, re.MULTILINE)
    named = {name for name in re.findall(r"`([a-z0-9_]+)`", row.split("|")[2]) if name not in {"before", "after"}}
    assert all(any(kind.startswith(name) for kind in ALL_KINDS) for name in named)
