"""Whole command lines of `skolval report`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from skolval.io.shipped import find_instance


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Run folders of two policies on the shipped small town, written without reports."""
    from skolval.io.instance import read_instance
    from skolval.io.policy import read_policy
    from skolval.io.shipped import find_instance
    from skolval.runs import make_runs

    home = tmp_path_factory.mktemp("runs")
    instance = read_instance(find_instance("lillstad"))
    policies = [read_policy(name) for name in ("nearest_school", "uppsala_2021")]
    made = make_runs(instance, policies, lambda policy: home / policy.name)
    return [str(run.folder) for run in made]


def call(*words):
    from click.testing import CliRunner

    from skolval.cli.commands.report import command

    return CliRunner().invoke(command, list(words), catch_exceptions=False)


def test_report_writes_everything_that_is_asked_for(folders, tmp_path):
    words = [
        *folders, "--out", str(tmp_path / "r.html"), "--map", str(tmp_path / "m.html"),
        "--gpkg", str(tmp_path / "p.gpkg"), "--xlsx", str(tmp_path / "t.xlsx"),
        "--tables", str(tmp_path / "tables"), "--instance", "lillstad", "--json",
    ]  # fmt: skip
    done = call(*words)
    assert done.exit_code == 0, done.output
    files = [Path(name) for name in json.loads(done.stdout)["files"]]
    assert len(files) == 10
    assert all(file.stat().st_size > 0 for file in files)


def test_report_alone_is_in_the_language_asked_for(folders, tmp_path):
    out = tmp_path / "r.html"
    done = call(folders[0], "--out", str(out), "--lang", "sv")
    assert done.exit_code == 0
    assert "Skrivet:" in done.stdout
    assert '<html lang="sv">' in out.read_text(encoding="utf-8")


def test_report_without_a_run_is_wrong_usage(tmp_path):
    assert call("--out", str(tmp_path / "r.html")).exit_code == 2


def test_a_folder_that_is_no_run_is_told_so(tmp_path):
    from skolval.errors import InputError

    with pytest.raises(InputError, match="not a run folder"):
        call(str(tmp_path), "--out", str(tmp_path / "r.html"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Say what to write"),
        (("--out", "r.pdf"), "--out writes a file whose name ends in .html, not r.pdf"),
        (("--pdf", "r.docx"), "--pdf writes a file whose name ends in .pdf, not r.docx"),
        (("--xlsx", "t.xls"), "--xlsx writes a file whose name ends in .xlsx, not t.xls"),
        (("--out", "folder.html"), "folder.html is a folder"),
        (("--out", "r.html", "--papers", "file"), "file is no folder"),
    ],
)
def test_a_place_that_does_not_fit_what_is_written_there_is_refused_first(
    folders, tmp_path, monkeypatch, words, told
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = call(folders[0], *words)
    assert done.exit_code == 2
    assert told in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.html"]


def test_one_kind_of_file_is_enough_and_folders_on_the_way_are_made(folders, tmp_path):
    path = tmp_path / "for" / "excel" / "t.xlsx"
    done = call(folders[0], "--xlsx", str(path))
    assert done.exit_code == 0, done.output
    assert path.stat().st_size > 0


def test_streets_of_another_instance_are_refused(folders, tmp_path):
    from skolval.errors import InputError

    other = tmp_path / "other"
    shutil.copytree(find_instance("lillstad"), other)
    edges = other / "edges.csv"
    edges.write_text(edges.read_text("utf-8").replace(",963.0,", ",964.0,"), encoding="utf-8")
    with pytest.raises(InputError, match=r"edges.csv"):
        call(folders[0], "--out", str(tmp_path / "r.html"), "--instance", str(other))
    assert not (tmp_path / "r.html").exists()
