"""Gatby: a square of four streets, two units, three pupils of whom one is protected.

::

    b ---- Norra 1000 ---- c (unit N, its main entrance 20 m above)
    |                      |
  Västra 600            Östra 600
    |                      |
    a ---- Södra 1000 ---- d (unit S)

p1 lives 10 m left of a and wishes N, then S; p2 lives at d and wishes N; N has one seat.
s1 is protected and goes to S.
"""

from __future__ import annotations

from skolval.domain.provenance import Fact, provenance_frame
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.io.run import run_of
from skolval.io.run_reading import read_run
from skolval.io.run_writing import write_run
from skolval.io.writing import write_instance
from skolval.place import place, problem_of
from towns import town

E, N = 560_000.0, 6_600_000.0
POLICY = """\
policy: gatby
mechanism: deferred_acceptance
criteria:
  - relative_proximity
  - lottery
rules:
  - capacity
seed: gatby
"""


def gatby():
    """The instance in memory."""
    corners = {"a": (0, 0), "b": (0, 600), "c": (1000, 600), "d": (1000, 0)}
    streets = [("a", "b", 600, "Västra gatan"), ("b", "c", 1000, "Norra gatan"),
               ("c", "d", 600, "Östra gatan"), ("a", "d", 1000, "Södra gatan")]  # fmt: skip
    made = town(
        [{"unit_id": "N", "name": "Norrskolan", "x": E + 1000, "y": N + 620},
         {"unit_id": "S", "name": "Söderskolan", "x": E + 1000, "y": N}],
        [{"offering_id": "N-F", "unit_id": "N", "grade": "F", "seats": 1},
         {"offering_id": "S-F", "unit_id": "S", "grade": "F", "seats": 5}],
        [{"pupil_id": "p1", "x": E - 10, "y": N, "grade": "F", "low_education": 0},
         {"pupil_id": "p2", "x": E + 1000, "y": N, "grade": "F", "low_education": 1},
         {"pupil_id": "s1", "grade": "F", "protected": True, "low_education": 0}],
        [{"pupil_id": "p1", "rank": 1, "unit_id": "N"}, {"pupil_id": "p1", "rank": 2, "unit_id": "S"},
         {"pupil_id": "p2", "rank": 1, "unit_id": "N"}, {"pupil_id": "s1", "rank": 1, "unit_id": "S"}],
        nodes=[{"node_id": k, "x": E + x, "y": N + y} for k, (x, y) in corners.items()],
        edges=[{"from_node": a, "to_node": b, "metres": float(m), "name": name}
               for a, b, m, name in streets],
        measuring_point="main_entrance",
        provenance=provenance_frame([Fact("edges", "", "byns karta", "2026-05-01")]),
    )  # fmt: skip
    return made.replace(pupils=made.pupils.astype({"low_education": "Int64"}))


def gatby_on_disk(folder):
    """Write the instance and its run; return both, read again, and their folders."""
    written = write_instance(gatby(), folder / "gatby")
    instance = read_instance(written)
    (folder / "gatby.yaml").write_text(POLICY, encoding="utf-8")
    problem = problem_of(instance, read_policy(folder / "gatby.yaml"))
    write_run(folder / "run", run_of(instance, problem, place(problem)))
    return instance, read_run(folder / "run")
