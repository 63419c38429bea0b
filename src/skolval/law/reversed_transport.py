"""Legal lines of reversed school transport (omvänd skolskjuts): offered, or against the wish."""

from __future__ import annotations

from collections.abc import Iterator

from skolval.domain.language import N_
from skolval.domain.policy import Legal, Policy
from skolval.domain.services import ReversedTransport

__all__ = ["reversed_lines"]

_OFFERED = Legal(
    "lawful",
    N_(
        "A seat outwards is offered and may be declined: the wish still decides, and nobody loses "
        "a place near home by it."
    ),
    "Skollagen 10 kap. 30, 32 §§; utbildningsnämnden i Uppsala 2020-12-07",
)
_AGAINST = Legal(
    "what_if",
    N_(
        "Pupils are taken outwards whether they wish it or not: a wish may be refused only for "
        "another pupil's claim to a unit near home, or for significant difficulties."
    ),
    "Skollagen 10 kap. 30 §",
)
_UNHELD = Legal(
    "conditional",
    N_(
        "Fewer places are kept than pupils are offered seats outwards: lawful only while everybody "
        "who declines is still placed near home."
    ),
    "Skollagen 10 kap. 30 §",
)


def reversed_lines(policy: Policy) -> Iterator[tuple[str, Legal]]:
    """Yield (what, legal) for what the policy says of services outwards."""
    rule = policy.reversed_transport
    if rule is None:
        return
    voluntary = rule.participation == "voluntary"
    yield "reversed_transport", _OFFERED if voluntary else _AGAINST
    if voluntary and _hold(policy, rule) == "expected":
        yield "declined_seats", _UNHELD


def _hold(policy: Policy, rule: ReversedTransport) -> str:
    """Return for whom a place is kept: a rule of the policy's own goes before the block."""
    told = [step.params.hold for step in policy.rules if step.name == "declined_seats"]
    return str(told[0]) if told else rule.hold
