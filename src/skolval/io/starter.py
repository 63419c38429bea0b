"""An instance folder to fill in: headers of all tables, the dictionary and policy templates."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from skolval.io.dictionary import TABLES
from skolval.io.format_page import dictionary_page
from skolval.io.head import HEAD_FILE
from skolval.io.policy import policy_templates, policy_text
from skolval.io.writing import new_folder

__all__ = ["coming_school_year", "write_starter"]

_GROUP = "low_income"
_EXTRA = {"pupils": [_GROUP], "areas": [f"share_{_GROUP}"]}

_HEAD = """\
# Ett fall: en kommun ett läsår. Rader som börjar med # är kommentarer.
# An instance: one municipality in one school year. Lines that begin with # are comments.

# Kort namn utan mellanslag, och en rubrik till rapporter.
# A short name without spaces, and a title for reports.
name: {name}
title:
  sv: {name}
  en: {name}

# Läsåret som placeringen gäller; det bestämmer vilka årskurser som finns.
# The school year of the placement; it decides which grades exist.
school_year: {school_year}

# Skolform: grundskola om inget anges; gymnasieskola för introduktionsprogram (ta bort #).
# School form: compulsory unless told; upper secondary for introduction programmes (remove #).
# school_form: upper_secondary

# Koordinatsystem för alla x (öst) och y (nord), i meter. EPSG:3006 är SWEREF 99 TM.
# Coordinate reference system of every x (east) and y (north), in metres.
crs: EPSG:3006

# Grupper vars spridning över skolenheter mäts. id är kolumnen (0/1) i pupils, share_<id> i areas.
# Groups whose spread over units is measured. id is the column (0/1) in pupils, share_<id> in areas.
# kind: socioeconomic, background, other
groups:
  - id: {group}
    label:
      sv: låg hushållsinkomst
      en: low household income
    definition: ""
    source: ""
    vintage: ""
    kind: socioeconomic

# Gruppen som balanseras om en regel inte säger annat: helst socioekonomisk, aldrig etnisk.
# The group balanced unless a rule says otherwise: preferably socio-economic, never ethnic.
balance_group: {group}

# Meter väg per meter fågelväg; används bara där varken gator eller restabell finns.
# Metres of road per metre of straight line; used only without streets and travel table.
detour_factor: 1.3

# Meter till skolan som ger rätt till skolskjuts: låg-, mellan- och högstadiet.
# Metres to school that give a right to school transport: low, middle and high stage.
# I stället kan en kommuns tabell nämnas: school_transport: norrkoping (skolval explain transport
# visar dem), eller de egna reglerna skrivas där. Inga priser följer med: se transport_costs.
# Or name a municipality's table instead: school_transport: norrkoping (skolval explain transport
# shows them), or write the own rules there. No prices are shipped: see transport_costs.
transport_limits:
  low: 2000
  middle: 4000
  high: 4000

# Var vid skolan avstånden slutar, till exempel main_entrance; får vara tomt.
# Where at the unit distances end, for example main_entrance; may be empty.
measuring_point: ""

# Varifrån uppgifterna kommer; syns i rapporten.
# Where the figures come from; shown in the report.
sources:
  - what: pupils
    source: ""
    vintage: ""
    licence: ""
    note: ""
"""


def coming_school_year(today: date) -> str:
    """Return the school year that begins next autumn, e.g. ``2027/28``."""
    year = today.year + (today.month >= 8)
    return f"{year}/{(year + 1) % 100:02d}"


def write_starter(folder: Path, *, today: date) -> Path:
    """Write an instance folder to fill in; return its path.

    The tables are semicolon-separated with a byte order mark, so that a Swedish Excel
    opens them in columns with å, ä and ö in place.

    Raises
    ------
    UsageError
        If the folder is not empty; nothing is then written.
    """
    name = re.sub(r"[^\w-]+", "_", folder.resolve().name) or "fall"
    head = _HEAD.format(name=name, school_year=coming_school_year(today), group=_GROUP)
    with new_folder(folder) as draft:
        (draft / HEAD_FILE).write_text(head, encoding="utf-8")
        (draft / "README.md").write_text(dictionary_page(), encoding="utf-8")
        for table in TABLES.values():
            columns = [field.name for field in table.fields] + _EXTRA.get(table.name, [])
            header = ";".join(columns) + "\r\n"
            (draft / f"{table.name}.csv").write_bytes(header.encode("utf-8-sig"))
        policies = draft / "policies"
        policies.mkdir()
        for template in policy_templates():
            (policies / f"{template}.yaml").write_text(policy_text(template), encoding="utf-8")
    return folder
