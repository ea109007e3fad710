"""The specimen of a ballot as pictures: the very PDF that `print --specimen` makes, rendered."""

import io
import threading
from collections import OrderedDict

from counting.model.refusal import Refusal
from counting.model.state import PrintRun
from counting.rounds.history import pages_of
from counting.steps.messages import find_round
from counting.store import Store

_KEPT = 24  # pictures, of some 100 kB


class Specimens:
    """Draws each specimen and each of its pictures once; keeps the latest. Any thread may call."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()

    def side(self, contest: str, side: int, width: int) -> bytes | Refusal:
        """One side (from 1) as a PNG `width` pixels wide.

        Refusal `print.no_such_side` and as `find_round`. Raises InputError `print.*`, `layout.*`.
        """
        state = self._store.state()
        round_ = find_round(state, contest, None)
        if isinstance(round_, Refusal):
            return round_
        sides = len(pages_of(state, round_))
        if not 1 <= side <= sides:
            return Refusal("print.no_such_side", {"side": side, "sides": sides})
        with self._lock:
            document = (contest, round_.number)
            pdf = self._kept.get(document) or self._pdf(contest, round_.number)
            if isinstance(pdf, Refusal):
                return pdf
            self._keep(document, pdf)
            picture = self._kept.get((*document, side, width)) or _drawn(pdf, side, width)
            self._keep((*document, side, width), picture)
            return picture

    def _keep(self, key: tuple[object, ...], body: bytes) -> None:
        self._kept[key] = body
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _pdf(self, contest: str, round_: int) -> bytes | Refusal:
        from kiosk.printshop.runs import draw_run

        out = io.BytesIO()
        run = PrintRun(contest=contest, round=round_, purpose="specimen", quantity=1)
        printed = draw_run(self._store, run, out)
        return printed if isinstance(printed, Refusal) else out.getvalue()


def _drawn(pdf: bytes, side: int, width: int) -> bytes:
    from printing.proof.proof import page_png

    return page_png(pdf, side, width)
