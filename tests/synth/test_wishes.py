"""Wishes: who lists what, and how long the lists are."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.synth.choices import Appeal, Choosers, Taste, draw_choices


def choosers(count: int, *, sibling: int = -1, own: float = 0.3) -> Choosers:
    return Choosers(np.full(count, own), np.full(count, sibling, np.int64))


def appeal(units: int, **more: np.ndarray) -> Appeal:
    return Appeal(
        more.get("popularity", np.zeros(units)),
        more.get("share", np.full(units, 0.3)),
        more.get("profile", np.zeros(0, np.int64)),
    )


def lists(count: int = 4000, metres: tuple[float, ...] = (300, 900, 2000, 2500, 4000), **more):
    rng = np.random.default_rng(5)
    table = np.tile(np.array(metres, float), (count, 1))
    parts = {"choosers": choosers(count), "appeal": appeal(len(metres)), **more}
    return draw_choices(table, rng=rng, **parts)


def first_wishes(wishes, units: int = 5) -> np.ndarray:
    return np.bincount(wishes.unit[wishes.rank == 1], minlength=units)


def test_lists_have_the_published_lengths_exactly():
    wishes = lists()
    length = np.unique(wishes.pupil, return_counts=True)[1]
    shares = [(length == 1).mean(), (length == 2).mean(), (length == 3).mean(), (length > 3).mean()]
    assert shares == pytest.approx([0.39, 0.21, 0.31, 0.09], abs=0.001)


def test_about_the_stated_share_of_guardians_choose():
    assert len(np.unique(lists().pupil)) / 4000 == pytest.approx(0.85, abs=0.02)


def test_guardians_of_the_marked_group_choose_less_often():
    own = np.repeat([0.0, 1.0], 4000)
    wishes = lists(8000, choosers=Choosers(own, np.full(8000, -1)), taste=Taste(active_gap=0.2))
    chose = np.isin(np.arange(8000), wishes.pupil)
    assert chose[:4000].mean() - chose[4000:].mean() == pytest.approx(0.2, abs=0.03)


def test_ranks_run_from_one_without_gaps_and_no_unit_is_wished_for_twice():
    wishes = lists(500)
    for pupil in np.unique(wishes.pupil):
        mine = wishes.pupil == pupil
        assert wishes.rank[mine].tolist() == list(range(1, mine.sum() + 1))
        assert len(set(wishes.unit[mine])) == mine.sum()


def test_nearer_units_are_liked_more():
    count = first_wishes(lists())
    assert (np.diff(count) < 0).all()


def test_the_siblings_unit_is_usually_first():
    alone = first_wishes(lists(metres=(800,) * 5))
    kin = first_wishes(lists(metres=(800,) * 5, choosers=choosers(4000, sibling=3)))
    assert kin[3] > 3 * alone[3]
    assert kin[3] / kin.sum() > 0.8


def test_popular_units_are_wished_for_by_more():
    liked = np.array([0, 0, 1.5, 0, 0])
    count = first_wishes(lists(metres=(800,) * 5, appeal=appeal(5, popularity=liked)))
    assert count.argmax() == 2


def test_guardians_lean_to_units_that_resemble_their_own_children():
    there = appeal(2, share=np.array([0.1, 0.9]))
    few = first_wishes(lists(metres=(800, 800), choosers=choosers(4000, own=0.0), appeal=there), 2)
    many = first_wishes(lists(metres=(800, 800), choosers=choosers(4000, own=1.0), appeal=there), 2)
    assert few[0] > few[1]
    assert many[1] > many[0]


def test_a_profile_draws_those_who_want_it():
    taste = Taste(fans=0.5, profile=4.0)
    kinds = appeal(5, profile=np.array([0, 0, 0, 0, 1]))
    plain = first_wishes(lists(metres=(800,) * 5))
    count = first_wishes(lists(metres=(800,) * 5, appeal=kinds, taste=taste))
    assert count[4] > 2 * plain[4]


def test_units_without_a_profile_need_no_fans():
    kinds = appeal(5, profile=np.zeros(5, np.int64))
    assert len(lists(100, appeal=kinds).pupil) > 0


@pytest.mark.parametrize("closed", [-1.0, np.inf])
def test_inadmissible_units_are_never_wished_for(closed: float):
    wishes = lists(metres=(300, closed, 2000, closed, 4000))
    assert set(wishes.unit) == {0, 2, 4}
    assert wishes.rank.max() == 3


def test_a_pupil_with_one_admissible_unit_lists_it_alone_and_one_with_none_lists_nothing():
    one = lists(50, metres=(500, -1))
    assert set(one.unit) == {0}
    assert set(one.rank) == {1}
    assert len(lists(50, metres=(-1, -1)).pupil) == 0


def test_candidate_columns_give_the_same_kind_of_lists_as_the_whole_matrix():
    table = np.array([[900, 300, -1, 2000], [-1, -1, 700, 50]])
    near = np.array([[1, 0], [3, 2]])
    wishes = draw_choices(
        np.take_along_axis(table, near, axis=1),
        choosers=choosers(2),
        appeal=appeal(4),
        rng=np.random.default_rng(1),
        taste=Taste(active=1.0, active_gap=0.0),
        units=near,
    )
    assert set(wishes.unit[wishes.pupil == 0]) <= {0, 1}
    assert set(wishes.unit[wishes.pupil == 1]) <= {2, 3}


def test_nobody_to_choose_gives_empty_lists():
    wishes = lists(0)
    assert len(wishes.pupil) == len(wishes.rank) == len(wishes.unit) == 0


def test_the_same_generator_gives_the_same_lists():
    first, second = lists(300), lists(300)
    assert first.unit.tolist() == second.unit.tolist()
