"""Sleeves: which numbers were printed, and which of them a doubtful sheet may be given."""

from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.refusal import Refusal
from counting.model.state import Round, State
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers, of_round

MOST = 9999
_UNRECORDED = 99  # numbers at least, where nobody recorded which were printed


@dataclass(frozen=True, slots=True)
class RecordSleeves(Command):
    """Sleeves of these numbers are printed: doubtful sheets are laid into those."""

    contest: str
    numbers: tuple[int, ...]
    round: int | None = None


@dataclass(frozen=True, slots=True)
class SleevesPrinted(Event):
    contest: str
    round: int
    numbers: tuple[int, ...]


def free_sleeves(round_: Round) -> tuple[int, ...]:
    """The numbers that no sheet lies in, rising: of those printed, else as many as sheets came.

    A sheet that was taken back, or that is counted anew, has left its sleeve.
    """
    returned = round_.figures.returned or 0
    numbers = sorted(round_.sleeves) or range(1, max(_UNRECORDED, returned) + 1)
    used = {
        sheet.sleeve
        for batch in round_.batches.values()
        for lane in batch.lanes.values()
        for sheet in (*lane.sheets.values(), *lane.counted)
    }
    return tuple(number for number in numbers if number not in used)


@of_round
def _record(_state: State, round_: Round, command: RecordSleeves, _context: Context) -> Answer:
    numbers = tuple(sorted(set(command.numbers) - round_.sleeves))
    if wrong := [number for number in command.numbers if not 1 <= number <= MOST]:
        return Refusal("sleeves.no_number", {"number": wrong[0], "most": MOST})
    return (SleevesPrinted(command.contest, round_.number, numbers),) if numbers else ()


def _printed(state: State, event: SleevesPrinted) -> State:
    round_ = state.rounds[event.contest, event.round]
    return state.with_round(replace(round_, sleeves=round_.sleeves.union(event.numbers)))


HANDLERS: Handlers = {RecordSleeves: _record}
EVOLVERS: Evolvers = {SleevesPrinted: _printed}
