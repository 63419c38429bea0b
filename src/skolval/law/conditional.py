"""Levers that are lawful when something else holds."""

from __future__ import annotations

from skolval.domain.language import N_
from skolval.law.lever import History, Lever

__all__ = ["LEVERS"]

LEVERS: tuple[Lever, ...] = (
    Lever(
        "sibling",
        "conditional",
        N_("Lawful only if no other pupil loses a unit near home because of it."),
        "ÖKN 2019:290; kammarrätten 2018 (Uppsala)",
        (r"(younger_|older_)?sibling\w*", r"syskon\w*", r"(brother|twin|tvilling)\w*"),
        condition=N_("The certificate shows that no pupil lost a unit near home by it."),
        history=(
            History(
                "",
                "2019-02-22",
                N_(
                    "Uppsala's sibling priority was annulled because others lost a unit near home; "
                    "Högsta förvaltningsdomstolen gave no leave to appeal on 2019-02-22."
                ),
                "kammarrätten 2018 (Uppsala)",
            ),
        ),
    ),
    Lever(
        "active_choice",
        "conditional",
        N_("Lawful only while a pupil without a choice keeps the claim to a unit near home."),
        "Skollagen 10 kap. 30 §",
        (
            r"active_(choice|choosers?|applicants?)\w*",
            r"aktivt?_val\w*",
            "aktiva_val",
            "aktivt_skolval",
            r"non_?choosers?(_last)?",
            r"(no|without_a?)_?choice(_\w+)?",
            r"(ej|icke)_?(sökande|väljare|val)",
            r"applicants?_(first|before)\w*",
        ),
        condition=N_("A pupil without a choice still gets a unit near home."),
    ),
    Lever(
        "listed",
        "conditional",
        N_("Lawful only if every ground behind the list is, and their order is clear."),
        "ÖKN 2019:290",
        (r"(given|priority)_(list|order)", "turordningslista", r"given_turordning"),
        condition=N_("The grounds behind the list are published and lawful by themselves."),
    ),
    Lever(
        "absolute_proximity",
        "conditional",
        N_(
            "Lawful after another ground; that others live nearer is not alone enough to refuse a "
            "wish."
        ),
        "HFD 2015 ref. 50",
        (
            r"(absolut\w*_)?(proximity|nearness|närhet|närhetsprövning)",
            r"(absolut\w*_|short\w*_|walking_)?(distance|avstånd)",
            r"(nearest|closest)",
            r"närmast\w*",
            r"(walking|street|road|network|route)_distance",
            r"(walking|shortest|short|school)_(route|way|path)",
            r"(kortast_)?(gång|cykel|färd|skol)_?väg\w*",
        ),
        condition=N_("Another ground stands before it, or everybody is sure of a unit near home."),
    ),
    Lever(
        "straight_line_distance",
        "conditional",
        N_("Straight lines may be measured only where the rules say so and rivers do not mislead."),
        "ÖKN 2019:290; ÖKN 2017:533",
        (
            r"(straight_line|euclid\w*|crow\w*|air|bee_?line)(_\w+)?",
            r"as_the_crow_flies",
            r"fågel\w*",
        ),
        condition=N_("The municipality's own rules say the straight line, not the way to school."),
    ),
    Lever(
        "queue_time",
        "conditional",
        N_("Queue time was accepted where every pupil had a guaranteed school."),
        "ÖKN 2017:101; ÖKN 2019:1015",
        (
            r"queu\w*(_time|_date|_days)?",
            r"kö(tid|dagar|datum|plats)?",
            r"waiting_(list|time)",
            r"(application|registration|sign_?up)_(time|date|order)",
            r"(time|date|order)_of_(application|registration)",
            r"(early_)?registration",
            r"first_come(_first_served)?",
            r"anmälnings(tid|datum|dag)",
            r"ansöknings(tid|datum|dag)",
            r"först_till_kvarn",
        ),
        condition=N_(
            "Every pupil is sure of another school: secured: guarantee, or near home first."
        ),
    ),
    Lever(
        "profile_test",
        "conditional",
        N_("A skill test may decide from grade 7, and then no other ground may."),
        "Skolförordningen 9 kap. 25–27 §§",
        (
            r"((profile|skill|aptitude|entrance|admission|audition|music|sports?)_)?(test|audition)s?",
            r"test_?scores?\w*",
            r"färdighets_?prov\w*",
            r"antagnings_?prov\w*",
            r"inträdes_?prov\w*",
            r"prov_?resultat\w*",
            "audition",
        ),
        condition=N_("It decides alone, from grade 7 (grade 4 with Skolinspektionen's permit)."),
    ),
    Lever(
        "special_reasons",
        "conditional",
        N_(
            "Special reasons have no room in the second paragraph of 10:30, but a municipality is "
            "bound by an order of its own that names them."
        ),
        "ÖKN 2017:668; ÖKN 2018:81",
        (
            r"special_(reasons?|needs?|support)\w*",
            r"särskil(da|t)_(skäl|stöd|behov)\w*",
            r"(social|medical)_reasons?",
            r"(disabilit|funktions)\w*",
            r"(sociala|medicinska)_skäl",
        ),
        condition=N_("The municipality's own published order names special reasons."),
    ),
    Lever(
        "class_cap",
        "conditional",
        N_("A cap on seats must have a documented basis: an undocumented one of 52 did not hold."),
        "ÖKN 2018:681",
        (
            r"(undocumented_)?(class|seat|unit|capacity)\w*_(cap|limit|ceiling)\w*",
            r"maximum_(class_)?size",
            r"(plats|klass|kapacitets)_?tak\w*",
            r"max_antal\w*",
        ),
        condition=N_("The number of seats is documented and the same as in earlier years."),
        orders=False,
    ),
    Lever(
        "remaining_by_lottery",
        "conditional",
        N_("A placement where the remaining seats were drawn by lot was annulled and sent back."),
        "ÖKN 2020:289; ÖKN 2019:195",
        (
            r"(lottery|random|draw)\w*_(for_|of_)?(the_)?remaining\w*",
            r"remaining\w*_by_(lottery|lot)\w*",
            r"lott\w*_(av_|om_)?(rest|återstående)\w*",
        ),
        condition=N_("The rules say beforehand who takes part in the draw and for which seats."),
        total=True,
    ),
    Lever(
        "feeder_continuity",
        "conditional",
        N_("Pupils may be sent on together only where no wish is refused for it alone."),
        "Skollagen 10 kap. 30 §; ÖKN 2019:1152",
        (
            r"feeder_continuity",
            r"next_unit",
            r"fortsättnings_?skol\w*",
            r"mottagande_skol\w*",
            r"spårskol\w*",
        ),
        condition=N_("No wish is refused only because the classmates go elsewhere."),
        orders=False,
    ),
    Lever(
        "operational_connection",
        "conditional",
        N_("Shared premises, staff or pedagogy is an approved ground in independent schools."),
        "Skollagen 10 kap. 36 §; Skolinspektionen",
        (
            r"operational_(connection|link)\w*",
            r"verksamhets(samband|mässig\w*)\w*",
            r"own_(preschool|pre_school)\w*",
            r"(preschool|feeder)(_\w+)?",
            r"(egen_|egna_)?förskol\w*",
            r"pedagog\w*_(samband|inriktning)",
        ),
        condition=N_("No other pupil loses a unit near home because of it."),
    ),
    Lever(
        "serial_dictatorship",
        "conditional",
        N_(
            "A lottery is an objective ground, but lawful alone only where every pupil drawn last "
            "still gets a unit near home."
        ),
        "ÖKN 2019:195; Skollagen 10 kap. 30 §",
        (r"(random_)?serial_dictatorship", "rsd"),
        condition=N_("Every pupil drawn last still gets a unit near home."),
        orders=False,
    ),
    Lever(
        "stable_improvement_cycles",
        "conditional",
        N_(
            "Lawful only if the rules say beforehand that the lottery is a first draw among equals "
            "and how places are then exchanged; the other criteria keep their order."
        ),
        "ÖKN 2019:290; ÖKN 2019:195",
        (r"stable_improvement_cycles?", "sic"),
        condition=N_("The published rules describe the draw and the exchange."),
        orders=False,
    ),
    Lever(
        "siblings_together",
        "conditional",
        N_("Siblings may be kept together only if no other pupil loses a unit near home by it."),
        "Skollagen (2010:800) 10 kap. 30 §; Kammarrätten 2018 (Uppsala)",
        (r"siblings?_together",),
        condition=N_("The certificate shows that no pupil lost a unit near home by it."),
        orders=False,
    ),
    Lever(
        "transport_budget",
        "conditional",
        N_("Costs may refuse a wish only where the economic difficulties would be significant."),
        "Skollagen 10 kap. 30 § second paragraph; 10 kap. 32 §",
        (
            r"(school_)?transport_(budget|cost)\w*",
            r"skol_?skjuts_?(budget|kostnad)\w*",
            r"skjuts_?(budget|kostnad)\w*",
        ),
        condition=N_("The municipality shows that the difficulties would be significant."),
        orders=False,
    ),
)
