"""What a command is asked to look at: run folders and instances."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.io.run import Run

__all__ = ["read_subject"]


def read_subject(name: str) -> Run | Instance:
    """Return the run in a folder, else the instance of that path or shipped name."""
    from skolval.io.instance import read_instance
    from skolval.io.run_reading import read_run
    from skolval.io.shipped import find_instance

    if (Path(name) / "run.json").exists():
        return read_run(name)
    return read_instance(find_instance(name))
