"""How far things have come: the progress of a count, and the `status` document."""

from collections.abc import Mapping

from counting.model.ballot import SheetStatus
from counting.model.figures import Balance, Figures, Tally
from counting.model.outcome import Finding, Quorum
from counting.model.state import Batch, Lane, Phase, Progress, Round, State
from counting.names.alike import look_alike
from counting.result.answer import to_json
from counting.result.balances import balances
from counting.rounds.delegations import delegation_balances
from counting.rounds.doubtful import doubtful_sheets
from counting.rounds.history import History, history, offers, record_of
from counting.rounds.stock import printed_ballots, stock_balances
from counting.rounds.written import first_passes, tally_of
from counting.rules.thresholds import base_figure, in_force, needed, quorum


def sheet_counts(lane: Lane) -> tuple[int, int, int]:
    """Sheets of one pass over one batch: valid, invalid, pending."""
    tally = lane.tally or lane.hand
    if tally:
        return tally.valid, tally.invalid, tally.pending
    # Asked at every commit, over every sheet of every open pass: hence no call a sheet.
    statuses = [(sheet.decided or sheet.record).status for sheet in lane.sheets.values()]
    valid, invalid = statuses.count(SheetStatus.VALID), statuses.count(SheetStatus.INVALID)
    return valid, invalid, len(statuses) - valid - invalid


def progress(round_: Round) -> Progress:
    """Sheets counted so far in pass 1, and whether nothing is left to do but close the count."""
    valid = invalid = pending = 0
    opened = closed = 0
    for batch in round_.batches.values():
        if lane := batch.lanes.get(1):
            v, i, p = sheet_counts(lane)
            valid, invalid, pending = valid + v, invalid + i, pending + p
        done = is_done(round_, batch)
        closed += done
        opened += not done
    return Progress(
        returned=round_.figures.returned,
        counted=valid + invalid + pending,
        valid=valid,
        invalid=invalid,
        pending=pending,
        batches_open=opened,
        batches_closed=closed,
    )


def is_done(round_: Round, batch: Batch) -> bool:
    """Whether every pass over a batch is closed. Passes that disagree are dropped together."""
    return len(batch.lanes) == round_.contest.passes and not batch.open_lane


def is_counted_anew(round_: Round) -> bool:
    """Whether a batch whose passes disagreed is not done yet."""
    return any(b.differences and not is_done(round_, b) for b in round_.batches.values())


def closed_tally(round_: Round) -> Tally:
    """Sums over the batches that are done, never over single sheets."""
    done = (batch.lanes[1] for batch in round_.batches.values() if is_done(round_, batch))
    return tally_of(round_, done)


def written_alike(round_: Round) -> tuple[tuple[str, str], ...]:
    """Written names that look like another, or like a candidate's; empty before all are read."""
    if not (round_.phase.final or progress(round_).complete):
        return ()
    tally = tally_of(round_, first_passes(round_))
    written = {*tally.write_ins, *tally.unmarked}
    candidates = {candidate.name for candidate in round_.contest.candidates}
    pairs = look_alike({*written, *candidates})
    return tuple(pair for pair in pairs if not candidates.issuperset(pair))


def round_quorum(round_: Round) -> Quorum:
    """The quorum as the outcome has it, or of the figures so far."""
    if round_.outcome:
        return round_.outcome.quorum
    return quorum(round_.contest.rules, round_.figures)


def approvals_needed(round_: Round) -> int | None:
    """How many approvals elect; None while the figure that the rule names is not recorded."""
    if round_.outcome:
        return round_.outcome.needed
    threshold = in_force(round_.contest.rules, round_.contest.vote)
    if base_figure(threshold.base, round_.figures) is None:
        return None
    return needed(threshold, round_.figures)


def imbalance(round_: Round) -> tuple[Balance | Finding, ...]:
    """What does not balance: errors of the outcome, or identities whose figures are known now."""
    if round_.outcome:
        return round_.outcome.errors
    known = balances(round_.contest, round_.figures, None)
    return tuple(balance for balance in known if not balance.ok)


def status(state: State, length: int, head: str | None) -> dict[str, object]:
    """The `status` document of the contract; `head` is the last one that may be shown."""
    return {
        "mode": state.mode.value,
        "definition_hash": state.seal.hash if state.seal else None,
        "log": {"length": length, "head": head},
        "contests": _rounds(state) or _unsealed(state),
    }


def _rounds(state: State) -> list[dict[str, object]]:
    histories = {contest_id: history(state, contest_id) for contest_id, _ in state.rounds}
    return [
        {**contest_status(round_), **round_status(round_, histories[round_.contest.id])}
        for round_ in state.rounds.values()
    ]


def _unsealed(state: State) -> list[dict[str, object]]:
    blank = dict.fromkeys(
        ("issued", "returned", "counted", "valid", "invalid", "pending", *_RESULTS)
    )
    contests = state.congress.contests if state.congress else ()
    return [{"id": c.id, "round": 1, "phase": Phase.DEFINED.value, **blank} for c in contests]


_RESULTS = ("tally", "write_ins", "outcome")


def contest_status(round_: Round) -> dict[str, object]:
    """One contest's part of the `status` document. Sums per candidate only once it is closed."""
    now = progress(round_)
    final = round_.phase.final
    return {
        "id": round_.contest.id,
        "round": round_.number,
        "phase": round_.phase.value,
        "issued": round_.figures.issued,
        "returned": round_.figures.returned,
        "counted": now.counted,
        "valid": now.valid,
        "invalid": now.invalid,
        "pending": now.pending,
        "tally": tally_rows(round_, round_.tally) if final and round_.tally else None,
        "write_ins": _write_ins(round_.tally) if final and round_.tally else None,
        "outcome": to_json(round_.outcome) if final and round_.outcome else None,
    }


def round_balances(round_: Round) -> tuple[Balance, ...]:
    """Every identity whose figures are known now, those of each delegation included.

    While the count is open only sheets are compared, never sums per candidate.
    """
    stock = stock_balances(round_)
    if round_.phase.final and round_.outcome:
        return (*round_.outcome.balances, *stock)
    counted, returned = progress(round_).counted, round_.figures.returned
    so_far: tuple[Balance, ...] = ()
    if round_.phase is Phase.COUNTING and returned is not None:
        facts = {"counted": counted, "returned": returned}
        so_far = (Balance("counted<=returned", counted <= returned, facts),)
    paper = balances(round_.contest, round_.figures, None)
    return (*paper, *so_far, *delegation_balances(round_), *stock)


def round_status(round_: Round, past: History) -> dict[str, object]:
    """What `status` adds to the contract: why the round is held, its accounts, what may follow.

    `elected_in` names those elected in this round and earlier ones, with the round of each.
    `printed` are ballots with their spares, None where no printing was recorded; `cancelled` those
    left over and made useless. `corrections` are what people put right, in that order.
    `doubtful`: sheets that people decide, by sleeve. `adjourned`: why the round was not held, or
    None. `alike`: written names that differ by one character from another name, for people to
    judge.
    """
    record = record_of(past, round_.number)
    return {
        "title": round_.contest.title,
        "why": record.why,
        "parent": record.parent,
        "note": record.note,
        "pre_election": record.preliminary,
        "adjourned": _not_held(round_),
        "amendment": record.amendment.hash if record.amendment else None,
        "seats": record.seats,
        "printed": printed_ballots(round_),
        "cancelled": round_.remainder.cancelled if round_.remainder else None,
        "candidates": [
            {"id": c.id, "name": c.name, "note": c.note} for c in round_.contest.candidates
        ],
        "accounts": [
            {"code": balance.code, "ok": balance.ok, "facts": dict(balance.facts)}
            for balance in round_balances(round_)
        ],
        "delegations": [
            {"id": key, "name": count.delegation.name, "void": count.void, **_paper(count.figures)}
            for key, count in round_.delegations.items()
        ],
        "corrections": [
            {"what": c.what, "of": c.of, "before": c.before, "after": c.after, "reason": c.reason}
            for c in round_.corrections
        ],
        "doubtful": doubtful_sheets(round_),
        "alike": [list(pair) for pair in written_alike(round_)],
        "rulings": [
            {"ruling": r.kind, "reason": r.reason, "seats": r.seats, "elected": list(r.elected)}
            for r in round_.rulings
        ],
        "offers": list(offers(round_)) if round_.number == past.rounds[-1].round else [],
        "elected_in": {
            name: number for name, number in past.elected_in.items() if number <= round_.number
        },
        "settled": past.settled,
        "final": list(past.final) if past.settled else None,
    }


def _not_held(round_: Round) -> dict[str, object] | None:
    adjourned = round_.adjourned
    return {"cause": adjourned.cause, "reason": adjourned.reason} if adjourned else None


def _paper(figures: Figures) -> dict[str, object]:
    return {
        "due": figures.due,
        "present": figures.present,
        "unsealed": figures.unsealed,
        "issued": figures.issued,
        "remaining": figures.remaining,
        "returned": figures.returned,
    }


def tally_rows(round_: Round, tally: Tally) -> list[Mapping[str, object]]:
    """Rows of the contract's `tally`, in ballot order."""
    return [
        {
            "candidate": candidate.id,
            "for": row.for_,
            "against": row.against,
            "abstain": row.abstain,
            "row_void": row.row_void,
        }
        for candidate, row in zip(round_.contest.candidates, tally.rows, strict=True)
    ]


def _write_ins(tally: Tally) -> list[dict[str, object]]:
    return [
        {"name": name, "for": votes}
        for name, votes in sorted(tally.write_ins.items(), key=lambda item: (-item[1], item[0]))
    ]
