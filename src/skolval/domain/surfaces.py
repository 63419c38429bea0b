"""What a file in each room must offer (Protocols): the module *is* the plug-in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from skolval.domain.breach import Breach
    from skolval.domain.counts import Counts, FloatArray
    from skolval.domain.placement import Placement
    from skolval.domain.policy import Legal
    from skolval.domain.problem import IntArray, Problem

__all__ = [
    "Cancel",
    "Criterion",
    "Cut",
    "Goal",
    "Index",
    "IndexValue",
    "Linear",
    "Mechanism",
    "Model",
    "Progress",
    "Rule",
]

_Written = TypeVar("_Written")

Progress = Callable[[str], None]
"""Called now and then with one line of text on long work."""


class Cancel(Protocol):
    """Somebody's wish to stop: a ``threading.Event``, or anything else that can be asked."""

    def is_set(self) -> bool:
        """Return whether to stop and keep the best found so far."""


Cut = tuple["IntArray", "IntArray", int]
"""A row found when it was needed: columns, coefficients and upper bound, all whole."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear expression with whole coefficients: sum of coefficient x column + constant."""

    columns: IntArray
    coefficients: IntArray
    constant: int = 0


class Model(Protocol):
    """The surface a rule or goal writes on. Columns 0..n_options-1 are the options (0 or 1)."""

    @property
    def n_options(self) -> int:
        """Number of option columns."""

    def variables(self, lower: IntArray, upper: IntArray, *, integer: bool) -> IntArray:
        """Add one column per bound pair; return their column numbers."""

    def add_rows(
        self,
        rule: str,
        entries: tuple[IntArray, IntArray, IntArray],
        *,
        upper: IntArray,
        lower: IntArray | None = None,
        price: int | None = None,
    ) -> None:
        """Add rows ``lower <= A x <= upper``.

        Parameters
        ----------
        rule : file name of the rule, for conflicts in words.
        entries : (row number from 0 within this call, column, coefficient).
        upper, lower : whole bounds, one per row; no lower bound when None.
        price : None makes the rows hard; a whole number lets each row be exceeded at
            that price per unit (only for rows with an upper bound).
        """

    def deviations(
        self, rule: str, entries: tuple[IntArray, IntArray, IntArray], most: IntArray
    ) -> IntArray:
        """Add one column per cell that is at least ``|sum of coefficient x column|``.

        Parameters
        ----------
        rule : file name of the rule, for conflicts in words.
        entries : (cell from 0, column, coefficient). most : largest sum of each cell.

        Returns
        -------
        (n_cells,) column numbers. The two rows of each cell are known to be one absolute
        value, which bounds and whole-number facets make use of.
        """

    def lazy(
        self, rule: str, separate: Callable[[FloatArray], list[Cut]], columns: IntArray
    ) -> None:
        """Promise rows that are too many to be written, and are found when they are broken.

        Parameters
        ----------
        separate : called with (n_options,) values between 0 and 1, returns rows that they break;
            for whole values exactly: no row is returned if and only if all rows hold.
        columns : options that such rows may name; their parties are never bundled.
        """

    def once(self, key: str, write: Callable[[], _Written]) -> _Written:
        """Return what `write` returns, called only the first time `key` is asked for.

        So rules and goals can share columns that the first of them has written.
        """


class Rule(Protocol):
    """A condition said twice: `breaches` looks at a placement, `post` tells the model."""

    Params: type[Any]
    LEGAL: Legal
    SAMPLES: Sequence[dict[str, Any]]

    def breaches(self, problem: Problem, chosen: IntArray, params: Any) -> list[Breach]:
        """Return every breach of the option rows `chosen` (-1: not placed)."""

    def post(self, problem: Problem, model: Model, params: Any) -> None:
        """Write the rule on the model."""


class Goal(Protocol):
    """A thing to make small, said twice."""

    Params: type[Any]
    UNIT: str
    SAMPLES: Sequence[dict[str, Any]]

    def value(self, problem: Problem, chosen: IntArray, params: Any) -> int:
        """Return the value of a placement, a whole number in `UNIT`."""

    def post(self, problem: Problem, model: Model, params: Any) -> Linear:
        """Return the expression whose least value equals `value`."""


class Criterion(Protocol):
    """A selection criterion (urvalsgrund): a key per option row, larger goes first."""

    Params: type[Any]
    LEGAL: Legal
    TOTAL: bool

    def keys(self, problem: Problem, params: Any) -> IntArray:
        """Return (n_options,) whole keys; between two applicants to an offering the larger wins."""


@dataclass(frozen=True, slots=True)
class IndexValue:
    """A segregation index with its company.

    Parameters
    ----------
    value : NaN when undefined, then `reason` is a code (``group_empty``, ``single_group``, ...).
    expected : mean under random allocation of the same pupils to the same unit sizes, NaN
        when unknown. flag : ``one_unit`` or empty.
    """

    value: float
    expected: float = float("nan")
    reason: str = ""
    flag: str = ""


class Index(Protocol):
    """A segregation index, a pure function of counts."""

    SYMBOL: str

    def index(self, counts: Counts, group: str) -> IndexValue:
        """Return the index of `group` against the rest."""


class Mechanism(Protocol):
    """Turns a problem into a placement."""

    Params: type[Any]
    LEGAL: Legal
    NEEDS_CRITERIA: bool

    def place(
        self, problem: Problem, params: Any, *, progress: Progress | None = None
    ) -> Placement:
        """Return the placement."""
