"""Drawing in millimetres from the top left corner: shapes and text as PDF operators."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from counting.model.geometry import Box
from printing.pdf.document import Document
from printing.pdf.fonts import ASCENT, Face, typeface
from printing.pdf.roles import Role

Align = Literal["left", "centre", "right"]
_ROUND = 0.5523  # how far a Bézier handle reaches on a quarter of a circle


class Canvas:
    """Collects operators for a form or a page of `document`. Black unless a grey is set."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.operators: list[str] = []

    @contextmanager
    def within(self, state: str) -> Iterator[None]:
        """What is drawn inside has this state (axes, a dash pattern, a clip), and nothing else."""
        self.operators.append(f"q {state}")
        yield
        self.operators.append("Q")

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float) -> None:
        """A straight line; `weight` is its thickness in millimetres."""
        self.operators.append(f"{weight:.2f} w {x1:.3f} {y1:.3f} m {x2:.3f} {y2:.3f} l S")

    def frame(self, box: Box, weight: float) -> None:
        """A rectangle's outline; the middle of the line is the box's edge."""
        self.operators.append(
            f"{weight:.2f} w {box.x:.3f} {box.y:.3f} {box.w:.3f} {box.h:.3f} re S"
        )

    def fill(self, box: Box) -> None:
        """A filled rectangle."""
        self.operators.append(f"{box.x:.3f} {box.y:.3f} {box.w:.3f} {box.h:.3f} re f")

    def polygon(self, *points: tuple[float, float]) -> None:
        """A filled polygon."""
        (x, y), *others = points
        path = " ".join(f"{px:.3f} {py:.3f} l" for px, py in others)
        self.operators.append(f"{x:.3f} {y:.3f} m {path} h f")

    def strokes(self, weight: float, *points: tuple[float, float]) -> None:
        """A path of straight strokes with round ends and corners."""
        (x, y), *others = points
        path = " ".join(f"{px:.3f} {py:.3f} l" for px, py in others)
        self.operators.append(f"q 1 J 1 j {weight:.2f} w {x:.3f} {y:.3f} m {path} S Q")

    def circle(self, x: float, y: float, radius: float, weight: float, dash: str = "") -> None:
        """A circle's outline; `dash` is a PDF dash pattern such as `[1 1] 0 d`."""
        k = radius * _ROUND
        self.operators.append(
            f"q {dash} {weight:.2f} w {x + radius:.3f} {y:.3f} m "
            f"{x + radius:.3f} {y + k:.3f} {x + k:.3f} {y + radius:.3f} {x:.3f} {y + radius:.3f} c "
            f"{x - k:.3f} {y + radius:.3f} {x - radius:.3f} {y + k:.3f} {x - radius:.3f} {y:.3f} c "
            f"{x - radius:.3f} {y - k:.3f} {x - k:.3f} {y - radius:.3f} {x:.3f} {y - radius:.3f} c "
            f"{x + k:.3f} {y - radius:.3f} {x + radius:.3f} {y - k:.3f} {x + radius:.3f} {y:.3f} c "
            "S Q"
        )

    def grey(self, level: float) -> None:
        """What follows is drawn in this grey: 0 black, 1 white."""
        self.operators.append(f"{level:.2f} g {level:.2f} G")

    def text(
        self,
        face: Face | Role,
        size: float,
        x: float,
        y: float,
        text: str,
        *,
        align: Align = "left",
        spacing: float = 0.0,
    ) -> None:
        """One run of text whose em box has its top at `y`; `size` and `spacing` in millimetres.

        A run is one text object: extraction gives it back whole, however widely it is spaced.
        """
        width = typeface(face).width(text) * size + spacing * max(len(text) - 1, 0)
        left = {"left": x, "centre": x - width / 2, "right": x - width}[align]
        font = self._document.font(face)
        spaced = f"{spacing:.3f} Tc " if spacing else ""
        unspaced = " 0 Tc" if spacing else ""
        run = (
            f"BT /{font.resource} {size:.3f} Tf {spaced}1 0 0 -1 {left:.3f} "
            f"{y + size * ASCENT:.3f} Tm {font.encode(text)} Tj{unspaced} ET"
        )
        self.operators.append(_solid(text, run) if spacing > 0 else run)


@contextmanager
def new_page(document: Document, *forms: str) -> Iterator[Canvas]:
    """One more page of `document`: its `forms` by name, then what is drawn inside."""
    canvas = Canvas(document)
    yield canvas
    document.page(forms, canvas.operators)


def _solid(text: str, run: str) -> str:
    """A spaced run that says what it reads: some viewers take the gap for a space.

    Others then lose characters beyond U+FFFF, so a text that has one goes without.
    """
    if max(text) > "\uffff":
        return run
    return f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex().upper()}>>> BDC {run} EMC"
