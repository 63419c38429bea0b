"""Whole command lines run inside the test's process, which spares the imports."""

from __future__ import annotations

import contextlib
import io
import os
from dataclasses import dataclass
from unittest import mock

from skolval.cli import main


@dataclass
class Done:
    """What a command left behind, named as `subprocess` names it."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str, cwd=None) -> Done:
    """Run ``skolval WORDS`` in the folder `cwd`."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ),
        contextlib.chdir(cwd or "."),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main([str(word) for word in words])
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
    return Done(code, out.getvalue(), err.getvalue())
