"""Commands that let anyone check: verify."""

from pathlib import Path

import click

from counting.store import verify
from kiosk.commands.command import DIRECTORY, Answer, command
from kiosk.console import DONE, REFUSED, problem_lines, sentence, stated
from kiosk.running.opening import BESIDE


@command("verify")
@click.argument("directory", metavar="DIR", type=DIRECTORY)
@click.option("--head", "heads", multiple=True, metavar="HEX")
@click.option("--backup", type=click.Path(path_type=Path, exists=True), metavar="PATH")
def verify_(directory: Path, heads: tuple[str, ...], backup: Path | None) -> Answer:
    """Recompute everything that a congress directory holds, and compare it with heads."""
    verdict = verify(directory, heads, backup, BESIDE)
    head = verdict.shown_head
    good = sentence("done", "verified", events=verdict.length, parts=verdict.checked, head=head)
    return Answer(
        document={
            "ok": verdict.ok,
            "log": {"length": verdict.length, "head": head},
            "logs": dict(verdict.lengths),
            "checked": list(verdict.checked),
            "problems": [stated(p.code, p.facts, place=p.place) for p in verdict.problems],
        },
        lines=(good if verdict.ok else problem_lines(verdict.problems),),
        status=DONE if verdict.ok else REFUSED,
    )
