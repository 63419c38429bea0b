"""A page as the text of one HTML file that loads nothing: the frame around its sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from skolval import __version__
from skolval.domain.display import framed
from skolval.report.blocks import Section, environment, on_paper
from skolval.report.map import content_policy
from skolval.report.words import Words

__all__ = ["Page", "page_words"]

_CSS = Path(__file__).parent / "templates" / "page.css"


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is written in a format.

    Parameters
    ----------
    text : what stands around the sections, as `page_words`.
    scripts : what runs in the page, for its content security policy.
    """

    lang: str
    title: str
    lead: str
    banner: str
    sections: tuple[Section, ...]
    text: Mapping[str, str]
    scripts: tuple[str, ...] = ()

    def html(self) -> str:
        """Return the page as one HTML file."""
        return (
            environment()
            .get_template("page.html.j2")
            .render(
                lang=self.lang,
                policy=content_policy(self.scripts),
                version=__version__,
                title=self.title,
                css=_CSS.read_text("utf-8") + on_paper(self.banner),
                banner=self.banner,
                sections=self.sections,
                text={**self.text, "lead": self.lead},
            )
        )

    def _repr_html_(self) -> str:
        return framed(self.html(), self.title, height=700)

    def markup(self) -> str:
        """Return the sections alone, each with its heading."""
        heading = Markup("<section><h2>{}</h2>{}</section>")
        return Markup("").join(heading.format(one.title, one.body) for one in self.sections)


def page_words(words: Words) -> dict[str, str]:
    """Return what stands around the sections of a page that supports a decision."""
    _ = words.gettext
    return {
        "banner": _("Warning"),
        "skip": _("Skip to the content"),
        "contents": _("Contents"),
        "kicker": _("Decision support: it proposes, proves and explains; a person decides."),
        "footer": _(
            "Made with skolval {version}. Nothing in this file is fetched from a network, "
            "and it names no pupil and no home."
        ).format(version=__version__),
    }
