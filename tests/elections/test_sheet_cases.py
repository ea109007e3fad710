"""Sheets as data: every `[[sheet]]` of sheets.toml, from the symbols in its boxes to its record.

`boxes` holds one entry a row: the symbol in a one-box row, or the symbols of its three columns
(for, against, abstain). A write-in is [name, mark]; without a mark it is [name].
"""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from counting.model.ballot import Mark, WriteIn
from counting.model.reading import Reading
from counting.rules.profiles import load, resolve
from counting.rules.schemes import mark_of
from counting.sheets.validity import record_of
from tests.kit.contests import contest

SHEETS = tomllib.loads(Path(__file__).with_name("sheets.toml").read_text(encoding="utf-8"))["sheet"]
COLUMNS = ("for", "against", "abstain")


def seen(box: str | list[str]) -> dict[str, str]:
    return {"symbol": box} if isinstance(box, str) else dict(zip(COLUMNS, box, strict=True))


def written(entry: list[str]) -> WriteIn:
    name, *mark = entry
    return WriteIn(name, Mark(mark[0])) if mark else WriteIn(name, None, unmarked=True)


@pytest.mark.parametrize("sheet", SHEETS, ids=[sheet["name"] for sheet in SHEETS])
def test_sheet(sheet: dict[str, Any]) -> None:
    assert sheet["article"].strip()
    rules, _ = resolve(load(sheet["profile"]), sheet.get("overrides", {}), "member")
    held = replace(contest(sheet.get("seats", 1), len(sheet["boxes"])), rules=rules)
    marks = {
        candidate.id: mark_of(rules, seen(box))
        for candidate, box in zip(held.candidates, sheet["boxes"], strict=True)
    }
    names = tuple(written(entry) for entry in sheet.get("write_ins", ()))
    found = record_of(
        held, Reading(code=None, marks=marks, write_ins=names, source=sheet.get("source", "image"))
    )
    assert found.marks == sheet["marks"]
    assert found.status == sheet["status"]
    assert list(found.reasons) == sheet.get("reasons", [])
