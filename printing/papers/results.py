"""What a round led to, in the sentences that reports, lists and speeches share."""

from collections.abc import Iterator, Sequence

from counting.model.figures import Balance
from counting.model.outcome import Finding, Outcome
from counting.model.rules import Way
from counting.model.state import Phase, Round
from counting.rounds.claims import elects, elects_words, is_decided, name_results
from counting.rounds.delegations import broken_returns
from counting.rounds.history import elected_by, seats_left, tie_open
from counting.rules.wording import words_for
from printing.papers.body import Body
from printing.papers.facts import name_list

_FORMAL = "列为正式候选人"


def verb(round_: Round) -> str:
    """当选, or 列为正式候选人 in a pre-election."""
    return _FORMAL if round_.contest.preliminary else "当选"


def threshold(round_: Round) -> str:
    """What elects in this round, without a full stop; "" while a figure for it is not recorded."""
    claim = elects(round_)
    if claim.code == "most_votes":
        words = f"本次{called_again(round_)}以{elects_words(claim, 'clause')}"
    elif claim.needed is None or claim.figure is None:
        return ""
    else:
        words = elects_words(claim, "clause")
    return words.replace("当选", verb(round_))


def called_again(round_: Round) -> str:
    """再次投票, 另行选举, 重新选举; of a first round 选举 or 预选."""
    first = "预选" if round_.contest.preliminary else "选举"
    return words_for("next").get(round_.contest.again or "", first)


def decided(round_: Round) -> Outcome | None:
    """The outcome, where the count is closed and the rules decided anything."""
    outcome = round_.outcome
    return outcome if outcome and round_.phase.final and is_decided(outcome) else None


def is_open(round_: Round) -> bool:
    """Whether a closed round, or a void one, leaves something to be voted on or decided."""
    if round_.adjourned:
        return False
    if round_.phase is Phase.VOID:
        return True
    if round_.outcome is None or not round_.phase.final:
        return False
    if not is_decided(round_.outcome):
        return True
    return bool(left_open(round_)) and not any(r.kind != "lot" for r in round_.rulings)


def left_open(round_: Round) -> int:
    """Seats of a decided round that nobody got: tied or vacant."""
    return max(0, seats_left(round_)) if decided(round_) else 0


def consequences(round_: Round, body: Body) -> Iterator[str]:
    """A tie, vacant seats and what people ruled, each a sentence; none where all seats are filled.

    Where the body's rules ask for it, its presidium confirms a revote and chooses among ways.
    """
    outcome = decided(round_)
    if outcome is None:
        return
    yield from _tie(round_, outcome, body)
    vacant = left_open(round_) - (outcome.tie.seats if outcome.tie and tie_open(round_) else 0)
    ruled = [ruling for ruling in round_.rulings if ruling.kind != "lot"]
    if ruled:
        yield from (_ruling(r.kind, r.seats) for r in ruled)
    elif vacant:
        yield f"尚缺 {vacant} 名，按照选举办法，{ways_to_fill(outcome.options, body)}。"


def _tie(round_: Round, outcome: Outcome, body: Body) -> Iterator[str]:
    if outcome.tie is None:
        return
    names = name_list(outcome.tie.candidates)
    drawn = [name for ruling in round_.rulings if ruling.kind == "lot" for name in ruling.elected]
    if drawn:
        yield f"{names}得票相等，经抽签，{name_list(drawn)}{verb(round_)}。"
    elif not tie_open(round_):
        yield f"{names}得票相等，按照选举办法，都不{verb(round_)}。"
    elif not any(ruling.kind == "accept" for ruling in round_.rulings):
        step = round_.contest.rules.tie if round_.contest.rules.tie == "lot" else outcome.next
        how = words_for("next", "sentence")[step]
        by = confirmed(body) if step != "lot" else ""
        yield f"{names}得票相等，尚有 {outcome.tie.seats} 个名额未定，按照选举办法，{how}{by}。"


def _ruling(kind: str, seats: int | None) -> str:
    if kind == "reduce_seats" and seats is not None:
        return f"应选名额减少为 {seats} 名，不再选举。"
    return f"不足的名额，{_RULED[kind]}。"


_RULED = {"accept": "不再选举", "ask_superior": "报请上级决定", "reduce_seats": "不再选举"}


def confirmed(body: Body) -> str:
    """Who confirms that a revote follows; "" where nobody has to."""
    return f"，由{body.presidium}确认" if body.confirms_revotes else ""


def ways_to_fill(options: Sequence[Way], body: Body) -> str:
    """How seats that stay vacant may be filled, and who chooses where there are several ways."""
    said = words_for("next", "sentence")
    ways = "，或者".join(said[way] for way in options)
    if not ways:
        return f"由{body.presidium}提出办法"
    return f"{ways}，由{body.presidium}决定" if len(options) > 1 and body.has_presidium else ways


def elected_sentence(round_: Round) -> str:
    """Who fulfils what the rules ask: 当选 2 名：甲、乙; 没有人当选."""
    names = elected_by(round_)
    if not names:
        return f"没有人{verb(round_)}"
    return f"{verb(round_)} {len(names)} 名：{name_list(names)}"


def full_votes(round_: Round) -> tuple[str, tuple[str, ...]]:
    """What a full vote is here, with both numbers, and the elected who have one."""
    outcome = round_.outcome
    if outcome is None or outcome.full_vote_base is None:
        return "", ()
    level, base = words_for("bases", "sentence")[outcome.full_vote_level], outcome.full_vote_base
    names = tuple(
        r.label for r in name_results(round_) if r.full and r.status in ("elected", "nominated")
    )
    return f"赞成 {base}，{level} {base}", names


def too_many(round_: Round) -> str:
    """By which figures a vote is void, without a full stop: each delegation's box by its name.

    城关代表团发出选票 4 张，收回 5 张，多于规定的张数.
    """
    told = "；".join(map(_box, broken_returns(round_)))
    return f"{told}，多于规定的张数" if told else "收回的选票多于规定的张数"


def _box(broken: Balance) -> str:
    facts = dict(broken.facts)
    whose = facts.pop("delegation", "")
    returned = facts.pop("returned")
    limit = "".join(_LIMITS[name].format(number) for name, number in facts.items())
    return f"{whose}{limit}，收回 {returned} 张"


_LIMITS = {"issued": "发出选票 {} 张", "voters": "投票 {} 人"}


def account(broken: Balance | Finding) -> str:
    """An identity by its name and figures; another error in words."""
    if isinstance(broken, Finding) and broken.code in _IMPOSSIBLE:
        return _IMPOSSIBLE[broken.code].format(**_listed(broken))
    called, order = words_for("figures"), list(words_for("figures"))
    facts = sorted(broken.facts.items(), key=lambda fact: order.index(fact[0]))
    told = "，".join(f"{called[name]} {value}" for name, value in facts)
    return f"{words_for('accounts')[broken.code]}（{told}）"


def _listed(finding: Finding) -> dict[str, object]:
    return {
        key: name_list([str(one) for one in value]) if isinstance(value, list | tuple) else value
        for key, value in finding.facts.items()
    }


_IMPOSSIBLE = {
    "sheets.pending": "还有 {pending} 张疑难票没有认定",
    "write_ins.listed_candidate": "{name}是选票上的候选人，不得计为另选人",
    "write_ins.not_eligible": "{name}不在可以另选的名单内",
    "seats.not_to_be_reduced": "选举办法不许减少名额",
    "seats.reduced_wrongly": "应选 {seats} 名，不能减少为 {reduced_to} 名",
    "accounts.unequal": "票数不平",
    "full_vote.exhausted": "{full}得全票，{others}的得票不可能成立",
}
