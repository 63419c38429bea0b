"""At an offering that chooses by a test the higher score goes first (färdighetsprov).

For art, sports, music or crafts. Where a test is used no other ground may apply: at an
offering whose `selection` is ``test`` the score and the lottery alone decide, and elsewhere
the score counts for nothing. From the high stage; in the middle stage only with
Skolinspektionen's permit, in the low stage never.

Source: Skolförordningen (2011:185) 9 kap. 25-27 §§.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.criteria._needed import noted
from skolval.domain.language import _
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.errors import Fault, InputError

LEGAL = Legal(
    "conditional",
    "From grade 7 (with a permit from grade 4), and then as the only ground.",
    "Skolförordningen 9 kap. 25-27 §§",
)
TOTAL = False
_MIDDLE, _HIGH = 1, 2


class Params(BaseModel):
    """Parameters of the test.

    Parameters
    ----------
    permit : Skolinspektionen has permitted it in the middle stage.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    permit: bool = False


def keys(problem: Problem, params: Params) -> IntArray:
    """Return the score at offerings that choose by test, 0 elsewhere.

    Raises
    ------
    InputError
        If such an offering is of a grade where the law allows no test.
    """
    if problem.tested is None:
        return np.zeros(len(problem.options), np.int64)
    _refuse_young(problem, _MIDDLE if params.permit else _HIGH)
    score = noted(problem, "test_score")
    return np.asarray(np.where(problem.tested[problem.options.offering], score, 0), np.int64)


def _refuse_young(problem: Problem, least: int) -> None:
    offerings, codes = problem.offerings, problem.grades.codes
    stage = np.array([problem.grades.stage(code) for code in codes])
    # An offering of a programme has no grade (-1).
    graded = (offerings.grade >= 0) & (problem.tested if problem.tested is not None else False)
    young = np.flatnonzero(graded & (stage[offerings.grade] < least))
    if len(young):
        raise InputError(
            Fault(
                _("The offering {name} of grade {grade} may not choose by a test.").format(
                    name=offerings.ids[o], grade=codes[offerings.grade[o]]
                ),
                column="selection",
                value=str(offerings.ids[o]),
                rule="profile_test",
                remedy=_(
                    "Tests are for the high stage; with Skolinspektionen's permit write"
                    " `profile_test: {permit: true}` for the middle stage."
                ),
            )
            for o in young
        )
