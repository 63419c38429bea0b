"""Levers that a municipality may use as they stand."""

from __future__ import annotations

from skolval.domain.language import N_
from skolval.law.lever import Lever

__all__ = ["LEVERS"]

LEVERS: tuple[Lever, ...] = (
    Lever(
        "relative_proximity",
        "lawful",
        N_("Relative proximity with distances that can be checked is an accepted ground."),
        "ÖKN 2017:533; ÖKN 2019:616",
        (
            r"relativ\w*_(proximity|distance|nearness|närhet|avstånd)",
            r"(proximity|närhet)_relati\w*",
            "rn",
            r"(extra|added|additional)_(way|distance|walk\w*)",
            r"skillnad_i_(avstånd|skolväg)",
        ),
    ),
    Lever(
        "attendance_area",
        "lawful",
        N_("The unit of the own attendance area is an objective ground, also as reference."),
        "ÖKN 2019:1015; ÖKN 2019:195",
        (
            r"attendance_(area|zone)",
            r"catchment\w*",
            r"(school|walk)_?zone",
            "upptagningsområde",
            "anvisningsområde",
            "skolskjutsområde",
            "placeringsområde",
            "närområde",
            "geographic_area",
        ),
    ),
    Lever(
        "near_home",
        "lawful",
        N_("Every pupil has a right to a unit near home; the municipality says what near is."),
        "Skollagen 10 kap. 30 §; HFD 2015 ref. 50",
        (
            r"near_(to_)?home\w*",
            r"nära_hemmet",
            r"proximity_(principle|right|guarantee)",
            "närhetsprincip",
            r"närhetsskol\w*",
            r"(rätt|right)_\w*(nära_hemmet|near_home)",
        ),
    ),
    Lever(
        "only_near_school",
        "lawful",
        N_("It keeps everybody's claim to some unit near home."),
        "Skollagen 10 kap. 30 §",
        (r"only_(one_)?near\w*(_\w+)?", r"(enda|bara_en)_(skola|enhet)\w*_nära\w*"),
    ),
    Lever(
        "guarantee_school",
        "lawful",
        N_("A school that everybody is sure of, reckoned for all at once, meets the right."),
        "Skollagen 10 kap. 30 §; ÖKN 2019:1015",
        (
            r"guarante\w*(_school|_unit|_seat|_place)?",
            r"garanti\w*",
            r"garanterad\w*_(skol|plats)\w*",
            "reference_school",
            "referensskola",
        ),
    ),
    Lever(
        "lottery",
        "lawful",
        N_("A lottery with a published seed is an objective ground."),
        "ÖKN 2019:195",
        (r"(seeded_|random_)?lotter\w*", r"lott(ning|en)?\w*", r"random\w*", r"slump\w*", "draw"),
        total=True,
    ),
    Lever(
        "continuation",
        "lawful",
        N_(
            "A pupil may stay at the own unit; the right ends where the unit's grades end, and a "
            "school may be split into two units."
        ),
        "Skollagen 10 kap. 30 §; ÖKN 2019:1152",
        (
            r"continu\w*",
            r"(current|own|present)_(unit|school|pupil)\w*",
            r"stay\w*",
            r"fortsätt\w*",
            r"(går|gå|kvar)_\w*kvar\w*",
            r"kvarstå\w*",
            r"befintlig\w*_elev\w*",
            r"split_(school|unit)\w*",
            r"enhetsindelning\w*",
            r"separate_units",
        ),
    ),
    Lever(
        "protected_identity",
        "lawful",
        N_("Pupils with a protected identity are placed first, so that nothing is revealed."),
        "Offentlighets- och sekretesslagen 21 kap. 3 §; 22 kap. 1 §",
        (r"protected_\w+", r"skyddad\w*(_\w+)?", "sekretessmarkering"),
    ),
    Lever(
        "applicant_status",
        "lawful",
        N_("Residents have the right to a place near home; others are received after them."),
        "Skollagen 10 kap. 30 §",
        (
            r"applicant_status",
            r"resident\w*",
            r"folkbokför\w*",
            r"non_?resident\w*",
            r"(other|another)_municipalit\w*",
            r"annan_kommun",
            r"undocumented",
            r"papperslös\w*",
            r"not_registered",
            r"early_start\w*",
        ),
    ),
    Lever(
        "greatest_need",
        "lawful",
        N_("At a resource school those with the greatest need of its support go first."),
        "Skollagen 10 kap. 31 a § (SFS 2022:724)",
        (
            r"greatest_need\w*",
            r"störst\w*_behov\w*",
            r"resurs_?skol\w*",
            r"resource_?(school|unit)\w*",
        ),
    ),
    Lever(
        "deferred_acceptance",
        "lawful",
        N_("Priorities do not depend on how a pupil ranks the wishes."),
        "ÖKN 2017:132; Skollagen 10 kap. 30 §",
        (
            r"(student_proposing_)?deferred_acceptance",
            "gale_shapley",
            r"uppskjut\w*_antagning\w*",
            "da",
            "spda",
            "sosm",
        ),
        orders=False,
    ),
    Lever(
        "wishes",
        "lawful",
        N_("The guardian's wish is the main rule."),
        "Skollagen 10 kap. 30 §",
        (r"wish(es)?", r"guardians?_wish\w*", r"önskemål\w*", r"choices?", r"skolval\w*"),
        orders=False,
    ),
    Lever(
        "capacity",
        "lawful",
        N_("The municipality decides how many pupils each unit takes."),
        "Skollagen (2010:800) 10 kap. 30 §",
        (r"(documented_)?(capacity|seats)", r"kapacitet\w*", "platser", r"seat_number\w*"),
        orders=False,
    ),
    Lever(
        "grade_spans",
        "lawful",
        N_("Which grades and classes a unit has is the municipality's own decision."),
        "Skollagen 10 kap. 29 §; ÖKN 2019:1152",
        (
            r"grade_spans?",
            r"pairing",
            r"stadieindelning\w*",
            r"(opening|closing)_(units?|schools?)",
        ),
        orders=False,
    ),
    Lever(
        "reversed_transport",
        "lawful",
        N_("Transport from town to country that families choose themselves is lawful."),
        "Skollagen 10 kap. 32 §; Uppsala 2020-12-07",
        (
            r"(voluntary_)?revers\w*_transport\w*",
            r"omvänd\w*_skolskjuts\w*",
            r"school_transport\w*",
        ),
        orders=False,
    ),
)
