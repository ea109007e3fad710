"""What keeps a congress off paper, with places in its definition."""

from collections.abc import Iterable
from dataclasses import replace

from counting.layout.lay_out import lay_out
from counting.model.election import AgendaItem, Congress, Contest, Officers
from counting.model.refusal import InputError, Problem
from printing.ballot.batch import ballot_problems
from printing.pdf.fonts import glyph_problems


def paper_problems(congress: Congress, agenda: Iterable[AgendaItem] = ()) -> tuple[Problem, ...]:
    """All that would keep this congress off paper: layouts, overlong names, missing glyphs.

    For `check`, `init` and `seal`, so that nothing is sealed that cannot be printed.
    """
    problems = [
        problem
        for place, text in _texts(congress, agenda)
        for problem in glyph_problems("glyph.missing", place, text)
    ]
    for index, contest in enumerate(congress.contests):
        try:
            of_ballot = ballot_problems(congress, contest, lay_out(contest))
        except InputError as error:
            of_ballot = error.problems
        problems += [replace(p, place=_place(p.place, index, contest)) for p in of_ballot]
    return tuple(problems)


def _place(place: str, index: int, contest: Contest) -> str:
    """A place of paper, which goes by ids, as a place of the definition, which goes by index."""
    by_id, by_index = f"contests.{contest.id}", f"contests[{index}]"
    names = {
        f"{by_id}.candidates.{candidate.id}": f"{by_index}.candidates[{c}].name"
        for c, candidate in enumerate(contest.candidates)
    }
    return names.get(place, place.replace(by_id, by_index, 1))


def _texts(congress: Congress, agenda: Iterable[AgendaItem]) -> Iterable[tuple[str, str]]:
    """What is shown or printed beside the ballots, with its place in the definition."""
    yield "place", congress.place
    for d, delegation in enumerate(congress.delegations):
        yield f"delegations[{d}].name", delegation.name
    for a, item in enumerate(agenda):
        yield f"agenda[{a}].title", item.title
    for c, contest in enumerate(congress.contests):
        for n, candidate in enumerate(contest.candidates):
            yield f"contests[{c}].candidates[{n}].introduction", candidate.introduction
    yield from _officers(congress.officers)


def _officers(people: Officers) -> Iterable[tuple[str, str]]:
    lists = {
        "chief": (people.chief,),
        "secretary_general": (people.secretary_general,),
        "scrutineers": people.scrutineers,
        "tellers": people.tellers,
        "presidium": people.presidium,
        **{f"conveners.{delegation}": names for delegation, names in people.conveners.items()},
    }
    for each, names in lists.items():
        for name in names:
            yield f"people.{each}", name
