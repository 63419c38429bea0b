"""A front and the whole country beside the runs: read back, shown, masked, refused."""

from __future__ import annotations

import dataclasses
import html
import json
import re

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from skolval.cli import skolval
from skolval.cli.commands import report as command
from skolval.errors import InputError, UsageError
from skolval.frontier import files
from skolval.frontier.files import RECORD
from skolval.measure.national import municipalities
from skolval.report.among import Among, read_among
from skolval.report.context import context_of, speaking
from skolval.report.front_now import told_of
from skolval.report.front_told import fitting, read_front
from skolval.report.frontier import frontier_page
from skolval.report.sections import among, front
from skolval.report.words import Words


def nan_free(value):
    return None if isinstance(value, float) and np.isnan(value) else value


@pytest.fixture(scope="module")
def found():
    from conftest import ROOT
    from skolval.frontier import Terms, frontier
    from skolval.io.instance import read_instance
    from skolval.io.policy import read_policy

    town = read_instance(ROOT / "instances" / "lillstad")
    return frontier(town, read_policy("balanced"), Terms(points=2, plans=0, best=1))


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory):
    place = tmp_path_factory.mktemp("fronts") / "front"
    files.write_frontier(place, found)
    return place


@pytest.fixture(scope="module")
def country():
    rng = np.random.default_rng(3)
    rows = [
        {"unit_id": f"{m}-{u}", "name": f"Skola {u}", "municipality": f"Ort {m}",
         "owner": "municipal", "pupils": 200.0,
         "share": float(np.clip(0.3 + 0.05 * m * rng.normal(), 0.03, 0.95)),
         "low": 0.0, "high": 200.0, "mark": pd.NA}
        for m in range(1, 7) for u in range(6)
    ]  # fmt: skip
    units = pd.DataFrame(rows)
    return municipalities(units, "foreign_background")


def text(section, runs, lang="en", audience="internal", **beside):
    with speaking(lang):
        context = context_of(runs, Words(lang), audience=audience)
        made = section.render(dataclasses.replace(context, **beside))
    plain = "" if made is None else html.unescape(re.sub(r"<[^>]+>", " ", made.body))
    return " ".join(plain.split())


# --- front ---------------------------------------------------------------------------------


def test_a_front_read_back_is_the_front_that_was_written(found, folder):
    now, back = told_of(found), read_front(folder)
    for name in ("points", "plans", "prices", "levers"):
        mine, theirs = getattr(now, name), getattr(back, name)
        assert len(mine) == len(theirs)
        for a, b in zip(mine, theirs, strict=True):
            assert {k: nan_free(v) for k, v in a.items()} == {k: nan_free(v) for k, v in b.items()}
    assert np.allclose(now.below(), back.below())
    assert (now.base_travel, now.pupils, now.of_d) == (back.base_travel, back.pupils, back.of_d)
    assert now.base_travel == found.base.travel
    assert back.pupils == found.question.problem.parties.size.sum()


def test_the_line_is_that_of_the_front_itself(found):
    told = told_of(found)
    least = found.points[-1]["travel"]
    for longer, at in told.below():
        assert longer == pytest.approx(max(0.0, found.front.below(at) / least - 1))


def test_the_office_reads_chart_points_plans_and_the_price_of_each_rule(found, runs):
    told = text(front, runs, front=told_of(found))
    for part in ("The points of the front", "Price of each rule, per cent of all metres",
                 "Proven at most", "What levers give", "Metres in all"):  # fmt: skip
        assert part in told, part
    assert "<svg" in frontier_page(found, lang="en")


def test_every_price_is_an_interval_that_holds_what_was_found(found):
    told = told_of(found)
    assert told.prices
    for row in told.prices:
        cells = front._price(told, row, Words("en"))[1:4]
        if "–" in cells:
            continue
        price, least, most = (float(cell.rstrip("%")) for cell in cells)
        assert 0 <= least <= price <= most


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_public_reads_shares_and_no_sums(found, runs, lang):
    told = text(front, runs, lang, "public", front=told_of(found))
    travel = found.points[-1]["travel"]
    assert Words(lang).whole(travel) not in told
    assert front.render(dataclasses.replace(context_of(runs, Words(lang)), front=None)) is None


def test_a_front_of_another_instance_is_refused(found, runs):
    told = told_of(found)
    assert fitting(told, runs) is told  # a run in memory has no digests
    run = dataclasses.replace(runs[0], record={"instance": {"digests": {"pupils.csv": "0"}}})
    with pytest.raises(UsageError, match="The front is of"):
        fitting(told, [run])


@pytest.mark.parametrize("content", [None, "{", "[]", '{"format": 1}', '{"format": 9}'])
def test_what_is_no_front_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / RECORD).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="no folder of a front"):
        read_front(tmp_path)


def test_a_front_of_another_version_is_refused(folder, tmp_path):
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    (tmp_path / RECORD).write_text(json.dumps(record | {"format": 99}), encoding="utf-8")
    with pytest.raises(InputError):
        read_front(tmp_path)


# --- the whole country ---------------------------------------------------------------------


def test_the_municipality_stands_among_the_others_with_its_interval(country, runs):
    told = text(among, runs, among=Among(country, "Ort 3", "foreign_background"))
    for part in ("Ort 3", "Dissimilarity D is", "95 per cent", "Nearest in rank",
                 "cannot be held against those of the policies", "Source: Skolverket"):  # fmt: skip
        assert part in told, part
    assert text(among, runs) == ""


def test_the_table_is_read_back_and_the_municipality_found(country, runs, tmp_path):
    path = tmp_path / "all.csv"
    country.to_csv(path, index=False)
    run = dataclasses.replace(runs[0], title={"sv": "Ort 2 (påhittad)", "en": "Ort 2"})
    assert read_among(path, run).municipality == "Ort 2"
    back = read_among(path, runs[0], municipality="ort 4")
    assert back.municipality == "Ort 4"
    assert back.ours["d"] == pytest.approx(Among(country, "Ort 4", "").ours["d"])
    with pytest.raises(UsageError, match="like no municipality"):
        read_among(path, runs[0])
    with pytest.raises(UsageError, match="no municipality 'Ort 99'"):
        read_among(path, runs[0], municipality="Ort 99")


def test_what_holds_no_figures_of_the_country_is_refused(runs, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_among(path, runs[0], municipality="Ort 2")


def test_a_municipality_without_the_country_is_refused(tmp_path):
    out = tmp_path / "a.html"
    done = CliRunner().invoke(skolval, ["report", "nowhere", "--out", str(out),
                                        "--municipality", "Uppsala"])  # fmt: skip
    assert done.exit_code != 0
    assert not out.exists()


def test_front_and_country_are_read_for_the_report(country, folder, runs, tmp_path):
    path = tmp_path / "all.csv"
    country.to_csv(path, index=False)
    beside = command._beside(runs[0], folder, path, "Ort 1", quiet=True)
    assert beside["among"].municipality == "Ort 1"
    assert beside["front"].points
    assert command._beside(runs[0], None, None, "", quiet=True) == {"front": None, "among": None}
