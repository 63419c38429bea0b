"""The letter (brev) about one pupil's placement: a draft decision, as text or as one page.

Words and facts come from `skolval.explain`; here stand only the head, the place for the
officer's decision, and the layout. Nothing is fetched when the page is opened.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval import __version__
from skolval.audit import audit_parts
from skolval.domain.language import _, current
from skolval.explain import Part, PupilExplanation, explain_pupil, parts
from skolval.explain.certificate_words import certificate_paragraphs
from skolval.explain.certified import certified_together
from skolval.explain.decisions import metres
from skolval.explain.journeyed import journey_paragraphs, journeyed
from skolval.law import banner, condition_words, legal_report, lever_words, status_words
from skolval.report.blocks import environment, on_paper
from skolval.report.context import speaking
from skolval.report.facts import span
from skolval.report.map import content_policy
from skolval.report.route_map import route_map

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.io.run import Run

__all__ = [
    "Distances",
    "LetterHead",
    "distances",
    "letter_head",
    "letter_page",
    "letter_text",
    "write_letter",
]

_CSS = Path(__file__).parent / "templates" / "letter.css"
_WIDTH = 80
_BOUND = re.compile(r"(?<=\d) (?=m\b|kap\.|§|b §)|(?<=kap\.) (?=\d)|(?<= \N{MINUS SIGN}) ")
"""Spaces where a line may not break: before a unit, and within a paragraph's number."""
_HELD = "\N{SYMBOL FOR SPACE}"
_MARK = "font: 9pt sans-serif; color: #48535f; width: 100%;"


@dataclass(frozen=True, slots=True)
class LetterHead:
    """What all letters of a run share, in the chosen language.

    Parameters
    ----------
    sender : the municipality. banner : the warning of a simulation, else empty.
    draft : that nothing is decided yet. basis : rows (name, value) on what the proposal rests on.
    """

    title: str
    sender: str
    banner: str
    draft: str
    basis_title: str
    basis: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Distances:
    """The pupil's certified distances (avståndsintyg), for the pupil's own letter only.

    Parameters
    ----------
    paragraphs : in words, journeys last where they count. picture : the way on a small map, empty
        where there is none.
    """

    paragraphs: tuple[str, ...] = ()
    picture: str = ""


def write_letter(
    run: Run,
    pupil: str,
    path: Path | str,
    *,
    lang: str = "sv",
    instance: Instance | None = None,
) -> Path:
    """Write the letter about `pupil`, a page if the name ends in .html, else text; return the path.

    Parameters
    ----------
    instance : the run's own; with it the letter certifies every distance it tells.

    Raises
    ------
    UsageError
        If no such pupil takes part.
    InputError
        If the instance's files are not those of the run.
    """
    path = Path(path)
    with speaking(lang):
        made = letter_page if path.suffix.lower() in {".html", ".htm"} else letter_text
        found = explain_pupil(run, pupil)
        told = distances(run, instance, [found])[0]
        path.write_text(made(letter_head(run), found, told), encoding="utf-8")
    return path


def distances(
    run: Run, instance: Instance | None, found: Sequence[PupilExplanation]
) -> list[Distances]:
    """Return the certified distances and journeys of letters; nothing of a protected pupil.

    Raises
    ------
    InputError
        If the instance's files are not those of the run.
    """
    if instance is None:
        return [Distances()] * len(found)
    papers = certified_together(run, instance, found)
    ways = journeyed(run, instance, found)
    return [
        Distances(
            (*certificate_paragraphs(one), *journey_paragraphs(way)), route_map(one, instance)
        )
        for one, way in zip(papers, ways, strict=True)
    ]


def _all_parts(found: PupilExplanation, told: Distances) -> list[Part]:
    extra = Part("distances", _("How far it is, and how that was measured"), told.paragraphs)
    return [*parts(found), *([extra] if told.paragraphs else [])]


def letter_head(run: Run) -> LetterHead:
    """Return what all letters of `run` share."""
    place = run.title.get(current(), run.name)
    return LetterHead(
        title=_("Proposed decision on a school placement"),
        sender=_("{place}, school year {year}").format(place=place, year=run.school_year),
        banner=banner(run),
        draft=_("Draft. Nothing is decided until an officer has signed it."),
        basis_title=_("What the proposal rests on"),
        basis=tuple(_basis(run)),
    )


def _basis(run: Run) -> list[tuple[str, str]]:
    policy = run.problem.policy
    report = legal_report(policy, groups=run.groups)
    rows = [(_("Rules"), policy.label(current()))]
    if policy.municipality:
        rows.append((_("Rules of"), policy.municipality))
    if policy.valid_from or policy.valid_to:
        rows.append((_("In force"), span(policy.valid_from, policy.valid_to)))
    if policy.source:
        rows.append((_("Source of the rules"), policy.cited(current())))
    rows.append((_("Seed of lotteries"), policy.seed))
    rows.append((_("Legal status"), status_words(report.worst)))
    # What only a placement can show: read anew, since a letter must not say more than is so.
    certificate = audit_parts(run).certificate
    conditions = [(line, condition_words(line, _, certificate)) for line in report.lines]
    rows += [(_("Condition"), f"{lever_words(line)}: {told}") for line, told in conditions if told]
    doubted = [line for line in report.lines if line.status in {"what_if", "forbidden"}]
    rows += [(_("Legal doubt"), f"{lever_words(line)}: {_(line.reason)}") for line in doubted]
    return rows


def letter_text(head: LetterHead, found: PupilExplanation, told: Distances = Distances()) -> str:
    """Return the letter as plain text, in lines of at most 80 characters."""
    blocks = [f"!!! {head.banner}"] if head.banner else []
    blocks += [head.sender, f"{head.title}\n{'=' * len(head.title)}", head.draft]
    for part in _all_parts(found, told):
        blocks.append(f"{part.title}\n{'-' * len(part.title)}")
        blocks += part.paragraphs
    blocks.append(f"{head.basis_title}\n{'-' * len(head.basis_title)}")
    blocks.append("\n".join(f"{name}: {value}" for name, value in head.basis))
    title = _decision_title()
    blocks.append(f"{title}\n{'-' * len(title)}")
    blocks.append("\n".join(f"[ ] {choice}" for choice in _choices()))
    blocks.append("\n\n".join(f"{label}: {'_' * 40}" for label in _signed()))
    return "\n\n".join(_folded(block) for block in blocks) + "\n"


def _folded(block: str) -> str:
    bound = _BOUND.sub(_HELD, block)
    lines = [textwrap.wrap(line, _WIDTH) or [""] for line in bound.split("\n")]
    return "\n".join(line for folded in lines for line in folded).replace(_HELD, " ")


def letter_page(
    head: LetterHead, found: PupilExplanation, distances: Distances = Distances()
) -> str:
    """Return the letter as one page for screen and paper (A4)."""
    told = _all_parts(found, distances)
    return (
        environment()
        .get_template("letter.html.j2")
        .render(
            lang=current(),
            policy=content_policy(()),
            version=__version__,
            title=f"{head.title} – {found.pupil}",
            css=_css(head),
            head=head,
            parts=[replace(part, paragraphs=tuple(map(_kept, part.paragraphs))) for part in told],
            rows=_rows(found),
            picture=Markup(distances.picture),  # noqa: S704 - our own map
            text={
                "table": _("What became of the wishes"),
                "heads": (_("Wish"), _("Unit"), _("Way"), _("Outcome")),
                "decision": _decision_title(),
                "choices": _choices(),
                "signed": _signed(),
                "footer": _footer(told),
            },
        )
    )


def _kept(text: str) -> str:
    """Return `text` with a number kept on the line of its unit or section sign."""
    return _BOUND.sub("\N{NO-BREAK SPACE}", text)


def _css(head: LetterHead) -> str:
    """Return the style, with what every printed sheet carries: the warning, else the draft."""
    style = _CSS.read_text("utf-8")
    if head.banner:
        return style + on_paper(head.banner)
    return f'{style}@page {{ @top-left {{ content: "{_quoted(head.draft)}"; {_MARK} }} }}\n'


def _quoted(text: str) -> str:
    return "".join(c if c.isalnum() or c in " .," else f"\\{ord(c):06x}" for c in text)


def _rows(found: PupilExplanation) -> list[tuple[str, str, str, str]]:
    """Return the table of wishes, and of the place when it was not wished for."""
    outcomes = {
        "placed": _("given"),
        "refused": _("refused"),
        "free": _("not given"),
        "not_tried": _("not tried"),
    }
    shown = [w for w in found.wishes if w.rank > 0 or w.outcome == "placed"]
    return [
        (str(w.rank) if w.rank else "–", w.unit, metres(w.metres), outcomes[w.outcome])
        for w in shown
    ]


def _decision_title() -> str:
    return _("Decision (filled in by the officer)")


def _choices() -> tuple[str, ...]:
    return (
        _("The pupil is placed as proposed."),
        _("The pupil is placed otherwise, namely:"),
        _("A wish is departed from under the first paragraph."),
        _("A wish is departed from under the second paragraph, for these reasons:"),
    )


def _signed() -> tuple[str, ...]:
    return (_("Date"), _("Name and title"), _("Signature"))


def _footer(told: list[Part]) -> str:
    if len(told) == 1:
        return _("Made with skolval {version}.").format(version=__version__)
    return _(
        "Made with skolval {version}. Of other pupils nothing is told but the score of the last "
        "admitted."
    ).format(version=__version__)
