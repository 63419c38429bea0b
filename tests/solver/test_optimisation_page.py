"""docs/optimisation.md is true: its Python runs; every engine, limit and exit code is named."""

from __future__ import annotations

import re
from pathlib import Path

from skolval.cli.interrupt import KEPT
from skolval.errors import CancelledError, InfeasibleError, TimeRanOutError
from skolval.mechanisms.optimal import Params
from skolval.solver.engines.kinds import ENGINES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "optimisation.md").read_text(
    encoding="utf-8"
)


def test_the_python_runs_as_written():
    found = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(found) == 3
    exec(compile("\n".join(found), "docs/optimisation.md", "exec"), {})


def test_every_engine_and_limit_is_named_with_its_default():
    for name in ENGINES:
        assert f"| `{name}` |" in PAGE
    for name, field in Params.model_fields.items():
        if name != "engine":
            assert f"| `{name}` | {field.default:g} |" in PAGE


def test_every_exit_code_is_told():
    for code in (
        KEPT,
        CancelledError.exit_code,
        InfeasibleError.exit_code,
        TimeRanOutError.exit_code,
    ):
        assert re.search(rf"\| {code} \|", PAGE), code


def test_every_engine_that_a_policy_can_name_is_known():
    named = set(Params.model_fields["engine"].annotation.__args__) - {"auto"}
    assert named == {name for name, engine in ENGINES.items() if engine.whole}
