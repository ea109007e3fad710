"""Every sentence with a number, a name or a claim agrees with the outcome, wherever it stands.

Sentences are taken out of walls, papers, the results workbook and ballots of random congresses
(`stories`) as a reader would read them, and compared with the figures by arithmetic of their own.
"""

import html
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Phases

from counting.exchange.results import exportable, results
from counting.model.state import Phase, Round
from counting.names.strokes import key
from counting.rounds.claims import failing
from counting.rounds.history import elected_by, rounds_of, tie_open
from kiosk.web.app import create_app
from kiosk.web.faces.fonts import FontCache
from printing.ballot.wording import seats
from printing.papers.kinds import KINDS
from printing.papers.model import Names
from tests.elections.stories import Moment, stories
from tests.kit.papers import facts
from tests.kit.rounds import C
from tests.kit.web_pages import Showcase

BASES = {
    "应到会": "due", "应到会人数": "due", "实到会": "present", "实到会人数": "present",
    "有效票": "valid", "有效票数": "valid", "收回票": "returned", "收回票数": "returned",
}  # fmt: skip
ON_WALLS = re.compile(r"当选须 (\d+) 票（(\S+?) (\d+) 的过(\S+?)）")
ON_PAPERS = re.compile(r"([应实]到会人数|[有收]\S票数) (\d+)，\S*?所需赞成票至少 (\d+) 张")
MOST_VOTES = "得票多的当选"


@pytest.fixture(scope="module")
def shelf() -> Iterator[FontCache]:
    fonts = FontCache(["县"])
    yield fonts
    fonts.close()


def papers(moment: Moment) -> dict[str, list[str]]:
    """The texts of every paper about the current round, a block or a cell each."""
    given = replace(facts(moment), rounds=(moment.round,))  # type: ignore[arg-type]
    return {
        kind: [t.replace("\u3000", "") for t in make(given).texts()[1:]]
        for kind, make in KINDS.items()
    }


def wall(moment: Moment, shelf: FontCache) -> str:
    page = create_app(Showcase(moment.state), fonts=shelf).test_client().get(f"/display/{C}").text
    body = page.partition("<body")[2]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def told_threshold(round_: Round) -> tuple[int, str, int] | None:
    """What elects by the rules: number, figure by name, figure; None where most votes do."""
    rules, vote = round_.contest.rules, round_.contest.vote
    share, base = rules.majority.fraction, rules.majority.base
    if vote == "revote":
        if not rules.tie_needs_majority:
            return None
        share, base = Fraction(1, 2), "present"
    figure = getattr(round_.figures, base)
    return int(share * figure) + 1, base, figure


def check_thresholds(moment: Moment, said: dict[str, list[str]], shown: str) -> None:
    texts = [*said["count"], *said["script"], *said["elected"], shown]
    expected = told_threshold(moment.round) if moment.round.figures.present else None
    for text in texts:
        for number, base, figure, _ in ON_WALLS.findall(text):
            assert (int(number), BASES[base], int(figure)) == expected
        for base, figure, number in ON_PAPERS.findall(text):
            assert (int(number), BASES[base], int(figure)) == expected
        if re.search(rf"本次\S*{MOST_VOTES}| {MOST_VOTES} ", text):
            assert expected is None, text


def check_orders(moment: Moment, said: dict[str, list[str]]) -> None:
    """Whoever says 按姓氏笔画为序 shows names that stand so."""
    contest = moment.round.contest
    people = [candidate.name for candidate in contest.candidates]
    if "笔画为序" in seats(contest):
        assert by_strokes(people, contest.rules.name_order)
    named = " ".join(said["script"])
    for listed in re.findall(r"(?<!得票相等的)按姓[氏名]笔画为序：([^。]+)。", named):
        assert by_strokes([bare(name) for name in listed.split("、")], contest.rules.name_order)


def check_final_list(moment: Moment) -> None:
    """The list to read out holds everyone elected in any round, and nobody else, in its order."""
    given = replace(facts(moment), rounds=(moment.round,))  # type: ignore[arg-type]
    blocks = KINDS["elected"](given).blocks
    lists = [block for block in blocks if isinstance(block, Names)]
    everyone = {name for round_ in rounds_of(moment.state, C) for name in elected_by(round_)}
    if not any(r.outcome and r.phase.final for r in rounds_of(moment.state, C)):
        return
    listed = [name.replace("\u3000", "") for block in lists for name in block.names]
    assert len(lists) <= 1
    assert set(listed) == {name.replace("\u3000", "") for name in everyone}
    words = " ".join(text for text in papers(moment)["elected"])
    if re.search(r"（按姓[氏名]笔画为序）", words):
        rule = moment.round.contest.rules.name_order
        assert by_strokes([bare(name) for name in listed], rule)
    for number in re.findall(r"已选出 (\d+) 名", words):
        assert int(number) == len(everyone)
    for number in re.findall(r"名单（共 (\d+) 名）", words):
        assert int(number) == len(everyone)


def check_states(moment: Moment, said: dict[str, list[str]]) -> None:
    """Void, tied, balanced and applauded is only what is."""
    round_ = moment.round
    script, report = " ".join(said["script"]), " ".join(said["count"])
    void = round_.phase is Phase.VOID
    assert ("本项选举无效" in script) == void
    assert ("本项选举无效" in report) == void
    assert not (void and "祝贺" in script)
    counted = round_.phase.final and round_.outcome is not None
    if counted:
        everyone = [name for one in rounds_of(moment.state, C) for name in elected_by(one)]
        assert "祝贺" not in script or everyone
        assert ("得票相等，尚有" in report) == (
            tie_open(round_) and not any(r.kind == "accept" for r in round_.rulings)
        )
        assert ("已核对相符" in report) == (not failing(round_))
        for number in re.findall(r"符合当选条件的 (\d+) 名", report):
            assert int(number) == len(elected_by(round_))


def check_notes(moment: Moment, said: dict[str, list[str]], shown: str) -> None:
    """An equal name never stands without the note that tells it apart."""
    people = [candidate.name for candidate in moment.round.contest.candidates]
    for name in {name for name in people if people.count(name) > 1}:
        for kind, texts in {**said, "wall": [shown.replace(" ", "")]}.items():
            for text in texts:
                for found in re.finditer(re.escape(name), text):
                    assert text[found.end() : found.end() + 1] in "（(男女", (kind, text)


def check_full_votes(moment: Moment, said: dict[str, list[str]], shown: str) -> None:
    for text in (*said["count"], *said["elected"], shown):
        for votes, _, base in re.findall(r"赞成 (\d+)，(\S+) (\d+)", text):
            assert votes == base
        for votes, base in re.findall(r"(\d+)＝(\d+)", text):
            assert votes == base


def check_workbook(moment: Moment) -> None:
    if not exportable(moment.state):
        return
    book = openpyxl.load_workbook(io.BytesIO(results(moment.state, "0" * 64)))
    chain = [r for r in rounds_of(moment.state, C) if r.phase.final and r.outcome]
    sheets = [s for s in book.worksheets if s.title not in ("说明", "汇总", "当选名单", "核对")]
    for round_, sheet in zip(chain, sheets, strict=True):
        titles, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        found = [dict(zip(titles, row, strict=True)) for row in rows]
        assert {row["姓名"] for row in found if row["结果"] == "当选"} == set(elected_by(round_))
        assert len({row["姓名"] for row in found}) == len(found)
    for row, round_ in zip(book["汇总"].iter_rows(min_row=2, values_only=True), chain, strict=True):
        titles = [cell.value for cell in book["汇总"][1]]
        summary = dict(zip(titles, row, strict=True))
        expected = told_threshold(round_)
        assert summary["当选所需"] == (expected[0] if expected else None)
        assert summary["当选"] == len(elected_by(round_))


def by_strokes(people: list[str], rule: str) -> bool:
    keys = [key(name, rule) for name in people]  # type: ignore[arg-type]
    return None not in keys and keys == sorted(keys)  # type: ignore[type-var]


def bare(label: str) -> str:
    return label.partition("（")[0]


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phases.explicit, Phases.generate],  # a story is short enough to be read unshrunk
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=stories())
def test_every_claim_agrees_with_the_outcome(story: list[Moment], shelf: FontCache) -> None:
    for moment in story:
        said, shown = papers(moment), wall(moment, shelf)
        check_thresholds(moment, said, shown)
        check_orders(moment, said)
        check_final_list(moment)
        check_states(moment, said)
        check_notes(moment, said, shown)
        check_full_votes(moment, said, shown)
        check_workbook(moment)
