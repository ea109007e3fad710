"""The commands badges, table-cards, sleeves and template --roll, as a secretariat uses them."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from openpyxl import load_workbook

from counting.codes.badges import BadgeCode, badge_tag, decode
from counting.model.election import Mode
from counting.store.log import Log
from counting.store.schema import LOG, connect
from kiosk.congress.agenda import AgendaSet
from kiosk.congress.meeting import STREAM
from kiosk.congress.roll import EnterPeople, Person
from tests.kit.command_line import document, lines, run, write
from tests.kit.congress import contest_object, definition_object
from tests.kit.meetings import meeting_in, opened_meeting
from tests.kit.proofs import all_codes, page_texts
from tests.kit.stations import CountHall, Teller, code_of

LIST = "姓名,代表团,身份,座位\n王宁,东,正式代表,主席台\n艾尔肯·吐尔逊,西,列席,\n陈𬱖,,特邀,1排2座\n"


@pytest.fixture
def congress(tmp_path: Path) -> Path:
    file = write(tmp_path / "definition.json", definition_object())
    assert run("init", tmp_path / "congress", file).exit_code == 0
    return tmp_path / "congress"


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    path = tmp_path / "名册.csv"
    path.write_bytes(LIST.encode("gb18030"))
    return path


def refused(*arguments: object) -> str:
    result = run(*arguments, "--json")
    assert result.exit_code == 1, result.output
    code: str = document(result)["refused"]["code"]
    return code


def badge_key(congress: Path) -> bytes:
    with opened_meeting(congress) as meeting:
        return meeting.key("badge")


def scanned(pdf: Path, key: bytes) -> list[object]:
    return [decode(code, key, tag=badge_tag(key)) for page in all_codes(pdf) for code in page]


def test_badges_of_a_list_before_anything_is_sealed(congress: Path, roll: Path) -> None:
    out = congress.parent / "badges.pdf"
    told = document(run("badges", congress, "--roll", roll, "--out", out, "--json"))
    assert (told["people"], told["pages"], told["entered"], told["corrected"]) == (3, 1, 3, 0)
    assert scanned(out, badge_key(congress)) == [
        BadgeCode(Mode.REHEARSAL, badge_tag(badge_key(congress)), number) for number in (1, 2, 3)
    ]


def test_a_badge_printed_today_is_the_same_tomorrow(congress: Path, roll: Path) -> None:
    first, second, some = (congress.parent / f"{n}.pdf" for n in range(3))
    run("badges", congress, "--roll", roll, "--out", first)
    told = document(run("badges", congress, "--roll", roll, "--out", second, "--json"))
    assert (told["entered"], told["corrected"]) == (0, 0)
    assert first.read_bytes() == second.read_bytes()
    told = document(run("badges", congress, "--only", "3,1", "--only", 3, "--out", some, "--json"))
    assert told["people"] == 2
    assert "entered" not in told
    numbers = [getattr(code, "number", code) for code in scanned(some, badge_key(congress))]
    assert numbers == [3, 1]


def test_a_later_list_corrects_and_adds(congress: Path, roll: Path) -> None:
    out = congress.parent / "badges.pdf"
    run("badges", congress, "--roll", roll, "--out", out)
    roll.write_text("证号,姓名,状态\n1,王甯,\n2,艾尔肯·吐尔逊,撤销\n,白露,\n", encoding="utf-8-sig")
    told = document(run("badges", congress, "--roll", roll, "--out", out, "--force", "--json"))
    assert (told["people"], told["entered"], told["corrected"]) == (3, 1, 2)
    people = meeting_in(congress).roll.people
    assert people[1] == Person(
        number=1, name="王甯", delegation="东", capacity="正式代表", seat="主席台"
    )
    assert [p.name for p in meeting_in(congress).roll.present] == ["王甯", "陈𬱖", "白露"]


def test_table_cards_of_everybody_or_of_those_who_have_a_seat(congress: Path, roll: Path) -> None:
    out = congress.parent / "cards.pdf"
    assert run("table-cards", congress, "--roll", roll, "--out", out).exit_code == 0
    assert len(list(page_texts(out))) == 3
    told = document(run("table-cards", congress, "--seat-only", "--out", out, "--force", "--json"))
    assert (told["people"], told["pages"]) == (2, 2)


def test_without_people_there_is_nothing_to_print(congress: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    assert refused("badges", congress, "--out", out) == "roll.empty"
    assert refused("table-cards", congress, "--out", out) == "roll.empty"
    roll = tmp_path / "roll.csv"
    roll.write_text("姓名\n王宁\n", encoding="utf-8")
    command = ("table-cards", congress, "--roll", roll, "--seat-only", "--out", out)
    assert refused(*command) == "roll.no_seats"
    assert refused("badges", congress, "--roll", roll, "--only", 9, "--out", out) == (
        "roll.no_such_number"
    )
    assert not out.exists()
    assert meeting_in(congress).roll.people == {}, "what was refused was not taken in"


def test_a_list_with_errors_is_told_with_file_and_cell_and_not_taken_in(
    congress: Path, tmp_path: Path
) -> None:
    roll, out = tmp_path / "roll.csv", tmp_path / "x.pdf"
    roll.write_text("姓名,证号\n王宁,1\n,1\n", encoding="utf-8")
    result = run("badges", congress, "--roll", roll, "--out", out)
    assert result.exit_code == 2
    assert "roll.csv: A3" in result.stderr
    assert "roll.csv: B3" in result.stderr
    assert "[roll.no_name]" in result.stderr
    assert run("badges", congress, "--roll", tmp_path / "no.csv", "--out", out).exit_code == 2
    assert not out.exists()
    assert meeting_in(congress).roll.people == {}


def test_a_file_that_cannot_be_written_leaves_the_roll_as_it_was(
    congress: Path, roll: Path
) -> None:
    out = congress.parent / "nowhere" / "badges.pdf"
    result = run("badges", congress, "--roll", roll, "--out", out)
    assert result.exit_code == 2
    assert "[file.unwritable]" in result.stderr
    assert meeting_in(congress).roll.people == {}
    result = run("badges", congress, "--roll", roll, "--out", congress / "meeting.db")
    assert "[file.of_the_congress]" in result.stderr


def test_a_name_too_long_for_a_badge_is_named_and_its_list_not_taken_in(
    congress: Path, tmp_path: Path
) -> None:
    roll, out = tmp_path / "roll.csv", tmp_path / "x.pdf"
    roll.write_text("姓名\n" + "甲" * 40, encoding="utf-8")
    result = run("badges", congress, "--roll", roll, "--out", out)
    assert result.exit_code == 2
    assert "roll.1" in result.stderr
    assert "[roll.name_too_long]" in result.stderr
    assert meeting_in(congress).roll.people == {}
    assert not out.exists()


def test_a_roll_changed_meanwhile_takes_nothing_in_and_leaves_no_file(congress: Path) -> None:
    """The list comes through a pipe: it is opened after the roll was looked at, and then waits."""
    pipe, out = congress.parent / "roll.csv", congress.parent / "badges.pdf"
    os.mkfifo(pipe)
    out.write_bytes(b"yesterday's")

    def another_clerk_first() -> None:
        with pipe.open("wb") as given:
            with opened_meeting(congress) as other:
                other.execute(EnterPeople((Person(number=9, name="白露"),), 0))
            given.write(LIST.encode())

    clerk = threading.Thread(target=another_clerk_first)
    clerk.start()
    command = ("badges", congress, "--roll", pipe, "--out", out, "--force")
    assert refused(*command) == "roll.changed_meanwhile"
    clerk.join()
    assert out.read_bytes() == b"yesterday's"
    assert [person.name for person in meeting_in(congress).roll.present] == ["白露"]


def test_badges_and_ballots_live_apart_and_the_key_is_in_no_event(
    congress: Path, roll: Path
) -> None:
    run("badges", congress, "--roll", roll, "--out", congress.parent / "x.pdf")
    key = badge_key(congress)
    count = (congress / "congress.db").read_bytes()
    assert "艾尔肯".encode() not in count
    assert key not in count
    with sqlite3.connect(congress / "meeting.db") as db:
        bodies = "".join(body for (body,) in db.execute("SELECT body FROM event"))
    assert "艾尔肯" in bodies
    assert key.hex() not in bodies
    assert (congress / "meeting.db").stat().st_mode & 0o077 == 0


def test_a_meeting_from_before_there_were_rolls_goes_on(congress: Path, roll: Path) -> None:
    path = congress / "meeting.db"
    path.unlink()
    db = connect(path, LOG, create=True)
    log = Log(db, STREAM)
    db.execute("BEGIN IMMEDIATE")
    log.append(AgendaSet("2026-11-24", ()))
    db.execute("COMMIT")
    db.close()
    assert (
        run("badges", congress, "--roll", roll, "--out", congress.parent / "x.pdf").exit_code == 0
    )
    meeting = meeting_in(congress)
    assert meeting.agenda.date == "2026-11-24"
    assert len(meeting.roll.people) == 3


def test_a_rehearsal_has_its_own_key_and_nobody_on_its_roll(congress: Path, roll: Path) -> None:
    run("badges", congress, "--roll", roll, "--out", congress.parent / "x.pdf")
    new = congress.parent / "rehearsal"
    assert run("rehearse", congress, new).exit_code == 0
    assert meeting_in(new).roll.people == {}
    assert badge_key(new) != badge_key(congress)


def test_a_badge_at_a_counting_station_is_told_as_one_and_counts_no_sheet(
    hall: CountHall, teller: Teller, tmp_path: Path, roll: Path
) -> None:
    other = tmp_path / "other"
    run("init", other, write(tmp_path / "d.json", definition_object(title="另一个大会")))
    for congress in (hall.store.directory, other):
        out = tmp_path / f"{congress.name}.pdf"
        run("badges", congress, "--roll", roll, "--out", out)
        (codes,) = all_codes(out)
        assert code_of(teller.scan(codes[0])) == "ballot.badge"
    assert teller.sheet().kind.value == "counted", "the station goes on"


def test_sleeves_bear_the_numbers_asked_for(congress: Path, tmp_path: Path) -> None:
    out = tmp_path / "sleeves.pdf"
    command = ("sleeves", congress, "--contest", "committee", "--out", out, "--numbers")
    assert refused(*command, "1-3") == "congress.not_sealed"
    run("seal", congress)
    told = document(run(*command, "2-4,40,3", "--json"))
    assert (told["sleeves"], told["pages"]) == (4, 4)
    texts = list(page_texts(out))
    for number, text in zip((2, 3, 4, 40), texts, strict=True):
        assert f"{number} 号封套" in text
    assert refused(*command, "1", "--round", 2) == "contest.unknown_round"


@pytest.mark.parametrize("numbers", ["", "0", "5-3", "1-10000", "甲", "1,,2", "1-2-3", "-1"])
def test_numbers_that_are_none_are_wrong_usage(congress: Path, numbers: str) -> None:
    run("seal", congress)
    out = congress.parent / "x.pdf"
    arguments = ("--contest", "committee", f"--numbers={numbers}", "--out", out)
    assert run("sleeves", congress, *arguments).exit_code == 2
    assert not out.exists()


def test_a_doubtful_sheet_goes_into_a_sleeve_that_is_printed(tmp_path: Path) -> None:
    hall = CountHall(tmp_path / "hall", contests=[contest_object()])
    line = (
        '{"command": "RecordReading", "contest": "committee", "batch": "1", "code": null,'
        ' "marks": {"c01": null}}\n'
    )
    told = lines(run("apply", hall.store.directory, "-", given=line))[0]
    out = tmp_path / "sleeves.pdf"
    where = hall.store.directory
    run("sleeves", where, "--contest", "committee", "--numbers", told["sleeve"], "--out", out)
    (text,) = page_texts(out)
    assert f"{told['sleeve']} 号封套" in text
    hall.store.close()


def test_an_empty_list_and_one_of_those_known(congress: Path, roll: Path, tmp_path: Path) -> None:
    empty, known = tmp_path / "empty.xlsx", tmp_path / "known.xlsx"
    assert run("template", empty, "--roll").exit_code == 0
    assert load_workbook(empty)["代表名册"].max_row == 1
    run("badges", congress, "--roll", roll, "--out", tmp_path / "x.pdf")
    assert run("template", known, "--roll", "--of", congress).exit_code == 0
    again = ("--out", tmp_path / "x.pdf", "--force", "--json")
    told = document(run("badges", congress, "--roll", known, *again))
    assert (told["people"], told["entered"], told["corrected"]) == (3, 0, 0)
    assert run("template", tmp_path / "y.xlsx", "--of", congress).exit_code == 2
    assert run("template", tmp_path / "y.xlsx", "--roll", "--of", tmp_path / "no").exit_code == 2
    assert not (tmp_path / "y.xlsx").exists()
