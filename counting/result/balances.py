"""The identities that the paper's figures must obey, each with its code and its numbers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from counting.model.election import Contest, ContestKind
from counting.model.figures import Balance, Figures, Tally
from counting.names.listed import labels
from counting.result.row_sums import chosen, chosen_rows, graded_rows, motion_rows, sheets

RETURNED = ("returned<=issued", "returned<=voters")
"""The identities whose break is not an error: more sheets came back than could, so the contest is
void and is voted again (local regulations; Election Law 44)."""

BEFORE_COUNTING = frozenset(
    {
        "present<=due",
        "issued+remaining=unsealed",
        "issued<=present",
        "issued<=present+proxies",
        "proxies=0",
        "proxies<=3*present",
        "voters<=issued",
        "voters<=present",
    }
)
"""Identities of the hall and the ballot stock, which hold whether or not anything is counted."""


def balances(contest: Contest, figures: Figures, tally: Tally | None) -> tuple[Balance, ...]:
    """Every identity whose figures are recorded, in the order of a session.

    A rule over all candidates gives one balance when it holds and one for each row that breaks
    it. Source: rules.md, identities.
    """
    paper = [balance for check in _PAPER for balance in check(contest, figures)]
    if tally is None:
        return tuple(paper)
    return (*paper, *count(figures, tally), *votes(contest, figures, tally))


def count(figures: Figures, tally: Tally) -> Iterator[Balance]:
    """The identities of the sheets counted: all that came back, each valid or invalid."""
    yield from _counted(figures, tally)
    yield from _sheets(figures, tally)


def votes(
    contest: Contest, figures: Figures, tally: Tally, against: int | None = None
) -> Iterator[Balance]:
    """The identities of the votes alone, by the kind of contest.

    `against`: all votes against on the sheets by which a name may be written in, where a sheet
    has more rows than those of `contest`.
    """
    for check in VOTES[contest.kind]:
        yield from check(contest, figures, tally)
    if contest.kind == "election":
        yield from _write_ins(contest, figures, tally, against)


def returned_balances(contest: Contest, figures: Figures) -> tuple[Balance, ...]:
    """The returned sheets against what could come back at most, as far as it is known.

    Where the rules compare with the voters, they are compared with the issued as well.
    """
    return tuple(_returned(contest, figures))


def broken_return(contest: Contest, figures: Figures) -> Balance | None:
    """By which figures more sheets came back than could, if so."""
    return next((b for b in returned_balances(contest, figures) if not b.ok), None)


def returned_within(contest: Contest, figures: Figures) -> bool | None:
    """Whether no more sheets came back than could; None before that is known."""
    found = returned_balances(contest, figures)
    return all(balance.ok for balance in found) if found else None


def _attendance(_: Contest, figures: Figures) -> Iterator[Balance]:
    if figures.present is not None:
        due, present = figures.due, figures.present
        facts = {"due": due, "absent": due - present, "present": present}
        yield Balance("present<=due", present <= due, facts)


def _stock(_: Contest, figures: Figures) -> Iterator[Balance]:
    issued, remaining, unsealed = figures.issued, figures.remaining, figures.unsealed
    if issued is not None and remaining is not None and unsealed is not None:
        yield Balance(
            "issued+remaining=unsealed",
            issued + remaining == unsealed,
            {
                "issued": issued,
                "remaining": remaining,
                "sum": issued + remaining,
                "unsealed": unsealed,
            },
        )


def _issued(contest: Contest, figures: Figures) -> Iterator[Balance]:
    """Ballots go to those present and, where proxies are allowed, for those they vote for.

    Where only the voters are recorded, those above the present are proxies.
    """
    present, issued = figures.present, figures.issued
    if present is None or issued is None:
        return
    if contest.rules.proxy == "none":
        yield Balance("issued<=present", issued <= present, {"issued": issued, "present": present})
        return
    proxies = proxy_votes(contest, figures)
    most = present + proxies
    facts = {"issued": issued, "present": present, "proxies": proxies, "most": most}
    yield Balance("issued<=present+proxies", issued <= most, facts)


def _voters(contest: Contest, figures: Figures) -> Iterator[Balance]:
    """Nobody votes without a ballot, nor without being here (rules.md, identities).

    Told where the rules compare with the voters, and wherever it does not hold. Version 0.1 did
    not ask, so what it sealed is not asked.
    """
    if figures.voters is None or contest.as_first_version:
        return
    limits = {"issued": figures.issued}
    if contest.rules.proxy == "none":  # elsewhere those above the present are proxies
        limits["present"] = figures.present
    for name, most in limits.items():
        if most is None:
            continue
        ok = figures.voters <= most
        if not ok or contest.rules.return_base == "voters":
            yield Balance(f"voters<={name}", ok, {"voters": figures.voters, name: most})


def voters_of(contest: Contest, figures: Figures) -> int:
    """How many may vote where nobody said: those present and their proxies, if all got a ballot."""
    ceiling = (figures.present or 0) + proxy_votes(contest, figures)
    return ceiling if figures.issued is None else min(ceiling, figures.issued)


def proxy_votes(contest: Contest, figures: Figures) -> int:
    """Votes cast for absent electors: 0 where the rules allow none."""
    if contest.rules.proxy == "none":
        return 0
    if figures.proxies is not None:
        return figures.proxies
    return max(0, (figures.voters or 0) - (figures.present or 0))


def broken_proxies(contest: Contest, figures: Figures) -> Balance | None:
    """The rule on proxies that these figures break, if they do."""
    return next((balance for balance in _proxies(contest, figures) if not balance.ok), None)


def _proxies(contest: Contest, figures: Figures) -> Iterator[Balance]:
    """Whether there may be so many: none, or (Election Law 42) three for each one present."""
    proxies, present = figures.proxies, figures.present
    if proxies is None or present is None:
        return
    if contest.rules.proxy == "none":
        yield Balance("proxies=0", proxies == 0, {"proxies": proxies, "allowed": 0})
    elif contest.rules.proxy == "written_3":
        most = 3 * present
        facts = {"proxies": proxies, "present": present, "most": most}
        yield Balance("proxies<=3*present", proxies <= most, facts)


def _returned(contest: Contest, figures: Figures) -> Iterator[Balance]:
    limits = {"issued": figures.issued}
    if contest.rules.return_base == "voters":
        limits = (
            {"voters": figures.voters}
            if contest.as_first_version
            else {"voters": figures.voters, **limits}
        )
    for name, most in limits.items():
        if figures.returned is not None and most is not None:
            facts = {"returned": figures.returned, name: most}
            yield Balance(f"returned<={name}", figures.returned <= most, facts)


def _counted(figures: Figures, tally: Tally) -> Iterator[Balance]:
    if figures.returned is not None:
        counted, returned = tally.counted, figures.returned
        yield Balance(
            "counted=returned", counted == returned, {"counted": counted, "returned": returned}
        )


def _sheets(figures: Figures, tally: Tally) -> Iterator[Balance]:
    if figures.returned is None:
        return
    valid, invalid = sheets(figures, tally)
    yield Balance(
        "valid+invalid=returned",
        valid + invalid == figures.returned,
        {
            "valid": valid,
            "invalid": invalid,
            "sum": valid + invalid,
            "returned": figures.returned,
        },
    )


def _rows(contest: Contest, figures: Figures, tally: Tally) -> Iterator[Balance]:
    code = "for+against+abstain+row_void=valid"
    valid, _ = sheets(figures, tally)
    broken = False
    for label, row in zip(labels(contest), tally.rows, strict=True):
        total = row.for_ + row.against + row.abstain + row.row_void
        if total != valid:
            broken = True
            yield Balance(code, False, {"candidate": label, "sum": total, "valid": valid})
    if not broken:
        yield Balance(code, True, {"candidates": len(contest.candidates), "valid": valid})


def _approvals(contest: Contest, figures: Figures, tally: Tally) -> Iterator[Balance]:
    valid, _ = sheets(figures, tally)
    approvals = sum(row.for_ for row in tally.rows) + sum(tally.write_ins.values())
    most = valid * contest.seats
    facts = {"approvals": approvals, "valid": valid, "seats": contest.seats, "most": most}
    yield Balance("approvals<=valid*seats", approvals <= most, facts)
    if contest.rules.undervote == "void":
        yield Balance("approvals=valid*seats", approvals == most, facts)


def _write_ins(
    contest: Contest, figures: Figures, tally: Tally, against: int | None
) -> Iterator[Balance]:
    """What write-ins may sum to; a name is on as many sheets as it has approvals."""
    rule, seats = contest.rules.write_in, contest.seats
    written = sum(tally.write_ins.values())
    if against is None:
        against = sum(row.against for row in tally.rows)
    if not rule.allowed:
        yield Balance("write_ins=0", written == 0, {"write_ins": written, "allowed": 0})
        return
    facts: dict[str, int | str] = {"write_ins": written, "against": against}
    if rule.needs == "one_for_one" or (rule.needs == "after_against" and seats == 1):
        yield Balance("write_ins<=against", written <= against, facts)
    elif rule.needs == "after_against":
        facts |= {"seats": seats, "most": seats * against}
        yield Balance("write_ins<=seats*against", written <= seats * against, facts)
    valid, _ = sheets(figures, tally)
    most = valid if rule.needs == "free" else min(valid, against)
    for name, approvals in tally.write_ins.items():
        if approvals > most:
            facts = {"write_in": name, "approvals": approvals, "sheets": most}
            yield Balance("write_in<=sheets", False, facts)


_PAPER: tuple[Callable[[Contest, Figures], Iterator[Balance]], ...] = (
    _attendance,
    _stock,
    _proxies,
    _issued,
    _voters,
    _returned,
)
VOTES: Final[
    Mapping[ContestKind, tuple[Callable[[Contest, Figures, Tally], Iterator[Balance]], ...]]
] = {
    "election": (_rows, _approvals),
    "choice": (chosen_rows, chosen),
    "resolution": (motion_rows,),
    "rating": (graded_rows,),
}
