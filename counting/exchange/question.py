"""What `decide` wants of a question, whatever the kind of its contest."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from pydantic import ValidationError, create_model

from counting.exchange.asked import Asked, rules_for
from counting.input.forms import Form
from counting.model.election import Contest
from counting.model.figures import Figures, Tally
from counting.model.outcome import Finding
from counting.model.refusal import Problem
from counting.model.rules import Rules

Counted = tuple[Figures, Tally, tuple[Finding, ...]]
"""The paper's figures, the sums of the votes, and the errors found in reading them."""


@cache
def _alone(form: type[Form], name: str) -> type[Form]:
    """A form of this one part of another."""
    field: Any = (form.model_fields[name].annotation, form.model_fields[name])
    return create_model("Part", __base__=Form, **{name: field})


class Question(Asked):
    """A question that has been read; `rules` are by type of office."""

    @classmethod
    def offices(cls, contest: Mapping[str, Any]) -> tuple[object, ...]:
        """The types of office that a contest names; it need not be whole."""
        return (contest.get("office", "other"),)

    @classmethod
    def rules(cls, asked: Mapping[str, Any]) -> Mapping[str, Rules]:
        """The rules that a question asks for; it need not be whole.

        Raises InputError for an unknown profile and with every override that does not fit.
        """
        contest = asked.get("contest")
        offices = cls.offices(contest if isinstance(contest, Mapping) else {})
        found = {str(office): rules_for(asked, office) for office in offices or ("other",)}
        return {office: rules for office, rules in found.items() if rules is not None}

    @classmethod
    def readable(cls, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The parts of a question that keep their form, by key, whatever the others are."""
        found = {}
        for name in cls.model_fields:
            with suppress(ValidationError):
                given = {name: asked[name]} if name in asked else {}
                found[name] = getattr(_alone(cls, name).model_validate(given), name)
        return found

    @classmethod
    def problems(cls, _readable: Mapping[str, Any]) -> Iterator[Problem]:
        """What does not fit between the parts that are readable, each with its place."""
        yield from ()

    def unfit(self, _rules: Mapping[str, Rules]) -> Iterator[Problem]:
        """What of the rules does not fit the question, each with its place."""
        yield from ()

    @abstractmethod
    def made(self, rules: Mapping[str, Rules]) -> Contest:
        """The contest."""

    @abstractmethod
    def counted(self, contest: Contest) -> Counted:
        """Its figures and sums."""
