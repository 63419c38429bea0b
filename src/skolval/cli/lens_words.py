"""What the terminal calls the tables, columns and parts of a lens."""

from __future__ import annotations

from collections.abc import Mapping

from skolval.domain.language import N_, _

__all__ = ["word"]

_WORDS: Mapping[str, str] = {
    "draws": N_("measurements"),
    "draw": N_("measurement"),
    "changed": N_("with another place"),
    "share": N_("share"),
    "units": N_("school units"),
    "unit_id": N_("school unit"),
    "name": N_("name"),
    "pupils": N_("pupils"),
    "elsewhere": N_("elsewhere"),
    "groups": N_("groups"),
    "basis": N_("counted by"),
    "group": N_("group"),
    "part": N_("part"),
    "first_always": N_("first wish in every lottery"),
    "first_by_lot": N_("first wish by lot"),
    "first_never": N_("first wish in no lottery"),
    "no_choice": N_("no choice made"),
    "offerings": N_("offerings"),
    "offering_id": N_("offering"),
    "grade": N_("grade"),
    "seats": N_("seats"),
    "first_wishes": N_("first wishes"),
    "by_lot": N_("decided by lot"),
    "chance": N_("chance"),
    "effect": N_("effect"),
    "better": N_("better wish"),
    "worse": N_("worse wish"),
    "unmoved": N_("same place"),
    "before": N_("before"),
    "after": N_("after"),
    "change": N_("change"),
    "curve": N_("reserve by size"),
    "order": N_("order"),
    "size": N_("size"),
    "members_first": N_("first wish, group"),
    "others_first": N_("first wish, others"),
    "members_top3": N_("three first, group"),
    "others_top3": N_("three first, others"),
    "members_in_popular": N_("group at popular units"),
    "ranks": N_("wishes met"),
    "first": N_("first wish"),
    "second_third": N_("second or third"),
    "later": N_("later wish"),
    "refused": N_("all refused"),
    "choosers": N_("chose"),
    "first_share": N_("first wish, share"),
    "top3_share": N_("three first, share"),
    "any_share": N_("some wish, share"),
    "placed": N_("placed"),
    "steps": N_("wishes climbed"),
    "metres": N_("metres"),
    "more_placed": N_("more placed"),
    "rings": N_("rings"),
    "pupils_in_ring": N_("pupils in the ring"),
    "pairs": N_("pairs of offerings"),
    "offering_a": N_("offering A"),
    "offering_b": N_("offering B"),
    "a_wants_b": N_("A to B"),
    "b_wants_a": N_("B to A"),
    "mutual_pairs": N_("pairs that could swap"),
    "unit_a": N_("unit A"),
    "unit_b": N_("unit B"),
    "reserve_first": N_("reserve first"),
    "open_first": N_("open seats first"),
    "pupil": N_("pupil"),
    "area": N_("home area"),
    "all": N_("all"),
    "members": N_("the group"),
    "others": N_("the others"),
}


def word(code: str) -> str:
    """Return what a reader calls `code`, as it stands in a file; what is unknown stays."""
    return _(_WORDS[code]) if code in _WORDS else code
