"""An engine in a process of its own, so that it can be stopped at any moment.

Measured with OR-Tools 9.15: SCIP, CP-SAT, GLOP and PDLP stop when asked; HiGHS accepts the wish
and goes on for as long as it likes, and cannot be ended in a thread. So all run beside this
process; one that does not stop is ended, and what it had found is read from a file that it
writes each better solution to.
"""

from __future__ import annotations

import atexit
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ortools.math_opt import parameters_pb2, result_pb2, rpc_pb2

from skolval.domain.language import _
from skolval.domain.surfaces import Cancel
from skolval.errors import Fault, SkolvalError
from skolval.solver.engines.child import read_frame, write_frame

__all__ = ["EngineRefusalError", "solved_apart"]

_TICK, _GRACE = 0.05, 1.0
"""Seconds between two looks at whether to stop, and given to an engine to stop by itself."""


_DEAF = {parameters_pb2.SOLVER_TYPE_HIGHS}


class EngineRefusalError(Exception):
    """The engine would not begin; its own words."""


class _Worker:
    """A process that waits for requests."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("child.py")
        # a session of its own: Ctrl-C goes to everybody in the terminal's group
        self.process = subprocess.Popen(  # noqa: S603 - our own file, by this interpreter
            [sys.executable, "-P", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            bufsize=0,  # what was read ahead would be hidden from `select`
        )

    def send(self, kind: bytes, payload: bytes = b"") -> None:
        """Write one message; one to a process that is gone is noticed when reading."""
        with suppress(BrokenPipeError), os.fdopen(os.dup(self._end(0)), "wb") as pipe:
            write_frame(pipe, kind, payload)

    def receive(self, seconds: float) -> tuple[bytes, bytes] | None:
        """Return the next message, or None if none came within `seconds`."""
        out = self._end(1)
        if not select.select([out], [], [], seconds)[0]:
            return None
        with os.fdopen(os.dup(out), "rb", buffering=0) as pipe:
            return read_frame(pipe)

    def close(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _end(self, number: int) -> int:
        pipe = (self.process.stdin, self.process.stdout)[number]
        return -1 if pipe is None else pipe.fileno()


_FREE: list[_Worker] = []


@atexit.register
def _end_all() -> None:
    while _FREE:
        _FREE.pop().close()


def solved_apart(
    request: rpc_pb2.SolveRequest, listen: Callable[[str], None], cancel: Cancel
) -> result_pb2.SolveResultProto | None:
    """Return the engine's result, or None if it was ended because `cancel` was set.

    An engine that heeds such a wish is given a second to answer with the best it has.

    Raises
    ------
    EngineRefusalError
        If the engine refuses the request.
    SkolvalError
        If the engine's process ended by itself.
    """
    worker = _FREE.pop() if _FREE else _Worker()
    kept = False
    try:
        worker.send(b"Q", request.SerializeToString())
        grace = 0.0 if request.solver_type in _DEAF else _GRACE
        kind, payload = _awaited(worker, listen, cancel, grace)
        kept = kind in {b"R", b"E"}
    finally:
        if kept:
            _FREE.append(worker)
        else:
            worker.close()
    if kind == b"E":
        raise EngineRefusalError(payload.decode(errors="replace"))
    return result_pb2.SolveResultProto.FromString(payload) if kept else None


def _awaited(
    worker: _Worker, listen: Callable[[str], None], cancel: Cancel, grace: float
) -> tuple[bytes, bytes]:
    """Return the last message of a request; an empty kind if the engine had to be ended."""
    until = float("inf")
    while time.monotonic() < until:
        if cancel.is_set() and until == float("inf"):
            worker.send(b"S")
            until = time.monotonic() + grace
        message = worker.receive(_TICK)
        if message is None:
            continue
        kind, payload = message
        if kind == b"L":
            for line in payload.decode(errors="replace").split("\n"):
                listen(line)
        elif kind:
            return message
        else:
            raise _gone(worker)
    return b"", b""


def _gone(worker: _Worker) -> SkolvalError:
    code = worker.process.wait()
    return SkolvalError(
        Fault(
            _("The engine's process ended by itself (code {code}).").format(code=code),
            rule="engine",
            remedy=_("Perhaps the memory was not enough. Close other programs, or ask for less."),
        )
    )
