"""Other packages on the same market; run as a program of its own: ``peers.py NAME MARKET.npz``.

It imports nothing of ours, so that it can run isolated: the folder tests/matching would hide
the package `matching`. Prints the seconds from dictionaries to a matching as JSON, with the
school of each pupil.
"""

from __future__ import annotations

import json
import sys
import time
import warnings

import numpy as np


def by_matching(lists, orders, seats):
    from matching.games import HospitalResident

    game = HospitalResident.create_from_dictionaries(lists, orders, seats)
    return {str(p.name): str(h.name) for h, inside in game.solve().items() for p in inside}


def by_algmatch(lists, orders, seats):
    from algmatch import HospitalResidentsProblem

    number = {s: k for k, s in enumerate(orders, 1)}
    told = {
        "residents": {int(p[1:]) + 1: [number[s] for s in own] for p, own in lists.items()},
        "hospitals": {
            number[s]: {"capacity": seats[s], "preferences": [int(p[1:]) + 1 for p in order]}
            for s, order in orders.items()
        },
    }
    found = HospitalResidentsProblem(dictionary=told).get_stable_matching()
    names = {f"h{k}": s for s, k in number.items()}
    return {f"p{int(p[1:]) - 1}": names[h] for p, h in found["resident_sided"].items() if h}


def by_matching_algorithms(lists, orders, seats):
    from matching_algorithms import school_choice_da

    schools = {s: {"priorities": order, "capacity": seats[s]} for s, order in orders.items()}
    return {p: s for s, inside in school_choice_da(lists, schools).items() for p in inside}


PEERS = {
    "matching": by_matching,
    "algmatch": by_algmatch,
    "matching_algorithms": by_matching_algorithms,
}


def dictionaries(arrays):
    """The market as the peers want it: names in lists."""
    start, school, key, seats = (arrays[name] for name in ("start", "school", "key", "seats"))
    pupil = np.repeat(np.arange(len(start) - 1), np.diff(start))
    lists = {
        f"p{i}": [f"s{s}" for s in school[start[i] : start[i + 1]]] for i in range(len(start) - 1)
    }
    orders = {f"s{s}": [] for s in range(len(seats))}
    for e in np.lexsort((key, school)):
        orders[f"s{school[e]}"].append(f"p{pupil[e]}")
    return lists, orders, {f"s{s}": int(q) for s, q in enumerate(seats)}


def main(name, path):
    with np.load(path) as arrays:
        told = dictionaries(arrays)
        pupils = len(arrays["start"]) - 1
    warnings.simplefilter("ignore")
    began = time.perf_counter()
    try:
        found = PEERS[name](*told)
    except ImportError:
        print(json.dumps({"fault": "not installed"}))
    except RecursionError:
        print(json.dumps({"fault": "RecursionError"}))
    else:
        seconds = time.perf_counter() - began
        schools = [int(found[f"p{i}"][1:]) if f"p{i}" in found else -1 for i in range(pupils)]
        print(json.dumps({"seconds": seconds, "schools": schools}))


if __name__ == "__main__":
    main(*sys.argv[1:])
