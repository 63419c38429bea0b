"""Write a letter to every pupil of a run."""

from __future__ import annotations

from pathlib import Path

import click

from skolval.cli.output import common, emit, progress_line, say
from skolval.domain.language import _, current


@click.command(
    help="""Write a letter to every pupil of a run: the proposed place and the reasons.

    RUN is a run folder. Every letter is a draft decision with the wishes one by one, the ground
    that decided, what one more seat would have given, the paragraph, how to appeal, and room for
    the officer's decision. It tells nothing of other pupils but the score of the last admitted.
    Pupils with a protected identity get none here, and index.csv does not list them.

    With --instance, the instance that the run was made from, every letter certifies the distances
    it tells and shows the way on a small map. Such letters tell where the pupil lives.

    For the office only: letters, certificates and index.csv are about single pupils, and are
    never published.

    Example: skolval letters out/uppsala_2021 --out out/letters
    """
)
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="New folder.")
@click.option(
    "--format",
    "forms",
    type=click.Choice(["html", "txt", "both"]),
    default="html",
    show_default=True,
    help="Pages that print on A4, plain text, or both.",
)
@click.option("--instance", help="The run's instance: certify every distance that is told.")
@common
def command(run: Path, out: Path, *, forms: str, instance: str | None, as_json: bool) -> None:
    """Read the run and write the letters."""
    from skolval.cli.explained_pupil import read_named
    from skolval.io.run_reading import read_run
    from skolval.report.letters import write_letters

    made = write_letters(
        read_run(run),
        out,
        lang=current(),
        forms=("html", "txt") if forms == "both" else (forms,),
        instance=read_named(instance),
        progress=progress_line(quiet=as_json),
    )
    if as_json:
        emit({"folder": str(made.folder), "letters": made.written, "withheld": made.withheld})
        return
    say(_("{count} letters written to {folder}.").format(count=made.written, folder=made.folder))
    if made.withheld:
        say(
            _(
                "{count} pupils have a protected identity: their letters are withheld, and the "
                "responsible officer tells them the reasons."
            ).format(count=made.withheld)
        )
