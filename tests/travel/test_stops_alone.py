"""Stops without a timetable, as published: how far it is to one, and no minutes."""

from __future__ import annotations

import numpy as np
import pytest
from tests.travel.test_transit import served

from skolval.errors import InputError
from skolval.io.faults import Ledger
from skolval.sources.stops import read_stops
from skolval.travel.nearest_stops import nearest_stops
from skolval.travel.transit import transit_times


@pytest.mark.shared
def test_the_public_stops_tell_distances_and_nothing_else(shared):
    ledger = Ledger()
    path = shared / "data" / "uppsala" / "uppsala-ul-stops" / "uppsala_ul_stops_2023.csv"
    stops = read_stops(path, ledger)
    assert len(stops) == 1_637
    instance = served({}, [], {}, home=(647_500.0, 6_638_500.0), unit=(648_000.0, 6_638_000.0))
    instance = instance.replace(stops=stops)
    found = nearest_stops(instance).iloc[0]
    away = np.hypot(stops["x"] - 647_500.0, stops["y"] - 6_638_500.0)
    assert found["stop_id"] == stops["stop_id"][away.argmin()]
    assert found["metres"] == round(float(away.min()))
    with pytest.raises(InputError, match="need a timetable"):
        transit_times(instance)
