"""Work shared out over processes that can be told to stop, and leave nothing behind.

Every process hears of Ctrl-C from this one alone: what the terminal sends to all of them is
ignored there, so that each can bring what it has found to an end.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import get_context
from threading import Thread
from typing import Any, TypeVar

from skolval.domain.surfaces import Cancel

__all__ = ["shared_cancel", "shared_out"]

Job = TypeVar("Job")
Result = TypeVar("Result")

_TICK = 0.1
_SHARED: list[Cancel] = []


def shared_cancel() -> Cancel | None:
    """Return, within a process of `shared_out`, what says that somebody wishes to stop."""
    return _SHARED[0] if _SHARED else None


def shared_out(
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    workers: int,
    *,
    cancel: Cancel | None = None,
    each: int | None = None,
) -> Iterator[Result]:
    """Yield what `work` makes of every job, in their order, on `workers` processes.

    Parameters
    ----------
    work : a module-level function. each : jobs that one process does before a fresh one takes
        over, so that memory it does not give back is bounded; no limit when None.
    cancel : when it is set, `shared_cancel` is set in every process.
    """
    context = get_context("spawn")
    told = context.Event()
    before = set(multiprocessing.active_children())
    with _unheard():
        pool = ProcessPoolExecutor(
            max(1, min(workers, len(jobs))),
            mp_context=context,
            initializer=_begin,
            initargs=(told,),
            max_tasks_per_child=each,
        )
        futures = [pool.submit(work, job) for job in jobs]
    try:
        for future in futures:
            yield _result(future, cancel, told)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()
        raise
    pool.shutdown()


def _result(future: Future[Result], cancel: Cancel | None, told: Any) -> Result:
    while not future.done():
        wait([future], timeout=_TICK)
        if cancel is not None and cancel.is_set() and not told.is_set():
            told.set()
    return future.result()


def _begin(told: Cancel) -> None:
    """Make a fresh process deaf to the terminal, and give it this one's wish to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    _SHARED[:] = [told]
    Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    """End when the process that shares out the work is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _leave(_number: int, _frame: object) -> None:
    """End as an error would, so that half-written folders are taken away."""
    raise SystemExit(1)


@contextmanager
def _unheard() -> Iterator[None]:
    """Hold Ctrl-C back while processes are started: they inherit it and are deaf from birth."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
