"""The order of one run's calls by OR-Tools routing: quick, and no proof when it finds none."""

from __future__ import annotations

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from skolval.solver.routing_times import ServiceAsked

__all__ = ["searched_order"]

_DAY = 86_400
_SOLUTIONS = 30
"""Orders the search may take on its way down, so that work and not the clock ends it."""
_BRAKE_S = 20
_ENDS = 2


def searched_order(asked: ServiceAsked) -> tuple[int, ...] | None:
    """Return the places in the order of a short run, None if the search met none."""
    model, manager = _model(asked)
    search = pywrapcp.DefaultRoutingSearchParameters()
    strategies = routing_enums_pb2.FirstSolutionStrategy
    search.first_solution_strategy = strategies.PARALLEL_CHEAPEST_INSERTION
    descent = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    search.local_search_metaheuristic = descent
    search.solution_limit = _SOLUTIONS
    search.time_limit.seconds = _BRAKE_S
    found = model.SolveWithParameters(search)
    if found is None:
        return None
    order, at = [], found.Value(model.NextVar(model.Start(0)))
    while not model.IsEnd(at):
        order.append(manager.IndexToNode(at))
        at = found.Value(model.NextVar(at))
    return tuple(reversed(order)) if asked.homeward else tuple(order)


def _model(asked: ServiceAsked) -> tuple[pywrapcp.RoutingModel, pywrapcp.RoutingIndexManager]:
    """Return the routing model of the run; a run home is the same run backwards in time."""
    n, places = asked.stops, asked.stops + asked.units
    way = np.zeros((places + _ENDS, places + _ENDS), np.int64)
    seconds = asked.seconds.T if asked.homeward else asked.seconds
    way[:places, :places] = seconds + asked.dwell[:, None]
    way[:places, places + 1] = asked.dwell
    manager = pywrapcp.RoutingIndexManager(places + _ENDS, 1, [places], [places + 1])
    model = pywrapcp.RoutingModel(manager)
    transit = model.RegisterTransitMatrix(way.tolist())
    model.SetArcCostEvaluatorOfAllVehicles(transit)
    model.AddDimension(transit, 2 * _DAY, 8 * _DAY, False, "time")
    aboard = np.r_[asked.pupils.sum(1), -asked.pupils.sum(0), 0, 0]
    load = model.RegisterUnaryTransitVector(aboard.tolist())
    model.AddDimension(load, 0, asked.capacity, True, "load")
    time = model.GetDimensionOrDie("time")
    time.SetSpanCostCoefficientForAllVehicles(1)
    solver = model.solver()
    for unit in range(asked.units):
        here = time.CumulVar(manager.NodeToIndex(n + unit))
        first, last = asked.window(unit)
        here.SetRange(first + 4 * _DAY, last + 4 * _DAY)
        for stop in np.flatnonzero(asked.pupils[:, unit]):
            there = time.CumulVar(manager.NodeToIndex(int(stop)))
            solver.Add(there + int(asked.dwell[stop]) <= here)
            solver.Add(here - there <= asked.ride_most + int(asked.dwell[stop]))
    for index in (model.Start(0), model.End(0)):
        model.AddVariableMinimizedByFinalizer(time.CumulVar(index))
    return model, manager
