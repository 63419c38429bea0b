"""The better solutions that HiGHS writes to a file as it finds them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from ortools.math_opt import parameters_pb2

from skolval.solver.system import FloatArray

__all__ = ["kept_on_file", "last_solution"]


@contextmanager
def kept_on_file(parameters: parameters_pb2.SolveParametersProto) -> Iterator[Path]:
    """Let HiGHS write every better solution to a file, which is there as long as this lasts."""
    with TemporaryDirectory(prefix="skolval-") as folder:
        path = Path(folder) / "better.sol"
        parameters.highs.bool_options["mip_improving_solution_save"] = True
        parameters.highs.bool_options["mip_improving_solution_report_sparse"] = True
        parameters.highs.string_options["mip_improving_solution_file"] = str(path)
        yield path


def last_solution(path: Path, length: int) -> FloatArray | None:
    """Return the last solution that was written whole, or None.

    The file holds, for each: ``Objective VALUE``, ``# Columns -N`` and N lines ``value column``.
    """
    if not path.exists():
        return None
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    heads = [at for at, line in enumerate(lines) if line.startswith("# Columns")]
    for head in reversed(heads):
        count = -int(lines[head].split()[-1])
        body = lines[head + 1 : head + 1 + count]
        if len(body) == count:
            return _values(body, length)
    return None


def _values(body: list[str], length: int) -> FloatArray | None:
    values = np.zeros(length)
    for line in body:
        words = line.split()
        if len(words) != 2 or int(words[1]) >= length:
            return None
        values[int(words[1])] = float(words[0])
    return values
