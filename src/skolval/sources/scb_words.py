"""The words in which Statistics Sweden's tables say what they count (SCB:s begrepp).

A label (a heading or a cell of a dimension) is taken apart into facets: year, age, sex,
background, country of birth, education, tenure, contents. Foreign *background* and foreign
*born* are different facets, and a word that may mean either is neither: it is ambiguous until
its dimension, the table's title, or the user says which.

Source: Statistics Sweden, tables of DeSO and RegSO (FolkmDesoAldKon, FolkmDesoBakgrKon,
FolkmDesoLandKon, UtbSUNBefDesoRegso, Tab2InkDesoRegso); MIS 2002:3 on foreign background.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["AMBIGUOUS", "DIMENSIONS", "TOTAL", "Facets", "dimension_of", "facets_of", "plain"]

TOTAL = "total"
AMBIGUOUS = "ambiguous"
"""Member of the dimension `background` where the words fit birth as well."""
DIMENSIONS = ("age", "sex", "background", "birth", "education", "tenure")
"""Dimensions over which a table may be split, beside year and contents."""

_CODED = {
    "sex": {"1": "men", "2": "women", "1+2": TOTAL},
    "background": {"1": "foreign", "2": "swedish", "sa": TOTAL},
    "education": {"21": "compulsory", "3+4": "upper_secondary", "5": "post_sec_lt3y",
                  "6": "post_sec_ge3y", "us": "missing"},
}  # fmt: skip
"""Codes of the web service, which mean nothing without their dimension."""

_HEADINGS: tuple[tuple[str, str], ...] = (
    ("year", r"år|ar|year|tid|time|läsår|period"),
    ("age", r"ålder|alder|age|åldersklass|åldersgrupp|age group"),
    ("sex", r"kön|kon|sex|gender"),
    ("birth", r".*(född|födelse|fodelse|born|birth).*"),
    ("background", r".*(bakgrund|bakgr|background).*"),
    ("education", r".*(utbildning|education).*"),
    ("tenure", r".*(upplåtelse|upplatelse|tenure).*"),
    ("contents", r"tabellinnehåll|tabellinnehall|contents|contentscode|observations|variabel"),
)
_TOTALS = r"(?:totalt|total|samtliga|båda könen|män och kvinnor|men and women|both sexes|alla)"
_FOREIGN = r"(?:utländsk|utlandsk|utl|foreign)"
_SWEDISH = r"(?:svensk|swedish|sv)"
_BACKGROUND = r"(?:bakgrund|bakgr|background)"
_ABROAD = r"(?:utrikes|utlands|utomlands|foreign|abroad|utland)"
_HOME = r"(?:inrikes|i sverige|native|domestic|sverige|sweden)"
_BORN = r"(?:födda|född|fodda|fodd|born)"
_PARENTS = r"(?:föräldrar|förälder|parents?)"

# The first pattern that matches takes its words away; order is from long to short.
_HALF = r"(?: utbildning)?,?"
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    ("background", "foreign",
     rf"{_ABROAD} ?{_BORN} (?:eller|or|och|and|,) .*(?:två|two) .*{_PARENTS}.*"),
    ("background", "home_two_abroad", rf"{_HOME} {_BORN} med två {_ABROAD} ?{_BORN} {_PARENTS}"),
    ("background", "home_mixed",
     rf"{_HOME} {_BORN} med en (?:inrikes|utrikes) och en (?:inrikes|utrikes) {_BORN} {_PARENTS}"),
    ("background", "home_two_home", rf"{_HOME} {_BORN} med två {_HOME} ?{_BORN} {_PARENTS}"),
    ("background", "foreign", rf"{_FOREIGN}\.? {_BACKGROUND}"),
    ("background", "foreign", rf"{_BACKGROUND} {_FOREIGN}"),
    ("background", "swedish", rf"{_SWEDISH}\.? {_BACKGROUND}"),
    ("background", "swedish", rf"{_BACKGROUND} {_SWEDISH}"),
    ("birth", "abroad", rf"{_ABROAD}[ -]?{_BORN}|{_BORN} (?:utomlands|i utlandet|abroad)"),
    ("birth", "sweden", r"svenskfödda?"),
    ("birth", "sweden", rf"{_HOME}[ -]?{_BORN}|{_BORN} (?:i sverige|in sweden|in the country)"),
    ("education", "compulsory", rf"förgymnasial\w*{_HALF}(?: kortare än 9 år| 9 \(10\) år)?"),
    ("education", "compulsory", r"(?:primary and )?lower secondary(?: education)?(?:,? .*years?)?"),
    ("education", "post_sec_lt3y", rf"eftergymnasial\w*{_HALF} (?:mindre|kortare) än (?:3|tre) år"),
    ("education", "post_sec_lt3y", r"post-?secondary(?: education)?,? less than (?:3|three) years"),
    ("education", "post_sec_ge3y",
     rf"eftergymnasial\w*{_HALF} (?:3|tre) år(?: eller (?:mer|längre))?|forskarutbildning"),
    ("education", "post_sec_ge3y", r"post-?secondary(?: education)?,? (?:3|three) years or more"),
    ("education", "post_sec_ge3y", r"post-?graduate(?: education)?"),
    ("education", "upper_secondary", rf"gymnasial\w*{_HALF}(?: högst 2 år| 3 år)?"),
    ("education", "upper_secondary", r"upper secondary(?: education)?(?:,? .*years?)?"),
    ("education", "missing", r"(?:uppgift om )?utbildningsnivå saknas"),
    ("education", "missing", r"no information about (?:level of )?education(?:al attainment)?"),
    ("tenure", "rental", r"hyresrätt(?:er)?|rented(?: dwellings)?"),
    ("tenure", "tenant_owned", r"bostadsrätt(?:er)?|tenant-owned(?: dwellings)?"),
    ("tenure", "owned", r"äganderätt(?:er)?|owner-occupied(?: dwellings)?"),
    ("contents", "share", r"andel(?:en)?|procent|per ?cent|share|pct"),
    ("contents", "share", r"%"),
    ("contents", "median_net_income_tkr", r"median\w*[ ,]*nettoinkomst|median net income"),
    ("contents", "median_income_tkr", r"median(?:inkomst|värde| income)?"),
    ("contents", "mean_income_tkr", r"medel(?:inkomst|värde)|mean(?: income)?"),
    ("contents", "households", r"(?:antal )?hushåll|households"),
    ("contents", "cars", r"(?:antal )?(?:person)?bilar(?: i trafik)?|(?:passenger )?cars"),
    ("contents", "dwellings", r"(?:antal )?(?:lägenheter|bostäder)|dwellings"),
    ("contents", "income_n", r"antal personer (?:med inkomst|som ingår)|number of income earners"),
    ("contents", "pop", r"folkmängd(?:en)?|befolkning(?:en)?|population|invånare|pop"),
    ("contents", "pop", r"antal(?: (?:personer|invånare|boende))?|(?:number of )?persons"),
    ("sex", "women", r"kvinnor|kvinna|women|females?"),
    ("sex", "men", r"män|men|males?"),
    ("unit", "thousands", r"tkr|tusental kronor|sek thousands|thousands? sek"),
    ("unit", "kronor", r"kr(?:onor)?|sek"),
    ("total", TOTAL, rf"{_TOTALS}(?: ålder| åldrar| bakgrund| kön| age| ages| sex)?"),
)  # fmt: skip
_COMPILED = tuple((d, m, re.compile(rf"(?<![\wåäö])(?:{p})(?![\wåäö])")) for d, m, p in _PATTERNS)
_AGES = (
    re.compile(r"(?<!\d)(\d{1,2}) ?[-–—] ?(\d{1,3})(?: ?år| ?years?)?(?![\d(])"),
    re.compile(r"(?<!\d)(\d{1,3}) ?\+(?: ?år| ?years?)?"),
    re.compile(r"(?<!\d)(\d{1,3}) ?(?:år och äldre|år ?-|years and over|years or older|w)(?!\w)"),
    re.compile(r"(?<!\d)(\d{1,3}) ?(?:år|years?)(?![\wåäö])"),
)
_YEAR = re.compile(r"(?<![\d-])((?:19|20)\d\d)(?:[-/]\d\d(?:[-/]\d\d)?)?(?!\d)")
_LEFT = re.compile(
    r"(?:år|efter|per|region|i|den|december|dec|31|och|,|;|:|/|\(|\)|\.|-|–|the|by|of|year|ålder|kön"
    r"|deso|regso|st|number|födelseregion|födelseland|utbildningsnivå|upplåtelseform"
    r"|tabellinnehåll|inom|för|personer|person|med|%)(?![\wåäö])"
)
_EITHER = re.compile(
    r"(?<![\wåäö])(utländsk\w*|utlandsk\w*|foreign\w*|svensk\w*|swedish|utrikes|inrikes"
    r"|invandra\w*|immigrant\w*|native\w*|utl|nordic|icke-svensk\w*)(?![\wåäö])"
)
_PHRASE = re.compile(rf"(?:{_FOREIGN}|{_SWEDISH})\.? {_BACKGROUND}")
_IN_BRACKETS = re.compile(r"\([^)]*(?:född|born)[^)]*\)")
_BANDS = re.compile(r"age (\d{1,3}) (\d{1,3}|plus)")
_CANONICAL = {
    # Contents of the tables of ages, background, country of birth and education, coded.
    **dict.fromkeys(
        ("000007y7", "000007y4", "000007y5", "000007z6", "000005mo"), ("contents", "pop")
    ),
    "swedish background": ("background", "swedish"),
    "foreign background": ("background", "foreign"),
    "born sweden": ("birth", "sweden"),
    "born abroad": ("birth", "abroad"),
    "edu compulsory": ("education", "compulsory"),
    "edu upper secondary": ("education", "upper_secondary"),
    "edu post sec lt3y": ("education", "post_sec_lt3y"),
    "edu post sec ge3y": ("education", "post_sec_ge3y"),
    "edu missing": ("education", "missing"),
    "dw rental": ("tenure", "rental"),
    "dw tenant owned": ("tenure", "tenant_owned"),
    "dw owned": ("tenure", "owned"),
    "dw unknown": ("tenure", "unknown"),
    "pop": ("contents", "pop"),
    "total": ("contents", "pop"),
    "households": ("contents", "households"),
    "cars": ("contents", "cars"),
    "income n": ("contents", "income_n"),
    "median income tkr": ("contents", "median_income_tkr"),
    "mean income tkr": ("contents", "mean_income_tkr"),
    "mean wage income tkr": ("contents", "mean_wage_income_tkr"),
}
"""Names that files already in order use; underscores are read as spaces."""


@dataclass(frozen=True, slots=True)
class Facets:
    """What a label says.

    Parameters
    ----------
    members : dimension (`DIMENSIONS`, ``year``, ``contents``, ``unit``) to member.
    left : words that were not understood.
    """

    members: dict[str, str] = field(default_factory=dict)
    left: str = ""

    @property
    def known(self) -> bool:
        """Whether every word was understood and something was said."""
        return bool(self.members) and not self.left


def plain(text: str) -> str:
    """Return a label as it is compared: lower case, one space, no underscores."""
    return re.sub(r"[\s_\N{NO-BREAK SPACE}]+", " ", text.strip().casefold()).strip()


def dimension_of(heading: str) -> str:
    """Return the dimension a column with this heading splits by, or an empty text."""
    text = plain(heading)
    for dimension, pattern in _HEADINGS:
        if re.fullmatch(pattern, text):
            return dimension
    return ""


def facets_of(label: str, *, within: str = "") -> Facets:
    """Return what a label says.

    Parameters
    ----------
    within : dimension of the column in which the label stands, which decides what short words
        (``1``, ``totalt``, ``utländsk``) mean.
    """
    text = plain(label)
    if text in _CODED.get(within, {}):
        return Facets({within: _CODED[within][text]})
    if within in {*DIMENSIONS, "year"} and re.fullmatch(rf"{_TOTALS}.*|tot|sa", text):
        return Facets({within: TOTAL})
    if text in _CANONICAL:
        dimension, member = _CANONICAL[text]
        return Facets({dimension: member})
    band = _BANDS.fullmatch(text)
    if band:
        return Facets({"age": f"{int(band[1])}_{band[2]}"})
    if within == "age" and re.fullmatch(r"\d{1,3}", text):
        return Facets({"age": f"{int(text)}_{int(text)}"})
    return _taken_apart(text, within)


def _taken_apart(text: str, within: str) -> Facets:
    members: dict[str, str] = {}
    if _PHRASE.search(text):
        # What stands in brackets after it is its definition, in words of birth.
        text = _IN_BRACKETS.sub(" ", text)
    # Years of study ("3 år eller mer") would look like ages, so words come first.
    for dimension, member, pattern in _COMPILED:
        found = pattern.search(text)
        if found and (members.get(dimension, member) == member or dimension == "contents"):
            members.setdefault(dimension, member)
            text = text[: found.start()] + " " + text[found.end() :]
    text = _either(text, within, members)
    text = _years_and_ages(text, members)
    members.pop("total", None)
    if within == "background" and "birth" in members:
        # One of four groups: born abroad, or by where the parents were born.
        return Facets({"background": members["birth"]})
    if within == "birth" and text.strip() and "birth" not in members:
        return Facets({"birth": _country(text.strip())})
    if within == "tenure" and "saknas" in text:
        return Facets({"tenure": "unknown"})
    left = _LEFT.sub(" ", text)
    return Facets(members or _only_total(within), " ".join(left.split()))


def _only_total(within: str) -> dict[str, str]:
    return {within: TOTAL} if within in DIMENSIONS else {"total": TOTAL}


def _either(text: str, within: str, members: dict[str, str]) -> str:
    """Take away words that may mean background or birth, and say which where it is known."""
    found = _EITHER.search(text)
    if not found or {"background", "birth"} & set(members):
        return text
    foreign = not re.match(r"svensk|swedish|inrikes|native", found[0])
    if within == "background":
        members["background"] = "foreign" if foreign else "swedish"
    elif within == "birth":
        members["birth"] = "abroad" if foreign else "sweden"
    else:
        members["background"] = AMBIGUOUS
    return text[: found.start()] + " " + text[found.end() :]


def _years_and_ages(text: str, members: dict[str, str]) -> str:
    year = _YEAR.search(text)
    if year:
        members["year"] = year[1]
        text = text[: year.start()] + " " + text[year.end() :]
    for pattern in _AGES:
        age = pattern.search(text)
        if age:
            low = int(age[1])
            single = pattern is _AGES[3]
            high = age[2] if pattern is _AGES[0] else str(low) if single else "plus"
            members["age"] = f"{low}_{high if high == 'plus' else int(high)}"
            return text[: age.start()] + " " + text[age.end() :]
    return text


def _country(text: str) -> str:
    """Return whether a region of birth is Sweden; every other is abroad."""
    return "sweden" if re.fullmatch(r"sverige|sweden", text) else "abroad"
