"""Ctrl-C at a real process: once keeps the best placement, twice leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from commands import run
from skolval.cli.interrupt import KEPT, keeping_best
from skolval.io.writing import write_instance
from skolval.synth.generate import generate
from skolval.synth.profiles import profile

POLICY = """policy: {name}
title: {{sv: "Länge", en: "Long"}}
mechanism:
  optimal: {{gap: 0.0, nodes: 100000000, seconds: 300}}
rules: [capacity, everyone_placed]
goals: [{goals}]
seed: "a"
options: {{nearest: 40}}
"""
FOUND = ("best ", "bäst ")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A town of about 200 pupils whose least imbalance takes minutes to prove."""
    folder = tmp_path_factory.mktemp("town")
    instance = folder / "stad"
    instance.mkdir()
    write_instance(generate(profile("smastad").scaled(1500), seed=1), instance, format="csv")
    for name in ("long", "longer"):
        text = POLICY.format(name=name, goals="imbalance, travel")
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def begun(town, *words, lang="en"):
    """A running ``skolval place``, and its standard error read until something is found."""
    process = subprocess.Popen(
        [sys.executable, "-m", "skolval", "--lang", lang, "place", "stad", *words],
        cwd=town, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    said = []
    for line in process.stderr:
        said.append(line)
        if any(word in line for word in FOUND):
            return process, said
    process.kill()
    pytest.fail(f"nothing was found: {said}")


def wait_for_engines(pid, count):
    """Wait until `count` engines are at work below the process `pid`."""
    for _ in range(600):
        table = subprocess.run(
            ["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        )
        rows = [line.split(None, 2) for line in table.stdout.splitlines()]
        ours = {str(pid)}
        for _depth in range(3):
            ours |= {row[0] for row in rows if row[1] in ours}
        if sum(row[0] in ours and "child.py" in row[-1] for row in rows) >= count:
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("no engine was started")


@pytest.mark.slow
def test_ctrl_c_writes_the_best_found_audited_with_status_bound_and_gap(town, tmp_path):
    out = tmp_path / "run"
    process, said = begun(town, "--policy", "long.yaml", "--out", str(out), "--no-report")
    assert any("gap" in line for line in said)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    told, err = process.communicate(timeout=60)
    assert time.monotonic() - began < 15
    assert process.returncode == KEPT, err
    assert "Stopping" in err
    assert "Cancelled by the user" in told
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))["placement"]
    assert record["status"] == "feasible"
    assert record["bound"] <= record["objective"]
    assert record["gap"] > 0
    assert record["details"]["cancelled"]
    assert run("audit", str(out)).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.slow
def test_json_stays_alone_on_standard_output_when_stopped(town, tmp_path):
    out = tmp_path / "run"
    words = ("--policy", "long.yaml", "--out", str(out), "--no-report", "--json")
    process = subprocess.Popen(
        [sys.executable, "-m", "skolval", "place", "stad", *words],
        cwd=town, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_for_engines(process.pid, 1)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    told, err = process.communicate(timeout=60)
    assert process.returncode in {KEPT, 130}, err
    if process.returncode == KEPT:
        assert json.loads(told)["runs"][0]["placement"]["details"]["cancelled"]
    else:
        assert told == ""


@pytest.mark.slow
def test_ctrl_c_twice_stops_at_once_and_writes_nothing(town, tmp_path):
    out = tmp_path / "run"
    process, _said = begun(town, "--policy", "long.yaml", "--out", str(out), lang="sv")
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _told, _err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_several_processes_are_stopped_by_one_ctrl_c(town, tmp_path):
    out = tmp_path / "runs"
    process = subprocess.Popen(
        [sys.executable, "-m", "skolval", "place", "stad", "--policy", "long.yaml",
         "--policy", "longer.yaml", "--workers", "2", "--out", str(out), "--no-report"],
        cwd=town, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    wait_for_engines(process.pid, 2)
    time.sleep(8)
    os.killpg(process.pid, signal.SIGINT)
    _told, err = process.communicate(timeout=60)
    assert process.returncode == KEPT, err
    assert "Traceback" not in err
    for name in ("long", "longer"):
        record = json.loads((out / name / "run.json").read_text(encoding="utf-8"))["placement"]
        assert record["details"]["cancelled"]
        assert record["placed"] == record["parties"]


def test_the_first_ctrl_c_sets_the_event_and_the_second_is_an_interrupt(capsys):
    before = signal.getsignal(signal.SIGINT)
    with keeping_best() as cancel:
        os.kill(os.getpid(), signal.SIGINT)
        assert cancel.is_set()
        assert "Stopping" in capsys.readouterr().err
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_in_another_thread_ctrl_c_is_left_alone():
    from threading import Thread

    seen = []

    def work():
        with keeping_best() as cancel:
            seen.append((cancel.is_set(), signal.getsignal(signal.SIGINT)))

    before = signal.getsignal(signal.SIGINT)
    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [(False, before)]
