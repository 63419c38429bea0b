"""No command writes where a published run is: every place to write to is looked at first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

__all__ = ["guard"]

_READ = frozenset({"files", "honour", "instance", "run", "runs", "sizes", "source", "subject"})
"""Parameters that name what is read. Every other path is taken to be written to."""


@dataclass(frozen=True, slots=True)
class _Guard:
    """Refuses a path in a published run, then does what the parameter's own callback does."""

    inner: Any

    def __call__(self, ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
        if value is not None and not ctx.resilient_parsing:
            from skolval.io.published import refuse_published

            for path in value if isinstance(value, tuple) else (value,):
                refuse_published(Path(path))
        return value if self.inner is None else self.inner(ctx, parameter, value)


def guard(command: click.Command) -> None:
    """Let every parameter that names a place to write to refuse published runs."""
    for parameter in command.params:
        writes = isinstance(parameter.type, click.Path) and parameter.name not in _READ
        if writes and not isinstance(parameter.callback, _Guard):
            parameter.callback = _Guard(parameter.callback)
