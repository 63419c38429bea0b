"""The layer of services outwards for QGIS: a line from call to call, with direction and load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from skolval.domain.services import SERVICE_KINDS
from skolval.report.service_map import Carried, carried

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skolval.io.run import Run

__all__ = ["services_layer"]


def services_layer(runs: Sequence[Run], names: Sequence[str], audience: str) -> gpd.GeoDataFrame:
    """Return the stretches of every service that carries pupils; empty without services.

    Columns: run, service_id, kind, from_stop, to_stop, offered (pupils on the service), aboard
    (pupils on the stretch, empty where too few to tell). A line is drawn the way the bus goes.
    """
    found = [
        (name, run, one)
        for name, run in zip(names, runs, strict=True)
        for one in carried(run, audience)
    ]
    rows = [row for one in found for row in _stretches(*one)]
    frame = pd.DataFrame(rows, columns=[*_COLUMNS, "geometry"])
    frame["aboard"] = frame["aboard"].astype("Int64")
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=runs[0].crs)


_COLUMNS = ("run", "service_id", "kind", "from_stop", "to_stop", "offered", "aboard")


def _stretches(name: str, run: Run, one: Carried) -> list[dict[str, Any]]:
    services = run.problem.services
    if services is None:  # pragma: no cover - what is carried goes by services
        return []
    stops = services.out.stop[one.calls]
    points = np.c_[services.stop_x[stops], services.stop_y[stops]].astype(np.float64)
    ids = services.stop_ids[stops]
    return [
        {
            "run": name,
            "service_id": str(services.ids[one.line]),
            "kind": SERVICE_KINDS[services.kind[one.line]],
            "from_stop": str(ids[at]),
            "to_stop": str(ids[at + 1]),
            "offered": one.offered,
            "aboard": int(aboard) or None,
            "geometry": shapely.linestrings(points[at : at + 2]),
        }
        for at, aboard in enumerate(one.aboard)
    ]
