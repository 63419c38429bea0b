"""Gymby, a made-up town with four upper secondary units on a line, and who may host what.

    A (municipal: BA, SA)    B (municipal: EE)    C (independent: SA)    D (independent: BA)
    0 m                      1,000 m              2,000 m                3,000 m

A may run IMV-BA, IMY-BA, IMA and IMS, B IMV-EE, IMA and IMS, C IMA (no price agreed) and D IMV-BA,
IMY-BA (agreed) and IMA (not agreed). Everybody lives at A.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.hosting import HostingRule
from skolval.domain.introduction import IntroductionRule
from skolval.domain.introduction_problem import introduction_problem
from skolval.domain.introduction_view import introduction_view
from skolval.domain.placement import Placement, Status
from skolval.io.run import run_of
from skolval.travel.table import travel_table
from towns import frame, policy, town

WEST, SOUTH = 640_000.0, 6_630_000.0
WHERE = {"A": WEST, "B": WEST + 1_000, "C": WEST + 2_000, "D": WEST + 3_000}
NATIONAL = {"A": ("BA", "SA"), "B": ("EE",), "C": ("SA",), "D": ("BA",)}
HOSTS = {
    "A": {"IMV-BA": {"form": "group"}, "IMY-BA": {}, "IMA": {}, "IMS": {}},
    "B": {"IMV-EE": {"form": "group"}, "IMA": {}, "IMS": {"groups_today": 1}},
    "C": {"IMA": {"agreement": False}},
    "D": {"IMV-BA": {}, "IMY-BA": {"agreement": True}, "IMA": {"agreement": False}},
}
PUPILS = {
    "v1": {"swedish": True, "english": True, "maths": False, "others": 6, "orientation": "BA"},
    "v2": {"swedish": True, "english": True, "maths": True, "others": 3, "orientation": "EE"},
    "y1": {"swedish": True, "english": False, "maths": False, "others": 7, "orientation": "BA"},
    "a1": {"swedish": False, "english": False, "maths": False, "others": 2},
    "s1": {"swedish": False, "english": True, "maths": True, "others": 5, "newly_arrived": True},
    "s2": {"swedish": False, "english": False, "maths": False, "others": 0, "newly_arrived": True},
}


def _programmes():
    kind = {"SA": "national_preparatory"}
    rows = [
        {"unit_id": unit, "programme": code, "kind": kind.get(code, "national_vocational"),
         "seats": 20}
        for unit, codes in NATIONAL.items()
        for code in codes
    ]  # fmt: skip
    rows += [
        {"unit_id": unit, "programme": code, "kind": "introduction", "seats": 10, "size_most": 5,
         "hours": 23, "coread_hours": 8 if unit == "A" else 0, "sva_teachers": int(unit == "B"),
         **more}
        for unit, hosts in HOSTS.items()
        for code, more in hosts.items()
    ]  # fmt: skip
    return frame("programmes", rows)


def _people(changed):
    usual = {"newly_arrived": False, "started": False, "turns_20": 2030, "resident": True, "x": WEST,
             "y": SOUTH, "low_education": 1}  # fmt: skip
    rows = [
        {"pupil_id": name, **usual, **merits, **changed.get(name, {})}
        for name, merits in PUPILS.items()
    ]
    return frame("introduction_pupils", rows, "low_education")


def gymby(**changed):
    """The town; `changed` are columns of named pupils."""
    made = town(
        [{"unit_id": unit, "name": unit, "x": x, "y": SOUTH,
          "provider": "municipal" if unit in "AB" else "independent",
          "placeable": unit in "AB"} for unit, x in WHERE.items()],
        [{"offering_id": f"{unit}-{code}", "unit_id": unit, "grade": "Gy1", "kind": "programme",
          "programme": code, "seats": 20} for unit, codes in NATIONAL.items() for code in codes],
        [{"pupil_id": "g1", "grade": "Gy2", "current_unit": "A", "in_round": False, "x": WEST,
          "y": SOUTH, "low_education": 0}],
        school_form="upper_secondary", name="gymby",
    )  # fmt: skip
    return made.replace(programmes=_programmes(), introduction_pupils=_people(changed))


def introduction_policy(*, independent="agreement", orientations=2, **hosting):
    return policy("nearest_school", name="im").replace(
        places="introduction",
        hosting=HostingRule(keep=False, **hosting),
        introduction=IntroductionRule(orientations=orientations, independent=independent),
    )


def problem(made=None, asked=None):
    """The problem of the introduction pupils."""
    made, asked = made or gymby(), asked or introduction_policy()
    return introduction_problem(made, asked, travel_table(introduction_view(made, asked)))


def nearest(made):
    """The option row of every party's nearest place, and the groups that it takes."""
    start = made.options.start
    chosen = np.where(np.diff(start) > 0, start[:-1], -1)
    host = made.hosting.option_host[chosen[chosen >= 0]]
    count = np.bincount(host, minlength=len(made.hosting))
    return chosen, -(-count // made.hosting.most_size)


def run(made=None, asked=None):
    """A run where everybody has the nearest place."""
    town_, rule = made or gymby(), asked or introduction_policy()
    found = problem(town_, rule)
    chosen, groups = nearest(found)
    placement = Placement(chosen=chosen, mechanism="hosted", status=Status.FEASIBLE, groups=groups)
    return run_of(introduction_view(town_, rule), found, placement)
