"""The rules alone: the contract's `decide`, from one plain object to another."""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from pydantic import ValidationError

from counting.exchange import asked_kinds, asked_offices, asked_one
from counting.exchange.question import Question
from counting.input.forms import INPUT, problems_of
from counting.model.refusal import InputError, Problem
from counting.model.rules import Rules
from counting.result.answer import Words
from counting.result.kinds import kind_of

_FORMS: Final[Mapping[str, Callable[[Mapping[str, Any]], type[Question]]]] = {
    "election": lambda contest: asked_offices.Asking if "offices" in contest else asked_one.Asking,
    "choice": lambda _: asked_kinds.AskingChoice,
    "resolution": lambda contest: asked_kinds.form_of_resolution(contest.get("method")),
    "rating": lambda _: asked_kinds.AskingRating,
}
"""Which form a question has, by the kind of its contest."""


def decide(obj: object, words: Words | None = None) -> dict[str, Any]:
    """The answer of the contract's `decide`, in plain JSON types.

    `words` makes the messages of errors from their code and facts. Figures that cannot be stand
    in the answer's `errors`, and nobody is elected. Raises InputError with every wrong type,
    unknown or missing key, and with every part of the contest that does not fit the others, each
    with its place.
    """
    question, rules = _read(obj)
    contest = question.made(rules)
    figures, tally, findings = question.counted(contest)
    return kind_of(contest).answer(contest, figures, tally, findings, words)


def _read(obj: object) -> tuple[Question, Mapping[str, Rules]]:
    """The question and the rules of each type of office that it names."""
    problems: list[Problem] = []
    form = _form(obj)
    asked = cast(Mapping[str, Any], obj) if isinstance(obj, Mapping) else {}
    question, rules = None, None
    try:
        question = form.model_validate(obj)
    except ValidationError as error:
        problems += problems_of(error, INPUT, form)
    try:
        rules = form.rules(asked)
    except InputError as error:
        problems += error.problems
    problems += form.problems(dict(question) if question else form.readable(asked))
    if question and rules and not problems:
        problems += question.unfit(rules)
    if problems or question is None or rules is None:
        raise InputError(tuple(problems))
    return question, rules


def _form(obj: object) -> type[Question]:
    """The form for this kind of contest; that of one office where it names no kind we know."""
    contest = obj.get("contest") if isinstance(obj, Mapping) else None
    contest = contest if isinstance(contest, Mapping) else {}
    kind = contest.get("kind", "election")
    return _FORMS[kind if isinstance(kind, str) and kind in _FORMS else "election"](contest)
