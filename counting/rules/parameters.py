"""The parameters of a profile: one row each, with its shape, in the order people read them."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, get_args

from counting.model.ballot import Mark
from counting.model.election import Office
from counting.model.rules import Differential, Threshold, WriteInRule
from counting.rules.schemes import SCHEMES
from counting.rules.shapes import Choice, Choices, Flag, Misfit, Shape, Share, Table, Unfit

_NONE, _ONE = Fraction(0), Fraction(1)
_COMPARE: Final = Choice((">", ">="), {">": True, ">=": False})
_QUORUM_BASES = ("due", "registered", "total", "all_members")
_MAJORITY_BASES = (*_QUORUM_BASES, "present", "voters", "returned", "valid")


def _threshold(fields: Mapping[str, Any]) -> Threshold:
    return Threshold(fields["fraction"], fields["compare"], fields["base"])


def _differential(fields: Mapping[str, Any]) -> Differential:
    kind = fields["kind"]
    least, most = fields.get("at_least"), fields.get("at_most")
    if kind in ("equal", "any"):
        for name in ("at_least", "at_most"):
            if name in fields:
                raise Unfit(Misfit("rules.unknown_key", (name,), {"key": name, "allowed": "kind"}))
        return Differential(kind)
    if least is None:
        raise Unfit(Misfit("rules.missing_value", ("at_least",), {"key": "at_least"}))
    for name, number in (("at_least", least), ("at_most", most)):
        if kind == "plus" and number is not None and number.denominator != 1:
            facts = {"given": str(number), "allowed": '"0", "1", "2" …'}
            raise Unfit(Misfit("rules.wrong_value", (name,), facts))
    if most is not None and most < least:
        facts = {"given": str(most), "allowed": f'"{least}" …'}
        raise Unfit(Misfit("rules.wrong_value", ("at_most",), facts))
    return Differential(kind, least, most)


def _write_in(fields: Mapping[str, Any]) -> WriteInRule:
    return WriteInRule(**fields)


def _thresholds(bases: tuple[str, ...], instead: Mapping[str, object] | None = None) -> Table:
    fields: dict[str, Shape] = {
        "fraction": Share(_NONE, _ONE),
        "compare": _COMPARE,
        "base": Choice(bases),
    }
    return Table(fields, _threshold, instead)


PARAMETERS: Final[Mapping[str, Table | Shape]] = {
    "quorum": _thresholds(_QUORUM_BASES, {"none": None}),
    "method": Choice(("majority", "plurality")),
    "majority": _thresholds(_MAJORITY_BASES),
    "differential": Table(
        {
            "kind": Choice(("ratio", "plus", "equal", "any")),
            "at_least": Share(_NONE, Fraction(500)),
            "at_most": Share(_NONE, Fraction(500)),
        },
        _differential,
        kind="kind",
        optional=("at_least", "at_most"),
    ),
    "marks": Choice(tuple(SCHEMES)),
    "blank": Choice(
        ("scheme", *(mark.value for mark in Mark)),
        {"scheme": None, **{mark.value: mark for mark in Mark}},
    ),
    "overvote": Choice(("sheet_void",)),
    "undervote": Choice(("valid", "void")),
    "unclear": Choice(("row_void", "abstain", "sheet_void")),
    "invalid_review": Flag(),
    "write_in": Table(
        {
            "allowed": Flag(),
            "needs": Choice(("after_against", "one_for_one", "free")),
            "who": Choice(("anyone", "electors", "members")),
            "unmarked": Choice(("for", "abstain", "void")),
        },
        _write_in,
        sourced=("who", "unmarked"),
    ),
    "tie": Choice(("revote_among_tied", "fewest_against_then_revote", "none_elected", "lot")),
    "tie_needs_majority": Flag(),
    "separate_vote": _thresholds(_MAJORITY_BASES, {"same": None}),
    "more_than_seats": Choice(("top",)),
    "fewer_than_seats": Choices(("separate_vote", "reduce_seats", "ask_superior")),
    "return_base": Choice(("issued", "voters")),
    "counting": Choice(("computer", "manual")),
    "identification": Choice(("style", "token")),
    "ballot_order": Choice(("strokes", "superior")),
    "announce_order": Choice(("strokes", "votes_then_strokes", "superior")),
    "name_order": Choice(("surname_strokes", "full_name_strokes")),
    "proxy": Choice(("none", "written_3", "near_relative")),
    "assistance": Choice(("non_candidate", "none")),
    "announce": Choice(("presidium", "floor", "public")),
    "live_display": Choice(("progress", "running", "after_release")),
    "full_vote": Choice(("valid", "returned", "present", "due")),
}

OFFICES: Final[tuple[Office, ...]] = get_args(Office)

SOURCED: Final[tuple[str, ...]] = tuple(
    key
    for name, shape in PARAMETERS.items()
    for key in (name, *(f"{name}.{f}" for f in getattr(shape, "sourced", ())))
)
