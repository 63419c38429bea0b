"""Certificates of Gatby are held against the run and walked again; every forgery is found."""

from __future__ import annotations

import json

import pytest

from commands import run as command
from gatby import gatby_on_disk
from skolval.audit import audit
from skolval.errors import InputError
from skolval.explain.certified import placed_certificates, write_certificates


@pytest.fixture
def town(tmp_path):
    """Folder of the instance, the run's, and the file of certificates."""
    instance, run = gatby_on_disk(tmp_path)
    path = tmp_path / "certificates.jsonl"
    write_certificates(placed_certificates(run, instance), path)
    return tmp_path / "gatby", tmp_path / "run", path


def claims(town):
    instance, run, path = town
    found = audit(run, instance=instance, certificates=path)
    told = {claim["claim"]: claim for claim in found.certificate["claims"]}
    return {name: told[name] for name in ("certificates", "certificates_walked")}


def forge(path, change):
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    lines = change(lines)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")


def test_true_certificates_hold(town):
    found = claims(town)
    assert all(claim["ok"] for claim in found.values())
    assert [claim["checked"] for claim in found.values()] == [2, 2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: lines[:1], "1 placed pupils have no certificate"),
        (lambda lines: [lines[0] | {"metres": 1585}, lines[1]], "the run says 1630 m"),
        (lambda lines: [lines[0] | {"unit": "S"}, lines[1]], "is placed at N"),
        (lambda lines: [*lines, lines[0] | {"pupil": "p9"}], "p9 has no place"),
        (lambda lines: [*lines, lines[0] | {"pupil": "s1"}], "a pupil with protected identity"),
    ],
)
def test_a_certificate_about_another_place_or_distance_is_found(town, change, message):
    forge(town[2], change)
    claim = claims(town)["certificates"]
    assert not claim["ok"]
    assert message in claim["example"]
    assert "s1" not in claim["example"]


def test_a_way_that_does_not_add_up_is_found(town):
    def shorter(lines):
        steps = [step | {"finish": step["finish"] // 2} for step in lines[0]["steps"]]
        return [lines[0] | {"steps": steps}, lines[1]]

    forge(town[2], shorter)
    found = claims(town)
    assert found["certificates"]["ok"]
    assert not found["certificates_walked"]["ok"]


@pytest.mark.parametrize("text", ["{", "[]\n", '{"pupil": "p1"}\n', '{"pupil": "p1", "home": 3}\n'])
def test_a_line_that_is_no_certificate_is_told_with_its_number(town, text):
    town[2].write_text(text, "utf-8")
    with pytest.raises(InputError, match="no distance certificate"):
        claims(town)


def test_a_missing_file_is_one_clear_error(town):
    town[2].unlink()
    with pytest.raises(InputError, match="cannot be read"):
        claims(town)


def test_the_commands_write_check_and_explain(town):
    instance, run, path = (str(part) for part in town)
    again = f"{path}2"
    done = command("explain", run, "--instance", instance, "--certificates", again)
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0, f"2 certificates written to {again}.",
    )  # fmt: skip
    done = command("explain", run, "--instance", instance, "--certificates", f"{again}3", "--json")
    assert json.loads(done.stdout)["certificates"] == 2
    done = command("audit", run, "--instance", instance, "--certificates", again)
    assert done.returncode == 0, done.stdout
    assert "walked again" in done.stdout
    assert command("audit", run, "--certificates", again).returncode == 2
    done = command("explain", run, "p1", "--instance", instance, "--json")
    told = json.loads(done.stdout)["certificates"]
    assert told[0]["certificate"]["metres"] == 1630
    assert "Norrskolan (the place)" in command("explain", run, "p1", "--instance", instance).stdout
    letter = command("explain", run, "p1", "--instance", instance, "--letter", f"{path}.html")
    assert letter.returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--certificates", "x.jsonl"), ("RUN", "--certificates", "x.jsonl"),
        ("RUN", "p1", "--certificates", "x.jsonl", "--instance", "INSTANCE"),
        ("capacity", "--instance", "INSTANCE"),
        ("RUN", "--certificates", "RUN/x.jsonl", "--instance", "INSTANCE"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_refused(town, words):
    said = [w.replace("RUN", str(town[1])).replace("INSTANCE", str(town[0])) for w in words]
    assert command("explain", *said).returncode == 2


def test_letters_and_certificates_go_nowhere_but_where_they_may(town):
    instance, run, path = (str(part) for part in town)
    done = command("explain", run, "p1", "--letter", f"{path}.pdf")
    assert done.returncode == 2
    assert "A letter is a .html or a .txt file" in done.stderr
    done = command(
        "explain", run, "p1", "--instance", instance, "--letter", f"{path}.txt", "--json"
    )
    assert json.loads(done.stdout)["files"] == [f"{path}.txt"]
    done = command("explain", run, "p1")
    assert "SHA-256" not in done.stdout
