"""Commands that let anyone check: verify."""

import sys
from pathlib import Path

import click

from counting.store import verify
from kiosk.console import REFUSED, emit, problem_lines, stated, tell


@click.command("verify")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--head", "heads", multiple=True, metavar="HEX", help="A head from a printed slip.")
@click.option(
    "--backup",
    type=click.Path(path_type=Path, exists=True),
    help="Another copy of the database, or its directory.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def verify_(directory: Path, heads: tuple[str, ...], backup: Path | None, as_json: bool) -> None:
    """Recompute chain, journal, views, accounts and outcome of DIR, and compare with heads."""
    verdict = verify(directory, heads, backup)
    if as_json:
        emit(
            {
                "ok": verdict.ok,
                "log": {"length": verdict.length, "head": verdict.shown_head},
                "checked": list(verdict.checked),
                "problems": [stated(p.code, p.facts, place=p.place) for p in verdict.problems],
            }
        )
    elif verdict.ok:
        tell(
            f"OK: {verdict.length} events; {', '.join(verdict.checked)}\nhead {verdict.shown_head}"
        )
    else:
        tell(problem_lines(verdict.problems))
    if not verdict.ok:
        sys.exit(REFUSED)
