"""A question of `decide` about an election to several offices on one sheet."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from counting.exchange.asked import (
    AskedWriteIn,
    Count,
    MayBeBallots,
    MayBeNames,
    MayBePositive,
    Names,
    Positive,
    at,
    candidates_of,
    figures_of,
    rows_by_name,
    unmarked_of,
    written_names,
)
from counting.exchange.asked_one import AskedVote, row_of
from counting.exchange.question import Counted, Question
from counting.input.forms import SAID, Form, Text, refuse
from counting.model.election import (
    Contest,
    ContestKind,
    Office,
    OfficeType,
    SameName,
    Validity,
    Vote,
)
from counting.model.figures import OfficesTally, Tally
from counting.model.outcome import Finding
from counting.model.refusal import Problem
from counting.model.rules import Rules
from counting.names.same import key
from counting.sheets.written import named


class AskedOffice(Form):
    id: Text
    title: Text = ""
    office: Annotated[OfficeType, SAID]
    seats: Positive
    candidates: Names
    write_in_lines: Count = 0
    eligible: MayBeNames = None
    reduced_to: MayBePositive = None

    @property
    def said(self) -> str:
        """What people call it."""
        return self.title or self.id


def _some(offices: list[AskedOffice]) -> list[AskedOffice]:
    if not offices:
        raise refuse("offices.none")
    return offices


class AskedContest(Form):
    id: Text = "contest"
    kind: Annotated[ContestKind, SAID] = "election"
    validity: Annotated[Validity, SAID] = "sheet"
    same_name: Annotated[SameName | None, SAID] = None
    add_down: list[Text] = Field([])
    vote: Annotated[Vote, SAID] = "first"
    offices: Annotated[list[AskedOffice], AfterValidator(_some)]


class OfficeSheets(Form):
    valid: Count
    invalid: Count


class SheetsOfOffices(MayBeBallots):
    """`valid` and `invalid` may be left out where each office has its own."""

    issued: Count
    returned: Count
    offices: dict[str, OfficeSheets] = Field({})


class OfficeVote(AskedVote):
    office: Text


class OfficeWriteIn(AskedWriteIn):
    office: Text


class Asking(Question):
    """Rows and write-ins say for which office they are, by its id."""

    contest: AskedContest
    ballots: SheetsOfOffices
    votes: list[OfficeVote]
    write_ins: list[OfficeWriteIn] = Field([])

    @classmethod
    def offices(cls, contest: Mapping[str, Any]) -> tuple[object, ...]:
        offices = contest.get("offices")
        listed = offices if isinstance(offices, list) else []
        types = (office.get("office") for office in listed if isinstance(office, Mapping))
        return tuple(dict.fromkeys(str(type_) for type_ in types))

    @classmethod
    def problems(cls, readable: Mapping[str, Any]) -> Iterator[Problem]:
        contest: AskedContest | None = readable.get("contest")
        if contest is None:
            return
        votes, write_ins = readable.get("votes", []), readable.get("write_ins", [])
        yield from _equal_ids(contest)
        yield from _names_and_seats(contest, {one.office for one in write_ins})
        yield from _one_office_each(contest)
        yield from _added_down(contest)
        if ballots := readable.get("ballots"):
            yield from _sheets(contest, ballots)
        yield from _known(contest, "votes", (vote.office for vote in votes))
        yield from _known(contest, "write_ins", (one.office for one in write_ins))

    def made(self, rules: Mapping[str, Rules]) -> Contest:
        contest = self.contest
        offices = tuple(
            Office(
                id=one.id,
                title=one.said,
                office=one.office,
                seats=one.seats,
                candidates=candidates_of(one.candidates),
                rules=rules[one.office],
                write_in_lines=one.write_in_lines,
                eligible=None if one.eligible is None else tuple(one.eligible),
                reduced_to=one.reduced_to,
            )
            for one in contest.offices
        )
        return Contest(
            id=contest.id,
            title=contest.id,
            office=offices[0].office,
            seats=sum(office.seats for office in offices),
            candidates=tuple(c for office in offices for c in office.candidates),
            rules=offices[0].rules,
            electors=self.electors.made(),
            vote=contest.vote,
            offices=offices,
            validity=contest.validity,
            same_name=contest.same_name,
            add_down=tuple(contest.add_down),
        )

    def counted(self, contest: Contest) -> Counted:
        figures = figures_of(contest, self.electors, self.ballots)
        sums: list[Tally] = []
        findings: list[Finding] = []
        for office in contest.offices:
            tally, found = self._of_office(contest, office)
            sums.append(tally)
            place_of = {"office": office.id, "office_title": office.title}
            findings += [Finding(f.code, {**place_of, **f.facts}) for f in found]
        valid, invalid = self.ballots.valid or 0, self.ballots.invalid or 0
        return (
            figures,
            OfficesTally(rows=(), valid=valid, invalid=invalid, offices=tuple(sums)),
            (*findings,),
        )

    def _of_office(self, contest: Contest, office: Office) -> tuple[Tally, list[Finding]]:
        names = [candidate.name for candidate in office.candidates]
        votes = ((v.candidate, row_of(v)) for v in self.votes if v.office == office.id)
        rows, findings = rows_by_name(names, votes)
        writing = [one for one in self.write_ins if one.office == office.id]
        written, doubles = written_names(writing, office.rules)
        alone = contest.validity == "office"
        sheets = self.ballots.offices[office.id] if alone else self.ballots
        tally = Tally(
            rows=rows,
            write_ins=written,
            valid=sheets.valid or 0,
            invalid=sheets.invalid or 0,
            unmarked=unmarked_of(writing),
        )
        return named(contest, tally, {}), [*findings, *doubles]


def _equal_ids(contest: AskedContest) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for number, office in enumerate(contest.offices):
        where = at("contest", "offices", number, "id")
        if office.id in first:
            facts = {"given": office.id, "first": first[office.id]}
            yield Problem("definition.duplicate_id", where, facts)
        first.setdefault(office.id, where)


def _names_and_seats(contest: AskedContest, written_for: set[str]) -> Iterator[Problem]:
    """Somebody must stand for an office, or may be written in; and enough for its seats."""
    for number, office in enumerate(contest.offices):
        candidates, lines = len(office.candidates), office.write_in_lines
        if not candidates and not lines and office.id not in written_for:
            where = at("contest", "offices", number, "candidates")
            yield Problem("offices.nobody_stands", where, {"office_title": office.said})
        elif not lines and office.id not in written_for and office.seats > candidates:
            where = at("contest", "offices", number, "seats")
            facts = {
                "office_title": office.said,
                "seats": office.seats,
                "candidates": candidates,
            }
            yield Problem("offices.seats_above_names", where, facts)


def _one_office_each(contest: AskedContest) -> Iterator[Problem]:
    """One person stands for several offices only where `same_name` or `add_down` speaks of it."""
    if contest.same_name is not None:
        return
    first: dict[str, AskedOffice] = {}
    for number, office in enumerate(contest.offices):
        for row, name in enumerate(office.candidates):
            other = first.setdefault(key(name), office)
            if other is office or {other.id, office.id} <= set(contest.add_down):
                continue
            where = at("contest", "offices", number, "candidates", row)
            facts = {"name": name, "first": other.said, "again": office.said}
            yield Problem("offices.name_in_two", where, facts)


def _added_down(contest: AskedContest) -> Iterator[Problem]:
    """Each office once, the highest first: named again it would be above itself."""
    known = [office.id for office in contest.offices]
    for number, id_ in enumerate(contest.add_down):
        where = at("contest", "add_down", number)
        if id_ not in known:
            facts = {"given": id_, "known": known}
            yield Problem("offices.unknown", where, facts)
        elif id_ in contest.add_down[:number]:
            yield Problem("add_down.twice", where, {"given": id_})


def _sheets(contest: AskedContest, ballots: SheetsOfOffices) -> Iterator[Problem]:
    """Valid and invalid sheets: of each office where it is judged alone, else of the whole."""
    whole = {"valid": ballots.valid, "invalid": ballots.invalid}
    missing = [name for name, figure in whole.items() if figure is None]
    if contest.validity == "sheet":
        for name in missing:
            yield Problem("input.missing_key", at("ballots", name), {"key": name})
        if ballots.offices:
            yield Problem("offices.judged_by_sheet", at("ballots", "offices"))
        return
    if len(missing) == 1:
        yield Problem("input.missing_key", at("ballots", missing[0]), {"key": missing[0]})
    if not ballots.offices:
        yield Problem("input.missing_key", at("ballots", "offices"), {"key": "offices"})
        return
    known = [office.id for office in contest.offices]
    for id_ in ballots.offices:
        if id_ not in known:
            facts = {"given": id_, "known": known}
            yield Problem("offices.unknown", at("ballots", "offices", id_), facts)
    for id_ in known:
        if id_ not in ballots.offices:
            yield Problem("input.missing_key", at("ballots", "offices", id_), {"key": id_})


def _known(contest: AskedContest, list_: str, offices: Iterable[str]) -> Iterator[Problem]:
    known = [office.id for office in contest.offices]
    for number, id_ in enumerate(offices):
        if id_ not in known:
            facts = {"given": id_, "known": known}
            yield Problem("offices.unknown", at(list_, number, "office"), facts)
