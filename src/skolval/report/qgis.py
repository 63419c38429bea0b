"""Styles for QGIS, kept inside the GeoPackage, so that it opens coloured."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from xml.sax.saxutils import quoteattr

import pandas as pd

from skolval.report.scale import COLOURS, Scale

__all__ = [
    "areas_style",
    "flows_style",
    "services_style",
    "sized_style",
    "style_rows",
    "units_style",
]

_HEAD = '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">'


def _colour(hexadecimal: str, alpha: int = 255) -> str:
    red, green, blue = (int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def _option(name: str, value: str) -> str:
    return f'<Option name={quoteattr(name)} type="QString" value={quoteattr(value)}/>'


def _symbol(number: int, kind: str, layer: str, options: dict[str, str], *, size: str = "") -> str:
    inside = "".join(_option(name, value) for name, value in options.items())
    sized = ""
    if size:
        sized = (
            '<data_defined_properties><Option type="Map">'
            '<Option name="name" type="QString" value=""/>'
            '<Option name="properties" type="Map"><Option name="size" type="Map">'
            '<Option name="active" type="bool" value="true"/>'
            f'<Option name="expression" type="QString" value={quoteattr(size)}/>'
            '<Option name="type" type="int" value="3"/></Option></Option>'
            '<Option name="type" type="QString" value="collection"/></Option>'
            "</data_defined_properties>"
        )
    return (
        f'<symbol name="{number}" type="{kind}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" enabled="1" locked="0" pass="0">'
        f'<Option type="Map">{inside}</Option>'
        f"{sized}</layer></symbol>"
    )


def sized_style(attribute: str, size: str, scale: Scale, colours: Sequence[str]) -> str:
    """Return QML: circles graduated by a column in these colours, sized by an expression."""
    options = {
        "name": "circle",
        "outline_color": "16,21,27,255",
        "outline_width": "0.3",
        "size": "4",
        "size_unit": "MM",
    }
    symbols = [
        _symbol(number, "marker", "SimpleMarker", {"color": _colour(colour), **options}, size=size)
        for number, colour in enumerate(colours)
    ]
    return _graduated(attribute, scale, symbols)


def _graduated(attribute: str, scale: Scale, symbols: Sequence[str]) -> str:
    ends = (0.0, *scale.breaks, 1.0)
    ranges = "".join(
        f'<range lower="{low}" upper="{high}" symbol="{i}" render="true" '
        f'label="{round(100 * low)}–{round(100 * high)} %"/>'
        for i, (low, high) in enumerate(pairwise(ends))
    )
    return (
        f'{_HEAD}<qgis version="3.28.0" styleCategories="Symbology">'
        f'<renderer-v2 type="graduatedSymbol" attr={quoteattr(attribute)} '
        'graduatedMethod="GraduatedColor" '
        'enableorderby="0" forceraster="0" symbollevels="0">'
        f"<ranges>{ranges}</ranges><symbols>{''.join(symbols)}</symbols></renderer-v2></qgis>"
    )


def units_style(share: str, placed: str, scale: Scale) -> str:
    """Return QML: circles graduated by the column `share`, sized by the column `placed`."""
    return sized_style(share, f'2 + 0.55 * sqrt(coalesce("{placed}", 0))', scale, COLOURS)


def areas_style(share: str, scale: Scale) -> str:
    """Return QML: areas graduated by the column `share`."""
    symbols = [
        _symbol(
            i,
            "fill",
            "SimpleFill",
            {
                "color": _colour(colour, 160),
                "outline_color": "91,100,112,255",
                "outline_width": "0.15",
                "style": "solid",
            },
        )
        for i, colour in enumerate(COLOURS)
    ]
    return _graduated(share, scale, symbols)


def flows_style() -> str:
    """Return QML: thin lines."""
    return _line_style("27,58,99,150", "0.4")


def services_style() -> str:
    """Return QML: lines in the red of the map, broader where more pupils are aboard."""
    return _line_style("181,72,34,230", "0.6", '0.4 + 0.06 * coalesce("aboard", 0)')


def _line_style(colour: str, width: str, by: str = "") -> str:
    options = {"line_color": colour, "line_width": width, "line_width_unit": "MM"}
    symbol = _symbol(0, "line", "SimpleLine", options, size=by)
    symbol = symbol.replace(
        '<Option name="size" type="Map">', '<Option name="outlineWidth" type="Map">'
    )
    return (
        f'{_HEAD}<qgis version="3.28.0" styleCategories="Symbology">'
        '<renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0" '
        f'symbollevels="0"><symbols>{symbol}</symbols>'
        "</renderer-v2></qgis>"
    )


def style_rows(styles: Sequence[tuple[str, str, str, bool]]) -> pd.DataFrame:
    """Return the table ``layer_styles`` for (layer, style name, QML, default) entries."""
    return pd.DataFrame(
        [
            {
                "f_table_catalog": "",
                "f_table_schema": "",
                "f_table_name": layer,
                "f_geometry_column": "geom",
                "styleName": name,
                "styleQML": qml,
                "styleSLD": "",
                "useAsDefault": default,
                "description": "skolval",
                "owner": "",
                "ui": "",
            }
            for layer, name, qml, default in styles
        ]
    )
