"""Introduction programmes in numbers, counted by hand in Gymby."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gymnasium_town import run
from skolval.measure.introduction import introduction_numbers


def test_the_four_programmes_are_counted_by_hand():
    found = {one.programme: one for one in introduction_numbers(run())}
    imv, imy, ima, ims = (found[name] for name in ("IMV", "IMY", "IMA", "IMS"))
    # v1 at A towards BA, v2 at B towards EE, where nothing is read together
    assert (imv.pupils, imv.groups, imv.units, imv.orientations, imv.coread) == (2, 2, 2, 2, 1)
    assert (imy.pupils, imy.orientations, imy.coread) == (1, 1, 1)
    assert (ima.pupils, ima.orientations, ima.hours) == (1, 0, 23.0)
    assert (ims.pupils, ims.groups, ims.without_teacher) == (2, 1, 2)
    assert all(one.independent == 0 for one in found.values())


def test_a_programme_without_pupils_and_a_placement_without_groups_count_nothing():
    made = run()
    chosen = made.placement.chosen.copy()
    chosen[made.problem.introduction.newly_arrived] = -1
    bare = replace(made, placement=made.placement.replace(chosen=chosen, groups=None),
                   problem=made.problem.replace(unit_provider=None))  # fmt: skip
    ims = introduction_numbers(bare)[3]
    assert (ims.pupils, ims.groups, ims.units) == (0, 0, 0)
    assert np.isnan(ims.hours)


def test_a_run_of_another_kind_has_none():
    made = run()
    assert (
        introduction_numbers(replace(made, problem=made.problem.replace(introduction=None))) == ()
    )
