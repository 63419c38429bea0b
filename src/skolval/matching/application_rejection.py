"""Seats become final after every few choices on the list (omgångar med slutliga platser).

The application-rejection family: pupils apply to their first e choices by deferred
acceptance, then these seats are final, and those without a place apply to their next e
choices for what is left. e = 1 is immediate acceptance ("Boston"): a first choice goes before
any second choice, so that a pupil can gain by not listing the true first wish. Without end it
is deferred acceptance. Chinese provinces use 2 (Shanghai) and more.

One kernel serves all: putting "among which e choices" before the school's own order and
running deferred acceptance gives the same placement, for nobody of a later round can push
out one of an earlier.

Source: Chen & Kesten (2017), Chinese College Admissions and School Choice Reforms (JPE 125:1).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from skolval.domain.problem import IntArray
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.market import Market

__all__ = ["application_rejection"]


def application_rejection(
    market: Market, permanency: int | None, *, place: IntArray | None = None
) -> IntArray:
    """Return the placement when seats become final after every `permanency` choices.

    Parameters
    ----------
    market : keys are strict at every school.
    permanency : how many choices a round has, at least 1; None for no end.
    place : (e,) place of each entry in the pupil's own list, 0 first; a school that does not
        accept the pupil still fills a place. Without it entries are counted.

    Returns
    -------
    (n,) the entry each pupil takes, -1 none.

    Source: Chen & Kesten (2017).
    """
    if permanency is None:
        return deferred_acceptance(market)[0]
    if place is None:
        place = np.arange(len(market.school)) - market.start[market.pupil_of_entry()]
    levels, dense = np.unique(market.key, return_inverse=True)
    key = (place // permanency) * max(1, len(levels)) + dense.astype(np.int64)
    return deferred_acceptance(replace(market, key=key))[0]
