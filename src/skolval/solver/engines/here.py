"""An engine in this process: the call waits until the engine has answered."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ortools.math_opt import callback_pb2, result_pb2, rpc_pb2
from ortools.math_opt.core.python import solver as mathopt

__all__ = ["solved_here"]


def solved_here(
    request: rpc_pb2.SolveRequest, listen: Callable[[str], None] | None
) -> result_pb2.SolveResultProto:
    """Return the engine's result.

    Parameters
    ----------
    listen : called with every line of the engine's log.
    """
    with _quiet():
        return mathopt.solve(
            request.model,
            request.solver_type,
            request.initializer,
            request.parameters,
            request.model_parameters,
            None if listen is None else lambda lines: [listen(line) for line in lines],
            callback_pb2.CallbackRegistrationProto(),
            None,
            None,
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what HiGHS writes past Python out of the standard output, which may be JSON."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
