"""The command that puts names in the order of strokes."""

import click

from counting.names.strokes import NameOrder, Unknown, in_order
from kiosk.commands.command import Answer, command
from kiosk.console import language
from kiosk.words import say


@command("order")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--rule",
    type=click.Choice(["surname_strokes", "full_name_strokes"]),
    default="surname_strokes",
    show_default=True,
)
def order_(names: tuple[str, ...], rule: NameOrder) -> Answer:
    """Put names in the order of strokes; report those that cannot be placed."""
    ordered = in_order(names, rule)
    unplaced = dict.fromkeys(ordered.unplaced)
    return Answer(
        document={
            "rule": rule,
            "names": list(ordered.names),
            "unplaced": list(ordered.unplaced),
            "unknown": [
                {"name": u.name, "character": u.character, "codepoint": u.codepoint}
                for u in ordered.unknown
            ],
        },
        page="\n".join(ordered.names),
        lines=tuple(
            _unplaced(name, [u for u in ordered.unknown if u.name == name]) for name in unplaced
        ),
        incomplete=bool(unplaced),
    )


def _unplaced(name: str, unknown: list[Unknown]) -> str:
    characters = [f"{u.character} ({u.codepoint})" for u in unknown]
    words = say("order.unplaced", {"name": name, "characters": characters}, language())
    return f"{words.message} [order.unplaced]"
