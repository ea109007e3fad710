"""What papers call the people and organs of a meeting, and what its profile says of elections."""

from collections.abc import Mapping
from dataclasses import dataclass

from counting.model.election import Congress, Contest
from counting.rules import profiles
from counting.rules.profiles import Clause
from printing.papers.facts import electors, meeting, staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One meeting in words: `meeting` 大会, `electors` 代表, `address` 各位代表、同志们.

    `presidium` conducts the election, `chair` presides. `staff` are the profile's sentences about
    those who count, `procedure` its clauses, without a full stop, with their sources.
    """

    meeting: str
    electors: str
    address: str
    presidium: str
    chair: str
    staff: Mapping[str, str]
    procedure: Mapping[str, Clause]

    @property
    def called(self) -> Mapping[str, str]:
        """The words that clauses of rule values take (`counting.rules.wording.rule_words`)."""
        agreed = f"半数以上{self.electors}同意"
        return {
            "meeting": self.meeting,
            "electors": self.electors,
            "presidium": self.presidium,
            "agreed": f"{agreed}或者{self.presidium}决定" if self.has_presidium else agreed,
        }

    @property
    def has_presidium(self) -> bool:
        """Whether a presidium conducts the election, and not one person or an office."""
        return "主席团" in self.presidium

    @property
    def confirms_revotes(self) -> bool:
        """Whether the presidium confirms that a tie is followed by a revote."""
        return "tie" in self.procedure and self.has_presidium

    def says(self, key: str) -> str:
        """A clause of the procedure as a sentence; "" where the profile has none."""
        clause = self.procedure.get(key)
        return f"{clause.text}。" if clause else ""


def body_of(congress: Congress) -> Body:
    """The words of this congress, by its profile and by what its title calls it."""
    profile = profiles.load(congress.profile)
    called = {"meeting": meeting(congress), "electors": electors(congress)}
    for key in ("address", "presidium", "chair"):
        called[key] = profile.called[key].format(**called)
    return Body(
        **called,
        staff=staff(congress),
        procedure={
            key: Clause(clause.text.format(**called), clause.source)
            for key, clause in profile.procedure.items()
        },
    )


def office_title(contest: Contest) -> str:
    """What somebody is elected as: 委员 in a contest called 委员选举."""
    return contest.title.removesuffix("选举") or contest.title
