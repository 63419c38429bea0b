"""Levers without support in the law today: to be studied, not to decide places by."""

from __future__ import annotations

from skolval.domain.language import N_
from skolval.law.lever import History, Lever

__all__ = ["LEVERS"]

LEVERS: tuple[Lever, ...] = (
    Lever(
        "composition_target",
        "what_if",
        N_("No law lets a municipality place pupils by the composition of its units."),
        "Prop. 2021/22:158, rejected",
        (
            r"(composition|balance|mix\w*|diversity|integration)(_(target|goal|band|quota))?",
            r"composition_(ceiling|floor)",
            r"allsidig\w*(_\w+)?",
            r"(elev|social)\w*_sammansättning",
            r"controlled_choice",
            r"balance\w*",
        ),
    ),
    Lever(
        "socioeconomic_reserve",
        "what_if",
        N_(
            "Seats kept for a socio-economic group have no support in the law for municipal "
            "schools: the wish leads."
        ),
        "Prop. 2021/22:158, rejected; Skollagen 10 kap. 30 §",
        (
            r"(socio_?economic|ses|low_income|low_education)\w*(_(quota|reserve|seats?|index|\w+))*",
            r"(income|education)\w*(_(quota|reserve|level))*",
            r"socioekonomi\w*(_\w+)?",
            r"(reserv|kvot)\w*",
            r"(quota|reserve)(s|d)?(_\w+)?",
        ),
    ),
    Lever(
        "newly_arrived_low_share",
        "what_if",
        N_(
            "A quota for newly arrived pupils has no support today: the ordinance for independent "
            "schools expired on 2024-07-01, and Göteborg's criterion was applied but never upheld."
        ),
        "SFS 2022:222 (expired 2024-07-01); ÖKN 2019:1152",
        (
            r"newly?_arriv\w*",
            r"new_arrival\w*",
            r"nyanländ\w*",
            r"recent_(immigrant|migrant)s?\w*",
            r"refugee\w*",
            r"(five|5)_per_?cent\w*",
            r"nyanlända?_?kvot\w*",
        ),
        history=(
            History(
                "2016-11-01",
                "2024-06-30",
                N_(
                    "From 2016-11-01 to 2024-06-30 independent schools could set aside at most 5 % "
                    "of their places for pupils who had lived in Sweden for less than two years; "
                    "municipal schools could not."
                ),
                "SFS 2022:222",
            ),
        ),
    ),
    Lever(
        "optimal",
        "what_if",
        N_(
            "A municipality must state objective grounds in an order; an optimum over "
            "all is not one."
        ),
        "Skollagen (2010:800) 10 kap. 30 §; ÖKN 2019:290",
        (
            r"optimi\w*",
            "optimal",
            r"minimi\w*_(total|travel|distance|segregation)\w*",
            r"total_travel\w*",
            r"skolval_optim\w*",
            r"travel_(minim|optim|budget)\w*",
            r"färdbudget\w*",
        ),
        orders=False,
    ),
    Lever(
        "nearest_school",
        "what_if",
        N_("Guardians' wishes must be met where nobody's right to a unit near home is set aside."),
        "Skollagen 10 kap. 30 §",
        (
            r"(compulsory|forced|mandatory)_(re)?(assign|place|placing|transport|bus)\w*",
            r"(re)?assign\w*_against_\w*wish\w*",
            r"against_(the_)?(guardian\w*_)?wish\w*",
            r"tvångs\w*",
            r"mot_(vårdnadshavar\w*_)?(vilja|önskan|önskemål)\w*",
            r"nearest_school(_assignment)?",
            r"ignore\w*_wish\w*",
            r"compulsory_bus\w*",
        ),
        struck=True,
        orders=False,
    ),
    Lever(
        "random_places",
        "what_if",
        N_("Guardians' wishes must be met where nobody's right to a unit near home is set aside."),
        "Skollagen 10 kap. 30 §",
        (r"random_(places?|assignment|placement)",),
        struck=True,
        orders=False,
    ),
    Lever(
        "common_admission",
        "what_if",
        N_("No law lets one round place pupils in independent schools too, unless they join."),
        "SOU 2020:28; bet. 2021/22:UbU33",
        (
            r"(common|joint|unified)_(admission|enrol\w*|system|choice)\w*",
            r"gemensam\w*_(skolval|antagning)\w*",
        ),
        orders=False,
    ),
    Lever(
        "school_proposing",
        "what_if",
        N_("It can refuse a wish that could be met without setting aside anybody's claim."),
        "Skollagen 10 kap. 30 §",
        (r"(school|college)_(proposing|optimal)(_\w+)?",),
        orders=False,
    ),
    Lever(
        "top_trading_cycles",
        "what_if",
        N_(
            "Priorities are traded: whoever goes before at a unit can be refused in favour of one "
            "who goes after, and a claim to a unit near home may not be set aside so."
        ),
        "Skollagen 10 kap. 30 §; HFD 2015 ref. 50",
        (r"top_trading_cycles?", "ttc"),
        orders=False,
    ),
    Lever(
        "efficiency_adjusted",
        "what_if",
        N_(
            "No provision lets a pupil give up the claim to one unit for the good of others; "
            "whoever goes before can be refused in favour of one who goes after."
        ),
        "Skollagen 10 kap. 30 §; HFD 2015 ref. 50",
        (r"efficiency_adjusted(_\w+)?", "eada", "eadam"),
        orders=False,
    ),
)
