"""Every word of the domain once: code name, Swedish, English, definition, source.

Used by `skolval explain NAME`, by the report's method page and by tests that keep the
words in step. A term that is also a file in a room is explained by that file's docstring.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TERMS", "Term"]


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the domain."""

    swedish: str
    english: str
    definition: str
    source: str = ""


TERMS: dict[str, Term] = {
    "pupil": Term("elev", "pupil", "A child who is placed at a school unit."),
    "guardian": Term("vårdnadshavare", "guardian", "The adult who makes the choice for a pupil."),
    "party": Term(
        "part", "party", "The smallest thing placed as one: a pupil, a class or a home area."
    ),
    "preparatory_class": Term(
        "förberedelseklass",
        "preparatory class",
        "A class where newly arrived pupils are taught partly, never longer than two years.",
        "Skollagen (2010:800) 3 kap. 12 f §",
    ),
    "newly_arrived": Term(
        "nyanländ",
        "newly arrived pupil",
        "A pupil who has lived abroad and started school here after the autumn term of the year "
        "the pupil turned seven; not after four years of schooling here.",
        "Skollagen (2010:800) 3 kap. 12 a §",
    ),
    "introductory_programme": Term(
        "introduktionsprogram",
        "introduction programme",
        "One of the four programmes IMV, IMY, IMA and IMS of the upper secondary school.",
        "Skollagen (2010:800) 17 kap.",
    ),
    "school_unit": Term(
        "skolenhet",
        "school unit",
        "What the law counts as one school, led by one head teacher; a building may hold several.",
        "Skollagen (2010:800) 1 kap. 3 §",
    ),
    "provider": Term(
        "huvudman", "provider", "Who runs a school unit: the municipality or an independent owner."
    ),
    "offering": Term(
        "utbudspunkt", "offering", "Something with seats: a grade, programme or class at a unit."
    ),
    "seats": Term("platser", "seats", "How many pupils an offering can take in this round."),
    "active_choice": Term(
        "aktivt skolval", "active school choice", "Guardians rank the units they wish for."
    ),
    "choice": Term("val", "choice", "One wished unit on a pupil's list."),
    "rank": Term("rangordning", "rank", "The place of a wish on the list: 1 is the first wish."),
    "selection_criterion": Term(
        "urvalsgrund",
        "selection criterion",
        "A ground that decides who goes first when an offering has more applicants than seats.",
    ),
    "proximity_principle": Term(
        "närhetsprincipen",
        "proximity principle",
        "Nobody's wish may set aside another pupil's justified claim to a unit near home.",
        "Skollagen (2010:800) 10 kap. 30 §",
    ),
    "near_home": Term(
        "nära hemmet",
        "near home",
        "What the municipality counts as near: metres by stage, the nearest few units, or both.",
        "Skollagen (2010:800) 10 kap. 30 § gives no distance; HFD 2015 ref. 50",
    ),
    "reference_school": Term(
        "jämförelseskola",
        "reference school",
        "The alternative that relative proximity measures against, among units with the grade.",
    ),
    "claim": Term(
        "anspråk",
        "claim",
        "What a pupil has to a wished unit, and to the nearest ones when no wish can be met.",
        "Skollagen (2010:800) 10 kap. 30 §",
    ),
    "secured_place": Term(
        "säkrad plats",
        "secured place",
        "A place where the pupil goes before all who have none, and below which nobody ends.",
    ),
    "ground": Term(
        "urvalsuppgift",
        "ground",
        "What is noted about a pupil at a unit: days in a queue, a test score, a given place.",
    ),
    "standing": Term(
        "sökandens ställning",
        "standing of the applicant",
        "Resident, undocumented, not registered, early starter or of another municipality.",
    ),
    "measuring_point": Term(
        "mätpunkt",
        "measuring point",
        "Where at the unit a way ends: the main entrance, the nearest one or the plot boundary.",
    ),
    "skill_test": Term(
        "färdighetsprov",
        "skill test",
        "A test in art, sports, music or crafts; where it is used no other ground may apply.",
        "Skolförordningen (2011:185) 9 kap. 25-27 §§",
    ),
    "seat_class": Term(
        "platsgrupp",
        "seat class",
        "Some of the seats of an offering, for which a kind of pupils goes first.",
        "Kominers & Sönmez (2016)",
    ),
    "socioeconomic_reserve": Term(
        "socioekonomisk kvot",
        "socioeconomic reserve",
        "A seat class for pupils from areas with a high share of a group; a seat class and no"
        " selection criterion, and what if only.",
        "Hafalir, Yenmez & Yildirim (2013); no legal basis in municipal schools",
    ),
    "guarantee_school": Term(
        "garantiskola",
        "guarantee school",
        "The unit each pupil gets when all pupils are placed at once with the least walking.",
    ),
    "option": Term(
        "placeringsalternativ", "option", "One admissible pair of a party and an offering."
    ),
    "policy": Term(
        "placeringsregler", "policy", "What a municipality decides before anybody is placed."
    ),
    "rule": Term("villkor", "rule", "A condition that a placement can break."),
    "goal": Term("mål", "goal", "Something that a placement can make smaller."),
    "price": Term("pris", "price", "What one unit of a breach costs when a rule is not hard."),
    "tolerance": Term(
        "tolerans", "tolerance", "How much a goal may be worsened for the sake of the next goal."
    ),
    "mechanism": Term(
        "placeringsmekanism", "mechanism", "The procedure that turns a problem into a placement."
    ),
    "placement": Term("skolplacering", "placement", "One place for each party, or none."),
    "breach": Term("regelbrott", "breach", "One way in which a placement breaks a rule."),
    "audit": Term(
        "granskning", "audit", "All breaches of a placement, found without what made it."
    ),
    "school_transport": Term(
        "skolskjuts",
        "school transport",
        "Free transport to which a pupil is entitled by distance, traffic or disability.",
        "Skollagen (2010:800) 10 kap. 32 §",
    ),
    "pupil_travel_card": Term(
        "elevresa", "pupil travel card", "A card on ordinary lines given for distance."
    ),
    "reversed_transport": Term(
        "omvänd skolskjuts",
        "reversed school transport",
        "Seats on lines out of the city to rural schools, offered voluntarily.",
    ),
    "area": Term("område (DeSO)", "area", "A statistical area where pupils live."),
    "attendance_area": Term(
        "skolskjutsområde", "attendance area", "The area from which a unit has its pupils."
    ),
    "group": Term("grupp", "group", "A set of pupils whose spread over units is looked at."),
    "composition": Term(
        "elevsammansättning", "composition", "The shares of the groups among a unit's pupils."
    ),
    "counts": Term("antal", "counts", "Pupils by unit and group."),
    "instance": Term(
        "fall", "instance", "Everything known about a municipality before any policy."
    ),
    "lever": Term(
        "spak",
        "lever",
        "Something a policy decides: the mechanism, who goes first, what must hold, what is made "
        "small. Each has a legal status, and the policy has the worst of its levers'.",
    ),
    "lawful": Term("laglig", "lawful", "Legal status: law or decisions accept it as it is."),
    "conditional": Term(
        "villkorad",
        "conditional",
        "Legal status: lawful only while a condition holds, which the policy, the certificate of "
        "the run or the municipality must show.",
    ),
    "what_if": Term(
        "endast tankeexempel",
        "what-if only",
        "Legal status: no law supports it today; it may be computed, but refuses nobody a wish.",
    ),
    "forbidden": Term(
        "förbjuden",
        "forbidden",
        "Legal status: struck down by a court or the board of appeal, or against a law; refused "
        "unless it is only simulated.",
    ),
    "run": Term("körning", "run", "A folder with one placement and all that proves it."),
    "study": Term("jämförelse", "study", "Many runs over instances, policies and seeds."),
    "seed": Term(
        "frö", "seed", "A published text that a lottery is drawn from, so that anybody can redo it."
    ),
    "gap": Term(
        "gap",
        "gap",
        "How much better than the placement found any other could at most be, as a share of it.",
    ),
    "random_baseline": Term(
        "slumpnivå",
        "random baseline",
        "The mean of an index if the same pupils were drawn by lot to units of the same sizes.",
    ),
}
