"""A seat outwards is told as an offer: from which stop, when, and what else."""

from __future__ import annotations

import pytest

from bus_town import bus_policy, bus_town
from skolval.domain.services import ReversedTransport
from skolval.explain import explain_pupil
from skolval.explain.paragraphs import paragraphs
from skolval.io.run import run_of
from skolval.place import place, problem_of
from skolval.report.letter import write_letter


def told(rule, rider=True, **town):
    """Return the explanations of the first pupil who rides, or who does not."""
    instance = bus_town(**town)
    problem = problem_of(instance, bus_policy(rule))
    placement = place(problem, simulate_unlawful=True)
    mode = problem.options.mode[placement.chosen]
    name = str(problem.parties.ids[(mode > 0) == rider][0])
    return explain_pupil(run_of(instance, problem, placement), name)


@pytest.fixture(scope="module")
def offer():
    return told(ReversedTransport(kinds=("chartered",)))


def test_the_facts_of_an_offer(offer):
    seat = offer.seat
    assert (seat.service, seat.kind, seat.voluntary) == ("B", "chartered", True)
    assert (seat.stop, seat.leaves, seat.there, seat.arrives) == ("Torg", "07:25", "By", "07:50")
    assert (seat.back_stop, seat.returns) == ("Torg", "15:10")
    assert (seat.walk_metres, seat.minutes, seat.own_metres) == (130, 40, 11_700)
    assert seat.declined_unit == "Centrum"
    assert offer.placed_metres == 11_700
    assert offer.nearest_unit == "Centrum"
    assert offer.transport is None


def test_the_words_of_an_offer_say_that_it_may_be_declined(offer):
    said = " ".join(paragraphs(offer))
    assert "is offered a place at Byskolan" in said
    assert "leaves Torg at 07:25" in said
    assert "back at Torg at 15:10" in said
    assert "voluntary" in said
    assert "Whoever declines is placed at Centrum, which is the pupil's guarantee school" in said
    assert "beyond the right to school transport" in said
    assert "130 m" in said


def test_a_thought_experiment_is_told_as_one():
    found = told(ReversedTransport(participation="what_if"))
    said = " ".join(paragraphs(found))
    assert found.seat.declined_unit == ""
    assert "thought experiment" in said
    assert "declines" not in said


def test_who_walks_is_told_nothing_of_buses():
    found = told(ReversedTransport(participation="what_if", budget=0), rider=False)
    assert found.seat is None
    assert "bus" not in " ".join(paragraphs(found))


def test_a_unit_is_told_once_even_where_it_is_reached_by_several_ways():
    wishes = [{"pupil_id": "p0", "rank": 1, "unit_id": "V"}]
    instance = bus_town(choices=wishes)
    problem = problem_of(instance, bus_policy(ReversedTransport(kinds=("chartered",))))
    placement = place(problem, simulate_unlawful=True)
    found = explain_pupil(run_of(instance, problem, placement), "p0")
    assert [wish.unit for wish in found.wishes].count("Byskolan") == 1


def test_the_letter_tells_the_seat(tmp_path):
    instance = bus_town()
    problem = problem_of(instance, bus_policy(ReversedTransport(kinds=("chartered",))))
    placement = place(problem, simulate_unlawful=True)
    rider = str(problem.parties.ids[problem.options.mode[placement.chosen] > 0][0])
    write_letter(run_of(instance, problem, placement), rider, tmp_path / "letter.txt", lang="en")
    text = " ".join((tmp_path / "letter.txt").read_text("utf-8").split())
    assert "offers a seat on B" in text
    assert "leaves Torg at 07:25" in text
