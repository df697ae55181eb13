"""Reading what `leadwheel doctor` prints."""

import json


class Told:
    """Its findings, as `--json` prints them."""

    def __init__(self, ended):
        assert ended.code in {0, 1}
        assert ended.err == ""
        self.code = ended.code
        self.findings = json.loads(ended.out)

    def of(self, state, check=None):
        """Return `says` and `mend` of each finding."""
        return [
            (one["says"], one["mend"])
            for one in self.findings
            if one["state"] == state and check in {None, one["check"]}
        ]

    def only(self, state, check):
        """Return the one finding."""
        (found,) = self.of(state, check)
        return found

    def fault(self, check):
        """Return the only fault that there is, which is of this check."""
        assert self.code == 1
        assert len(self.of("wrong")) == 1, self.of("wrong")
        return self.only("wrong", check)

    def unchecked(self):
        """Return the checks that could not be made."""
        return [one["check"] for one in self.findings if one["says"].startswith("not checked: ")]
