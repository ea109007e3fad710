"""The demo as a whole: both samples in a fresh directory, at once without a browser or live."""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from counting.rounds.status import status
from counting.store import verify
from kiosk.congress.agenda import Agenda, timetable
from kiosk.console import tell
from kiosk.demo.clock import SampleClock
from kiosk.demo.samples import Sample, samples
from kiosk.demo.script import AT_ONCE, LIVE, DemoFailed, Run, Stopped, Tempo
from kiosk.running.congress import RunningCongress
from kiosk.running.founding import create_congress, read_definition
from kiosk.running.opening import BESIDE


@contextmanager
def fresh_directory() -> Iterator[Path]:
    """A directory of our own, gone when the demo ends."""
    directory = Path(tempfile.mkdtemp(prefix="scrutineer-demo-"))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def open_sample(
    sample: Sample, directory: Path, tempo: Tempo, stopping: threading.Event
) -> tuple[RunningCongress, Run]:
    """A sample's congress, defined and sealed, with the script that will run it."""
    congress, agenda = read_definition(sample.definition)
    create_congress(directory, congress, agenda)
    clock = SampleClock(timetable(Agenda(congress.date, agenda))[0].planned)
    hall = RunningCongress(directory, clock)
    run = Run(sample, hall, clock, tempo, stopping)
    run.prepare()
    return hall, run


def run_once() -> list[dict[str, object]]:
    """Both samples from definition to released result, as fast as the devices go.

    Returns a `status` document a sample, with its name and title, after `verify` has agreed.
    """
    stopping = threading.Event()
    documents = []
    with fresh_directory() as root:
        for sample in samples():
            hall, run = open_sample(sample, root / sample.name, AT_ONCE, stopping)
            try:
                run.go()
                document = status(hall.store.state(), hall.store.length, hall.store.shown_head)
                congress = hall.state().congress
                assert congress is not None
                documents.append({"sample": sample.name, "title": congress.title, **document})
            finally:
                hall.close()
            verdict = verify(root / sample.name, beside=BESIDE)
            if not verdict.ok:
                raise DemoFailed(verdict.problems)
    return documents


def run_live(host: str, port: int, on_ready: Callable[[str, int], None]) -> None:
    """Serve both samples and run them in the background, until SIGTERM or SIGINT."""
    from kiosk.web.server.asgi import serve

    stopping = threading.Event()
    with fresh_directory() as root:
        opened = {s.name: open_sample(s, root / s.name, LIVE, stopping) for s in samples()}
        threads = [
            threading.Thread(target=_play, args=(name, run), name=f"demo {name}", daemon=True)
            for name, (_, run) in opened.items()
        ]

        def ready(bound_host: str, bound_port: int) -> None:
            on_ready(bound_host, bound_port)
            for thread in threads:
                thread.start()

        try:
            serve({f"/{name}": hall for name, (hall, _) in opened.items()}, host, port, ready)
        finally:
            stopping.set()
            for _, run in opened.values():
                run.stop()
            for thread in threads:
                if thread.is_alive():
                    thread.join(2)
            for hall, _ in opened.values():
                hall.close()


def _play(name: str, run: Run) -> None:
    try:
        run.go()
    except Stopped:
        return
    except DemoFailed as failure:
        tell(f"{name}: {failure}")
