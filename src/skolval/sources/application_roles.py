"""What the columns of applications (ansökningar) are called, by what they tell.

Only names are looked at, never cells, so that a proposal is the same for every file with the
same heading. What is known to name or reach a person is left out by name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["PERSONAL", "ROLES", "proposed_roles", "wish_number"]

ROLES: dict[str, tuple[str, ...]] = {
    "pupil": ("personnummer", "pnr", "persnr", "personnr", "elevenspersonnummer",
              "elevpersonnummer", "barnetspersonnummer", "elevspersonnummer", "personid",
              "elevid", "personidentitet", "personnummerelev", "personnummerbarn", "elevpnr",
              "pupilid", "elev", "personnummersamordningsnummer"),
    "grade": ("årskurs", "åk", "söktårskurs", "årskurshöst", "söktill", "söktillårskurs",
              "sökertillårskurs", "sökerårskurs", "sökertill", "grade", "kommandeårskurs",
              "årskursht", "klassårskurs", "skolår", "avserårskurs", "årskurskommandeläsår",
              "årskurssomansökanavser"),
    "wish": ("val", "söktskola", "önskadskola", "söktenhet", "söktskolenhet", "skolval",
             "valdskola", "önskadskolenhet", "skolansomsöks"),
    "rank": ("rangordning", "prioritet", "valnr", "valnummer", "prioritering", "prio", "rank",
             "valordning", "önskemålsnummer", "ordning"),
    "current_unit": ("nuvarandeskola", "nuvarandeskolenhet", "nuvarandeenhet", "skola",
                     "skolenhet", "placering", "aktuellskola", "befintligskola",
                     "nuvarandeplacering", "currentschool", "gårnupå", "skolenhetskod"),
    "sibling": ("syskonspersonnummer", "syskonpersonnummer", "personnummersyskon", "syskonpnr",
                "syskonpersonnr", "syskonetspersonnummer", "syskonspnr"),
    "sibling_unit": ("syskonskola", "syskonsskola", "syskonenhet", "syskonetsskola",
                     "syskonsskolenhet", "syskongårpå", "skolasyskon", "syskonisskola", "syskon"),
    "sibling_grade": ("syskonsårskurs", "syskonårskurs", "syskonetsårskurs", "årskurssyskon"),
    "household": ("hushåll", "familjid", "familj", "hushållsid", "familjenummer", "household"),
    "protected": ("skyddadidentitet", "skyddadeuppgifter", "skyddadepersonuppgifter", "skydd",
                  "sekretess", "sekretessmarkering", "sekretessmarkerad", "skyddad",
                  "skyddadfolkbokföring", "protected", "sekr", "skyddadeuppg", "skyddsmarkering"),
    "x": ("x", "ost", "öst", "easting", "xkoordinat", "longitud", "long", "lon", "longitude", "e",
          "koordinatx", "östlig", "xkoord", "wgs84lon", "sweref99x", "sweref99e", "xsweref99tm"),
    "y": ("y", "nord", "northing", "ykoordinat", "latitud", "lat", "latitude", "n", "koordinaty",
          "nordlig", "ykoord", "wgs84lat", "sweref99y", "sweref99n", "ysweref99tm"),
    "address": ("adress", "gatuadress", "folkbokföringsadress", "bostadsadress",
                "utdelningsadress", "fbadress", "elevensadress", "hemadress", "address"),
    "street": ("gata", "gatunamn", "väg", "street", "adressområde"),
    "number": ("gatunummer", "husnummer", "adressplats", "nummer", "husnr", "gatunr"),
    "letter": ("littera", "bokstav", "litt"),
    "postcode": ("postnummer", "postnr", "postcode", "fbpostnr"),
    "second_x": ("växelvisx", "andrahemmetx", "x2"),
    "second_y": ("växelvisy", "andrahemmety", "y2"),
    "second_address": ("växelvisadress", "växelvisboendeadress", "adressväxelvisboende",
                       "adress2", "andraadress", "växelvisboendegatuadress", "andrahemmetsadress"),
    "second_postcode": ("växelvispostnummer", "växelvispostnr", "växelvisboendepostnr",
                        "postnummer2", "postnr2", "växelvisboendepostnummer",
                        "andrahemmetspostnummer"),
    "language": ("modersmål", "språk", "hemspråk", "language"),
    "arrived": ("ankomstdatum", "ankomsttillsverige", "invandringsdatum", "anländdatum", "anländ",
                "datumförankomst", "tillsverige", "arrival"),
    "months_in_sweden": ("månaderisverige",),
    "status": ("ställning", "folkbokföringsstatus"),
    "needs": ("anpassningsbehov", "anpassningar"),
    "transport_reason": ("skjutsskäl", "skälförskolskjuts", "skolskjutsskäl"),
    "programme": ("program", "profil", "inriktning"),
    "in_round": ("deltar", "deltarivalet"),
    "applied": ("ansökningsdatum", "ansökandatum", "inkommen", "inkomdatum", "datumföransökan",
                "ansökaninkom", "registreringsdatum", "skapad", "ansökan", "inskickad",
                "ansöktdatum", "tidpunktföransökan"),
}  # fmt: skip
"""Role to the names it is known by, small letters and digits alone."""

PERSONAL = re.compile(
    r"namn$|^(för|efter|till)namn|^namn|mail$|^epost|epost\d*$|^mejl|telefon|^tel\w{0,4}$|mobil"
    r"|vårdnadshavare|^vh\d?|målsman|förälder|kontakt|kommentar|motivering|meddelande"
    r"|övrigt|anteckning|beskriv|fritext|hälsa|diagnos|medicin"
)
"""Names of columns that name or reach a person, or hold free text: never read."""

_WISH = re.compile(
    r"(?:skol)?(?:val|önskemål|alternativ|prio|prioritet|choice|önskadskola|söktskola)(?:nr)?"
    r"([1-9])(?:skola|enhet|skolenhet|skolenhetskod|kod|namn)?"
    r"|([1-9])(?::?a|:?e)?(?:hands)?(?:val|valet|önskemål|alternativet?)(?:skola|enhet)?"
)
_WHOSE = re.compile(r"^(?:eleve?ns?|barne?ts?|sökandes?)|(?:elev|barn|sökande)$")
_ORDINALS = ("första", "andra", "tredje", "fjärde", "femte", "sjätte", "sjunde")
_ORDINAL = re.compile(rf"({'|'.join(_ORDINALS)})(?:hands)?(?:val|valet|alternativet|önskemål\w*)")
_SIBLING = re.compile(
    r"syskon\d?(?:s|ets)?(personnummer|pnr|personnr|skola|skolenhet|årskurs|åk)\d?"
)
_SIBLING_ROLE = {"personnummer": "sibling", "pnr": "sibling", "personnr": "sibling",
                 "skola": "sibling_unit", "skolenhet": "sibling_unit",
                 "årskurs": "sibling_grade", "åk": "sibling_grade"}  # fmt: skip
_EITHER = ("skola", "skolenhet", "skolenhetskod", "enhet")
_ROLE_OF = {name: role for role, names in ROLES.items() for name in names}


def wish_number(name: str) -> int:
    """Return which wish a column holds, told by its plain name; 0 if none."""
    match = _WISH.fullmatch(name)
    if match:
        return int(match[1] or match[2])
    ordinal = _ORDINAL.fullmatch(name)
    return _ORDINALS.index(ordinal[1]) + 1 if ordinal else 0


def proposed_roles(names: Sequence[str]) -> dict[str, str | list[str]]:
    """Return role to number of the column in text form, ``wishes`` to their numbers in order.

    Parameters
    ----------
    names : plain names of the columns. The first name of a role's list that is there wins, and
        each column plays one role.
    """
    roles: dict[str, str | list[str]] = {}
    wishes = {wish_number(name): str(c) for c, name in reversed(list(enumerate(names)))}
    wishes.pop(0, None)
    if wishes:
        roles["wishes"] = [wishes[number] for number in sorted(wishes)]
    taken = set(wishes.values())
    for role in ROLES:
        fits = [
            (_place(role, name), c)
            for c, name in enumerate(names)
            if str(c) not in taken and _role_of(name) == role
        ]
        if fits and not (wishes and role in {"wish", "rank"}):
            roles[role] = str(min(fits)[1])
            taken.add(str(min(fits)[1]))
    if "rank" in roles and "wish" not in roles and "current_unit" in roles:
        column = int(str(roles["current_unit"]))
        if names[column] in _EITHER:  # beside a rank, a bare word for a unit is the wish
            roles["wish"] = str(roles.pop("current_unit"))
    return roles


def _role_of(name: str) -> str:
    sibling = _SIBLING.fullmatch(name)
    if sibling:
        return _SIBLING_ROLE[sibling[1]]
    return _ROLE_OF.get(name) or _ROLE_OF.get(_WHOSE.sub("", name), "")


def _place(role: str, name: str) -> int:
    known = ROLES[role]
    return known.index(name) if name in known else len(known)
