"""Who says yes to a seat outwards: drawn outcomes at three take-ups."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from bus_town import bus_policy, bus_town
from skolval.domain.placement import Placement
from skolval.domain.services import ReversedTransport, TakeUp
from skolval.io.run import run_of
from skolval.lenses import take_up
from skolval.place import place, problem_of

SURE = TakeUp(share=1000, per_minute=0)


def made(rule, riders=6):
    """Return a run of Busstad with two pupils at every home, the first of whom ride."""
    instance = bus_town()
    problem = problem_of(instance, bus_policy(rule))
    parties = problem.parties
    if rule is not None:
        parties = dataclasses.replace(parties, size=np.full(6, 2))
        problem = problem.replace(parties=parties)
        options = problem.options
        chosen = np.array(
            [
                np.flatnonzero((options.party == k) & (options.mode == (2 if k < riders else 0)))[0]
                for k in range(6)
            ]
        )
        placement = Placement(chosen, "optimal", runs=np.array([True, True]))
    else:
        placement = place(problem, simulate_unlawful=True)
    return run_of(instance, problem, placement)


def test_all_accept_where_take_up_is_sure_and_half_where_it_is_half():
    found = take_up.look(made(ReversedTransport(take_up=SURE)), take_up.Params(draws=60))
    frame = found.frames["take_up"].set_index("take_up")
    assert frame["riders"].loc[["middle", "high"]].tolist() == [12, 12]
    assert frame["riders"].loc["low"] == pytest.approx(6, abs=1)
    assert frame["riders_low"].loc["low"] < frame["riders_high"].loc["low"]
    assert "Of 12 offered a seat, 12 accept" in found.sentences[0]
    # four vehicles of three seats, paid whoever accepts
    assert set(frame["kronor"]) == {4 * 200_000}
    assert frame["over"].loc["middle"] == 0


def test_more_than_the_seats_of_a_guarantee_school_is_told():
    """Nobody accepts, and twelve come to the six seats of the town's unit."""
    never = TakeUp(share=0)
    found = take_up.look(made(ReversedTransport(take_up=never)), take_up.Params(draws=3))
    assert found.frames["take_up"]["over"].tolist() == [6, 6, 6]
    assert "In 100 per cent" in found.sentences[1]


def test_the_same_seed_gives_the_same_answers_and_another_gives_others():
    run = made(ReversedTransport())
    one, two, other = (
        take_up.look(run, take_up.Params(draws=20, seed=seed)).frames["take_up"]
        for seed in ("a", "a", "b")
    )
    assert one.equals(two)
    assert not one.equals(other)


@pytest.mark.parametrize(("riders", "text"), [(0, "No seat is offered"), (2, "Fewer than five")])
def test_few_are_not_told(riders, text):
    found = take_up.look(made(ReversedTransport(), riders), take_up.Params(draws=2))
    assert text in found.sentences[0]
    assert ("riders" in found.frames["take_up"]) == (riders == 0)


@pytest.mark.parametrize("rule", [None, ReversedTransport(participation="what_if")])
def test_where_nobody_may_decline_there_is_nothing_to_draw(rule):
    found = take_up.look(made(rule), take_up.Params())
    assert "Nobody in this run" in found.sentences[0]
    assert found.frames["take_up"].empty
