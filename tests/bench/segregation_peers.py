"""PySAL's `segregation` on the tables of a file; run as a program: ``segregation_peers.py FILE.npz``.

It imports nothing of ours. Prints as JSON the values and the seconds of every index of the small
table, and the seconds of permutations of five indices on both tables.
"""

from __future__ import annotations

import json
import sys
import time
import warnings

import numpy as np

DRAWS = {"small": 10, "large": 2}


def frame_of(table):
    import pandas as pd

    frame = pd.DataFrame(table, columns=[f"g{k}" for k in range(table.shape[1])])
    return frame.assign(total=table.sum(axis=1))


def every_index(table):
    """Return the value of every index, the single-group ones for every group."""
    from segregation import multigroup, singlegroup

    frame = frame_of(table)
    groups = [name for name in frame if name != "total"]
    single = {
        "D": singlegroup.Dissim, "G": singlegroup.Gini, "H": singlegroup.Entropy,
        "xPx": singlegroup.Isolation, "xPy": singlegroup.Interaction,
        "V": singlegroup.CorrelationR, "A": singlegroup.Atkinson, "MM": singlegroup.MinMax,
    }  # fmt: skip
    many = {
        "Dm": multigroup.MultiDissim, "Gm": multigroup.MultiGini, "Hm": multigroup.MultiInfoTheory,
        "R": multigroup.MultiRelativeDiversity, "C": multigroup.MultiSquaredCoefVar,
        "P": multigroup.MultiNormExposure, "E": multigroup.MultiDiversity,
        "I": multigroup.SimpsonsInteraction,
    }  # fmt: skip
    found = {
        f"{symbol} {group}": index(frame, group, "total").statistic
        for symbol, index in single.items()
        for group in groups
    }
    found |= {symbol: index(frame, groups).statistic for symbol, index in many.items()}
    return {name: float(value) for name, value in found.items()}


def permuted(table, draws):
    """Permute pupils `draws` times for each of five indices."""
    from segregation import multigroup
    from segregation.inference.randomization import simulate_null, simulate_person_permutation

    frame = frame_of(table)
    groups = [name for name in frame if name != "total"]
    for index in (
        multigroup.MultiDissim, multigroup.MultiInfoTheory, multigroup.MultiRelativeDiversity,
        multigroup.MultiSquaredCoefVar, multigroup.MultiNormExposure,
    ):  # fmt: skip
        simulate_null(draws, simulate_person_permutation, index(frame, groups), n_jobs=1)


def clocked(action):
    began = time.perf_counter()
    found = action()
    return found, time.perf_counter() - began


def main(path):
    with np.load(path) as arrays:
        tables = {name: arrays[name] for name in ("small", "large")}
    warnings.simplefilter("ignore")
    try:
        values, first = clocked(lambda: every_index(tables["small"]))
    except ImportError:
        print(json.dumps({"fault": "not installed"}))
        return
    told = {"values": values, "first": first}
    told["warm"] = min(clocked(lambda: every_index(tables["small"]))[1] for _run in range(3))
    for name, table in tables.items():
        permuted(table[:3], 1)
        told[f"per_draw_{name}"] = (
            clocked(lambda t=table, d=DRAWS[name]: permuted(t, d))[1] / DRAWS[name]
        )
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
