"""Help in the user's language: its texts by the names of commands and options, its layout."""

import gettext
import os
from collections.abc import Iterable

import click

from kiosk.console import language, sentence
from kiosk.words import cli
from kiosk.words.text_table import places, wrapped

_CATALOGUE = "click"


def speak() -> None:
    """Let click say its own words in the user's language: it asks gettext, which asks this."""
    os.environ["LANGUAGE"] = language()
    gettext.bindtextdomain(_CATALOGUE, str(cli.CATALOGUES))
    gettext.textdomain(_CATALOGUE)


class HelpPage(click.HelpFormatter):
    """Lines that fit the terminal, where a Chinese character takes two places."""

    def write_text(self, text: str) -> None:
        """Paragraphs, wrapped and indented."""
        indent = " " * self.current_indent
        paragraphs = (wrapped(part, self.width - len(indent)) for part in text.split("\n\n"))
        self.write("\n\n".join("\n".join(indent + line for line in p) for p in paragraphs) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Terms and what they mean, in two columns; below a term that is too long for its own."""
        rows = list(rows)
        column = min(max(places(term) for term, _ in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in rows:
            first, *more = wrapped(meaning, max(self.width - column - 2, 10))
            gap = column - places(term)
            if gap < col_spacing:
                self.write(f"{indent}{term}\n{indent}{' ' * column}{first}\n")
            else:
                self.write(f"{indent}{term}{' ' * gap}{first}".rstrip() + "\n")
            self.write("".join(f"{indent}{' ' * column}{line}\n" for line in more))


class _Context(click.Context):
    formatter_class = HelpPage


class Spoken(click.Command):
    """A command whose help is looked up by its name and those of its options, when asked for."""

    context_class = _Context

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.options_metavar = sentence("usage", "options")
        return super().collect_usage_pieces(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        assert self.name
        self.help = cli.about(self.name, language())
        for param in self.get_params(ctx):
            if isinstance(param, click.Option) and not param.hidden:
                param.help = cli.option(self.name, param.opts[0].lstrip("-"), language())
        super().format_help(ctx, formatter)
