"""Engines behind one seam: HiGHS, SCIP, CP-SAT, GLOP and PDLP through MathOpt, min-cost flow.

What an engine says is not believed until it has been held against the system's own rows, and
"infeasible" not until a second engine says so too. Where somebody may want to stop it, the
engine runs in a process of its own (see `skolval.solver.engines.apart`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from ortools.math_opt import rpc_pb2
from pybind11_abseil.status import StatusNotOk

from skolval.domain.language import N_, _
from skolval.domain.surfaces import Cancel
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.solver.engines.apart import EngineRefusalError, solved_apart
from skolval.solver.engines.belief import broken, proven_bound, whole_at_best
from skolval.solver.engines.here import solved_here
from skolval.solver.engines.incumbents import kept_on_file, last_solution
from skolval.solver.engines.kinds import ENGINES, FLOW, chosen_engine, second_engine
from skolval.solver.engines.lines import Glimpse, glimpse_of
from skolval.solver.engines.network import network_of, run_flow
from skolval.solver.engines.wire import (
    SOLVER_TYPES,
    UNDECIDED,
    answered,
    hinted,
    message_of,
    parameters_of,
)
from skolval.solver.system import Answer, FloatArray, Limits, System

__all__ = ["run_engine"]

_FAILED, _UNBOUNDED = "failed", "unbounded"
_CONFIRMED = N_("{first} said {what}; {second} says so too.")
_CONTRADICTED = N_("{first} said {what}; {second} found otherwise.")
_ALONE = N_("{first} said {what}; {second} could not tell, so it is not believed.")


def run_engine(
    system: System,
    limits: Limits,
    *,
    engine: str = "auto",
    hint: FloatArray | None = None,
    listen: Callable[[str], None] | None = None,
    interrupter: Cancel | None = None,
) -> Answer:
    """Return an engine's answer to `system`, checked.

    Parameters
    ----------
    engine : one of `ENGINES`, or ``auto`` for the one that the system's shape asks for.
    hint : values of the columns to start from. listen : called with lines of the log.
    interrupter : when it is set the engine stops and the best it found is the answer;
        that of `limits` when None.

    Raises
    ------
    UsageError
        If there is no such engine, it cannot do this kind of system or refuses it.
    """
    cancel = interrupter or limits.cancel
    if (system.lower > system.upper).any() or (system.row_lower > system.row_upper).any():
        return Answer("infeasible", bound=math.inf)
    if not len(system.cost):
        return _without_columns(system)
    if cancel is not None and cancel.is_set():
        return Answer("unknown", cancelled=True)
    began = time.perf_counter()
    limits = replace(limits, cancel=cancel)
    name = chosen_engine(system) if engine == "auto" else _known(engine, system)
    answer = _asked(name, system, limits, hint, listen)
    if answer.note == _FAILED:
        name = second_engine(system, name)
        answer = _asked(name, system, limits, hint, listen)
    what = _doubt(system, answer)
    if not what or answer.cancelled or (what == "infeasible" and not limits.second):
        return answer
    left = limits.seconds - (time.perf_counter() - began)
    return _second(what, answer, system, replace(limits, seconds=max(0.1, left)))


def _second(what: str, first: Answer, system: System, limits: Limits) -> Answer:
    """Return what can be believed when the first engine's answer is `what`."""
    name = second_engine(system, first.engine)
    second = _relaxed_first(system, name, limits)
    told = {"first": first.engine, "what": what, "second": second.engine}
    if second.status == first.status == "infeasible":
        return replace(second, engine=first.engine, note=_CONFIRMED.format(**told))
    if second.status == "found" and not _doubt(system, second):
        return replace(second, note=_CONTRADICTED.format(**told))
    return replace(second, status="unknown", values=None, bound=-np.inf, note=_ALONE.format(**told))


def _relaxed_first(system: System, name: str, limits: Limits) -> Answer:
    """Return the second engine's answer; impossible without whole numbers is impossible."""
    if system.integer.any():
        relaxed = _asked(second_engine(system.relaxed(), "highs"), system.relaxed(), limits)
        if relaxed.status == "infeasible":
            return relaxed
    return _asked(name, system, limits)


def _doubt(system: System, answer: Answer) -> str:
    """Return what is odd about the answer, in a word or two; empty if it can be believed."""
    if answer.status == "infeasible" or answer.values is None:
        return answer.note or ("infeasible" if answer.status == "infeasible" else "")
    return answer.note or broken(system, answer.values, loose=answer.engine == "pdlp")


def _asked(
    name: str,
    system: System,
    limits: Limits,
    hint: FloatArray | None = None,
    listen: Callable[[str], None] | None = None,
) -> Answer:
    """Return the engine's answer, with a bound that holds; not yet checked."""
    if name == FLOW:
        network = network_of(system)
        return Answer("unknown", engine=FLOW) if network is None else run_flow(system, network)
    try:
        answer = _solved(name, system, limits, hint, listen)
    except (StatusNotOk, EngineRefusalError) as error:
        if "INVALID_ARGUMENT" in str(error):
            raise _refused(name, str(error)) from error
        # an engine that fails within has proven nothing; another one is asked
        return Answer("unknown", engine=name, note=_FAILED)
    if answer.note == UNDECIDED and system.cost.any():
        # where nothing costs anything, nothing is unbounded
        free = _asked(name, system.replace(cost=np.zeros(len(system.cost))), limits)
        return free if free.status == "infeasible" else replace(answer, note=_UNBOUNDED)
    return _with_sound_bound(name, system, answer)


def _solved(
    name: str,
    system: System,
    limits: Limits,
    hint: FloatArray | None,
    listen: Callable[[str], None] | None,
) -> Answer:
    request = rpc_pb2.SolveRequest(
        solver_type=SOLVER_TYPES[name],
        model=message_of(system),
        parameters=parameters_of(name, system, limits),
        model_parameters=hinted(hint if ENGINES[name].whole else None),
    )
    if limits.cancel is None:
        return answered(solved_here(request, listen), system, name)
    watch = _Watch(listen)
    if name != "highs" or not system.integer.any():
        result = solved_apart(request, watch, limits.cancel)
        return _ended(name, None, watch) if result is None else answered(result, system, name)
    with kept_on_file(request.parameters) as path:
        result = solved_apart(request, watch, limits.cancel)
        if result is not None:
            return answered(result, system, name)
        values = last_solution(path, len(system.cost))
    return _ended(name, _repaired(system, values, limits), watch)


class _Watch:
    """Hears the log and remembers the last bound, for an engine that has to be ended."""

    def __init__(self, listen: Callable[[str], None] | None) -> None:
        self._listen = listen
        self.last = Glimpse()

    def __call__(self, line: str) -> None:
        """Take in one line."""
        self.last = glimpse_of(line) or self.last
        if self._listen is not None:
            self._listen(line)


def _ended(name: str, values: FloatArray | None, watch: _Watch) -> Answer:
    """Return the answer of an engine that was ended in the middle of its work."""
    bound = watch.last.bound
    # the log gives a dozen digits
    bound -= 1e-9 * abs(bound) if math.isfinite(bound) else 0.0
    status = "unknown" if values is None else "found"
    return Answer(status, values=values, bound=bound, engine=name, cancelled=True)


def _repaired(system: System, values: FloatArray | None, limits: Limits) -> FloatArray | None:
    """Return values read from a file, which has few digits, made exact; None if they cannot be."""
    if values is None:
        return None
    whole = np.rint(values)
    values = np.where(system.integer, whole, values)
    if not broken(system, values):
        return values
    fixed = system.replace(
        integer=np.zeros(len(values), np.bool_),
        lower=np.where(system.integer, whole, system.lower),
        upper=np.where(system.integer, whole, system.upper),
    )
    answer = _asked("highs", fixed, replace(limits, cancel=None, seconds=1.0))
    found = answer.values
    return None if found is None or broken(system, found) else found


def _with_sound_bound(name: str, system: System, answer: Answer) -> Answer:
    """Return the answer with no more bound than is proven."""
    if name == "pdlp" and answer.duals is not None:
        # PDLP's own bound is as approximate as its answer; its duals prove one
        return replace(answer, bound=proven_bound(system, answer.duals))
    if name == "cp_sat" and not whole_at_best(system):
        # CP-SAT looks only among whole numbers
        status = "unknown" if answer.status == "infeasible" else answer.status
        return replace(answer, status=status, bound=-np.inf)
    return answer


def _known(engine: str, system: System) -> str:
    if engine not in ENGINES:
        raise UsageError(
            Fault(
                _("There is no engine called {name!r}.").format(name=engine),
                value=engine,
                rule="known_name",
                suggestion=did_you_mean(engine, tuple(ENGINES)),
                remedy=_("Known: {known}.").format(known=", ".join(ENGINES)),
            )
        )
    fits = ENGINES[engine].whole or not system.integer.any()
    if fits and (engine != FLOW or network_of(system) is not None):
        return engine
    raise UsageError(
        Fault(
            _("The engine {name} cannot solve a problem of this kind.").format(name=engine),
            value=engine,
            rule="engine",
            remedy=_("Let the program choose (`engine: auto`), or take `highs`."),
        )
    )


def _refused(name: str, reason: str) -> UsageError:
    return UsageError(
        Fault(
            _("The engine {name} refuses: {reason}").format(name=name, reason=reason),
            value=name,
            rule="engine",
            remedy=_("Another engine or other limits may do; please report this."),
        )
    )


def _without_columns(system: System) -> Answer:
    holds = (system.row_lower <= 0).all() and (system.row_upper >= 0).all()
    if not holds:
        return Answer("infeasible", bound=math.inf)
    return Answer("found", values=np.zeros(0), bound=system.constant)
