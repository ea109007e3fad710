"""Makes a congress in the middle of its life, with version 0.1.0: see README.md beside it."""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from counting.ballot_code import BallotCode, Purpose, definition_tag, encode
from kiosk.bootstrap import open_meeting

from counting.store import Store
from kiosk.congress.agenda import BeginItem

HERE = Path(__file__).resolve().parent
BY = ["监票人甲", "监票人乙"]


def contest(key: str, title: str, seats: int, names: str, **more: Any) -> dict[str, Any]:
    listed = [{"id": f"c{i:02}", "name": name} for i, name in enumerate(names.split(), 1)]
    given = {"id": key, "title": title, "office": "member", "seats": seats, "marks": "S1"}
    return {**given, "identification": "style", "candidates": listed, **more}


DEFINITION = {
    "title": "青禾县旧版测试代表大会",
    "profile": "generic-majority",
    "date": "2026-11-24",
    "place": "县会堂",
    "mode": "rehearsal",
    "electors": {"due": 10},
    "overrides": {"quorum": {"fraction": "1/2", "compare": ">", "base": "due"}},
    "delegations": [
        {"id": "d1", "name": "城关代表团", "due": 6},
        {"id": "d2", "name": "青山代表团", "due": 4},
    ],
    "agenda": [
        {"id": "a1", "item_number": "一", "title": "听取报告", "minutes": 40, "kind": "report",
         "start": "08:30"},
        {"id": "a2", "title": "休息", "minutes": 10, "kind": "break"},
        {"id": "a3", "item_number": "二", "title": "选举主席", "minutes": 50, "kind": "election",
         "contest": "chair"},
        {"id": "a4", "item_number": "三", "title": "选举委员", "minutes": 50, "kind": "election",
         "contest": "committee"},
    ],
    "contests": [
        contest("chair", "主席", 1, "丁小川 阿依努尔·买买提", write_in_lines=1),
        contest("committee", "委员", 2, "田富 石明远 乔木", passes=2, write_in_lines=1),
        contest("delegates", "代表", 1, "王谷雨 方清和", identification="token"),
        contest("formal", "候选人预选", 2, "马守田 卢秋分 吕寒露 欧阳谨 周望岁",
                pre_election={"formal_candidates": 3}),
        contest("discipline", "纪律检查委员", 2, "于小满 江𣲗 林惊蛰", marks="S3",
                ballot={"paper": "A4", "colour": "浅绿", "layout": "three-box"}),
    ],
}  # fmt: skip
ROLL = "证号,姓名,代表团,身份,座位\n1,余亮,城关代表团,正式代表,1排1座\n2,毕青英,青山代表团,列席,\n"
LATER_ROLL = "证号,姓名,代表团,状态\n2,毕青英,青山代表团,撤销\n3,阿卜杜热合曼·买买提,青山代表团,\n"


def scrutineer(*arguments: object) -> Any:
    """The JSON answer of a command of version 0.1.0."""
    line = [sys.executable, "-m", "kiosk.cli", *map(str, arguments), "--json"]
    answer = subprocess.run(line, stdout=subprocess.PIPE, check=True, text=True).stdout
    documents = [json.loads(row) for row in answer.splitlines()]
    return documents if arguments[0] == "apply" else documents[0]


class Life:
    """The commands of a congress directory, one after the other."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def apply(self, *commands: dict[str, Any], may_refuse: bool = False) -> list[dict[str, Any]]:
        rows = [json.dumps({"by": BY, **c}, ensure_ascii=False) + "\n" for c in commands]
        file = self.directory.parent / "commands.jsonl"
        file.write_text("".join(rows), "utf-8")
        line = [sys.executable, "-m", "kiosk.cli", "apply", str(self.directory), str(file)]
        answer = subprocess.run(line, stdout=subprocess.PIPE, text=True).stdout
        documents = [json.loads(row) for row in answer.splitlines()]
        assert may_refuse or not any("refused" in d for d in documents), documents
        return documents

    def vote(self, key: str, returned: int, **more: Any) -> None:
        self.apply(
            {"command": "RecordIssued", "contest": key, "unsealed": 12, "issued": 10,
             "remaining": 2, **more},
            {"command": "RecordReturned", "contest": key, "returned": returned, **more},
            {"command": "OpenCount", "contest": key},
        )  # fmt: skip

    def code(self, number: int, token: str | None = None, purpose: Purpose = "ballot") -> str:
        store = Store.open(self.directory)
        seal = store.state().seal
        assert seal is not None
        value = BallotCode(
            mode=seal.congress.mode,
            identification="token" if token else "style",
            purpose=purpose,
            definition_tag=definition_tag(seal.hash),
            contest=number,
            round=1,
            token=token,
        )
        code = encode(value, store.ballot_key)
        store.close()
        return code

    def read(
        self, number: int, batch: str, sheets: Iterable[tuple[str, str]], tokens: Iterable[str] = ()
    ) -> list[dict[str, Any]]:
        """Sheets as a letter a candidate (f a b v ?) and a written name."""
        letters = {"f": "for", "a": "against", "b": "abstain", "v": "void", "?": None}
        given = iter(tokens)
        return self.apply(
            *(
                {"command": "RecordReading", "contest": DEFINITION["contests"][number]["id"],
                 "batch": batch, "code": self.code(number, next(given, None)), "reader": "SCAN-1",
                 "marks": {f"c{i:02}": letters[mark] for i, mark in enumerate(marks, 1)},
                 "write_ins": [{"name": name, "mark": "for"}] if name else []}
                for marks, name in sheets
            )
        )  # fmt: skip

    def open(self, key: str, batch: str, size: int, number: int = 1) -> None:
        self.apply({"command": "OpenBatch", "contest": key, "batch": batch, "size": size,
                    "pass": number})  # fmt: skip

    def close(self, key: str, batch: str) -> None:
        self.apply({"command": "CloseBatch", "contest": key, "batch": batch})

    def printed(self, key: str, *options: object) -> str:
        out = self.directory.parent / "out.pdf"
        scrutineer("print", self.directory, "--contest", key, "--out", out, *options)
        return hashlib.sha256(out.read_bytes()).hexdigest()


def prepare(life: Life, work: Path) -> None:
    """Defined, sealed, printed; the meeting has begun and has a roll."""
    definition = work / "definition.json"
    definition.write_text(json.dumps(DEFINITION, ensure_ascii=False), "utf-8")
    scrutineer("init", life.directory, definition)
    scrutineer("seal", life.directory)
    for name, text in (("roll.csv", ROLL), ("later.csv", LATER_ROLL)):
        (work / name).write_text(text, "utf-8")
        scrutineer("badges", life.directory, "--roll", work / name, "--out", work / "badges.pdf")
    meeting = open_meeting(life.directory)
    meeting.execute(BeginItem("a1", datetime.fromisoformat("2026-11-24T08:42")), ("执行主席",))
    meeting.execute(BeginItem("a2", datetime.fromisoformat("2026-11-24T09:20")), ("执行主席",))
    meeting.close()
    life.printed("chair", "--quantity", 10, "--spare", 2)
    life.printed("chair", "--quantity", 3, "--specimen")
    life.printed("delegates", "--quantity", 4)
    life.apply({"command": "RecordAttendance", "present": 10})


def count_chair(life: Life) -> None:
    """Nobody is elected: certified, and the next round is open, at the second attempt."""
    life.vote("chair", 10)
    life.open("chair", "1", 10)
    written = ("白露", "白 露", "石磊", "石 磊")
    sheets = [*[("fa", "")] * 3, ("af", ""), *(("aa", name) for name in written), ("?a", ""),
              ("ff", "")]  # fmt: skip
    (pending,) = [a["reading"] for a in life.read(0, "1", sheets) if a["verdict"] == "pending"]
    life.close("chair", "1")
    next_round = {"command": "OpenRound", "contest": "chair", "why": "separate_vote",
                  "candidates": [{"id": "c01"}, {"name": "白露", "note": "女"}]}  # fmt: skip
    life.apply(
        {"command": "Adjudicate", "contest": "chair", "batch": "1", "reading": pending,
         "decision": {"marks": {"c01": "for", "c02": "against"}}, "reason": "圈压线，意思清楚"},
        {"command": "MergeWriteIns", "contest": "chair", "names": ["白 露"], "into": "白露",
         "reason": "同一人"},
        {"command": "CancelRemainder", "contest": "chair", "cancelled": 2},
        {"command": "CloseCount", "contest": "chair"},
        {"command": "Certify", "contest": "chair"},
        {"command": "Release", "contest": "chair", "to": "floor"},
        next_round,
        {"command": "WithdrawRound", "contest": "chair", "reason": "名单有误"},
        {**next_round, "reason": "主席团决定"},
    )  # fmt: skip


def count_committee(life: Life) -> None:
    """Batch 1 agrees at the second attempt; 3 was counted by hand; 2 is open, a sheet decided."""
    life.vote("committee", 10)
    batch = [("ffa", ""), ("faf", ""), ("ffa", "白露"), ("bbb", "")]
    differing = [("faf", ""), *batch[1:]]
    for number, sheets in ((1, differing), (2, batch), (1, batch), (2, batch[::-1])):
        life.open("committee", "1", 4, number)
        life.read(1, "1", sheets)
        life.close("committee", "1")
    rows = {"c01": {"for": 1, "against": 0, "abstain": 0}, "c02": {"for": 0, "against": 1,
            "abstain": 0}, "c03": {"for": 1, "against": 0, "abstain": 0}}  # fmt: skip
    for number in (1, 2):
        life.open("committee", "3", 2, number)
        life.apply({"command": "RecordTally", "contest": "committee", "batch": "3",
                    "pass": number, "rows": rows, "valid": 1, "invalid": 1})  # fmt: skip
        life.close("committee", "3")
    life.open("committee", "2", 3)
    answers = life.read(1, "2", [("ffa", ""), ("?fa", ""), ("aff", "")])
    life.apply({"command": "CorrectBatchSize", "contest": "committee", "batch": "2", "size": 4,
                "reason": "数错"})  # fmt: skip
    life.read(1, "2", [("faf", "")])
    life.apply(
        {"command": "UndoReading", "contest": "committee", "batch": "2"},
        {"command": "Adjudicate", "contest": "committee", "batch": "2",
         "reading": answers[1]["reading"], "decision": "invalid", "reason": "无法辨认"},
    )  # fmt: skip
    refused = life.apply(
        {"command": "RecordReading", "contest": "committee", "batch": "2", "reader": "SCAN-1",
         "code": life.code(1, purpose="specimen"), "marks": {}},
        may_refuse=True,
    )  # fmt: skip
    assert "refused" in refused[0]


def count_delegates(life: Life) -> None:
    """Ballots with tokens: one batch closed, one open."""
    life.vote("delegates", 5)
    life.open("delegates", "1", 3)
    tokens = ("555555555555", "111111111111", "999999999999")
    life.read(2, "1", [("fa", ""), ("af", ""), ("fa", "")], tokens)
    life.close("delegates", "1")
    life.open("delegates", "2", 2)
    life.read(2, "2", [("fa", "")], ("777777777777",))


def vote_by_delegation(life: Life) -> None:
    """One delegation has voted, the other has its ballots."""
    for name, number in (("d1", 6), ("d2", 4)):
        life.apply(
            {"command": "RecordAttendance", "contest": "formal", "delegation": name,
             "present": number},
            {"command": "RecordIssued", "contest": "formal", "delegation": name,
             "unsealed": number, "issued": number, "remaining": 0},
        )  # fmt: skip
    life.apply({"command": "RecordReturned", "contest": "formal", "delegation": "d1",
                "returned": 6})  # fmt: skip


def printed(directory: Path) -> dict[str, str]:
    """SHA-256 of what this version prints now, in this order, from a copy of the directory."""
    life = Life(directory)
    digests = {}
    for options in (
        "chair --quantity 2 --specimen",
        "chair --quantity 3 --round 3",
        "committee --quantity 3 --spare 1",
        "discipline --quantity 2 --specimen --large-print",
        "discipline --quantity 2",
        "committee --quantity 6 --test-deck",
    ):
        digests[options] = life.printed(*options.split())
    return digests


def main(work: Path) -> None:
    life = Life(work / "congress")
    prepare(life, work)
    count_chair(life)
    count_committee(life)
    count_delegates(life)
    vote_by_delegation(life)
    shutil.copytree(life.directory, work / "copy")
    with tarfile.open(HERE / "congress.tar.xz", "w:xz") as archive:
        for path in sorted(life.directory.iterdir()):
            archive.add(path, path.name)
    verdict = scrutineer("verify", work / "copy")
    expected = {
        "verify": verdict,
        "status": scrutineer("status", work / "copy"),
        "printed": printed(work / "copy"),
    }
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    (HERE / "expected.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
