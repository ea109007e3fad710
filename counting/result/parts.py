"""A sheet with several offices, office by office: each as a contest of one office of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from counting.model.election import Contest, Office
from counting.model.figures import Balance, Figures, Tally
from counting.model.outcome import Finding
from counting.names.same import key_of
from counting.result.election import Standing, standings

Person = tuple[str, str]
"""The key of a name, and of its note: across offices these are one person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One office with its figures and sums. `contest` is the sheet's, narrowed to the office.

    `standing`: who stands for it, with the votes given for it; `people`: who they are.
    """

    office: Office
    contest: Contest
    figures: Figures
    tally: Tally
    standing: tuple[Standing, ...]
    people: Mapping[str, Person]

    def person(self, name: str) -> Person:
        """Who a standing name is, on all offices of the sheet."""
        return self.people.get(name) or (key_of(self.contest)(name), "")

    @property
    def place(self) -> Mapping[str, str]:
        """The facts that say which office something is about: its id, and its title for people."""
        return {"office": self.office.id, "office_title": self.office.title}

    def said(self, finding: Finding) -> Finding:
        """The same, said of this office."""
        return replace(finding, facts={**self.place, **finding.facts})

    def balance(self, balance: Balance) -> Balance:
        """The same identity, of this office."""
        return replace(balance, facts={**self.place, **balance.facts})


def parts_of(contest: Contest, figures: Figures, tally: Tally) -> tuple[Part, ...]:
    """Each office of `contest`, in order, with the sums of `tally.by_office`.

    Where each office is judged alone, its valid and invalid sheets are its own; else the sheet's.
    """
    return tuple(
        _part(contest, office, figures, sums)
        for office, sums in zip(contest.offices, tally.by_office, strict=True)
    )


def _part(contest: Contest, office: Office, figures: Figures, sums: Tally) -> Part:
    alone = of_office(contest, office)
    same = key_of(alone)
    standing = standings(alone, sums)
    candidates = alone.candidates
    if contest.validity == "office":
        figures = replace(figures, valid=sums.valid, invalid=sums.invalid)
    return Part(
        office=office,
        contest=alone,
        figures=figures,
        tally=sums,
        standing=standing,
        people={
            s.name: (same(s.name), "")
            if s.place is None
            else (same(candidates[s.place].name), same(candidates[s.place].note))
            for s in standing
        },
    )


def of_office(contest: Contest, office: Office) -> Contest:
    """The contest of this office alone, as it would stand on a sheet of its own."""
    return replace(
        contest,
        title=office.title,
        office=office.office,
        seats=office.seats,
        candidates=office.candidates,
        rules=office.rules,
        sources=office.sources,
        write_in_lines=office.write_in_lines,
        order=office.order,
        moved=office.moved,
        eligible=office.eligible,
        reduced_to=office.reduced_to,
        offices=(),
        add_down=(),
    )
