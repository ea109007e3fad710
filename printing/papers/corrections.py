"""What people put right before they signed, as the report lists it: old figure, new, and why."""

from collections.abc import Iterator, Mapping
from typing import Final

from counting.model.state import Correction, Round
from printing.papers.model import Block, Column, Heading, Table

_WHAT: Final[Mapping[str, str]] = {
    "present": "到会人数",
    "unsealed": "启封",
    "issued": "发出",
    "remaining": "剩余",
    "voters": "投票人数",
    "proxies": "委托",
    "returned": "收回",
    "batch_size": "一批的张数",
    "batch_recounted": "一批重新计票",
    "batch_withdrawn": "撤回一批",
    "pass_abandoned": "放弃一遍",
    "tally_withdrawn": "撤回手工计票数",
    "merge_taken_back": "撤回写法合并",
    "count_reopened": "重新打开计票",
    "certification_withdrawn": "撤回签认",
    "accept_withdrawn": "撤回对选举结果的认可",
    "reduce_seats_withdrawn": "撤回减少名额的决定",
    "ask_superior_withdrawn": "撤回报请上级决定",
    "lot_withdrawn": "撤回抽签结果",
    "adjournment_withdrawn": "撤回“未举行”的记录",
}
_COLUMNS: Final = (
    Column("改正事项", 44, "left"),
    Column("原数", 18),
    Column("改为", 18),
    Column("理由", 81, "left"),
)


def corrections(round_: Round) -> Iterator[Block]:
    """The list of what was put right; nothing where nothing was.

    How many voted follows the ballots by itself where the rules do not ask for it.
    """
    asked = round_.contest.rules.return_base == "voters"
    listed = [one for one in round_.corrections if asked or one.what != "voters"]
    if listed:
        yield Heading("改正情况", 3)
        yield Table(_COLUMNS, tuple(map(_row, listed)))


def _row(one: Correction) -> tuple[str, ...]:
    of = f"（{one.of}）" if one.of else ""
    before, after = ("" if n is None else str(n) for n in (one.before, one.after))
    return f"{_WHAT[one.what]}{of}", before, after, one.reason
