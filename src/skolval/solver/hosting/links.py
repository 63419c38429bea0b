"""Nobody in a group of a host that runs none, said pupil by pupil: rows that follow already.

The rules say it for all pupils of a host together, and a linear programme opens a tenth of a
group for one pupil. Said for each of them, a host is open or it is not, and must then find its
least size: bounds come near the best placement. Equal parties are one row, so they stay equal.

Source: Krarup & Pruzan (1983), European Journal of Operational Research 12(1), 36-81.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from skolval.solver.hosting.rows import Core
from skolval.solver.programme import Programme
from skolval.solver.system import System

__all__ = ["linked"]


def linked(found: Programme, core: Core, system: System) -> System:
    """Return `system` with a row for every bundle and host: as many as it has, if the host runs.

    The rows stand last; no column is added, and no placement is lost.
    """
    bundles, hosts = found.bundles, len(core.hosting)
    host = core.hosting.option_host[bundles.column_option]
    choice = np.flatnonzero(host >= 0)
    pairs, row = np.unique(
        bundles.column_bundle[choice] * max(hosts, 1) + host[choice], return_inverse=True
    )
    switch = found.n_choices + core.opened - found.posted.n_options
    number = np.arange(len(pairs))
    count = bundles.count[pairs // max(hosts, 1)]
    entries = (
        np.r_[np.ones(len(choice)), -count.astype(np.float64)],
        (np.r_[row, number], np.r_[choice, switch[pairs % max(hosts, 1)]]),
    )
    rows = sparse.csr_array(entries, (len(pairs), len(system.cost)))
    return system.replace(
        matrix=sparse.vstack([system.matrix, rows], "csr"),
        row_lower=np.r_[system.row_lower, np.full(len(pairs), -np.inf)],
        row_upper=np.r_[system.row_upper, np.zeros(len(pairs))],
    )
