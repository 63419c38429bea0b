"""What anybody may read: no few pupils, not even from sums; no trace of a protected identity."""

from __future__ import annotations

import re

import aby
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from attacker import ranges
from skolval.disclosure.protect import table
from skolval.domain.disclosure import SMALLEST, few
from skolval.domain.spine import build_problem
from skolval.domain.subset import with_parties
from skolval.io.run import run_of
from skolval.place import place
from skolval.report.audience import HIDDEN, Shown, counted_runs, hidden_parts, unit_mask
from skolval.report.facts import unit_numbers
from skolval.report.files import write_comparison, write_gpkg, write_xlsx
from skolval.report.map import map_page
from skolval.report.markup_tree import parsed
from skolval.report.page import made_page
from skolval.report.wanted import Wanted
from skolval.report.words import Words


def whole(text):
    return None if text in {HIDDEN, "–"} else int(re.sub(r"\D", "", text))


def columns_of(made, caption):
    """Headings and columns of the table in the page whose caption begins so."""
    tree = parsed(made.markup())
    found = next(t for t in tree.all("table") if t.all("caption")[0].text().startswith(caption))
    heads = [cell.text() for cell in found.all("thead")[0].all("th")]
    rows = [[c.text() for c in row.elements()] for row in found.all("tbody")[0].all("tr")]
    return {head: [row[k] for row in rows] for k, head in enumerate(heads)}


@pytest.fixture(scope="module")
def secret(made):
    """The town with a pupil who has a protected identity, and the same without that pupil."""
    pupils = made.pupils.copy()
    pupils["protected"] = (pupils["pupil_id"] == "e005").to_numpy()
    known = pupils["pupil_id"] != "e005"
    chosen = made.choices["pupil_id"] != "e005"
    return made.replace(pupils=pupils), made.replace(
        pupils=pupils[known].reset_index(drop=True),
        choices=made.choices[chosen].reset_index(drop=True),
    )


def _valued(problem, placement):
    """The placement; where something was made small, with the value it has for `problem`."""
    optimal = placement.objective is not None
    return aby.pretend_optimal(problem, placement) if optimal else placement


@pytest.fixture(scope="module")
def pair(secret):
    """Runs of both towns in which everybody else has the same place."""
    with_it, without = secret
    found = []
    for one in aby.policies():
        problem = build_problem(with_it, one, aby.travel(with_it))
        placement = place(problem)
        if one.name == "balanced":  # its goal's value counts the protected pupil's way
            placement = aby.pretend_optimal(problem, placement)
        fewer = build_problem(without, one, aby.travel(without))
        taken = dict(
            zip(
                problem.parties.ids.tolist(),
                np.where(
                    placement.placed, problem.options.offering[np.maximum(placement.chosen, 0)], -1
                ).tolist(),
                strict=True,
            )
        )
        rows = {
            (party, offering): row
            for row, (party, offering) in enumerate(
                zip(fewer.options.party.tolist(), fewer.options.offering.tolist(), strict=True)
            )
        }
        chosen = np.array(
            [rows.get((k, taken[str(pupil)]), -1) for k, pupil in enumerate(fewer.parties.ids)]
        )
        found.append(
            (
                run_of(with_it, problem, placement),
                run_of(without, fewer, _valued(fewer, placement.replace(chosen=chosen))),
            )
        )
    return [a for a, _b in found], [b for _a, b in found]


def test_a_report_with_and_without_a_protected_pupil_is_the_same(pair):
    pages = [made_page(runs, Wanted(lang="en", audience="public")) for runs in pair]
    ids = [[section.id for section in page.sections] for page in pages]
    assert ids[0] == ids[1]
    for mine, other in zip(pages[0].sections, pages[1].sections, strict=True):
        if mine.id != "provenance":  # digests of the files are those of other files
            assert mine.body == other.body, mine.id
    assert pages[0].lead == pages[1].lead


def test_so_are_the_map_and_the_files(pair, tmp_path):
    maps = [map_page(runs, lang="en", audience="public").html for runs in pair]
    assert maps[0] == maps[1]
    for name, runs in zip("ab", pair, strict=True):
        write_xlsx(runs, tmp_path / f"{name}.xlsx", audience="public")
        write_gpkg(runs, tmp_path / f"{name}.gpkg", audience="public")
        write_comparison(runs, tmp_path / name, audience="public")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    for layer in ("units", "areas", "flows"):
        a, b = (gpd.read_file(tmp_path / f"{name}.gpkg", layer=layer) for name in "ab")
        pd.testing.assert_frame_equal(a, b)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes(), file.name


def test_inside_the_office_the_pupil_is_counted(pair):
    a, b = (unit_numbers(runs[0]).placed.sum() for runs in pair)
    assert a == b + 1
    assert counted_runs(pair[0], "internal") == pair[0]
    assert counted_runs(pair[1], "public")[0] is pair[1][0]


def test_parties_taken_away_take_their_options_along(pair):
    problem = pair[0][0].problem
    keep = ~problem.parties.protected
    part, fewer = with_parties(problem, keep), pair[1][0].problem
    assert part.parties.ids.tolist() == fewer.parties.ids.tolist()
    for name in ("party", "offering", "metres", "rank", "start"):
        assert getattr(part.options, name).tolist() == getattr(fewer.options, name).tolist()
    assert part.reference.tolist() == problem.reference[keep].tolist()


def test_nobody_can_work_out_a_hidden_unit_from_the_report(runs):
    """The attacker reads the published tables, and knows the sums of all pupils and the group."""
    made = made_page(runs, Wanted(lang="en", audience="public"))
    names = runs[0].units["name"].tolist()
    hid = 0
    for run in runs:
        title = run.problem.policy.label("en")
        columns = columns_of(made, f"Units under {title}")
        true = unit_numbers(run)
        rows = [names.index(name) for name in columns["Unit"]]
        told = np.array(
            [
                [-1 if v is None else v for v in map(whole, columns[head])]
                for head in ("Pupils of the group", "Placed")
            ]
        )
        members, placed = true.members[rows], true.placed[rows]
        assert all(t in {-1, m} for t, m in zip(told[0], members, strict=True))
        assert all(t in {-1, p} for t, p in zip(told[1], placed, strict=True))
        counts = np.c_[members, placed - members]
        cells, places = table(counts)
        hidden = np.zeros(len(cells.values), bool)
        shown = np.c_[told[0] >= 0, (told >= 0).all(axis=0), told[1] >= 0]
        hidden[places[:-1]] = ~shown
        low, high = ranges(cells, hidden)
        small = few(counts)
        at = places[:-1, :2]
        assert (high[at] - low[at] >= SMALLEST)[small].all()
        hid += int(small.sum())
    assert hid


def test_indices_of_a_town_that_is_mostly_hidden_are_not_told(runs):
    made = made_page(runs, Wanted(lang="en", audience="public"))
    text = parsed(made.markup()).text()
    assert "no index is told" in text
    assert all("Units against chance" not in table for table in text.split("Units under"))
    assert "nan" not in text.casefold().replace("provenance", "").split()


def test_units_against_chance_tell_of_no_hidden_unit(runs, monkeypatch):
    monkeypatch.setattr("skolval.report.pooled._MOST", 1.0)
    made = made_page(runs, Wanted(lang="en", audience="public"))
    told = 0
    for run in runs:
        title = run.problem.policy.label("en")
        by_unit = columns_of(made, f"Units under {title}")
        by_lot = columns_of(made, f"Units against chance under {title}")
        pupils = zip(by_unit["Unit"], by_unit["Pupils of the group"], strict=True)
        hidden = {name for name, told in pupils if told == HIDDEN}
        for name, share in zip(by_lot["Unit"], by_lot["Share"], strict=True):
            assert share == "–" or name not in hidden
            told += share != "–"
    assert told


def test_no_table_of_files_tells_few(runs, tmp_path):
    write_comparison(runs, tmp_path, audience="public")
    units = pd.read_csv(tmp_path / "units.csv")
    policies = pd.read_csv(tmp_path / "policies.csv")
    for frame, column in (
        (units, "placed"), (units, "members"), (policies, "unplaced"), (policies, "entitled"),
        (policies, "moved"),
    ):  # fmt: skip
        counts = frame[column].dropna()
        assert not ((counts > 0) & (counts < SMALLEST)).any(), column
    assert units["members"].isna().any()
    hidden = units["placed"].isna()
    assert units.loc[hidden, ["utilisation", "area_share", "members"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([10, 20, 30], [False, False, False]),
        ([0, 20, 30], [False, False, False]),
        ([3, 20, 30], [True, True, False]),
        ([3, 4, 30], [True, True, True]),
        ([2], [True]),
        ([2, 0], [True, True]),
    ],
)
def test_a_small_part_is_hidden_with_another(counts, hidden):
    assert hidden_parts(np.array(counts)).tolist() == hidden


def test_units_without_known_members_are_masked_by_their_pupils():
    mask = unit_mask(np.array([2, 30, 40]), None, "public")
    assert mask.placed.tolist() == mask.members.tolist() == [True, True, False]
    assert not unit_mask(np.array([2, 30]), None, "internal").members.any()


def test_single_numbers_are_hidden_where_few_are_or_are_not():
    shown, inside = Shown(Words("en"), "public"), Shown(Words("en"))
    assert [shown.count(n, of=100) for n in (0, 4, 5, 95, 96, 100)] == [
        "0", HIDDEN, "5", "95", HIDDEN, "100",
    ]  # fmt: skip
    assert inside.count(4, of=100) == "4"
    assert shown.count(None) == "–"
    assert shown.count(4) == HIDDEN
    assert shown.share(0.03, of=100) == HIDDEN
    assert shown.share(float("nan"), of=0) == "–"
    assert inside.share(0.03, of=100) == "3.0%"
    assert shown.longest(1999) == "under 2 km"
    assert inside.longest(1999) == "1,999\N{NO-BREAK SPACE}m"
    assert shown.longest(None) == "–"
    assert shown.drawn([0.013, 0.5], of=1000) == [0.01, 0.5]
    assert inside.drawn([0.013], of=1000) == [0.013]
    assert shown.drawn([0.04], of=20) == [0.0]


def test_the_page_says_which_it_is(runs):
    public = made_page(runs[:1], Wanted(lang="en", audience="public")).markup()
    inside = made_page(runs[:1], Wanted(lang="en")).markup()
    assert "can be worked out from the sums" in public
    assert "--audience" not in public + inside, "no option of a command to readers of a page"
    assert "in its public edition" in inside


def test_a_hidden_number_in_a_sentence_is_a_word():
    shown, inside = Shown(Words("en"), "public"), Shown(Words("en"))
    assert shown.in_words(f"{HIDDEN} of 54 pupils") == "(hidden) of 54 pupils"
    assert inside.in_words("a .. b") == "a .. b"
