"""Method: what every lever and every index means, and what the numbers are not."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.domain.retelling import retold
from skolval.indices._families import reported
from skolval.registry import load
from skolval.report.audience import HIDDEN
from skolval.report.blocks import Section, facts_list
from skolval.report.facts import first_sentence, label

if TYPE_CHECKING:
    from skolval.report.context import Context

__all__ = ["ORDER", "render"]

ORDER = 80
_COUNT = re.compile(r"(?<![\d.,\w])\d[\d\s]*(?![.,]?\d)(?=\s)")


def render(context: Context) -> Section:
    """Return levers and indices with their definitions, and what is not modelled."""
    _ = context.words.gettext
    body = _heading(_("The levers of these policies")) + _levers(context)
    if not context.hosted:
        body += _heading(_("Indices")) + _indices(context)
    body += _heading(_("What these numbers are not")) + facts_list(_limits(context))
    return Section("method", _("Method and definitions"), body)


def _heading(text: str) -> Markup:
    return Markup("<h3>{}</h3>").format(text)


def _entry(word: str, definition: str, source: str = "") -> Markup:
    shown = Markup("<dt>{}</dt><dd>{}</dd>").format(word, definition)
    if source:
        shown += Markup('<dd class="source">{}</dd>').format(source)
    return shown


def _list(entries: list[Markup]) -> Markup:
    return Markup("<dl>{}</dl>").format(Markup("").join(entries))


def _levers(context: Context) -> Markup:
    _, words = context.words.gettext, context.words
    used: dict[tuple[str, str], None] = {}
    for case in context.cases:
        policy = case.run.problem.policy
        used[("mechanism", policy.mechanism.name)] = None
        used |= {("criterion", step.name): None for step in policy.criteria}
        used |= {("rule", step.name): None for step in policy.rules}
        used |= {("goal", step.name): None for step in policy.goals}
    return _list(
        [_entry(label(room, name, words), _(first_sentence(room, name))) for room, name in used]
    )


def _indices(context: Context) -> Markup:
    _ = context.words.gettext
    entries = []
    for name in reported():
        module = load("index", name)
        source = _source(inspect.getdoc(module) or "")
        said = _("Source: {source}").format(source=source) if source else ""
        entries.append(_entry(module.SYMBOL, _(first_sentence("index", name)), said))
    return _list(entries)


def _source(doc: str) -> str:
    """Return the text under the heading Source of a docstring."""
    after = doc.partition("Source\n------\n")[2]
    return " ".join(after.split("\n\n")[0].split())


def _limits(context: Context) -> list[str]:
    _ = context.words.gettext
    sentences = [
        _(
            "They are a computation on the tables named under “Sources”, not a forecast: families "
            "may choose otherwise when the rules change."
        ),
        _(
            "Distances are uncertain. Re-measured ways to school differ by tens of metres, and "
            "single metres decide places in crowded units."
        ),
    ]
    if not context.hosted:
        text = _(
            "An index describes one round and these units. Do not compare raw values with other "
            "grades, other numbers of units or other years."
        )
        sentences.append(text)
    told = [retold(warning, context.words.lang) for warning in _warnings(context)]
    if context.shown.public:  # what is counted there counts protected identities too
        told = [_COUNT.sub(HIDDEN, text) for text in told]
    return [*sentences, *told]


def _warnings(context: Context) -> list[str]:
    found: dict[str, None] = {}
    for case in context.cases:
        found |= dict.fromkeys(case.run.problem.warnings)
    return list(found)
