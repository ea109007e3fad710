"""Help and click's own words in the user's language."""

import gettext
import os

import click

from kiosk.console import language, sentence
from kiosk.words import cli

_CATALOGUE = "click"


def speak() -> None:
    """Let click say its own words in the user's language: it asks gettext, which asks this."""
    os.environ["LANGUAGE"] = language()
    gettext.bindtextdomain(_CATALOGUE, str(cli.CATALOGUES))
    gettext.textdomain(_CATALOGUE)


class _Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        from kiosk.commands.help_page import HelpPage  # 2 ms, which only help and errors need

        return HelpPage(width=self.terminal_width, max_width=self.max_content_width)


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
