"""What cannot be done ends with exit code 3, and in fields with --json."""

from __future__ import annotations

import json

import pytest

from skolval import cli
from skolval.errors import Fault, InfeasibleError


@pytest.mark.parametrize("as_json", [False, True])
def test_a_clash_ends_with_code_3_and_carries_its_fields(monkeypatch, capsys, as_json):
    error = InfeasibleError(Fault("No placement meets capacity."), clash={"proven": "smallest"})

    def stopped(_context):
        raise error

    monkeypatch.setattr(cli.skolval, "invoke", stopped)
    with pytest.raises(SystemExit) as ended:
        cli.main(["--lang", "en", "check", *(["--json"] if as_json else [])])
    assert ended.value.code == 3
    out, err = capsys.readouterr()
    assert "No placement meets capacity." in err
    if as_json:
        told = json.loads(out)
        assert (told["status"], told["clash"]) == ("infeasible", {"proven": "smallest"})
        assert told["faults"][0]["message"] == "No placement meets capacity."
    else:
        assert out == ""
