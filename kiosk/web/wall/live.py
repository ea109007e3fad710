"""The one message that every live page reads: signatures of what is drawn, figures that move."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from counting.model.state import State
from counting.rounds.doubtful import waiting_sheets
from kiosk.congress.agenda import Timetable
from kiosk.running.congress import RunningCongress
from kiosk.stations.verdict import StationStatus
from kiosk.web.wall.scenes import Scene, current_contest, scene_of, signature_of


def compose(hall: RunningCongress) -> dict[str, object]:
    """The state of one congress for its screens.

    `marks` maps the name of a page to its signature: a page whose signature changed is fetched
    anew. `figures` maps a contest to the numbers that are replaced in place. `at` is the hall's
    clock, milliseconds since 1970; `clock` its wall time "HH:MM". Names no sheet and no order.
    """
    version = hall.version()
    state, agenda, stations = hall.state(), hall.agenda(), tuple(hall.stations())
    scenes = scenes_of(state, stations)
    current = current_contest(state, agenda)
    chosen = scenes.get(current.contest.id) if current else None
    return {
        "version": version,
        "at": int(agenda.now.timestamp() * 1000),
        "clock": f"{agenda.now:%H:%M}",
        "marks": {
            "agenda": agenda_signature(agenda),
            "display": display_signature(chosen, agenda),
            "public": public_signature(scenes.values()),
            "doubtful": doubtful_signature(state),
            "printing": printing_signature(hall),
            **{f"display/{cid}": display_signature(s, agenda) for cid, s in scenes.items()},
            **{f"station/{s.id}": station_signature(s) for s in stations},
        },
        "figures": {cid: scene.figures for cid, scene in scenes.items()},
    }


def scenes_of(state: State, stations: Sequence[StationStatus]) -> dict[str, Scene]:
    """The scene of every contest's latest round, by contest id."""
    ids = dict.fromkeys(contest_id for contest_id, _ in state.rounds)
    latest = {contest_id: state.current(contest_id) for contest_id in ids}
    return {cid: scene_of(state, found, stations) for cid, found in latest.items() if found}


def public_signature(scenes: Iterable[Scene]) -> str:
    """Changes when any contest enters another scene."""
    return signature_of([scene.signature for scene in scenes])


def doubtful_signature(state: State) -> str:
    """Changes with the number of sheets that wait for people."""
    return signature_of([len(waiting_sheets(state, held)) for held in state.rounds.values()])


def printing_signature(hall: RunningCongress) -> str:
    """Changes with every print job and every recorded batch."""
    rounds = hall.state().rounds.values()
    printed = [(held.key, len(held.printed)) for held in rounds]
    return signature_of((hall.printing().jobs(), printed))


def encode(message: Mapping[str, object]) -> bytes:
    """A message as the bytes that the stream and `live.json` send."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def agenda_signature(agenda: Timetable) -> str:
    """Changes with the agenda and once a minute (elapsed and expected times move)."""
    return signature_of((agenda.lines, f"{agenda.now:%d%H%M}"))


def display_signature(scene: Scene | None, agenda: Timetable) -> str:
    """The signature of a wall; one that shows the agenda moves with the agenda."""
    if scene is None or scene.kind == "ahead":
        return signature_of(
            (scene.signature if scene else None, agenda_signature(agenda)),
        )
    return scene.signature


def station_signature(station: StationStatus) -> str:
    """Changes with every verdict that is shown and every figure of a station."""
    return signature_of(replace(station, last=None))
