"""The report: one page about one run or several, complete in itself.

Nothing is fetched when it is opened; a content security policy makes the browser see to
that. Sections are the files of `sections/`, in the order each of them states.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval.law import banner
from skolval.registry import load, names
from skolval.report.blocks import Section, plain_text
from skolval.report.chart_style import unchecked
from skolval.report.context import Context, context_of, speaking
from skolval.report.front_told import fitting
from skolval.report.hosting_map import drawing_of
from skolval.report.hosting_named import families_of, of_programmes
from skolval.report.html_page import Page, page_words
from skolval.report.map import map_page
from skolval.report.still_map import still_map
from skolval.report.wanted import Wanted
from skolval.report.words import Words

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["Page", "made_page", "report_page", "write_report"]


def write_report(runs: Sequence[Run], path: Path | str, **asked: Any) -> Path:
    """Write the report of `runs` as one HTML file that loads nothing and return its path.

    Parameters
    ----------
    runs : one run, or several of the same instance; the others are compared with the first.
    asked : fields of `skolval.report.wanted.Wanted`: lang, instance, scenarios, audience,
        sections, among, front, audits.

    Raises
    ------
    UsageError
        For no run, runs of different instances, or an audience or section that there is not.
    """
    path = Path(path)
    path.write_text(made_page(runs, Wanted(**asked)).html(), encoding="utf-8")
    return path


def report_page(runs: Sequence[Run], **asked: Any) -> str:
    """Return the report of `runs` as the text of one HTML page; as `write_report`."""
    return made_page(runs, Wanted(**asked)).html()


def made_page(runs: Sequence[Run], wanted: Wanted, *, still: bool = False) -> Page:
    """Return the report of `runs`, ready to be written in any format.

    Parameters
    ----------
    still : maps are drawn as they stand, for paper; else they move.
    """
    lang, words = wanted.lang, Words(wanted.lang)
    scripts: tuple[str, ...] = ()
    with speaking(lang), unchecked():
        context = replace(
            context_of(
                runs,
                words,
                instance=wanted.instance,
                audience=wanted.audience,
                audits=wanted.audits,
            ),
            scenarios=wanted.scenarios,
            among=wanted.among,
            front=wanted.front if wanted.front is None else fitting(wanted.front, runs),
        )
        if wanted.has("maps") and still:
            context = replace(context, still_maps=_still_maps(runs, words, wanted.audience))
        elif wanted.has("maps"):
            drawn = map_page(
                runs, lang=lang, instance=wanted.instance, wheel=False, audience=wanted.audience
            )
            context, scripts = replace(context, map_page=drawn.html), drawn.scripts
        sections = tuple(_sections(context, wanted))
    return Page(
        lang=lang,
        title=_title(context),
        lead=_lead(context),
        banner=banner(runs, lang=lang),
        sections=sections,
        scripts=scripts,
        text=page_words(words),
    )


def _still_maps(runs: Sequence[Run], words: Words, audience: str) -> tuple[tuple[str, str], ...]:
    """Return the title and the drawing of the first policy and the last."""
    drawing = drawing_of(runs, words, audience)
    ends = (0, len(drawing.titles) - 1)
    return tuple(
        (side.title, still_map(drawing, place))
        for side, place in zip(drawing.sides(), ends, strict=True)
    )


def _sections(context: Context, wanted: Wanted) -> list[Section]:
    """Return the sections in order; those that explain the others are made when these are."""
    modules = [load("section", name) for name in names("section") if wanted.has(name)]
    if context.hosted and not wanted.sections:
        # an index of all pupils of a unit says nothing where only those of groups are placed
        modules = [one for one in modules if not getattr(one, "OF_ALL_PUPILS", False)]
    first = [module for module in modules if not getattr(module, "READS_THE_OTHERS", False)]
    made = [(module.ORDER, module.render(context)) for module in first]
    text = " ".join(plain_text(section) for _order, section in made if section is not None)
    reading = replace(context, read=text)
    made += [(module.ORDER, module.render(reading)) for module in modules if module not in first]
    ordered = sorted(made, key=lambda one: one[0])
    return [section for _order, section in ordered if section is not None]


def _title(context: Context) -> str:
    _ = context.words.gettext
    placed = context.run.problem.policy.places if context.hosted else "pupils"
    one, several = {
        "newly_arrived": (
            _("Preparatory classes in {place}: {policy}"),
            _("Preparatory classes in {place}: {count} policies compared"),
        ),
        "introduction": (
            _("Introduction programmes in {place}: {policy}"),
            _("Introduction programmes in {place}: {count} policies compared"),
        ),
    }.get(
        placed,
        (
            _("School placement in {place}: {policy}"),
            _("School placement in {place}: {count} policies compared"),
        ),
    )
    if len(context.cases) == 1:
        return one.format(place=context.place, policy=context.first.named)
    return several.format(place=context.place, count=context.words.whole(len(context.cases)))


def _lead(context: Context) -> str:
    _, words = context.words.gettext, context.words
    problem = context.run.problem
    if context.hosted:
        return _groups_lead(context)
    grades = [problem.grades.codes[grade] for grade in sorted(set(problem.parties.grade.tolist()))]
    return _(
        "School year {year}. {pupils} pupils who start grade {grades} are to have a place at "
        "one of {units} school units."
    ).format(
        year=context.run.school_year,
        pupils=words.whole(context.first.outcome.pupils),
        grades=words.listed(grades),
        units=words.whole(int((context.first.numbers.seats > 0).sum())),
    )


def _groups_lead(context: Context) -> str:
    """Return who is placed where the policies place pupils in groups."""
    _, words, run = context.words.gettext, context.words, context.run
    hosting = run.problem.hosting
    names = () if hosting is None else dict.fromkeys(families_of(run))
    text = _(
        "School year {year}. {pupils} pupils are to have a place in a group ({kinds}) and in a "
        "regular class at the same unit; {units} units may have groups."
    )
    if of_programmes(run):
        text = _(
            "School year {year}. {pupils} pupils are to have a place on an introduction programme "
            "({kinds}); {units} units may have groups."
        )
    units = sorted(
        len(set(held.host_unit[held.most > 0].tolist()))
        for held in (case.run.problem.hosting for case in context.cases)
        if held is not None
    )
    may = words.whole(units[0])
    if units[0] != units[-1]:
        # one policy may let more units than another
        may = _("{low} to {high}").format(low=may, high=words.whole(units[-1]))
    return text.format(
        year=run.school_year,
        pupils=words.whole(context.first.outcome.pupils),
        kinds=words.listed(list(names)),
        units=may,
    )
