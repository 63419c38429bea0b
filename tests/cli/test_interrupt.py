"""A first request to stop keeps the best; a second stops at once; afterwards all is as before."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from skolval.cli.interrupt import keeping_best


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminated"])
def test_one_request_sets_the_event_and_two_stop_at_once(number, capsys):
    before = signal.getsignal(number)
    with keeping_best() as cancel:
        assert not cancel.is_set()
        os.kill(os.getpid(), number)
        assert cancel.wait(1)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before
    assert "best placement found so far is kept" in capsys.readouterr().err


def test_outside_the_main_thread_signals_are_left_alone():
    before, found = signal.getsignal(signal.SIGTERM), []

    def work():
        with keeping_best() as cancel:
            found.append((cancel.is_set(), signal.getsignal(signal.SIGTERM)))

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert found == [(False, before)]
