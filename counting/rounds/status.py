"""How far things have come: the progress of a count, and the `status` document."""

from collections.abc import Mapping

from counting.model.ballot import SheetStatus
from counting.model.figures import Account, Figures, Tally
from counting.model.state import ContestState, Lane, Phase, Progress, State
from counting.result.balances import accounts
from counting.result.outcome import to_json
from counting.rounds.delegations import delegation_accounts
from counting.rounds.history import History, history, offers, round_of
from counting.rounds.stock import printed_ballots, stock_accounts

_FINAL = (Phase.CLOSED, Phase.CERTIFIED, Phase.RELEASED)


def sheet_counts(lane: Lane) -> tuple[int, int, int]:
    """Sheets of one pass over one batch: valid, invalid, pending."""
    tally = lane.tally or lane.hand
    if tally:
        return tally.valid, tally.invalid, tally.pending
    # Asked at every commit, over every sheet of every open pass: hence no call a sheet.
    found = [(sheet.decided or sheet.record).status for sheet in lane.sheets.values()]
    valid, invalid = found.count(SheetStatus.VALID), found.count(SheetStatus.INVALID)
    return valid, invalid, len(found) - valid - invalid


def progress(contest: ContestState) -> Progress:
    """Sheets counted so far in pass 1, and whether nothing is left to do but close the count."""
    valid = invalid = pending = 0
    opened = closed = 0
    for batch in contest.batches.values():
        if lane := batch.lanes.get(1):
            v, i, p = sheet_counts(lane)
            valid, invalid, pending = valid + v, invalid + i, pending + p
        done = len(batch.lanes) == contest.contest.passes and not batch.open_lane
        closed += done
        opened += not done
    returned = contest.figures.returned
    counted = valid + invalid + pending
    complete = returned is not None and counted == returned and not pending and not opened
    return Progress(returned, counted, valid, invalid, pending, opened, closed, complete)


def status(state: State, length: int, head: str | None) -> dict[str, object]:
    """The `status` document of the contract; `head` is the last one that may be shown."""
    return {
        "mode": state.mode.value,
        "definition_hash": state.seal.hash if state.seal else None,
        "log": {"length": length, "head": head},
        "contests": _rounds(state) or _unsealed(state),
    }


def _rounds(state: State) -> list[dict[str, object]]:
    told = {contest_id: history(state, contest_id) for contest_id, _ in state.contests}
    return [
        {**contest_status(contest), **round_status(contest, told[contest.contest.id])}
        for contest in state.contests.values()
    ]


def _unsealed(state: State) -> list[dict[str, object]]:
    blank = dict.fromkeys(
        ("issued", "returned", "counted", "valid", "invalid", "pending", *_RESULTS)
    )
    contests = state.congress.contests if state.congress else ()
    return [{"id": c.id, "round": 1, "phase": Phase.DEFINED.value, **blank} for c in contests]


_RESULTS = ("tally", "write_ins", "outcome")


def contest_status(contest: ContestState) -> dict[str, object]:
    """One contest's part of the `status` document. Sums per candidate only once it is closed."""
    now = progress(contest)
    final = contest.phase in _FINAL
    return {
        "id": contest.contest.id,
        "round": contest.round,
        "phase": contest.phase.value,
        "issued": contest.figures.issued,
        "returned": contest.figures.returned,
        "counted": now.counted,
        "valid": now.valid,
        "invalid": now.invalid,
        "pending": now.pending,
        "tally": tally_rows(contest, contest.tally) if final and contest.tally else None,
        "write_ins": _write_ins(contest.tally) if final and contest.tally else None,
        "outcome": to_json(contest.outcome) if final and contest.outcome else None,
    }


def contest_accounts(contest: ContestState) -> tuple[Account, ...]:
    """Every identity whose figures are known now, those of each delegation included.

    While the count is open only sheets are compared, never sums per candidate.
    """
    stock = stock_accounts(contest)
    if contest.phase in _FINAL and contest.outcome:
        return (*contest.outcome.accounts, *stock)
    counted, returned = progress(contest).counted, contest.figures.returned
    so_far: tuple[Account, ...] = ()
    if contest.phase is Phase.COUNTING and returned is not None:
        facts = {"counted": counted, "returned": returned}
        so_far = (Account("counted<=returned", counted <= returned, facts),)
    paper = accounts(contest.contest, contest.figures, None)
    return (*paper, *so_far, *delegation_accounts(contest), *stock)


def round_status(contest: ContestState, told: History) -> dict[str, object]:
    """What `status` adds to the contract: why the round is held, its accounts, what may follow.

    `elected_in` names those elected in this round and earlier ones, with the round of each.
    `printed` are ballots with their spares, None where no printing was recorded; `cancelled` those
    left over and made useless.
    """
    record = round_of(told, contest.round)
    return {
        "title": contest.contest.title,
        "why": record.why,
        "parent": record.parent,
        "note": record.note,
        "pre_election": record.preliminary,
        "amendment": record.amendment.hash if record.amendment else None,
        "seats": record.seats,
        "printed": printed_ballots(contest),
        "cancelled": contest.remainder.cancelled if contest.remainder else None,
        "candidates": [{"id": c.id, "name": c.name} for c in contest.contest.candidates],
        "accounts": [
            {"code": account.code, "ok": account.ok, "facts": dict(account.facts)}
            for account in contest_accounts(contest)
        ],
        "delegations": [
            {"id": key, "name": count.delegation.name, "void": count.void, **_paper(count.figures)}
            for key, count in contest.delegations.items()
        ],
        "rulings": [
            {"ruling": r.kind, "reason": r.reason, "seats": r.seats, "elected": list(r.elected)}
            for r in contest.rulings
        ],
        "offers": list(offers(contest)) if contest.round == told.rounds[-1].round else [],
        "elected_in": {
            name: number for name, number in told.elected_in.items() if number <= contest.round
        },
        "settled": told.settled,
        "final": list(told.final) if told.settled else None,
    }


def _paper(figures: Figures) -> dict[str, object]:
    return {
        "due": figures.due,
        "present": figures.present,
        "unsealed": figures.unsealed,
        "issued": figures.issued,
        "remaining": figures.remaining,
        "returned": figures.returned,
    }


def tally_rows(contest: ContestState, tally: Tally) -> list[Mapping[str, object]]:
    """Rows of the contract's `tally`, in ballot order."""
    return [
        {
            "candidate": candidate.id,
            "for": row.for_,
            "against": row.against,
            "abstain": row.abstain,
            "row_void": row.row_void,
        }
        for candidate, row in zip(contest.contest.candidates, tally.rows, strict=True)
    ]


def _write_ins(tally: Tally) -> list[dict[str, object]]:
    return [
        {"name": name, "for": votes}
        for name, votes in sorted(tally.write_ins.items(), key=lambda item: (-item[1], item[0]))
    ]
