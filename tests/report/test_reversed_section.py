"""The report's section and map layer of reversed transport: told in full, and few pupils hidden."""

from __future__ import annotations

import dataclasses
import html
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest

from bus_town import bus_policy, bus_town
from skolval.domain.placement import Placement
from skolval.domain.school_transport import ModeCost, TransportCosts
from skolval.domain.services import ReversedTransport, TakeUp
from skolval.io.run import run_of
from skolval.measure.reversed_routes import VERDICTS, service_routes
from skolval.measure.reversed_transport import reversed_numbers
from skolval.place import problem_of
from skolval.report.context import context_of
from skolval.report.files import write_xlsx
from skolval.report.geopackage import write_gpkg
from skolval.report.map import map_page
from skolval.report.reversed_routes_told import verdict_text
from skolval.report.reversed_told import coarse
from skolval.report.sections.reversed_transport import render
from skolval.report.service_map import service_paths
from skolval.report.tables import report_tables
from skolval.report.words import Words

EN = Words("en")
RULE = ReversedTransport(take_up=TakeUp(share=500, per_minute=0), hold="all")
PRICES = TransportCosts(
    run=ModeCost(100_000, 200_000, "tender", seats=30),
    taxi=ModeCost(75, 75, "Tranås 2016", days=178),
)


def made(riders, *, rule=RULE, prices=PRICES, pupils=12):
    """A run of Busstad with `pupils` pupils, of whom so many are offered a seat on B."""
    instance = bus_town()
    first = instance.pupils.iloc[[0]]
    more = [first.assign(pupil_id=f"q{k}") for k in range(pupils)]
    services = instance.services.assign(seats=40)
    offerings = instance.offerings.assign(seats=100)
    instance = instance.replace(
        pupils=pd.concat(more, ignore_index=True), services=services, offerings=offerings
    )
    problem = problem_of(instance, bus_policy(rule, transport_costs=prices))
    options, chosen = problem.options, []
    for party in range(pupils):
        mode = 2 if party < riders else 0
        rows = np.flatnonzero(
            (options.party == party)
            & (options.mode == mode)
            & (options.offering == (1 if mode else 0))
        )
        chosen.append(int(rows[0]))
    placed = Placement(np.array(chosen), "nearest_school", runs=np.array([True, riders > 0]))
    return run_of(instance, problem, placed)


def text(runs, **more):
    section = render(context_of(runs, EN, **more))
    plain = "" if section is None else html.unescape(re.sub(r"<[^>]+>", " ", section.body))
    return " ".join(plain.split())


def test_there_is_no_section_without_reversed_transport():
    run = made(0, rule=None)
    assert render(context_of([run], EN)) is None


def test_lines_take_up_modes_and_units_are_told():
    told = text([made(8)])
    assert "8 pupils are offered a seat outwards" in told
    assert "B (chartered run) Byskolan 07:25–07:50 14:45–15:10 40 8 8 4.0" in told
    assert "as assumed 4.0 100,000 200,000 50,000" in told
    assert "nobody accepts 0.0 100,000 200,000 –" in told
    assert "taxi" in told
    assert "Tranås 2016" in told
    assert "Centrum 100 8 0" in told


def test_several_policies_are_named_each():
    told = text([made(8), made(8, rule=ReversedTransport(participation="what_if"))])
    assert told.count("Services outwards:") == 2
    assert told.count("Take-up from none to all:") == 1  # nothing is declined in a what-if


def test_a_run_that_offers_nothing_is_told_as_such():
    told = text([made(0)])
    assert "No seat outwards is offered" in told
    assert "Take-up from none" not in told


def test_without_prices_no_mode_is_told():
    assert "by each way to travel" not in text([made(8, prices=None)])


@pytest.mark.parametrize("riders", [1, 4, 7])
def test_the_public_reads_nothing_of_few_riders(riders):
    """Under eight could be told apart from nobody: neither them, nor where they ride to."""
    told = text([made(riders, pupils=40)], audience="public")
    assert "Byskolan" not in told
    assert f" {riders} " not in told
    assert "B (chartered run) .. .. .. 40 .. .." in told
    assert "Units that pupils leave" not in told


def test_the_public_reads_fives_of_many():
    told = text([made(23, pupils=40)], audience="public")
    assert "25 pupils are offered a seat outwards" in told
    assert " 23 " not in told
    assert "B (chartered run) Byskolan 07:25–07:50 14:45–15:10 40 25 .. .. .." in told


def test_two_runs_that_differ_by_one_rider_read_the_same_to_the_public():
    one, other = (text([made(riders, pupils=40)], audience="public") for riders in (23, 24))
    assert re.sub(r"\d+(\.\d+)?%", "", one) == re.sub(r"\d+(\.\d+)?%", "", other)


def test_cards_by_pupil_are_told_to_the_hundred_thousand():
    run = made(23, pupils=40)
    services = run.problem.services
    carded = services.replace(pupil_cost=services.pupil_cost + 8_000)
    run = dataclasses.replace(run, problem=run.problem.replace(services=carded))
    assert reversed_numbers(run).scenario("all").high == 200_000 + 23 * 8_000
    assert coarse(reversed_numbers(run)).scenario("all").high == 400_000


def test_coarse_numbers_hide_few():
    found = coarse(reversed_numbers(made(8)))
    assert (found.offered, found.scenario("all").accepted) == (10, 10.0)
    few = coarse(reversed_numbers(made(7)))
    assert (few.offered, few.scenario("all").accepted) == (0, 0.0)
    assert np.isnan(few.minutes)


def test_the_map_draws_services_with_load_from_stop_to_stop():
    (one,) = service_paths(made(8), EN)
    assert one["k"] == "chartered"
    assert len(one["p"]) == 3
    assert one["w"] == [8, 8]
    assert one["t"].startswith("B (chartered run): 8 pupils offered a seat")
    assert "Torg 07:25 to By 07:50" in one["t"]


@pytest.mark.parametrize(("riders", "audience", "drawn"), [
    (4, "internal", 0), (5, "internal", 1), (7, "public", 0), (10, "public", 1)])  # fmt: skip
def test_few_riders_are_not_drawn(riders, audience, drawn):
    assert len(service_paths(made(riders, pupils=40), EN, audience)) == drawn


def test_the_public_map_tells_fives():
    (one,) = service_paths(made(23, pupils=40), EN, "public")
    assert one["w"] == [25, 25]
    assert "25 pupils" in one["t"]


def test_a_run_without_services_draws_none():
    assert service_paths(None, EN) == []
    assert service_paths(made(0, rule=None), EN) == []


def test_the_page_has_the_layer_only_where_a_service_is_drawn():
    assert "Services outwards, wider with more pupils" in map_page([made(8)], lang="en").html
    assert "Services outwards, wider" not in map_page([made(0)], lang="en").html


def test_tidy_tables_tell_lines_and_take_up():
    tables = report_tables([made(23, pupils=40)], lang="en")
    (line,) = tables.named("services").to_dict("records")
    assert (line["service_id"], line["units"], line["offered"], line["accepted"]) == (
        "B", "V", 23, 11.5)  # fmt: skip
    assert (line["departs"], line["home_arrives"], line["high"]) == ("07:25", "15:10", 200_000)
    assert tables.named("take_up")["accepted"].tolist() == [0.0, 5.75, 11.5, 17.25, 23.0]
    assert {"services", "take_up"} <= set(tables.dictionary())


def test_public_tables_hide_what_the_pages_hide():
    tables = report_tables([made(23, pupils=40)], audience="public")
    (line,) = tables.named("services").to_dict("records")
    assert line["offered"] == 25
    assert all(np.isnan(line[name]) for name in ("accepted", "load", "minutes", "low", "per_pupil"))
    (few,) = (
        report_tables([made(5, pupils=40)], audience="public").named("services").to_dict("records")
    )
    assert (few["units"], few["departs"], few["high"]) == ("", "", 200_000)
    assert np.isnan(few["offered"])


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_the_workbook_has_a_sheet_of_each(tmp_path, audience):
    path = write_xlsx([made(23, pupils=40)], tmp_path / "x.xlsx", lang="en", audience=audience)
    sheets = pd.read_excel(path, sheet_name=None, engine="calamine")
    assert {"Services outwards", "Take-up"} <= set(sheets)
    assert sheets["Services outwards"]["service_id"].tolist() == ["B"]


def test_runs_without_reversed_transport_have_no_such_tables():
    assert not report_tables([made(0, rule=None)]).more


def spread(early):
    """Twelve ride on B; `early` of them from the square, the others from halfway."""
    run = made(12, pupils=40)
    services, rows = run.problem.services, run.placement.chosen
    rides = services.rides
    riding = rows[run.problem.options.mode[rows] == 2][early:]
    board, home = rides.board.copy(), rides.back_alight.copy()
    board[riding], home[riding] = board[riding] + 1, home[riding] - 1
    rides = dataclasses.replace(rides, board=board, back_alight=home)
    problem = run.problem.replace(services=services.replace(rides=rides))
    return dataclasses.replace(run, problem=problem)


@pytest.mark.parametrize("early", [1, 4])
def test_the_public_reads_nothing_of_where_a_few_get_on(early):
    """With and without pupils at the first stop: one timetable, and a line from where many ride."""
    mine, other = (report_tables([spread(k)], audience="public").named("services")
                   for k in (early, 0))  # fmt: skip
    pd.testing.assert_frame_equal(mine, other)
    (one,) = service_paths(spread(early), EN, "public")
    assert len(one["p"]) == 2
    assert "Halvvag" in one["t"]
    assert "Torg" not in one["t"]
    assert service_paths(spread(early), EN)[0]["w"][0] == (0 if early < 5 else early)


def test_a_line_on_which_many_ride_but_few_together_is_not_drawn_for_the_public():
    run = spread(0)
    services, rows = run.problem.services, run.placement.chosen
    rides = services.rides
    alight = rides.alight.copy()
    six = rows[run.problem.options.mode[rows] == 2][:6]
    board = rides.board.copy()
    board[six], alight[six] = board[six] - 1, alight[six] - 1
    rides = dataclasses.replace(rides, board=board, alight=alight)
    problem = run.problem.replace(services=services.replace(rides=rides))
    run = dataclasses.replace(run, problem=problem)
    assert service_paths(run, EN, "public") == []
    assert [one["w"] for one in service_paths(run, EN)] == [[6, 6]]


def test_runs_are_told_stop_by_stop_to_the_office_alone():
    told = text([made(8)])
    assert "Runs that can be made, out and home: 2 of 2. Of 2 by hired buses 2 are proven" in told
    assert "B (chartered run), out 07:31 Torg (8/40); 07:50 By 18 25 13 34 / 60 yes" in told
    assert "Runs stop by stop" not in text([made(23, pupils=40)], audience="public")
    tables = report_tables([made(8)])
    assert tables.named("service_runs")["verdict"].tolist() == ["proven", "proven"]
    assert tables.named("service_calls")["aboard"].tolist() == [8, 0, 8, 0]
    assert "service_calls" not in report_tables([made(23, pupils=40)], audience="public").more
    assert "service_calls" not in report_tables([made(0)]).more


def test_a_run_of_empty_legs_is_held_against_its_timetable():
    run = made(8)
    services = run.problem.services.replace(kind=np.array([0, 0]), running=np.array([True, True]))
    run = dataclasses.replace(run, problem=run.problem.replace(services=services))
    told = text([run])
    assert "Runs that can be made, out and home: 2 of 2. " in told
    assert "yes, it goes anyway" in told
    assert "hired buses" not in told


def test_every_verdict_is_told_in_words():
    (one, *_rest) = service_routes(made(8))
    told = {
        verdict_text(dataclasses.replace(one, verdict=name, reason="why.")) for name in VERDICTS
    }
    assert len(told) == len(VERDICTS)
    assert "no: why." in told
    short = verdict_text(dataclasses.replace(one, short=61))
    assert short.endswith("its own timetable lacks 2 minutes between two stops")


def test_an_ordinary_line_tells_how_many_travel_cards_it_takes():
    run = made(8)
    services = run.problem.services
    ordinary = services.replace(
        kind=np.array([2, 2]), pupil_cost=np.array([8_000, 8_000]), cost=np.zeros(2, np.int64),
        running=np.array([True, True]),
    )  # fmt: skip
    run = dataclasses.replace(run, problem=run.problem.replace(services=ordinary))
    assert "B (ordinary line, travel cards: 4.0) Byskolan" in text([run])
    (line,) = report_tables([run]).named("services").to_dict("records")
    assert (line["cards"], line["high"]) == (4.0, 32_000)


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_services_are_a_layer_that_tells_what_the_map_tells(audience, tmp_path):
    run = made(23, pupils=40)
    write_gpkg([run], tmp_path / "g.gpkg", audience=audience)
    layer = gpd.read_file(tmp_path / "g.gpkg", layer="services")
    (drawn,) = service_paths(run, EN, audience)
    assert layer["aboard"].fillna(0).astype(int).tolist() == drawn["w"]
    assert set(layer["kind"]) == {drawn["k"]}
    assert layer["to_stop"].tolist()[:-1] == layer["from_stop"].tolist()[1:]
    ends = [line.coords[-1] for line in layer.geometry]
    assert ends[:-1] == [line.coords[0] for line in layer.geometry][1:]
    styles = gpd.read_file(tmp_path / "g.gpkg", layer="layer_styles")
    style = styles.set_index("f_table_name").loc["services", "styleQML"]
    assert "outlineWidth" in style
    assert "aboard" in style


def test_a_town_without_services_has_no_such_layer(tmp_path):
    write_gpkg([made(0, rule=None)], tmp_path / "g.gpkg")
    assert "services" not in pyogrio.list_layers(tmp_path / "g.gpkg")[:, 0]
