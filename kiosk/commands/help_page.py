"""How help is laid out: lines that fit the terminal, where a Chinese character takes two places."""

from collections.abc import Iterable

import click

from kiosk.words.text_table import places, wrapped


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
