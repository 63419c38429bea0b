"""What a policy of groups decides, in sentences: where groups may be and who may be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.report.words import N_

if TYPE_CHECKING:
    from skolval.domain.hosting import HostingRule
    from skolval.domain.policy import Policy
    from skolval.report.words import Words

__all__ = ["groups_decided"]

_WHERE: dict[str, str] = {
    "any": N_("Groups may be at all units that can have them."),
    "today": N_("Groups may only be at the units that have them today."),
    "reception": N_("Groups may only be at the units meant for reception."),
    "listed": N_("Groups may only be at the units that the policy lists."),
}


def groups_decided(policy: Policy, words: Words) -> list[str]:
    """Return what `policy` decides of its groups (förberedelseklasser, introduktionsprogram)."""
    _, rule = words.gettext, policy.hosting
    told = [
        _("The program proposes which units have groups, and gives every pupil a place in one."),
        *([_(_WHERE[rule.units]), *_limits(rule, words)] if rule else []),
    ]
    if rule is None or not rule.keep:
        return [*told, _("Those who are placed already may get another unit.")]
    return [*told, _("Those who are placed already stay.")]


def _limits(rule: HostingRule, words: Words) -> list[str]:
    _ = words.gettext
    told = []
    if rule.top_share is not None:
        text = _("The {top} units with most may have at most {share} of the pupils together.")
        share = words.percent(rule.top_share / 1000)
        told.append(text.format(top=words.whole(rule.top_units), share=share))
    if rule.least_size == 0:
        told.append(_("Groups have no least size."))
    return told
