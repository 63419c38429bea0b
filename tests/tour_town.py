"""Files of an invented village, as the publishers write theirs: what docs/import.md begins with.

The village lies where Ödeshög (0509) lies, since codes and positions are checked; every street,
school, figure and child is invented. Birth numbers are of the series that is never given out.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import shapely
import xlsxwriter
from pyproj import Transformer

E, N = 480_000, 6_454_000
SIDE = 1500
STEP = 250
AREAS = ("0509A0010", "0509B2010", "0509B2020", "0509C1010")
"""South-west, south-east, north-west, north-east."""
POP = (600, 900, 1100, 1400)
FOREIGN = (30, 90, 260, 520)
LOW = (120, 190, 300, 420)
BANDS = [f"{low}-{low + 4}" for low in range(0, 80, 5)]
UNITS = (
    ("99000001", "Ängsskolan", "Kommun", 260, 400, "F", 6, 210, "12,5", "71"),
    ("99000002", "Åkerskolan", "Kommun", 2600, 500, "F", 6, 180, "21,4", "58"),
    ("99000003", "Höjdskolan", "Kommun", 2500, 2600, "F", 9, 320, "44", "39"),
    ("99000004", "Friskolan Örnen", "Enskild", 600, 2500, "F", 6, 90, "..", "..."),
)
"""Code, name, owner, metres east and north of the corner, grades, pupils, shares."""
_COMPOSITION = (
    "Skola", "Skol-enhetskod", "Skolkommun", "Kommun-kod", "Typ av huvudman", "Huvudman",
    "Antal elever", "Andel (%) elever med utl. bakgrund",
    "Andel (%) elever med föräldrar med eftergymn. utbildning",
)  # fmt: skip
_CALENDAR = (
    "service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "start_date", "end_date",
)  # fmt: skip
_BACK = Transformer.from_crs("EPSG:3006", "EPSG:4326", always_xy=True)


def degrees(east: float, north: float) -> tuple[float, float]:
    """(lat, lon) of a point so many metres from the village's corner."""
    lon, lat = _BACK.transform(E + east, N + north)
    return round(lat, 6), round(lon, 6)


def write_tour_files(folder: Path) -> Path:
    """Write every file of the tour to the new folder."""
    folder.mkdir(parents=True)
    _areas(folder / "deso.gpkg")
    _ages(folder / "alder.csv")
    _background(folder / "bakgrund.csv")
    _education(folder / "utbildning.csv")
    _register(folder / "skolenheter.json")
    _composition(folder / "underlag.csv")
    _streets(folder / "vagar.json")
    _feed(folder / "buss.zip")
    _applications(folder / "ansokningar.xlsx")
    (folder / "brev.txt").write_text("Hej, filerna kommer i morgon.\n", encoding="utf-8")
    return folder


def _areas(path: Path) -> None:
    squares = [
        shapely.box(E + x * SIDE, N + y * SIDE, E + (x + 1) * SIDE, N + (y + 1) * SIDE)
        for y in (0, 1)
        for x in (0, 1)
    ]
    frame = gpd.GeoDataFrame({"desokod": AREAS}, geometry=squares, crs="EPSG:3006")
    frame.to_file(path, layer="DeSO_2018", driver="GPKG")


def _table(path: Path, lines: list[str]) -> None:
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))


def _ages(path: Path) -> None:
    """Wide, Windows-1252, semicolons, a title above and footnotes below."""
    heads = [f"{band} år 2022" for band in BANDS] + ["80+ år 2022"]
    lines = ["Folkmängden per region efter ålder och år", "", ";".join(["region", *heads])]
    for area, pop in zip(AREAS, POP, strict=True):
        parts = [pop // 17] * 16
        lines.append(";".join(map(str, [f"{area} Byn", *parts, pop - sum(parts)])))
    _table(path, [*lines, "", "Källa: SCB", "Senaste uppdatering: 20230222 08:00"])


def _background(path: Path) -> None:
    """Long: one row per area and background; spaces in thousands."""
    lines = ["Folkmängden per region efter utländsk/svensk bakgrund. År 2022", "",
             "region;utländsk/svensk bakgrund;år;Antal"]  # fmt: skip
    for area, pop, foreign in zip(AREAS, POP, FOREIGN, strict=True):
        swedish = f"{pop - foreign:,}".replace(",", " ")
        lines += [
            f"{area};utländsk bakgrund;2022;{foreign}",
            f"{area};svensk bakgrund;2022;{swedish}",
        ]
    _table(path, [*lines, "", "Källa: SCB"])


def _education(path: Path) -> None:
    words = ("förgymnasial utbildning", "gymnasial utbildning",
             "eftergymnasial utbildning, mindre än 3 år",
             "eftergymnasial utbildning, 3 år eller mer",
             "uppgift om utbildningsnivå saknas")  # fmt: skip
    lines = ["Befolkning 25-64 år efter region, utbildningsnivå och år", "",
             "region;utbildningsnivå;ålder;2022"]  # fmt: skip
    for area, pop, low in zip(AREAS, POP, LOW, strict=True):
        whole = pop // 17 * 8
        few = low * 8 // 20
        parts = [few // 3, few - few // 3, whole // 10]
        parts += [whole - sum(parts) - 4, 4]
        lines += [f"{area};{word};25-64 år;{n}" for word, n in zip(words, parts, strict=True)]
    _table(path, [*lines, "", "Källa: SCB"])


def _register(path: Path) -> None:
    found = []
    for code, name, owner, x, y, _first, last, *_rest in UNITS:
        lat, lon = degrees(x, y)
        grades = {f"Ak{grade}": grade <= last for grade in range(1, 10)}
        place = {"Koordinat_SweRef_E": f"{E + x},0", "Koordinat_SweRef_N": f"{N + y},0",
                 "Koordinat_WGS84_Lat": str(lat), "Koordinat_WGS84_Lng": str(lon)}  # fmt: skip
        found.append({"SkolenhetInfo": {
            "Namn": name, "Skolenhetskod": code, "Status": "Aktiv",
            "Besoksadress": {"Adress": "Byvägen 1", "Postnr": "59999", "Ort": "Byn",
                             "GeoData": place},
            "Kommun": {"Kommunkod": "0509", "Namn": "Ödeshög"},
            "Huvudman": {"PeOrgNr": "2120000000", "Namn": "Byns kommun"
                         if owner == "Kommun" else "Örnen AB", "Typ": owner},
            "Skolformer": [{"type": "Förskoleklass", "SkolformKod": "21"},
                           {"type": "Grundskola", "SkolformKod": "11", **grades}],
        }})  # fmt: skip
    path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def _composition(path: Path) -> None:
    lines = ["Underlag för analys", "Valt läsår: 2024/25;;;", "",
             ";".join(_COMPOSITION)]  # fmt: skip
    for code, name, owner, _x, _y, _first, _last, pupils, foreign, high in UNITS:
        kind = "Kommunal" if owner == "Kommun" else "Enskild"
        lines.append(f"{name};{code};Ödeshög;0509;{kind};{owner};{pupils};{foreign};{high}")
    _table(path, lines)


def _streets(path: Path) -> None:
    """A grid of named streets; a bridge is missing in the middle of one, an islet lies apart."""
    count = 2 * SIDE // STEP + 1
    nodes, ways = [], []
    for row in range(count):
        for column in range(count):
            lat, lon = degrees(column * STEP, row * STEP)
            nodes.append({"type": "node", "id": row * count + column + 1, "lat": lat, "lon": lon})
    for line in range(count):
        across = [line * count + column + 1 for column in range(count)]
        along = [row * count + line + 1 for row in range(count)]
        for over, name in ((across, f"{line + 1}:a Tvärgatan"), (along, f"{line + 1}:a Långgatan")):
            tags = {"highway": "residential", "name": name}
            ways.append({"type": "way", "id": 1000 + len(ways), "nodes": over, "tags": tags})
    for number, (x, y) in enumerate(((3400, 3400), (3450, 3400))):
        lat, lon = degrees(x, y)
        nodes.append({"type": "node", "id": 900 + number, "lat": lat, "lon": lon})
    ways.append({"type": "way", "id": 999, "nodes": [900, 901], "tags": {"highway": "path"}})
    told = {"version": 0.6, "osm3s": {"timestamp_osm_base": "2026-03-01T02:00:00Z"},
            "elements": nodes + ways}  # fmt: skip
    path.write_text(json.dumps(told), encoding="utf-8")


def _feed(path: Path) -> None:
    """One line with one run in the morning and one in the afternoon, Mondays to Fridays."""
    stops = [("s1", "Ängen", 250, 450), ("s2", "Torget", 1500, 1500), ("s3", "Höjden", 2500, 2550)]
    rows = ["stop_id,stop_name,stop_lat,stop_lon"]
    rows += [",".join(map(str, (code, name, *degrees(x, y)))) for code, name, x, y in stops]
    calls = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    for trip, order, first in (("t1", (0, 1, 2), 435), ("t2", (2, 1, 0), 900)):
        for place, stop in enumerate(order):
            minute = first + 6 * place
            time = f"{minute // 60:02d}:{minute % 60:02d}:00"
            calls.append(f"{trip},{time},{time},{stops[stop][0]},{place + 1}")
    tables = {
        "agency.txt": ["agency_id,agency_name,agency_url,agency_timezone",
                       "1,Byns buss,https://example.org,Europe/Stockholm"],
        "stops.txt": rows,
        "routes.txt": ["route_id,agency_id,route_short_name,route_long_name,route_type",
                       "r1,1,7,,700"],
        "trips.txt": ["route_id,service_id,trip_id,direction_id", "r1,1,t1,1", "r1,1,t2,0"],
        "stop_times.txt": calls,
        "calendar.txt": [",".join(_CALENDAR), "1,1,1,1,1,1,0,0,20260817,20261218"],
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, lines in tables.items():
            archive.writestr(name, "\n".join(lines) + "\n")


def personal_number(day: int, serial: int) -> str:
    """A number born in May 2020 whose birth number, 980-999, is never given to anybody."""
    digits = f"2005{day:02d}{980 + serial}"
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(digits))
    return f"20{digits[:6]}-{digits[6:]}{-total % 10}"


def _applications(path: Path) -> None:
    """As an e-service exports them: a title row, one row per child, wishes by name in columns."""
    names = [unit[1] for unit in UNITS]
    heads = ["Personnummer", "Förnamn", "Årskurs", "Skyddad identitet", "X", "Y",
             "Val 1", "Val 2", "Syskons skola", "Syskons årskurs", "E-post vårdnadshavare"]  # fmt: skip
    rows = []
    for number in range(24):
        x, y = 120 + 490 * number % 2700, 180 + 1130 * number % 2700
        first = (0, 1, 2, 2, 0, 1)[number % 6]
        rows.append(
            [personal_number(number + 1, number % 20), f"Barn {number + 1}", "F",
             "Ja" if number == 5 else "Nej", E + x, N + y, names[first], names[(first + 1) % 3],
             names[first] if number % 7 == 3 else "", "3" if number % 7 == 3 else "",
             f"vh{number + 1}@example.org"]
        )  # fmt: skip
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Ansökningar")
        page.write(0, 0, "Skolval 2026/27, uttag 2026-02-20")
        for line, cells in enumerate([heads, *rows]):
            for column, cell in enumerate(cells):
                if cell != "":
                    page.write(line + 1, column, cell)
