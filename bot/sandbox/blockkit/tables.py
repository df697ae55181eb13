"""What tables are made of: fields, and the checks that may stand in them.

A check takes a value of any kind and returns its faults, each with a JSON pointer from that value on. What is fine costs
next to nothing: no pointer is made before there is a fault.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple


class Fault(NamedTuple):
    """What Slack would refuse, and where.

    Attributes:
        words: What is wrong, in Slack's words where they are known.
        pointer: The way from the checked value to what is wrong, as a JSON pointer; empty: the value itself.
    """

    words: str
    pointer: str = ""


Faults = Sequence[Fault]
Check = Callable[[Any], Faults]
#: A rule between the fields of an object; it is asked only where each field by itself is fine.
Rule = Callable[[dict[str, Any]], Faults]

FINE: Final[Faults] = ()


def under(name: str | int, faults: Faults) -> list[Fault]:
    """Return the faults of a field or an item as faults of what holds it."""
    return [Fault(fault.words, f"/{name}{fault.pointer}") for fault in faults]


class Record:
    """An object with known fields; every other field is refused, and so is null."""

    __slots__ = ("fields", "needed", "rules")

    def __init__(
        self,
        needs: Mapping[str, Check] | None = None,
        may: Mapping[str, Check] | None = None,
        rules: Iterable[Rule] = (),
    ) -> None:
        """`needs` are the fields that must be there, `may` those that can be."""
        self.fields = {**(needs or {}), **(may or {})}
        self.needed = tuple(needs or ())
        self.rules = tuple(rules)

    def __call__(self, value: Any) -> Faults:
        """Check the fields, then, where they are fine, what they owe each other."""
        if not isinstance(value, dict):
            return (Fault("must provide an object"),)
        fields, faults = self.fields, FINE
        for name, given in value.items():
            check = fields.get(name)
            if check is None:
                faults = [*faults, Fault(f"invalid additional property: {name}")]
            elif found := check(given):
                faults = [*faults, *under(name, found)]
        for name in self.needed:
            if name not in value:
                faults = [*faults, Fault(f"missing required field: {name}")]
        if not faults:
            for rule in self.rules:
                if found := rule(value):
                    faults = [*faults, *found]
        return faults


class Kinds:
    """An object whose `type` says which record it is."""

    __slots__ = ("records",)

    def __init__(self, *kinds: Mapping[str, Record]) -> None:
        self.records = {name: record for kind in kinds for name, record in kind.items()}

    def __call__(self, value: Any) -> Faults:
        """Check the type, then the record that goes by it."""
        if not isinstance(value, dict):
            return (Fault("must provide an object"),)
        kind = value.get("type")
        if isinstance(kind, str):
            record = self.records.get(kind)
            return record(value) if record is not None else (Fault(f"unsupported type: {kind}", "/type"),)
        return (Fault("must provide a string", "/type") if "type" in value else Fault("missing required field: type"),)

    def only(self, *names: str) -> "Kinds":
        """Return some of the kinds."""
        return Kinds({name: self.records[name] for name in names})

    def without(self, *names: str) -> "Kinds":
        """Return all kinds but some."""
        return Kinds({name: record for name, record in self.records.items() if name not in names})


def kind(
    name: str,
    needs: Mapping[str, Check] | None = None,
    may: Mapping[str, Check] | None = None,
    rules: Iterable[Rule] = (),
) -> dict[str, Record]:
    """Return a record for `Kinds`, under the `type` that it goes by."""
    return {name: Record({"type": one_of(name), **(needs or {})}, may, rules)}


def text(longest: int, shortest: int = 1) -> Check:
    """A string of so many characters."""

    def check(value: Any) -> Faults:
        if not isinstance(value, str):
            return (Fault("must provide a string"),)
        if shortest <= len(value) <= longest:
            return FINE
        if len(value) > longest:
            return (Fault(f"must be less than {longest + 1} characters"),)
        return (Fault(f"must be more than {shortest - 1} characters"),)

    return check


def matching(is_right: Callable[[str], bool], words: str, longest: int, shortest: int = 1) -> Check:
    """A string of so many characters and of a form; `words` say which."""
    of_length = text(longest, shortest)

    def check(value: Any) -> Faults:
        return of_length(value) or (FINE if is_right(value) else (Fault(words),))

    return check


def one_of(*words: str) -> Check:
    """One of these strings."""
    known = frozenset(words)

    def check(value: Any) -> Faults:
        if not isinstance(value, str):
            return (Fault("must provide a string"),)
        return FINE if value in known else (Fault("must be a valid enum value"),)

    return check


def whole(least: int, most: int) -> Check:
    """A whole number from `least` to `most`; JSON's true and false are none."""

    def check(value: Any) -> Faults:
        if not isinstance(value, int) or isinstance(value, bool):
            return (Fault("must provide an integer"),)
        return FINE if least <= value <= most else (Fault(f"must be between {least} and {most}"),)

    return check


def number(value: Any) -> Faults:
    """Any number; JSON's true and false are none."""
    return FINE if isinstance(value, int | float) and not isinstance(value, bool) else (Fault("must provide a number"),)


def truth(value: Any) -> Faults:
    """True or false."""
    return FINE if isinstance(value, bool) else (Fault("must provide a boolean"),)


def items(check: Check, most: int, least: int = 1) -> Check:
    """An array of so many items, each as `check` has it."""

    def check_all(value: Any) -> Faults:
        if not isinstance(value, list):
            return (Fault("must provide an array"),)
        if len(value) > most:
            return (Fault(f"no more than {most} items allowed"),)
        if len(value) < least:
            return (Fault(f"must provide at least {least} items"),)
        faults = FINE
        for at, item in enumerate(value):
            if found := check(item):
                faults = [*faults, *under(at, found)]
        return faults

    return check_all


def or_null(check: Check) -> Check:
    """What `check` takes, or null."""

    def check_or_null(value: Any) -> Faults:
        return FINE if value is None else check(value)

    return check_or_null


def anything(_: Any) -> Faults:
    """A value that Slack doesn't describe."""
    return FINE
