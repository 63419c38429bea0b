"""Legal lines and levers of preparatory classes (förberedelseklasser)."""

from __future__ import annotations

from collections.abc import Iterator

from skolval.domain.hosting import HostingRule
from skolval.domain.language import N_
from skolval.domain.policy import Legal, Policy
from skolval.law.lever import Lever

__all__ = ["CONDITIONAL", "FORBIDDEN", "LAWFUL", "WHAT_IF", "preparatory_lines"]

_MONTHS, _WITHIN = 24, 2
_ASKS_WISHES = ("first_choice", "choice_rank")

_HOSTS = Legal(
    "lawful",
    N_(
        "The municipality decides which units run preparatory classes; they are to be as close as "
        "possible to other teaching."
    ),
    "Skollagen 3 kap. 12 f §; skolförordningen 5 kap. 5 a §",
)
_SPREAD = Legal(
    "lawful",
    N_("How many units share the groups, and how evenly, is the municipality's own decision."),
    "Skollagen 3 kap. 12 f §; 10 kap. 29 §",
)
_WISHED = Legal(
    "conditional",
    N_("A newly arrived pupil has the same right as others to the unit that is wished for."),
    "Skollagen 10 kap. 30 §",
)
_LANGUAGE = Legal(
    "conditional",
    N_("That the mother tongue decides the unit can discriminate indirectly."),
    "Diskrimineringslagen 1 kap. 4 § 2; skollagen 3 kap. 12 i §",
)
_MOVED = Legal(
    "conditional",
    N_("A pupil who has a place stays, unless the guardian agrees to another or the law says so."),
    "Skollagen 10 kap. 30 §",
)
_QUOTA = Legal(
    "what_if",
    N_(
        "A ceiling on newly arrived pupils at a unit is a quota without support in the law; the "
        "ordinance for independent schools has expired."
    ),
    "Skollagen 10 kap. 30 §; SFS 2022:222 (expired 2024-07-01)",
)
_TOO_LONG = Legal(
    "forbidden",
    N_("Nobody may be taught in a preparatory class for longer than two years."),
    "Skollagen 3 kap. 12 f §",
)
_TOO_LATE = Legal(
    "forbidden",
    N_("Grade and regular class are decided within two months of arrival."),
    "Skollagen 3 kap. 12 e §",
)


def _lever(name: str, legal: Legal, words: tuple[str, ...], condition: str = "") -> Lever:
    return Lever(
        name, legal.status, legal.reason, legal.citation, words, condition=condition, orders=False
    )


LAWFUL: tuple[Lever, ...] = (
    _lever(
        "preparatory_hosts", _HOSTS,
        (r"preparatory_(class\w*|groups?)(_hosts?)?", r"reception_(class\w*|units?)",
         r"förberedelseklass\w*", r"förberedelsegrupp\w*", r"mottagning(sskol|senhet)\w*"),
    ),
    _lever(
        "preparatory_spread", _SPREAD,
        (r"spread\w*_preparatory\w*", r"sprid\w*_(av_)?(förberedelse|nyanländ)\w*"),
    ),
)  # fmt: skip
CONDITIONAL: tuple[Lever, ...] = (
    Lever(
        "hosted",
        "conditional",
        N_(
            "Where preparatory classes and introduction programmes lie is the municipality's "
            "decision; a pupil's own place is decided for that pupil, and wishes must be asked for."
        ),
        "Skollagen (2010:800) 3 kap. 12 e-12 f §§, 17 kap. 16, 27-29 §§",
        ("hosted",),
        condition=N_("Wishes are asked for, and each pupil's place is decided by a person."),
        orders=False,
    ),
    _lever(
        "preparatory_wishes", _WISHED, (r"preparatory_without_wish\w*",),
        N_("Guardians are asked, and a wish is met unless somebody else's right stands before it."),
    ),
    _lever(
        "preparatory_language", _LANGUAGE,
        (r"preparatory_language\w*", r"modersmål\w*_(styr|avgör)\w*"),
        N_("The reason is study guidance in the mother tongue, and nobody is worse off by it."),
    ),
    _lever(
        "preparatory_moves", _MOVED, (r"preparatory_moves?",),
        N_("Nobody is moved against the guardian's will."),
    ),
)  # fmt: skip
WHAT_IF: tuple[Lever, ...] = (
    _lever(
        "preparatory_share", _QUOTA,
        (r"(ceiling|share|cap)_(of_|on_)?newly_arrived\w*", r"(tak|andel)_(för_)?nyanländ\w*"),
    ),
)  # fmt: skip
FORBIDDEN: tuple[Lever, ...] = (
    _lever(
        "preparatory_over_two_years", _TOO_LONG,
        (r"preparatory_(over|longer_than)_two_years", r"förberedelseklass_över_två_år"),
    ),
    _lever(
        "preparatory_late_class", _TOO_LATE,
        (r"(late_)?regular_class_after_\w+", r"sen_ordinarie_klass"),
    ),
)  # fmt: skip


def preparatory_lines(policy: Policy) -> Iterator[tuple[str, Legal]]:
    """Yield (what, legal) for what a policy decides about preparatory classes."""
    if policy.places != "newly_arrived":
        return
    rule = policy.hosting or HostingRule()
    asked = any(step.name in _ASKS_WISHES for step in policy.goals)
    pulled = (
        ("preparatory_hosts", _HOSTS, True),
        ("preparatory_spread", _SPREAD, bool(rule.min_hosts) or rule.top_share is not None),
        ("preparatory_wishes", _WISHED, not asked),
        ("preparatory_language", _LANGUAGE, rule.languages == "required"),
        ("preparatory_moves", _MOVED, not rule.keep),
        ("preparatory_share", _QUOTA, rule.recent_share is not None),
        ("preparatory_over_two_years", _TOO_LONG, rule.months_most > _MONTHS),
        ("preparatory_late_class", _TOO_LATE, rule.regular_within > _WITHIN),
    )
    yield from ((name, legal) for name, legal, pulls in pulled if pulls)
