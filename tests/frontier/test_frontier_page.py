"""The page on the front is true: its command runs, its levers are read, its columns are there."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from click.testing import CliRunner

from conftest import ROOT
from skolval.cli import skolval
from skolval.io.instance import read_instance

TEXT = (ROOT / "docs" / "frontier.md").read_text("utf-8")
COMMAND = re.search(r"\$ skolval (frontier .*)\n", TEXT)[1]
LEVERS = re.search(r"```yaml\n(levers:.*?)```", TEXT, flags=re.DOTALL)[1]


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    folder = tmp_path_factory.mktemp("front")
    units = read_instance(ROOT / "instances" / "lillstad").offerings["unit_id"].astype(str).unique()
    levers = LEVERS.replace("UNIT_1", units[0]).replace("UNIT_2", units[1])
    (folder / "levers.yaml").write_text(levers, encoding="utf-8")
    words = [str(folder / word) if word in {"front", "levers.yaml"} else word
             for word in COMMAND.split()]  # fmt: skip
    done = CliRunner().invoke(skolval, words)
    assert done.exit_code == 0, done.output
    return folder / "front", words, done.output


def test_every_file_named_is_written(front):
    folder, _words, output = front
    for name in re.findall(r"`([a-z]+\.(?:html|csv|parquet|json))`", TEXT):
        assert (folder / name).exists(), name
    assert not (folder / "work").exists()
    assert "longer way" in output


def test_every_column_named_is_there(front):
    folder, _words, _output = front
    columns = set(pd.read_csv(folder / "frontier.csv"))
    assert {"at", "travel", "d", "d_by_lot", "bound", "gap", "longer", "price_of_a_hundredth",
            "moved_from_least", "moved_from_today"} <= columns  # fmt: skip
    assert {"saved_found", "saved_least", "saved_most", "value"} <= set(
        pd.read_csv(folder / "prices.csv")
    )


def test_every_lever_of_the_list_is_tried_and_nothing_is_saved_beyond_its_interval(front):
    folder, _words, _output = front
    tried = pd.read_csv(folder / "levers.csv")
    assert len(tried) >= 5
    known = tried.dropna(subset=["saved_found"])
    assert (known["saved_found"] <= known["saved_most"] + 1e-6).all()


def test_a_front_is_never_overwritten(front):
    _folder, words, _output = front
    again = CliRunner().invoke(skolval, words)
    assert again.exit_code != 0
