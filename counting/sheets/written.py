"""The names written on sheets: which forms are one name, and the name that they count for."""

from collections.abc import Mapping

from counting.model.election import Contest
from counting.model.figures import Tally
from counting.names.same import identity_of
from counting.sheets.tally import renamed


def names_of_forms(
    contest: Contest, forms: Mapping[str, int], merged: Mapping[str, str]
) -> Mapping[str, str]:
    """Each written form to the name it counts for.

    `forms`: on how many sheets each approves; `merged`: forms that people found to be another's.
    Forms with equal keys are one name. It is shown as people merged it, else as the list of those
    eligible has it, else as most sheets have it, and of equals by code point: never by the order
    in which sheets were read.
    """
    same = identity_of(contest)
    shown = {same(name): name for name in contest.eligible or ()}
    shown |= {same(into): into for into in merged.values()}
    targets = {same(form): same(into) for form, into in merged.items()}
    keys = {form: targets.get(same(form), same(form)) for form in forms}
    for form in sorted(forms, key=lambda form: (-forms[form], form)):
        shown.setdefault(keys[form], form)
    return {form: shown[found] for form, found in keys.items()}


def named(contest: Contest, tally: Tally, merged: Mapping[str, str]) -> Tally:
    """The same sums with the forms of each written name added up."""
    forms = {**dict.fromkeys(tally.unmarked, 0), **tally.write_ins}
    return renamed(tally, names_of_forms(contest, forms, merged))
