"""Comparing what the sandbox says with Slack's own samples, where they are on this machine."""

import json
from collections.abc import Collection

from tests.web.payloads import SAMPLES


def merged(samples):
    """Return one sample with the fields of all."""
    if all(isinstance(sample, dict) for sample in samples):
        names = {name for sample in samples for name in sample}
        return {name: merged([sample[name] for sample in samples if name in sample]) for name in names}
    return samples[0]


def sample_of(*names):
    """Return Slack's sample of a name, as `events/MessagePayload.json`; of several: one with the fields of all."""
    return merged([json.loads((SAMPLES / name).read_text(encoding="utf-8")) for name in names])


def compared(said, sample, exceptions: Collection[str] = (), path=""):
    """Yield which fields the sample lacks, and which are of another JSON type in it.

    Args:
        said: What the sandbox said.
        sample: Slack's own.
        exceptions: Places that are left out, with all that is in them: `user.name`; `*` is any item of a list. One that
            begins with `?` may only be null where the sample has a value.
    """
    where = path.lstrip(".")
    if where in exceptions or (said is None and f"?{where}" in exceptions):
        return
    if sample is None:
        return  # nobody has seen it have a value
    if type(said) is not type(sample):
        yield f"{where} is {said!r}, in the sample {sample!r}"
    elif isinstance(said, dict):
        for name, value in said.items():
            if name in sample:
                yield from compared(value, sample[name], exceptions, f"{path}.{name}")
            elif f"{path}.{name}".lstrip(".") not in exceptions:
                yield f"{path}.{name} is not in the sample".lstrip(".")
    elif isinstance(said, list) and said:
        for item in said:
            yield from compared(item, merged(sample), exceptions, f"{path}.*")
