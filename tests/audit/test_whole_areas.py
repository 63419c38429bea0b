"""The audit sees a pupil who is not placed where the pupil's area is."""

from __future__ import annotations

import numpy as np

from skolval.audit import audit
from skolval.io.policy import read_policy
from skolval.io.run import run_of
from skolval.place import place, problem_of
from skolval.synth.importers.rezoning import Params, read

TABLES = {
    "areas": "area,total,poor,school\na1,4,3,S1\na2,5,1,S1\na3,4,2,S2\n",
    "schools": "id,name,capacity,area\nS1,One,9,a1\nS2,Two,9,a3\n",
    "travel": "area,school,metres\na1,S1,100\na1,S2,900\na2,S1,400\na2,S2,500\na3,S1,900\na3,S2,90\n",
    "adjacency": "a,b\na1,a2\na2,a3\n",
}


def test_a_pupil_apart_from_the_area_is_a_breach(tmp_path):
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    instance = read(tmp_path, Params()).instance
    problem = problem_of(instance, read_policy("rezoning"))
    placement = place(problem)
    run = run_of(instance, problem, placement)
    assert audit(run).ok
    start, chosen = problem.options.start, placement.chosen.copy()
    stray = int(np.flatnonzero(np.diff(start) > 1)[0])
    others = [row for row in range(start[stray], start[stray + 1]) if row != chosen[stray]]
    chosen[stray] = others[0]
    found = audit(run_of(instance, problem, placement.replace(chosen=chosen)))
    assert any("where the other pupils of the area" in b.message for b in found.breaches)
