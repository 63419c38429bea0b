"""The process that an engine runs in when somebody may want to stop it.

Run as a file of its own and importing nothing but OR-Tools, so that it is ready in a fifth of
a second. It reads requests and writes log lines and results, each as a letter, a length and bytes:
``Q`` request, ``S`` stop; ``L`` log lines, ``R`` result, ``E`` error. It ends when the other side
is gone, whatever the engine is doing.
"""

from __future__ import annotations

import os
import signal
import struct
import threading
from queue import SimpleQueue
from typing import Any, BinaryIO

from ortools.math_opt import callback_pb2, rpc_pb2
from ortools.math_opt.core.python import solver as mathopt
from ortools.util.python.pybind_solve_interrupter import PySolveInterrupter

HEAD = struct.Struct(">cQ")


def write_frame(out: BinaryIO, kind: bytes, payload: bytes = b"") -> None:
    """Write one message."""
    out.write(HEAD.pack(kind, len(payload)))
    out.write(payload)
    out.flush()


def read_frame(source: BinaryIO) -> tuple[bytes, bytes]:
    """Return the kind and content of the next message; an empty kind when there is none."""
    head = _exactly(source, HEAD.size)
    if len(head) < HEAD.size:
        return b"", b""
    kind, length = HEAD.unpack(head)
    return kind, _exactly(source, length)


def _exactly(source: BinaryIO, length: int) -> bytes:
    """Return `length` bytes, fewer only at the end: a pipe gives what it has."""
    parts = []
    while length and (part := source.read(length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


class _Desk:
    """What lies between the thread that reads and the one that works."""

    def __init__(self) -> None:
        self.requests: SimpleQueue[bytes | None] = SimpleQueue()
        self.interrupter = PySolveInterrupter()

    def read(self, source: BinaryIO, leave: Any) -> None:
        """Take in requests and wishes to stop until the other side is gone."""
        while True:
            kind, payload = read_frame(source)
            if kind == b"Q":
                self.requests.put(payload)
            elif kind == b"S":
                self.interrupter.interrupt()
            else:
                self.requests.put(None)
                leave()
                return


def serve(source: BinaryIO, out: BinaryIO, leave: Any = lambda: None) -> None:
    """Answer requests until there are no more.

    Parameters
    ----------
    leave : called when the other side is gone, from another thread than the engine's.
    """
    desk = _Desk()
    threading.Thread(target=desk.read, args=(source, leave), daemon=True).start()
    while (payload := desk.requests.get()) is not None:
        request = rpc_pb2.SolveRequest.FromString(payload)
        desk.interrupter = PySolveInterrupter()
        try:
            result = _solved(request, out, desk.interrupter)
        except Exception as error:  # noqa: BLE001 - told to the process that asked
            write_frame(out, b"E", str(error).encode())
        else:
            write_frame(out, b"R", result)


def _solved(request: rpc_pb2.SolveRequest, out: BinaryIO, interrupter: PySolveInterrupter) -> bytes:
    result = mathopt.solve(
        request.model,
        request.solver_type,
        request.initializer,
        request.parameters,
        request.model_parameters,
        lambda lines: write_frame(out, b"L", "\n".join(lines).encode()),
        callback_pb2.CallbackRegistrationProto(),
        None,
        interrupter,
    )
    told: bytes = result.SerializeToString()
    return told


def main() -> None:
    """Serve the process that started this one, and hear of Ctrl-C from it alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    serve(os.fdopen(os.dup(0), "rb"), out, lambda: os._exit(0))


if __name__ == "__main__":
    main()
