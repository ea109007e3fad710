"""Commands that let anyone check: verify."""

from dataclasses import asdict
from pathlib import Path

import click

from counting.store import verify
from counting.store.copies import CopyReach
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
    reached = [
        *(sentence("done", "head_reach", **asdict(reach)) for reach in verdict.heads),
        *(_copy_line(name, reach) for name, reach in verdict.copies.items()),
    ]
    good = sentence("done", "verified", events=verdict.length, parts=verdict.checked, head=head)
    return Answer(
        document={
            "ok": verdict.ok,
            "log": {"length": verdict.length, "head": head},
            "logs": dict(verdict.lengths),
            "checked": list(verdict.checked),
            "heads": [asdict(reach) for reach in verdict.heads],
            "backup": {
                name: {"relation": reach.relation, **asdict(reach)}
                for name, reach in verdict.copies.items()
            },
            "problems": [stated(p.code, p.facts, place=p.place) for p in verdict.problems],
        },
        lines=(good if verdict.ok else problem_lines(verdict.problems), *reached),
        status=DONE if verdict.ok else REFUSED,
    )


def _copy_line(name: str, reach: CopyReach) -> str:
    """How far a copy goes, and what it lacks, in a sentence."""
    here, there = reach.open_sheets
    return sentence(
        "copies",
        reach.relation,
        file=name,
        shared=reach.shared,
        length=reach.length,
        copied=reach.copied,
        behind=reach.length - reach.shared,
        lacks=reach.lacks or "—",
        sheets=max(0, here - there),
    )
