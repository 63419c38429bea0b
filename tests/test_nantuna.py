"""The golden instance of design 5, section 2.4."""

from __future__ import annotations

import numpy as np

from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.registry import load
from towns import nantuna, policy


def table_of(instance):
    wide = instance.travel.pivot(index="origin_id", columns="unit_id", values="metres")
    wide = wide.loc[instance.pupils["pupil_id"], instance.units["unit_id"]]
    metres = wide.to_numpy(np.int32)
    return TravelTable(metres, metres // 80, np.arange(len(metres)), "table")


def test_static_relative_proximity_sends_b_to_the_third_unit_as_in_2016():
    instance = nantuna()
    rules = policy("deferred_acceptance", "relative_proximity", "lottery")
    problem = build_problem(instance, rules, table_of(instance))
    module = load("mechanism", "deferred_acceptance")
    placement = module.place(problem, module.Params())
    units = problem.unit_ids[placement.unit(problem)]
    assert dict(zip(problem.parties.ids, units, strict=True)) == {"a": "N", "b": "S", "c": "U"}
    assert placement.metres(problem).sum() == 4500
    assert placement.metres(problem).max() == 2500
