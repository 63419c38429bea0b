"""What the law asks of preparatory classes (förberedelseklasser), pupil by pupil.

Source: Skollagen (2010:800) 3 kap. 12 b, 12 e and 12 f §§.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.audit.claims import Claim
from skolval.audit.hosted import PERMILLE, Hosted
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray
from skolval.domain.spans import grades_of_span

__all__ = ["check_preparatory"]

_LAWFUL_MONTHS, _CLASS_WITHIN = 24, 2
_PRESCHOOL = "F"


def check_preparatory(found: Hosted) -> Iterator[Claim]:
    """Yield one claim per condition of the law on who is in a preparatory class, and how long."""
    yield _needed(found)
    yield _span(found)
    yield _unit(found)
    yield _preschool(found)
    yield _clock(found)
    yield _class(found)
    yield _partly(found)


def _needed(found: Hosted) -> Claim:
    """Whoever is to be in a group for some months is, and nobody else."""
    hosting = found.hosting
    needs = (hosting.leaves > hosting.enters) & (found.unit >= 0)
    text = N_("{pupil} is placed at {place} and needs a group, and has none.")
    told = found.parties("preparatory_need", needs & ~found.grouped, text)
    other = N_("{pupil} at {place} goes to a group for no month.")
    told += found.parties("preparatory_need", found.grouped & ~needs, other)
    said = _("Whoever needs a preparatory class has one, and nobody else is in one.")
    return Claim("preparatory_need", said, int((found.unit >= 0).sum()), told)


def _span(found: Hosted) -> Claim:
    problem, hosting = found.problem, found.hosting
    fits = np.zeros((len(hosting.kinds) + 1, len(problem.grades.codes)), bool)
    for number, span in enumerate(hosting.kinds):
        fits[number, list(grades_of_span(span, problem.grades))] = True
    kind = np.where(found.grouped, hosting.host_kind[np.maximum(found.host, 0)], -1)
    bad = found.grouped & ~fits[kind, problem.parties.grade]
    text = N_("{pupil} goes to a group at {place} that is not for the pupil's grade.")
    said = _("Everybody in a group is of a grade that the group is for.")
    told = found.parties("preparatory_span", bad, text)
    return Claim("preparatory_span", said, int(found.grouped.sum()), told)


def _unit(found: Hosted) -> Claim:
    """Skolförordningen 5 kap. 5 a §: as close as possible to other teaching; here the same unit."""
    at = found.hosting.host_unit[np.maximum(found.host, 0)]
    bad = found.grouped & (at != found.unit)
    text = N_("{pupil} has a regular class at {place} and the group at another unit.")
    said = _("Group and regular class are at the same unit.")
    told = found.parties("preparatory_unit", bad, text)
    return Claim("preparatory_unit", said, int(found.grouped.sum()), told)


def _preschool(found: Hosted) -> Claim:
    codes = np.array(found.problem.grades.codes)
    bad = found.grouped & (codes[found.problem.parties.grade] == _PRESCHOOL)
    text = N_("{pupil} is in the preschool class and goes to a group at {place} (3:12 b).")
    said = _("Nobody in the preschool class goes to a preparatory class (3:12 b).")
    told = found.parties("preparatory_preschool", bad, text)
    return Claim("preparatory_preschool", said, int(found.grouped.sum()), told)


def _clock(found: Hosted) -> Claim:
    """3:12 f: never longer than two years, and no longer than the policy says."""
    hosting = found.hosting
    most = min(_LAWFUL_MONTHS, found.rule.months_most)
    used = hosting.clock + np.maximum(hosting.leaves - hosting.enters, 0)
    outside = (hosting.enters < 0) | (hosting.leaves > hosting.months)
    never: BoolArray = found.grouped & (outside | (hosting.clock < 0))
    text = N_("{pupil} would be in a preparatory class at {place} for more than {most} months.")
    longer = found.grouped & (used > most) & ~never
    told = found.parties("preparatory_clock", longer, text.replace("{most}", str(most)))
    other = N_("{pupil} would be in the group at {place} in months that cannot be.")
    told += found.parties("preparatory_clock", never, other)
    said = _("Nobody is in a preparatory class for more than {most} months (3:12 f).")
    checked = int(found.grouped.sum())
    return Claim("preparatory_clock", said.format(most=most), checked, told)


def _class(found: Hosted) -> Claim:
    """3:12 e: the regular class within two months, and none without both group and class."""
    hosting = found.hosting
    within = min(_CLASS_WITHIN, found.rule.regular_within)
    # who needs no group leaves it as they enter, and waits for nothing
    latest = np.minimum(hosting.enters + within, np.maximum(hosting.leaves, hosting.enters))
    placed = found.unit >= 0
    bad: BoolArray = placed & ((hosting.seat_from > latest) | (hosting.seat_from < 0))
    text = N_("{pupil} has a regular class at {place} too late.")
    said = _("Everybody has a regular class within {months} months of arrival (3:12 e).")
    told = found.parties("preparatory_class", bad, text)
    return Claim("preparatory_class", said.format(months=within), int(placed.sum()), told)


def _partly(found: Hosted) -> Claim:
    """3:12 f: a pupil is taught partly in a preparatory class."""
    share = found.hosting.share
    bad: BoolArray = found.grouped & ((share <= 0) | (share >= PERMILLE))
    text = N_("{pupil} is in the group at {place} for all of the week, or for none of it.")
    said = _("Everybody in a preparatory class is there for a part of the week (3:12 f).")
    told = found.parties("preparatory_partly", bad, text)
    return Claim("preparatory_partly", said, int(found.grouped.sum()), told)
