"""What the command line says beside refusals: help, usage errors, and what was done.

One TOML file a language: `usage`, `done`, `files`, `places` and `progress` hold sentences with
facts in braces, `options` what the options of many commands mean, and `commands` a table a command:
`about`, and each option that is its own. The first sentence of `about` stands in the list of
commands.
`zh/LC_MESSAGES/click.po` are the words of click itself; `python -m tools.translations` compiles it.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from kiosk.words import Filler, language_of

CATALOGUES: Final = Path(__file__).parent
"""Where gettext finds the words of click."""


_SENTENCE: Final = re.compile(r".+?(?:。|\.(?=\s|$))", re.DOTALL)


def sentence(table: str, name: str, language: str, /, **facts: object) -> str:
    """The sentence of that name, with facts as words. KeyError when there is none."""
    return Filler(language_of(language)).format(tables(language)[table][name], **facts)


def about(command: str, language: str) -> str:
    """What a command does. KeyError when nothing says so."""
    text: str = tables(language)["commands"][command]["about"]
    return text


def summary(command: str, language: str) -> str:
    """The first sentence of what a command does."""
    text = about(command, language).strip()
    first = _SENTENCE.match(text)
    return first[0] if first else text


def option(command: str, name: str, language: str) -> str:
    """What an option means to a command; `name` without its dashes. KeyError as above."""
    own = tables(language)["commands"][command]
    text: str = own[name] if name in own else tables(language)["options"][name]
    return text


def tables(language: str) -> Mapping[str, Any]:
    """All that is said in a language."""
    return _tables(language_of(language))


@cache
def _tables(language: str) -> Mapping[str, Any]:
    text = resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
