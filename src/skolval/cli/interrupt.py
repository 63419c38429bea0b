"""Ctrl-C, or a request to end, once keeps the best found so far; twice stops at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

from skolval.domain.language import _

__all__ = ["KEPT", "keeping_best"]

KEPT = 7
"""Exit code of a command that was stopped by the user and wrote the best it had found."""


@contextmanager
def keeping_best() -> Iterator[threading.Event]:
    """Give an event that the first Ctrl-C or SIGTERM sets; the second raises KeyboardInterrupt."""
    cancel = threading.Event()

    def heard(_number: int, _frame: object) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()
        told = _("Stopping; the best placement found so far is kept. Ctrl-C again stops at once.")
        click.echo(f"\n{told}", err=True)

    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return
    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield cancel
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
