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


def _quoted(param: click.Parameter) -> str:
    names = param.opts if isinstance(param, click.Option) else [param.human_readable_name]
    return " / ".join(sentence("usage", "quoted", given=name) for name in names)


class Spoken(click.Command):
    """A command whose help is looked up by its name and those of its options, when asked for."""

    context_class = _Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; what is wrong with one of them in the marks of the user's language."""
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter as error:
            if error.param is None:
                raise
            said = sentence("usage", "missing", given=_quoted(error.param))
            more = error.param.type.get_missing_message(error.param, ctx)
            gap = "" if said.endswith("。") else " "
            raise click.UsageError(f"{said}{gap}{more}" if more else said, ctx) from error
        except click.BadParameter as error:
            if error.param is not None and error.param_hint is None:
                error.param_hint = _quoted(error.param)
            raise

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
