"""Printing: time per ballot in both modes against the naive drawing, size, memory, fonts, proof.

40 candidates × three boxes, one code a page, medians of several runs on this machine. "Naive" draws
every page anew with reportlab's canvas: the same rectangles, lines, names and bars. The time of a
page is the processor's own: what else runs on the machine does not count.
"""

import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from barcode import Code128
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from counting.codes.ballots import encode
from counting.layout.lay_out import X_MODULE, lay_out
from counting.model.ballot import Mark
from counting.model.election import BallotStyle, Candidate, Congress, Contest, Electors, Mode, Seal
from counting.model.geometry import PageGeometry
from counting.model.reading import BallotCode
from counting.model.rules import Differential, Rules, Threshold, WriteInRule
from counting.model.state import PrintRun
from printing.ballot.batch import print_batch
from printing.pdf import fonts

KEY = b"a key that only benchmarks use.."
RUNS = 5
MM = 72 / 25.4


def congress(identification: Any, candidates: int = 40) -> Seal:
    """Invented candidates under scheme S3: 40 on one side of A4, 100 on two."""
    more_than_half = Threshold(Fraction(1, 2), True, "due")
    rules = Rules(
        quorum=None, method="majority", majority=more_than_half, differential=Differential("any"),
        overvote="sheet_void", undervote="valid", unclear="row_void", return_base="issued",
        counting="computer", invalid_review=True, marks="S3", blank=Mark.ABSTAIN,
        write_in=WriteInRule(True, "after_against", "anyone", "for"), tie="revote_among_tied",
        tie_needs_majority=False, more_than_seats="top", fewer_than_seats=("separate_vote",),
        ballot_order="strokes", announce_order="strokes", name_order="surname_strokes",
        proxy="none", assistance="none", announce="floor", live_display="progress",
        identification=identification, full_vote="present",
    )  # fmt: skip
    surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
    listed = tuple(
        Candidate(
            f"c{i:02}", surnames[i % 40] + "海明晓安"[i % 4] + "文兰建克永"[(i + i // 40) % 5]
        )
        for i in range(1, candidates + 1)
    )
    everyone = Electors(302, 302, 302, 302)
    contest = Contest(
        id="committee", title="委员会委员", office="member", seats=36, candidates=listed,
        rules=rules, electors=everyone,
        identification=identification, ballot=BallotStyle("A4", "粉红", "three-box"),
    )  # fmt: skip
    held = Congress(
        title="某县代表大会", profile="cpc-local-congress", profile_title="", date="2026-11-23",
        place="礼堂", mode=Mode.REHEARSAL, electors=everyone, contests=(contest,), sample=True,
    )  # fmt: skip
    return Seal(held, {"committee": lay_out(contest)}, "5eed" * 16)


def tokens() -> Iterator[str]:
    """Different tokens; not random, a benchmark needs none that are."""
    number = 0
    while True:
        number += 1
        yield f"{number * 7_919_317 % 10**12:012d}"


def ours(seal: Seal, sheets: int, mode: str) -> bytes:
    out = io.BytesIO()
    drawn = tokens() if mode == "token" else None
    run = PrintRun(contest="committee", round=1, purpose="ballot", quantity=sheets)
    print_batch(seal, run, out, key=KEY, tokens=drawn)
    return out.getvalue()


def naive(seal: Seal, sheets: int) -> bytes:
    """What one would write first: every page drawn whole through the canvas."""
    (page,) = seal.geometry["committee"]
    contest = seal.congress.contests[0]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(page.width * MM, page.height * MM), pageCompression=1)
    code = BallotCode(
        mode=Mode.REHEARSAL,
        identification="token",
        purpose="ballot",
        definition_tag=0,
        contest=0,
        round=1,
    )
    for token in (t for t, _ in zip(tokens(), range(sheets), strict=False)):
        naive_page(canvas, page, contest, encode(replace(code, token=token), KEY))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def naive_page(canvas: Any, page: PageGeometry, contest: Contest, digits: str) -> None:
    def y(millimetres: float) -> float:
        return (page.height - millimetres) * MM

    canvas.setFont("naive", 22)
    canvas.drawCentredString(page.width * MM / 2, y(28), "委员会委员选票（粉红色）")
    for x, top in page.fiducials:
        canvas.rect((x - 2.5) * MM, y(top + 2.5), 5 * MM, 5 * MM, stroke=0, fill=1)
    for mark in page.boxes:
        box = mark.box
        canvas.rect(box.x * MM, y(box.y + box.h), box.w * MM, box.h * MM)
    canvas.setFont("naive", 14)
    for cell, candidate in zip(page.names, contest.candidates, strict=True):
        canvas.drawString(cell.box.x * MM, y(cell.box.y + 6), candidate.name)
        canvas.line(cell.box.x * MM, y(cell.box.y), (cell.box.x + 55) * MM, y(cell.box.y))
    naive_words(canvas, page)
    (modules,) = Code128(digits).build()
    for place, module in enumerate(modules):
        if module == "1":
            left = page.barcode.x + (10 + place) * X_MODULE
            canvas.rect(left * MM, y(page.barcode.y + 13), X_MODULE * MM, 13 * MM, stroke=0, fill=1)


def naive_words(canvas: Any, page: PageGeometry) -> None:
    """Heading, instructions, captions and the stripe: as many strokes and words as ours has."""
    canvas.setFont("naive", 10)
    for line in range(6):
        canvas.drawString(14 * MM, (page.height - 40 - 5 * line) * MM, "委员会选票" * 5)
    for caption in range(9):
        canvas.drawString((40 + 15 * caption) * MM, (page.height - 66) * MM, "委员会")
    for end in (6.0, page.height - 10.0):
        for bar in range(26):
            path = canvas.beginPath()
            x = 30.0 + 5.0 * bar
            path.moveTo(x * MM, end * MM)
            for px, py in ((x + 2.3, 0.0), (x + 6.9, 4.6), (x + 4.6, 4.6)):
                path.lineTo(px * MM, (end + py) * MM)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)
    canvas.line(22 * MM, 15 * MM, 72 * MM, 15 * MM)
    canvas.circle(170 * MM, 50 * MM, 20 * MM)


def register_naive_font(seal: Seal) -> None:
    """A whole TrueType font of the characters needed, as reportlab's own embedding wants it."""
    text = "委员会选票（粉红色）" + "".join(c.name for c in seal.congress.contests[0].candidates)
    chars = sorted(set(text))
    face = fonts.typeface("song")
    order = [".notdef", *(f"g{ord(char):04X}" for char in chars)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(char): f"g{ord(char):04X}" for char in chars})
    glyphs = [TTGlyphPen(None).glyph(), *(face.outline(char).glyph for char in chars)]
    builder.setupGlyf(dict(zip(order, glyphs, strict=True)))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Naive", "styleName": "Regular", "psName": "Naive"})
    builder.setupOS2()
    builder.setupPost()
    buffer = io.BytesIO()
    builder.font.save(buffer)
    pdfmetrics.registerFont(TTFont("naive", io.BytesIO(buffer.getvalue())))


def per_sheet(work: Callable[[int], object], sheets: int) -> float:
    """Median milliseconds a sheet over several runs of `sheets`."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work(sheets)
        times.append((time.process_time() - start) * 1000 / sheets)
    return statistics.median(times)


def fonts_cold() -> float:
    """Seconds to prepare the fonts of a congress in a fresh process, imports left out."""
    program = (
        "import sys; sys.path.insert(0, '.'); import bench.bench_printing as b, time;"
        "seal = b.congress('style'); start = time.perf_counter();"
        "b.ours(seal, 1, 'style'); print(time.perf_counter() - start)"
    )
    runs = [
        float(
            subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
        )
        for _ in range(3)
    ]
    return statistics.median(runs)


def large_batch(candidates: int, pages: int) -> tuple[float, float, float]:
    """A token batch to a file, in a fresh process: milliseconds a page, megabytes, resident ones.

    The last are of the process at its most.
    """
    program = (
        "import sys; sys.path.insert(0, '.'); import bench.bench_printing as b;"
        f"print(*b.batch_in_a_file({candidates}, {pages}))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    took, size, memory = map(float, ran.stdout.split())
    return took, size, memory


def batch_in_a_file(candidates: int, pages: int) -> tuple[float, float, float]:
    """What `large_batch` says, of this process."""
    seal = congress("token", candidates)
    sheets = pages // len(seal.geometry["committee"])
    run = PrintRun(contest="committee", round=1, purpose="ballot", quantity=sheets)
    ours(seal, 1, "token")  # fonts are measured on their own
    with tempfile.TemporaryFile() as out:
        start = time.process_time()
        print_batch(seal, run, out, key=KEY, tokens=tokens())
        took = time.process_time() - start
        size = out.tell()
    return took * 1000 / pages, size / 1e6, resident()


def resident() -> float:
    """Megabytes of this process at its most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def proof(seal: Seal, sheets: int) -> tuple[float, float]:
    """Milliseconds a page to read a token batch back, and seconds for its contact sheet."""
    # Here, since the memory of printing alone is measured by importing this module.
    from hardware.optical.codes import read_codes
    from printing.proof.contact_sheet import contact_sheet
    from printing.proof.proof import decode_pdf

    pdf = ours(seal, sheets, "token")
    areas = [page.barcode for page in seal.geometry["committee"]]
    start = time.perf_counter()
    read = sum(map(bool, decode_pdf(pdf, read=read_codes, areas=areas)))
    took = time.perf_counter() - start
    assert read == sheets * len(areas)
    start = time.perf_counter()
    contact_sheet(pdf, io.BytesIO(), read=read_codes, title="", areas=areas, hide_codes=True)
    return took * 1000 / read, time.perf_counter() - start


def main() -> None:
    """Print the figures, one a line."""
    style, token = congress("style"), congress("token")
    register_naive_font(token)
    ours(style, 1, "style"), naive(token, 1)  # fonts and imports are measured on their own
    slow = per_sheet(lambda n: naive(token, n), 100)
    by_token = per_sheet(lambda n: ours(token, n, "token"), 1000)
    by_style = per_sheet(lambda n: ours(style, n, "style"), 1000)
    print(f"naive           {slow:8.3f} ms/page")
    print(f"token mode      {by_token:8.3f} ms/page  {slow / by_token:6.1f} x naive (target 12)")
    print(f"style mode      {by_style:8.3f} ms/page  {slow / by_style:6.1f} x naive (target 40)")
    for candidates, kind in ((40, ""), (100, ", two a sheet")):
        for pages in (10_000, 100_000):
            took, size, memory = large_batch(candidates, pages)
            print(
                f"{f'{pages:,} pages{kind}':28}{took:6.3f} ms/page (target 0.1)  {size:5.1f} MB  "
                f"{memory:.0f} MB resident (target 150)"
            )
    print(f"fonts, cold     {fonts_cold():8.2f} s (target 1)")
    by_page, wall = proof(token, 3000)
    print(f"proof           {by_page:8.3f} ms/page, 3,000 pages at 300 dpi")
    print(f"contact sheet   {wall:8.2f} s of 24 pages out of 3,000")


if __name__ == "__main__":
    main()
