"""Levers that have been tried and struck down, or that a law forbids."""

from __future__ import annotations

from skolval.domain.language import N_
from skolval.law.lever import History, Lever

__all__ = ["LEVERS"]

LEVERS: tuple[Lever, ...] = (
    Lever(
        "wish_rank",
        "forbidden",
        N_("Nobody may go first because of where a unit stands on the list of wishes."),
        "ÖKN 2017:132; kammarrätten 2018 (Nacka)",
        (
            r"(wish|choice|preference|list)_(rank\w*|order|number|position|rang\w*)",
            r"(rank|position)_(on|in|of)_(the_)?(list|wish\w*|choice\w*)",
            r"(higher_)?rank(ed|ing)?(_\w+)?",
            r"(first|1st)_(choice|wish|preference)\w*(_\w+)*",
            r"(förstahands|första_hands)_?val\w*",
            r"(val|önskemåls|önske)_?(ordning|nummer|rang)\w*",
            r"(valets|valens|önskemålens)_ordning",
            r"order_of_(the_)?(wish|choice|preference)\w*",
            r"förstahands\w*",
            "rang",
            r"rangordning\w*",
            r"valnummer",
            r"prioritet_i_valet",
            r"första_?val\w*",
            r"(1|1st|1_a|1_e)_(val|choice)\w*",
            r"(sökt_)?i_första_hand\w*",
            r"list_?plats\w*",
        ),
        history=(
            History(
                "",
                "2017-06-14",
                N_("Before the decision of 2017-06-15 this had not been tried."),
                "ÖKN 2017:132",
            ),
        ),
    ),
    Lever(
        "immediate_acceptance",
        "forbidden",
        N_("First-choice applicants may not be put before second-choice ones."),
        "ÖKN 2017:132; kammarrätten 2018 (Nacka)",
        (
            r"boston(_mechanism)?",
            r"immediate_acceptance",
            r"first_(choice|preference)s?_first",
            r"omedelbar_antagning",
            r"direkt_antagning",
        ),
        orders=False,
    ),
    Lever(
        "parallel_acceptance",
        "forbidden",
        N_(
            "Applicants may not be put before others because they placed the unit "
            "higher on the list."
        ),
        "ÖKN 2017:132; kammarrätten 2018 (Nacka)",
        (
            "parallel_acceptance",
            "application_rejection",
            "chinese_parallel",
            r"(taiwan_)?deduction",
        ),
        orders=False,
    ),
    Lever(
        "list_dependent_proximity",
        "forbidden",
        N_("Relative distance to another wish makes the list decide, and invites tactics."),
        "kammarrätten 2018 (Nacka)",
        (
            r"(relativ\w*_(proximity|distance|närhet)_)?list_dependent(_\w+)?",
            r"relativ\w*_(proximity|distance|närhet)_(to|by|on|from|till|mot)_(\w+_)?(wish|list|val)\w*",
            r"(distance|way|avstånd)_to_(the_)?(next|second|other)_(wish|choice)\w*",
            r"nacka_?(2017|rule|model)?\w*",
        ),
    ),
    Lever(
        "birth_date",
        "forbidden",
        N_("Date of birth and personal identity number are not objective grounds."),
        "ÖKN 2019:1036",
        (
            r"birth_?(date|day|month|year|time)?s?",
            r"date_of_birth",
            r"day_of_birth",
            r"(personal|identity|social_security)_(identity_)?(number|no)\w*",
            r"(last_)?(four_|three_)?digits\w*",
            r"person_?num(mer|ret)\w*",
            r"(dob|ssn|pnr)",
            r"id_?(nummer|number|nr)\w*",
            r"(född|födda|födsel\w*|födseln)(_\w+)?",
            r"born_(early|late|first|last|before|after|in)\w*",
            r"födelse_?(datum|dag|tid|år|månad)\w*",
            r"(age|ålder|äldst\w*|yngst\w*|oldest|youngest|older|younger)(_first)?",
        ),
        total=True,
    ),
    Lever(
        "ethnicity",
        "forbidden",
        N_("Ethnic origin, religion and sex must not decide who gets a place."),
        "Diskrimineringslagen 2 kap. 5 §; NJA 2006 s. 683",
        (
            r"(ethnic\w*|etnic\w*|etnisk\w*)(_\w+)?",
            r"(foreign|immigrant|migrant|minority)_(background|origin|born)?\w*",
            r"utländsk\w*(_bakgrund)?",
            r"country_of_(birth|origin)",
            r"(födelse|hem)land\w*",
            r"foreign_?born",
            r"born_abroad",
            r"(religion|religious|race|racial|nationalit|citizenship|medborgarskap|tros)\w*(_\w+)?",
            r"(mother_tongue|modersmål|hemspråk|(native|home)_language)\w*",
            r"(gender|sex|kön)(_\w+)?",
            r"(swedish|svensk)_(background|bakgrund)",
            r"(utlands|utrikes|inrikes|svensk)_?född\w*",
            r"(född|födda)_(utomlands|utanför|i_\w+)\w*",
            r"religi\w*(_\w+)?",
            r"(kyrk|församling|church|samfund)\w*",
            r"(hud_?färg|skin_colou?r)\w*",
            r"(pojk|flick)\w*",
            r"(boy|girl)s?(_\w+)?",
            r"(language|språk)_(spoken_)?(at_home|i_hemmet)",
        ),
    ),
    Lever(
        "merit",
        "forbidden",
        N_("Compulsory school is open to all: only tests of skills may decide, no grades."),
        "Skollagen 10 kap. 35–36 §§; skolförordningen 9 kap. 25–27 §§",
        (
            r"(school_)?(marks|merit|grade_point|grade_average|gpa)\w*",
            r"(average_)?grades",
            r"betyg\w*",
            r"merit_?(värde|poäng)\w*",
            r"(knowledge|intelligence|ability|maturity)_tests?\w*",
            r"(kunskaps|mognads|intelligens)_?(prov|test)\w*",
        ),
    ),
    Lever(
        "arbitrary",
        "forbidden",
        N_(
            "What has nothing to do with the school is no objective ground, as the day of birth is "
            "none."
        ),
        "ÖKN 2019:1036; regeringsformen 1 kap. 9 §",
        (
            r"alphabet\w*(_order)?",
            r"alfabet\w*(_ordning)?",
            r"bokstavs\w*(_ordning)?",
            r"(sur|last_|first_)name\w*",
            r"(efter|för)namn\w*",
            "name_order",
        ),
    ),
    Lever(
        "discretion",
        "forbidden",
        N_("Who goes first must be foreseeable: grounds and measures are published."),
        "ÖKN 2017:274; ÖKN 2019:290",
        (
            r"discretion\w*",
            r"(overall|holistic|case_by_case|individual)_(assessment|judg\w*|evaluation)",
            r"case_by_case",
            r"helhets(bedömning|syn)\w*",
            r"(principal|headmaster|head_teacher|rektor)\w*(_\w+)?",
            r"un(published|stated|documented|defined)_(criteri|order|ground|rule|distance|measure)\w*",
            r"unclear_order\w*",
            r"oklar\w*_ordning\w*",
            r"interview\w*",
        ),
    ),
    Lever(
        "sibling_before_near_home",
        "forbidden",
        N_("A sibling may not cost another pupil the unit near home."),
        "kammarrätten 2018 (Uppsala); HFD 2019-02-22 (no leave)",
        (
            r"(sibling|syskon)\w*_(without|no|unconditional|absolute|before|regardless|utan|före)_?\w*",
            r"unconditional_(sibling|syskon)\w*",
        ),
    ),
    Lever(
        "straight_line_against_the_rules",
        "forbidden",
        N_("A municipality is bound by its own rules, also on how distances are measured."),
        "ÖKN 2018:81; ÖKN 2017:274",
        (
            r"(straight_line|bird\w*|euclid\w*|fågel\w*)\w*_(although|despite|instead|against|trots|i_stället)\w*",
            r"(own_)?(rules?|order)_(ignored|broken|not_followed)",
            r"avvik\w*_från_(egna_)?reg\w*",
        ),
    ),
    Lever(
        "published_run_changed",
        "forbidden",
        N_("A favourable first result must be honoured, also when it came of a mistake."),
        "Förvaltningsrätten i Uppsala 2017",
        (
            r"(re_?run|overwrit\w*|chang\w*|revok\w*|withdraw\w*)_\w*(publi\w*|result|decision|placement|round)\w*",
            r"(published|first)_(result|run|placement)s?_(changed|overwritten|revoked|withdrawn|replaced)",
            r"(gör|kör)_om_\w*",
            r"omkörning\w*",
        ),
        orders=False,
    ),
    Lever(
        "automated_decision",
        "forbidden",
        N_(
            "A decision that is appealed by legality review may not be left to a machine: a person "
            "decides, with reasons."
        ),
        "Kommunallagen 6 kap. 38 §; förvaltningslagen 32 §",
        (
            r"(fully_)?automat\w*_(decision|placement|beslut|placering)\w*",
            r"(decision|beslut)\w*_(by|av)_(machine|algorithm|maskin|algoritm)\w*",
        ),
        orders=False,
    ),
)
