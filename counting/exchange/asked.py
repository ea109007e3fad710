"""What every question of `decide` says: electors, sheets, names; and the rules that it names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field

from counting.input.documents import place
from counting.input.forms import Form, Text, raise_within, refuse, whole
from counting.model.election import Candidate, Contest, Electors
from counting.model.figures import Figures, Row
from counting.model.outcome import Finding
from counting.model.rules import Rules
from counting.names.same import key
from counting.result.balances import voters_of
from counting.rules import profiles

MOST: Final = 10_000_000_000
"""No count of persons or sheets is larger; a larger number is a slip of the pen."""


def _number(value: object) -> object:
    """A key may be left out, but null is no number."""
    if value is None:
        raise refuse("whole_number")
    return value


def _different(names: list[str]) -> list[str]:
    """Each name once: all further ones are told, each at its place."""
    keys = list(map(key, names))
    raise_within(
        (number, refuse("candidates.duplicate_name", name=name))
        for number, name in enumerate(names)
        if keys[number] in keys[:number]
    )
    return names


def _somebody(names: list[str]) -> list[str]:
    if not names:
        raise refuse("candidates.none")
    return names


Count = Annotated[int, whole(0, MOST)]
Positive = Annotated[int, whole(1, MOST)]
MayBeCount = Annotated[Count | None, BeforeValidator(_number)]
MayBePositive = Annotated[Positive | None, BeforeValidator(_number)]
Names = Annotated[list[Text], AfterValidator(_different)]
SomeNames = Annotated[Names, AfterValidator(_somebody)]
MayBeNames = Annotated[Names | None, BeforeValidator(lambda names: 0 if names is None else names)]


class AskedElectors(Form):
    """`electors` of a question; every other count is that of those due unless it is given."""

    due: Positive
    present: Count
    registered: MayBePositive = None
    total: MayBePositive = None
    all_members: MayBePositive = None
    proxies: MayBeCount = None
    voters: MayBeCount = None

    def made(self) -> Electors:
        due = self.due
        return Electors(
            due=due,
            registered=self.registered or due,
            total=self.total or due,
            all_members=self.all_members or due,
        )


class MayBeBallots(Form):
    """`ballots` of a vote by keypads or hands, where there need be none."""

    unsealed: MayBeCount = None
    issued: MayBeCount = None
    remaining: MayBeCount = None
    returned: MayBeCount = None
    valid: MayBeCount = None
    invalid: MayBeCount = None


class AskedBallots(MayBeBallots):
    """`ballots` of a question in which each sheet is valid or invalid as a whole."""

    issued: Count
    returned: Count
    valid: Count
    invalid: Count


class AskedWriteIn(Form):
    """`unmarked`: sheets on which the name stands without a mark."""

    name: Text
    for_: Count
    unmarked: Count = 0


class Asked(Form):
    """The keys of every question; each kind of contest adds its `contest` and its `votes`."""

    profile: Text
    overrides: dict[str, Any] = Field({})
    electors: AskedElectors


def at(*steps: str | int) -> str:
    """A place in the question, as people read it."""
    return place(steps, ".")


def candidates_of(names: Iterable[str]) -> tuple[Candidate, ...]:
    """Where figures come by name, the name is the candidate's id."""
    return tuple(Candidate(name, name) for name in names)


def rules_for(asked: Mapping[str, Any], office: object) -> Rules | None:
    """The rules of an office by a question that need not be whole; None without a profile.

    Raises InputError for an unknown profile and with every override that does not fit.
    """
    name, overrides = asked.get("profile"), asked.get("overrides")
    if not isinstance(name, str) or not name.strip():
        return None
    overrides = overrides if isinstance(overrides, Mapping) else {}
    return profiles.resolve(profiles.load(name), overrides, str(office))[0]


def figures_of(contest: Contest, electors: AskedElectors, sheets: MayBeBallots) -> Figures:
    """The paper's figures; voters that nobody told are those who may have voted."""
    told = Figures(
        **asdict(electors.made()),
        present=electors.present,
        voters=electors.voters,
        proxies=electors.proxies,
        unsealed=sheets.unsealed,
        issued=sheets.issued,
        remaining=sheets.remaining,
        returned=sheets.returned,
        valid=sheets.valid,
        invalid=sheets.invalid,
    )
    if told.voters is not None:
        return told
    return replace(told, voters=voters_of(contest, told))


def rows_by_name(
    names: Sequence[str], given: Iterable[tuple[str, Row]]
) -> tuple[tuple[Row, ...], list[Finding]]:
    """Rows in ballot order, and the errors of a list that is not one row a candidate."""
    listed = frozenset(names)
    rows: dict[str, Row] = {}
    findings: list[Finding] = []
    for name, row in given:
        if name not in listed:
            findings.append(Finding("votes.unknown_name", {"name": name, "for": row.for_}))
        elif name in rows:
            facts = {"candidate": name, "for": rows[name].for_, "again": row.for_}
            findings.append(Finding("votes.repeated", facts))
        else:
            rows[name] = row
    facts_of = {"rows": len(rows), "candidates": len(names)}
    findings += [
        Finding("votes.missing_candidate", {"candidate": name, **facts_of})
        for name in names
        if name not in rows
    ]
    return tuple(rows.get(name, Row()) for name in names), findings


def written_names(
    given: Sequence[AskedWriteIn], rules: Rules
) -> tuple[dict[str, int], list[Finding]]:
    """Approvals by written name as it was given; the same form stands in one row."""
    approvals: dict[str, int] = {}
    findings: list[Finding] = []
    for one in given:
        if one.name in approvals:
            facts = {"name": one.name, "for": approvals[one.name], "again": one.for_}
            findings.append(Finding("write_in.repeated_row", facts))
        else:
            approvals[one.name] = one.for_
    if rules.write_in.unmarked == "for":
        findings += [
            Finding(
                "write_in.unmarked_above",
                {"name": one.name, "unmarked": one.unmarked, "for": one.for_},
            )
            for one in given
            if one.unmarked > one.for_
        ]
    return approvals, findings


def unmarked_of(given: Iterable[AskedWriteIn]) -> dict[str, int]:
    """On how many sheets each name stands without a mark, where it does."""
    return {one.name: one.unmarked for one in given if one.unmarked}
