"""A round as the papers of its count name it, with what their codes are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from counting.codes.ballots import definition_tag
from counting.model.election import Candidate, Congress, Contest, Seal
from counting.model.refusal import InputError, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOnPaper:
    """A round of a sealed contest. InputError `print.no_such_contest` for any other.

    `contest` is as the round has it, `key` is that of the codes. `roster` are all who ever stood;
    by default those who were sealed.
    """

    seal: Seal
    contest: Contest
    number: int = 1
    key: bytes = field(repr=False)
    roster: tuple[Candidate, ...] = ()

    def __post_init__(self) -> None:
        if self.congress.contest(self.contest.id) is None:
            facts = {"contest": self.contest.id}
            raise InputError((Problem("print.no_such_contest", "contest", facts),))

    @property
    def congress(self) -> Congress:
        return self.seal.congress

    @property
    def tag(self) -> int:
        """What every code of this definition bears."""
        return definition_tag(self.seal.hash)

    @property
    def index(self) -> int:
        """The contest's place among those sealed, from 0."""
        return [contest.id for contest in self.congress.contests].index(self.contest.id)

    @property
    def places(self) -> Mapping[str, int]:
        """The place that each candidate's cards keep in every round, by id."""
        everyone = self.roster or self.congress.contests[self.index].candidates
        return {candidate.id: place for place, candidate in enumerate(everyone)}
