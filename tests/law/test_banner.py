"""A simulated run says so on every page, in every file and on the terminal."""

from __future__ import annotations

import json
import re
import zipfile

import pyogrio
import pytest

from skolval import read_instance
from skolval.cli import main
from skolval.io.policy import read_policy
from skolval.io.run_reading import read_run
from skolval.io.shipped import find_instance
from skolval.law import banner, marked, simulated, standing
from skolval.report.blocks import on_paper
from skolval.report.files import write_gpkg, write_xlsx
from skolval.report.map import map_page
from skolval.report.page import report_page
from skolval.runs import Terms, make_runs

NUMBER = "ÖKN 2017:132"


def call(*words):
    try:
        main(list(words))
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Lillstad under a lawful, a what-if and a forbidden policy."""
    folder = tmp_path_factory.mktemp("law")
    instance = read_instance(find_instance("lillstad"))
    policies = [read_policy(n) for n in ("uppsala_2019", "top_trading_cycles", "nacka")]
    terms = Terms(simulate_unlawful=True)
    return make_runs(instance, policies, lambda policy: folder / policy.name, terms=terms)


def test_only_a_forbidden_policy_has_a_banner_and_it_cites_the_decision(runs):
    lawful, what_if, forbidden = runs
    assert [standing(run) for run in runs] == ["lawful", "what_if", "forbidden"]
    assert [simulated(run) for run in runs] == [False, False, True]
    assert banner(lawful) == banner(what_if) == banner([lawful, what_if]) == ""
    assert NUMBER in banner(forbidden, lang="en")
    assert banner(runs, lang="en") == banner([forbidden], lang="en")
    assert "Nacka" in banner(forbidden, lang="sv")


def test_run_json_says_that_it_is_a_simulation_and_so_does_the_run_read_again(runs):
    lawful, _what_if, forbidden = runs
    text = (forbidden.folder / "run.json").read_text()
    assert '"simulated_unlawful": true' in text
    assert '"simulated_unlawful": true' not in (lawful.folder / "run.json").read_text()
    again = read_run(forbidden.folder)
    assert banner(again) == banner(forbidden)
    bare = json.loads(text)
    assert bare["policy"]["name"] == "nacka"


def test_a_what_if_is_marked_more_calmly(runs):
    lawful, what_if, forbidden = runs
    assert marked(lawful, lang="en") == ""
    assert marked(what_if, lang="en") == "what-if, no support in the law today"
    assert marked(forbidden, lang="en") == "forbidden, only simulated"


def test_report_and_map_carry_the_banner_on_screen_and_on_paper(runs):
    lawful, _what_if, forbidden = runs
    for page in (report_page([forbidden], lang="sv"), map_page([lawful, forbidden]).html):
        assert 'class="banner"' in page
        assert NUMBER in page
        assert "@top-center" in page


def test_a_what_if_is_marked_where_it_is_named_first_and_has_no_banner(runs):
    _lawful, what_if, _forbidden = runs
    page = report_page([what_if], lang="en")
    assert 'class="banner"' not in page
    assert "@top-center" not in page
    heading = re.search(r"<h1>(.*?)</h1>", page, flags=re.DOTALL).group(1)
    assert "what-if, no support in the law today" in heading
    assert "what-if, no support" in map_page([what_if], lang="en").html


def test_the_style_for_paper_cannot_be_broken_out_of():
    style = on_paper('a "b" </style><script>')
    assert "<" not in style
    assert style.count('"') == 2
    assert on_paper("") == ""


def test_the_workbook_opens_with_the_warning_and_has_it_on_every_sheet(runs, tmp_path):
    path = write_xlsx(runs, tmp_path / "t.xlsx", lang="en")
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        sheets = [book.read(n).decode() for n in names if n.startswith("xl/worksheets/sheet")]
        assert NUMBER in book.read("docProps/core.xml").decode()
        assert 'sheet name="Read first"' in book.read("xl/workbook.xml").decode()
    assert len(sheets) == 5
    assert all(NUMBER in sheet for sheet in sheets)


def test_every_layer_of_the_geopackage_says_it(runs, tmp_path):
    path = write_gpkg(runs, tmp_path / "p.gpkg")
    for layer in ("areas", "units"):
        described = pyogrio.read_info(path, layer=layer)["layer_metadata"] or {}
        assert NUMBER in described.get("DESCRIPTION", ""), layer


def test_place_refuses_a_forbidden_policy_with_the_decision(tmp_path, capsys):
    out = tmp_path / "n"
    assert call("place", "lillstad", "--policy", "nacka", "--out", str(out), "--no-report") == 6
    told = capsys.readouterr().err
    assert NUMBER in told
    assert "--simulate-unlawful" in told
    assert not out.exists()


def test_place_and_compare_say_it_on_the_terminal(runs, tmp_path, capsys):
    lawful, what_if, forbidden = (str(run.folder) for run in runs)
    out = str(tmp_path / "n")
    words = ("--policy", "nacka", "--out", out, "--no-report", "--simulate-unlawful")
    assert call("place", "lillstad", *words) == 0
    assert capsys.readouterr().out.startswith("! Simulation of unlawful rules")
    assert call("compare", lawful, what_if, forbidden) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("! Simulation of unlawful rules")
    assert told[1].startswith("! Top trading cycles (what-if): what-if, no support")
    assert call("compare", lawful, forbidden, "--json") == 0
    assert NUMBER in json.loads(capsys.readouterr().out)["warning"]


def test_check_tells_the_levers_and_faults_of_a_policy_without_an_instance(capsys):
    assert call("check", "--policy", "lund") == 0
    told = capsys.readouterr().out
    assert "legal status conditional" in told
    assert "certificate of each run" in told
    assert call("check", "--policy", "nacka") == 1
    assert NUMBER in capsys.readouterr().out
    assert call("check", "--policy", "nacka", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["policies"][0]["legal_status"] == "forbidden"
    assert told["faults"][0]["rule"] == "forbidden"


def test_check_lists_the_shipped_policies(capsys):
    assert call("check", "--policies") == 0
    told = capsys.readouterr().out
    assert "goteborg_2021\tGöteborg\t2021/22–2023/24\tconditional" in told
    assert call("check", "--policies", "--json") == 0
    listed = {one["policy"]: one for one in json.loads(capsys.readouterr().out)["shipped"]}
    assert listed["nacka"]["legal_status"] == "forbidden"
    assert listed["lottery"]["valid_from"] == ""
    assert call("check") == 2
