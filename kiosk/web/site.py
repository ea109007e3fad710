"""What every page is given: the congress it speaks of, its stripe, its assets, its characters."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from hashlib import blake2b
from importlib import resources
from pathlib import Path

from flask import Flask, current_app, g, request, url_for
from flask_babel import format_date

from counting.model.election import Congress, Contest, Mode
from counting.model.state import State
from counting.names.listed import labels
from counting.names.same import DOTS
from counting.names.width import is_wide
from counting.rounds.audience import state_seen_by
from counting.rounds.claims import elects_words, order_words
from counting.rules.wording import value_words, words_for
from kiosk.running.congress import RunningCongress
from kiosk.web.faces.fonts import FontCache
from kiosk.web.language import N_, tag
from kiosk.web.wall.names import ems, name_view
from kiosk.web.wall.setting import lines_class, size_class
from kiosk.words import language_of

_HERE = Path(__file__).parent
_BREAK_AFTER = "、，：；,;: 　"
_LEADING = ("听取和审查", "听取", "审议", "通过", "选举", "宣布", "酝酿", "讨论")


def hall() -> RunningCongress:
    """The congress of this app."""
    found: RunningCongress = current_app.extensions["hall"]
    return found


def install(app: Flask, of: RunningCongress) -> None:
    """Bind a congress to an app and give its pages what all of them show."""
    app.extensions["hall"] = of

    @app.context_processor
    def congress_context() -> dict[str, object]:
        if g.get("failed"):
            return {}
        state = of.state()
        agenda = of.agenda()
        return {
            "congress": state.congress,
            "rehearsal": state.mode is Mode.REHEARSAL,
            "sample": bool(state.congress and state.congress.sample),
            "clock": f"{agenda.now:%H:%M}",
            "today": agenda.now.date(),
            "events_url": f"{request.script_root}/events",
            "latest_url": f"{request.script_root}/live.json",
        }


def install_globals(app: Flask) -> None:
    """Functions that templates use."""
    shelf: FontCache = app.extensions["fonts"]

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=_fingerprint(name))

    app.jinja_env.globals.update(
        asset=asset,
        fonts_key=lambda: shelf.key,
        name_view=name_view,
        ems=ems,
        size_class=size_class,
        lines_class=lines_class,
        N_=N_,
        short_words=lambda kind: words_for(kind, "short", language_of(tag())),
        short_values=lambda key: value_words(key, "short", language_of(tag())),
        elects_said=lambda claim: elects_words(claim, "short", language_of(tag())),
        order_said=lambda order, contest, language="": order_words(
            order, contest, language or language_of(tag())
        ),
        occasion_of=occasion_of,
        english_election=lambda office: words_for("offices", "election", "en")[office],
    )
    app.jinja_env.filters["breaks"] = break_points
    app.jinja_env.filters["daywords"] = day_words
    app.jinja_env.filters["election"] = election_title
    app.jinja_env.filters["dotted"] = dot_parts


def occasion_of(contest: Contest) -> str:
    """What a vote is called beside the title, which stays Chinese: 预选, 再次投票."""
    if contest.preliminary:
        return "预选"
    called = words_for("next", "word")
    return (
        called[contest.again] if contest.again in ("revote", "separate_vote", "vote_again") else ""
    )


def day_words(day: date) -> str:
    """A day as people say it: 11月25日　周三, or Wed 25 Nov."""
    words: str = format_date(day, "M月d日　EEE" if tag() == "zh-CN" else "EEE d MMM")
    return words


def election_title(title: str) -> str:
    """A contest's title as the name of its election: 委员 → 委员选举."""
    return title if "选举" in title or not any(map(is_wide, title)) else f"{title}选举"


def break_points(text: str) -> list[str]:
    """A title in the pieces between which a line may be broken.

    That is after its own punctuation, and after the verb an agenda item begins with.
    """
    verb = next((v for v in _LEADING if text.startswith(v) and len(text) > len(v) + 4), "")
    pieces = [verb, ""] if verb else [""]
    for char in text[len(verb) :]:
        pieces[-1] += char
        if char in _BREAK_AFTER:
            pieces.append("")
    return [piece for piece in pieces if piece]


def dot_parts(text: str) -> list[tuple[str, bool]]:
    """A text as runs, each with whether it is a middle dot (which takes half an em)."""
    runs: list[tuple[str, bool]] = []
    for char in text:
        if runs and not runs[-1][1] and char not in DOTS:
            runs[-1] = (runs[-1][0] + char, False)
        else:
            runs.append((char, char in DOTS))
    return runs


def contests_of(state: State) -> tuple[Contest, ...]:
    """The contests of a congress, in its order."""
    return state.congress.contests if state.congress else ()


@cache
def _fingerprint(name: str) -> str:
    return blake2b((_HERE / "static" / name).read_bytes(), digest_size=5).hexdigest()


@cache
def interface_text() -> str:
    """Every character that templates, catalogues and the words of refusals may show."""
    found: set[str] = set()
    for folder, kinds in (("templates", "*.html"), ("translations", "*.po"), ("static", "*.js")):
        for path in (_HERE / folder).rglob(kinds):
            found.update(path.read_text(encoding="utf-8"))
    for source in _beside():
        found.update(source)
    return "".join(char for char in sorted(found) if char.isprintable())


def _beside() -> Iterator[str]:
    rules = resources.files("counting.rules")
    for folder in (resources.files("kiosk.words"), rules / "bodies", rules / "wording"):
        for entry in folder.iterdir():
            if entry.name.endswith(".toml"):
                yield entry.read_text(encoding="utf-8")
    yield "年月日周星期一二三四五六七八九十百第"


def hall_text(hall: RunningCongress) -> str:
    """Every character of a congress's own names and titles."""
    state = state_seen_by("floor", hall.state())
    congress: Congress | None = state.congress
    if congress is None:
        return ""
    texts = [congress.title, congress.place, congress.date, congress.profile_title]
    for contest in congress.contests:
        texts += [contest.title, contest.ballot.colour]
        texts += [candidate.name + candidate.note for candidate in contest.candidates]
        texts += labels(contest)
        texts += [source.article for source in contest.sources.values()]
    texts += [line.item.title + line.item.item_number for line in hall.agenda().lines]
    texts += [delegation.name for delegation in congress.delegations]
    for round_ in state.rounds.values():
        texts += list(round_.tally.write_ins) if round_.tally else []
    return "".join(sorted({char for text in texts for char in text if char.isprintable()}))
