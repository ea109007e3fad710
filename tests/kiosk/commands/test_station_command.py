"""`scrutineer station`: a reader counted at without a screen, and what it says as it goes on."""

import json
from pathlib import Path

from hardware.sim.lines import LinePlayer
from hardware.sim.pty import PtyBus
from hardware.sim.scanner import Pace, SimulatedScanner
from tests.kit.command_line import document, lines, process, run, write
from tests.kit.congress import command_line, definition_object
from tests.kit.patience import PATIENCE
from tests.kit.proofs import decode_pdf

C = "committee"
OPENING = "\n".join(
    (
        command_line("RecordAttendance", present=8),
        command_line("RecordIssued", contest=C, unsealed=10, issued=8, remaining=2),
        command_line("RecordReturned", contest=C, returned=2),
        command_line("OpenCount", contest=C),
        command_line("OpenBatch", contest=C, batch="1", size=2),
    )
)


class TestStation:
    def test_a_headless_station_counts_what_is_scanned(self, sealed: Path, tmp_path: Path) -> None:
        run("apply", sealed, "-", given=OPENING)
        cards = document(run("cards", sealed, "--contest", C, "--json"))
        code = {(card["action"], card["candidate"]): card["code"] for card in cards}
        pdf = tmp_path / "b.pdf"
        run("print", sealed, "--contest", C, "--quantity", 1, "--out", pdf)
        (ballot,) = decode_pdf(pdf)
        frames = [ballot, code["against", "c02"], code["done", None]]
        with PtyBus(tmp_path) as bus, LinePlayer() as player:
            port = bus.plug("gun")
            arguments = ("--contest", C, "--reader", port.device, "--exit-idle", "1")
            with process("station", sealed, *arguments) as child:
                assert child.stdout
                assert json.loads(child.stdout.readline()) == {"ready": True}
                player.play(port, SimulatedScanner(frames, pace=Pace(None)))
                assert child.wait(PATIENCE) == 0
        (contest,) = document(run("status", sealed))["contests"]
        assert contest["counted"] == 1

    def test_a_station_stops_on_sigterm(self, sealed: Path, tmp_path: Path) -> None:
        with PtyBus(tmp_path) as bus:
            port = bus.plug("gun")
            with process("station", sealed, "--contest", C, "--reader", port.device) as child:
                assert child.stdout
                assert json.loads(child.stdout.readline()) == {"ready": True}
                child.terminate()
                assert child.wait(PATIENCE) == 0

    def test_a_reader_that_is_not_there_is_said_at_once_with_what_exists(
        self, sealed: Path
    ) -> None:
        absent = "COM77"
        arguments = ("--contest", C, "--reader", absent, "--exit-idle", "0.1")
        told, ended = lines(run("station", sealed, *arguments))
        assert told["reader"]["code"] == "reader.not_connected"
        assert told["reader"]["facts"]["reader"] == absent
        assert "ports" in told["reader"]["facts"]
        assert ended["refused"]["code"] == "reader.not_connected"

    def test_it_says_what_became_of_each_label_and_never_a_mark_to_a_pipe(
        self, sealed: Path, tmp_path: Path
    ) -> None:
        run("apply", sealed, "-", given=OPENING)
        printed = document(run("cards", sealed, "--contest", C, "--json"))
        cards = {(card["action"], card["candidate"]): card["code"] for card in printed}
        run("print", sealed, "--contest", C, "--quantity", 1, "--out", tmp_path / "b.pdf")
        (ballot,) = decode_pdf(tmp_path / "b.pdf")
        frames = [ballot, "NR", cards["done", None], ballot, cards["checked", None]]
        frames += [cards["doubtful", None], cards["done", None]]
        with PtyBus(tmp_path) as bus, LinePlayer() as player:
            port = bus.plug("gun")
            arguments = ("--contest", C, "--reader", port.device, "--exit-idle", "1")
            with process("station", sealed, *arguments) as child:
                assert child.stdout
                assert json.loads(child.stdout.readline()) == {"ready": True}
                player.play(port, SimulatedScanner(frames, pace=Pace(None)))
                said = [json.loads(line) for line in child.stdout]
        assert [line["verdict"] for line in said] == [
            "in_hand", "refused", "refused", "in_hand", "in_hand", "in_hand", "person",
        ]  # fmt: skip
        assert said[1]["held"]["code"] == "frame.no_read"
        assert said[2]["reason"]["code"] == "sheet.held"
        assert (said[6]["sheet"], type(said[6]["reading"])) == ("pending", int)
        (doubtful,) = document(run("status", sealed))["contests"][0]["doubtful"]
        assert (doubtful["reading"], doubtful["sleeve"]) == (said[6]["reading"], said[6]["sleeve"])
        assert "abstain" not in json.dumps(said)

    def test_an_official_congress_takes_no_pseudo_terminal(self, tmp_path: Path) -> None:
        path = write(tmp_path / "d.json", definition_object(mode="official"))
        run("init", tmp_path / "hall", path)
        run("seal", tmp_path / "hall", "--confirm", "all")
        with PtyBus(tmp_path) as bus:
            device = bus.plug("gun").device
            result = run("station", tmp_path / "hall", "--contest", C, "--reader", device)
        assert result.exit_code == 1
        assert document(result)["refused"]["code"] == "station.simulated_port"
