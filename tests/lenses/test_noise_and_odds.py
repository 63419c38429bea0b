"""What hangs on metres, and what hangs on the lottery."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lens_towns import equal_ways, line_town, run_in
from runs import bjorkby
from skolval.domain.policy import OptionRule, SeatClass, Who
from skolval.lenses import _lotteries, distance_noise, lottery_odds
from skolval.lenses.distance_noise import measured_again
from towns import nantuna, policy

RELATIVE = policy("deferred_acceptance", "sibling", "relative_proximity", "lottery")


def noise(run, **params):
    return distance_noise.look(run, distance_noise.Params(**params))


def odds(run, **params):
    return lottery_odds.look(run, lottery_odds.Params(**params))


# --- distances ---------------------------------------------------------------------------


def same(first, second):
    return all(
        np.array_equal(getattr(first, name), getattr(second, name))
        for name in ("reference", "reference_unit")
    ) and np.array_equal(first.options.metres, second.options.metres)


@pytest.mark.parametrize("nearest", [1, 2, 40])
def test_measuring_without_error_changes_nothing(nearest, rng):
    run = run_in(bjorkby(), RELATIVE.replace(options=OptionRule(nearest)))
    assert same(run.problem, measured_again(run.problem, 0.0, rng))
    found = noise(run, metres=0, draws=2)
    assert found.frames["draws"]["changed"].tolist() == [0, 0]
    assert found.sentences[0].startswith("With distances that differ by 0 m on average, 0.0%")


def test_the_mean_absolute_error_is_the_one_asked_for(rng):
    run = run_in(bjorkby(pupils=400, seats=(150, 150, 150, 150)), RELATIVE)
    new = measured_again(run.problem, 30.0, rng)
    off = np.abs(new.options.metres - run.problem.options.metres)
    assert off.mean() == pytest.approx(30, abs=2.5)
    assert off.max() > 100


def test_one_distance_has_one_error_wherever_it_is_used(rng):
    """The alternative of relative proximity is one of the pupil's own options, measured once."""
    run = run_in(bjorkby(), RELATIVE)
    new = measured_again(run.problem, 200.0, rng)
    options, unit = new.options, new.unit_of_option()
    for party in np.flatnonzero(~new.parties.protected):
        mine = np.arange(options.start[party], options.start[party + 1])
        nearest = mine[np.lexsort((options.offering[mine], options.metres[mine]))][:3]
        assert new.reference[party].tolist() == options.metres[nearest].tolist()
        assert new.reference_unit[party].tolist() == unit[nearest].tolist()


def test_another_unit_can_become_the_alternative(rng):
    """Two units 1 m apart change places as the nearest in about half of the measurements."""
    instance = line_town({"a": {"A": 1000, "B": 1001, "C": 5000}}, {"a": "C"})
    problem = run_in(instance, RELATIVE).problem
    nearest = [measured_again(problem, 30.0, rng).reference_unit[0, 0] for _draw in range(60)]
    assert 10 < sum(unit == 1 for unit in nearest) < 50
    assert 2 not in nearest


def test_a_protected_home_stays_unknown(rng):
    run = run_in(bjorkby(), RELATIVE)
    party = int(np.flatnonzero(run.problem.parties.protected)[0])
    new = measured_again(run.problem, 500.0, rng)
    mine = slice(new.options.start[party], new.options.start[party + 1])
    assert np.array_equal(new.options.metres[mine], run.problem.options.metres[mine])
    assert np.array_equal(new.reference[party], run.problem.reference[party])


def test_metres_are_never_below_zero(rng):
    instance = line_town({"a": {"A": 0, "B": 1}}, {"a": "A"})
    new = measured_again(run_in(instance, RELATIVE).problem, 500.0, rng)
    assert new.options.metres.min() >= 0


def test_places_that_hang_on_a_metre_change_and_others_do_not():
    """a and b live 1 m apart from the single seat at A; c has B for itself."""
    metres = {"a": {"A": 500, "B": 3000, "C": 600}, "b": {"A": 501, "B": 3000, "C": 600},
              "c": {"A": 5000, "B": 100, "C": 5000}}  # fmt: skip
    instance = line_town(metres, {"a": "A", "b": "A", "c": "B"})
    run = run_in(instance, policy("deferred_acceptance", "absolute_proximity", "lottery"))
    found = noise(run, draws=40, seed=3)
    share = found.pupils.set_index("pupil_id")["share_of_draws"]
    assert share["c"] == 0
    assert share["a"] == share["b"]
    assert 0.2 < share["a"] < 0.8
    units = found.frames["units"].set_index("unit_id")
    assert units.loc["B", "elsewhere"] == 0
    assert units.loc["A", "share"] == pytest.approx(share["a"])
    assert found.sentences[1].startswith("66.7% of the pupils change place in at least one")


def test_the_same_seed_measures_the_same():
    run = run_in(bjorkby(), RELATIVE)
    lines = []
    first = distance_noise.look(run, distance_noise.Params(draws=3), progress=lines.append)
    assert first.frames["draws"].equals(noise(run, draws=3).frames["draws"])
    assert lines[-1] == "measurement 3 of 3"
    assert "e07" not in set(first.pupils["pupil_id"])


# --- lotteries ---------------------------------------------------------------------------


def okn_2019_195():
    """52 seats and 69 first choices, nobody before anybody else: the lottery decides."""
    pupils = [f"p{i:02d}" for i in range(69)]
    return run_in(
        line_town(equal_ways(pupils, "AB"), dict.fromkeys(pupils, "A"), seats={"A": 52, "B": 69}),
        policy("deferred_acceptance", "lottery", seed="2019"),
    )


def test_52_seats_for_69_first_choices_give_a_chance_of_three_in_four():
    found = odds(okn_2019_195(), lotteries=400)
    offering = found.frames["offerings"].iloc[0]
    assert (offering["first_wishes"], offering["by_lot"]) == (69, 69)
    assert offering["chance"] == pytest.approx(52 / 69)
    at_a = found.pupils[found.pupils["unit_id"] == "A"]["chance"]
    assert at_a.between(0.6, 0.9).all()
    assert "For 69 of 69 pupils (100.0%) the lottery decides" in found.sentences[0]
    assert "75.4% of those who chose" in found.sentences[1]
    assert found.sentences[2] == "Seeds of the lotteries: 2019#1 to 2019#400."


def test_chances_of_a_pupil_sum_to_one():
    chance = odds(okn_2019_195(), lotteries=50).pupils.groupby("pupil_id")["chance"].sum()
    assert chance.to_numpy() == pytest.approx(np.ones(69))


def test_groups_tell_who_is_always_sometimes_and_never_granted():
    found = odds(okn_2019_195(), lotteries=50)
    row = found.frames["groups"].iloc[0]
    assert row[["first_always", "first_by_lot", "first_never", "no_choice"]].tolist() == [
        0,
        69,
        0,
        0,
    ]


CLASSES = policy(
    "deferred_acceptance",
    "lottery",
    seat_classes=(SeatClass("low", share=0.3, who=Who("low_education", "pupil")),),
)


@pytest.mark.parametrize("rules", [RELATIVE, policy("deferred_acceptance", "lottery"), CLASSES])
def test_the_kernel_gives_what_the_mechanism_gives_seed_by_seed(rules, monkeypatch):
    run = run_in(bjorkby(), rules)
    lines = []
    params = lottery_odds.Params(lotteries=6, seed="x")
    quick = lottery_odds.look(run, params, progress=lines.append)
    monkeypatch.setattr(_lotteries, "_serves", lambda _problem: False)
    slow = lottery_odds.look(run, params, progress=lines.append)
    assert quick.pupils.equals(slow.pupils)
    assert lines[-1] == "lottery 6 of 6"


@pytest.mark.parametrize(
    "rules",
    [
        policy("deferred_acceptance", ("lottery", {"each_unit": True})),
        policy("nearest_school", "lottery"),
        policy("deferred_acceptance", "lottery", params={"ties": "reject_group"}),
    ],
)
def test_other_mechanisms_are_drawn_by_running_them(rules):
    run = run_in(bjorkby(), rules)
    assert not _lotteries._serves(run.problem)
    assert not odds(run, lotteries=2).pupils.empty


def test_the_own_seed_of_the_criterion_goes_first():
    run = run_in(bjorkby(), policy("deferred_acceptance", ("lottery", {"seed": "own"}), seed="p"))
    assert _lotteries.seeds_of(run.problem, "", 2) == ["own#1", "own#2"]
    assert _lotteries.seeds_of(run.problem, "asked", 1) == ["asked#1"]
    drawn = _lotteries.seeded(run.problem.policy, "new")
    assert (drawn.seed, drawn.criteria[-1].params.seed) == ("new", "new")


def test_without_a_lottery_every_place_is_certain():
    rules = policy("deferred_acceptance", "relative_proximity")
    run = run_in(nantuna(), rules)
    found = odds(run)
    assert found.sentences == ("The policy has no lottery: every placement is certain.",)
    assert found.frames["groups"].iloc[0]["first_by_lot"] == 0


def test_nobody_protected_stands_in_the_rows_by_pupil():
    found = odds(run_in(bjorkby(), RELATIVE), lotteries=3)
    assert "e07" not in set(found.pupils["pupil_id"])


def test_a_town_where_nobody_chose_has_chances_too():
    instance = line_town(equal_ways("ab", "AB"), {})
    found = odds(run_in(instance, policy("deferred_acceptance", "lottery")), lotteries=3)
    assert "0.0% of those who chose" in found.sentences[1]
    assert replace(found).frames["offerings"].empty


# --- guarantee schools -------------------------------------------------------------------


def test_guarantee_schools_are_found_anew_among_new_distances(rng):
    """Nåntuna: the guarantee school of b is U by 260 m; with an error of 2 km it is often not."""
    rules = policy(
        "deferred_acceptance",
        ("relative_proximity", {"reference": "guarantee"}),
        "lottery",
        secured="guarantee",
    )
    run = run_in(nantuna(), rules)
    assert noise(run, metres=0, draws=2).frames["draws"]["changed"].sum() == 0
    assert noise(run, metres=2000, draws=10).frames["draws"]["changed"].sum() > 0
