"""publish: a sealed run stays as it is; no command writes there, and every change is told."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
from datetime import date

import pytest

from commands import run
from runs import edit_record, reseal, run_folder
from skolval.audit import audit
from skolval.errors import InputError
from skolval.io.published import (
    digest_of,
    file_digests,
    publish_folder,
    published_above,
    read_published,
    refuse_published,
)

DAY = date(2026, 3, 20)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A run of Björkby, audited and not published."""
    return run_folder(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def sealed(whole, tmp_path):
    """A published copy, made writable again so that tests can forge it."""
    folder = shutil.copytree(whole, tmp_path / "sealed")
    publish_folder(folder, day=DAY, claims={"capacity": 4})
    for path in folder.rglob("*"):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
    return folder


def told_by(*words):
    return run(*words, "--lang", "en")


def told(folder):
    claims = {claim["claim"]: claim for claim in audit(folder).certificate["claims"]}
    return claims["published"]


def test_a_run_is_published_with_its_date_digest_and_what_was_audited(whole, tmp_path):
    folder = shutil.copytree(whole, tmp_path / "run")
    done = told_by("publish", str(folder), "--date", "2026-03-20")
    assert done.returncode == 0
    sealed = read_published(folder)
    assert sealed.date == "2026-03-20"
    assert sealed.digest in done.stdout + done.stderr
    assert sealed.claims["justified_envy"] > 0
    assert "placement.csv" in sealed.files
    assert not any(
        path.stat().st_mode & stat.S_IWUSR for path in folder.rglob("*") if path.is_file()
    )
    assert audit(folder).ok
    assert sealed.digest in told(folder)["note"]


def test_the_digest_is_that_of_the_lines_of_sha256sum(sealed):
    files = sorted(p for p in sealed.rglob("*") if p.is_file() and p.name != "published.json")
    lines = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(sealed).as_posix()}\n"
        for path in files
    )
    assert read_published(sealed).digest == hashlib.sha256(lines.encode()).hexdigest()


def test_publishing_tells_machines_and_takes_today_without_a_date(whole, tmp_path):
    folder = shutil.copytree(whole, tmp_path / "run")
    done = told_by("publish", str(folder), "--json")
    assert json.loads(done.stdout)["digest"] == read_published(folder).digest
    assert read_published(folder).date >= "2026-01-01"


def test_a_run_that_fails_the_audit_is_not_published(whole, tmp_path):
    folder = shutil.copytree(whole, tmp_path / "run")
    edit_record(folder, lambda record: record["placement"].update(placed=1))
    done = told_by("publish", str(folder))
    assert done.returncode == 5
    assert "not published: the audit found 1 breaches" in done.stdout + done.stderr
    assert read_published(folder) is None


@pytest.mark.parametrize("words", [("publish", "{}"), ("publish", "{}", "--date", "2026-04-01")])
def test_a_published_run_is_not_published_again(sealed, words):
    done = told_by(*(word.format(sealed) for word in words))
    assert done.returncode == 1
    assert "a published run is never changed" in done.stdout + done.stderr
    with pytest.raises(InputError, match="never changed"):
        publish_folder(sealed, day=DAY, claims={})


def test_a_wrong_date_is_wrong_usage(whole):
    assert told_by("publish", str(whole), "--date", "20 mars").returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        ("place", "lillstad", "--policy", "lottery", "--no-report", "--out", "{}"),
        ("place", "lillstad", "--policy", "lottery", "--no-report", "--out", "{}/inside"),
        ("demo", "--instance", "lillstad", "--out", "{}"),
        ("new", "{}/town"),
        ("generate", "lillstad", "{}/town"),
        ("import", "uppsala_public", "nowhere", "{}/town"),
        ("measure", "lillstad", "--out", "{}/indices.csv"),
        ("compare", "{}", "{}", "--out", "{}/tables"),
        ("report", "{}", "--out", "{}/report.html"),
        ("report", "elsewhere", "--out", "{}/report.html"),
        ("report", "elsewhere", "--out", "there.html", "--map", "{}/map.html"),
        ("lens", "rank_distribution", "{}", "--csv", "{}/ranks.csv"),
    ],
)
def test_no_command_writes_in_a_published_run(sealed, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = file_digests(sealed)
    done = told_by(*(word.format(sealed) for word in words))
    assert done.returncode in {1, 2}
    assert "a published run is never changed" in done.stdout + done.stderr
    assert file_digests(sealed) == before


def test_the_demo_does_not_clear_away_a_published_run(whole, tmp_path):
    out = tmp_path / "demo"
    folder = shutil.copytree(whole, out / "runs" / "bjorkby")
    (out / ".skolval-demo").write_text("x", encoding="utf-8")
    publish_folder(folder, day=DAY, claims={})
    done = told_by("demo", "--instance", "lillstad", "--out", str(out))
    assert done.returncode == 1
    assert "bjorkby is a published run" in done.stdout + done.stderr
    assert folder.exists()


def test_every_path_that_a_command_takes_is_guarded_unless_it_is_only_read():
    import click

    from skolval.cli import skolval
    from skolval.cli.guard import _READ, _Guard

    for name in skolval.list_commands(None):
        for parameter in skolval.get_command(None, name).params:
            if isinstance(parameter.type, click.Path) and parameter.name not in _READ:
                assert isinstance(parameter.callback, _Guard), (name, parameter.name)
                assert not isinstance(parameter.callback.inner, _Guard)


def test_places_beside_a_published_run_may_be_written_to(sealed, tmp_path):
    refuse_published(tmp_path / "another")
    refuse_published(tmp_path)
    with pytest.raises(InputError):
        refuse_published(tmp_path, below=True)
    refuse_published(tmp_path / "missing", below=True)
    assert published_above(sealed / "problem" / "x") == sealed.resolve()


# --- every change is told --------------------------------------------------------------------


def _edit(folder, **changes):
    path = folder / "published.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), encoding="utf-8")


CHANGES = {
    "run.json changed": (
        lambda f: reseal(f, seconds=99.0), "run.json was changed after the run was published.",
    ),
    "a file added": (
        lambda f: (f / "note.txt").write_text("x"), "note.txt was added after the run was published.",
    ),
    "a file taken away": (
        lambda f: (f / "protected.csv").unlink(),
        "protected.csv was taken away after the run was published.",
    ),
    "a digest in the list": (
        lambda f: _edit(f, files=read_published(f).files | {"placement.csv": "0" * 64}),
        "The digest of the run does not follow from its files.",
    ),
    "the digest of all": (
        lambda f: _edit(f, digest="0" * 64), "The digest of the run does not follow from its files.",
    ),
    "no JSON": (lambda f: (f / "published.json").write_text("{"), "published.json cannot be used:"),
    "another format": (lambda f: _edit(f, format="x"), "published.json cannot be used: format:"),
    "a day that is none": (lambda f: _edit(f, date="2026-02-31"), "published.json cannot be used:"),
    "a key too many": (lambda f: _edit(f, note="x"), "published.json cannot be used: note:"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_every_change_of_a_published_run_is_told(sealed, case):
    change, words = CHANGES[case]
    change(sealed)
    found = audit(sealed)
    assert not found.ok
    assert not told(sealed)["ok"]
    assert any(words in b.message for b in found.breaches), [b.message for b in found.breaches]


def test_a_folder_sealed_anew_is_told_only_by_the_digest_of_the_decision(sealed):
    decided = read_published(sealed).digest
    (sealed / "published.json").unlink()
    reseal(sealed, seconds=99.0)
    publish_folder(sealed, day=DAY, claims={})
    assert audit(sealed).ok
    assert read_published(sealed).digest != decided
    assert digest_of(read_published(sealed).files) == read_published(sealed).digest


def test_an_unpublished_run_makes_no_such_claim(whole):
    assert "published" not in {c["claim"] for c in audit(whole).certificate["claims"]}
