"""A print system of the tests' own: cupsd with its own spool, and a real IPP printer behind it.

Both run as an ordinary user (as `nobody` when the tests are run by root, for cupsd will not work
as root) in a directory that is gone afterwards; this machine's own printers are never touched.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.kit.patience import eventually

PROGRAMS = ("cupsd", "lp", "lpstat", "cancel", "lpadmin", "ippeveprinter", "dbus-daemon")
_SYSTEM = "/usr/sbin:/sbin"

_CUPSD = """\
Listen {socket}
Browsing Off
DefaultShared No
LogLevel warn
PreserveJobFiles No
PreserveJobHistory Yes
<Policy default>
  <Limit All>
    Order allow,deny
    Allow from all
  </Limit>
</Policy>
"""
_FILES = """\
ServerRoot {home}
CacheDir {home}/cache
StateDir {home}/state
RequestRoot {home}/spool
TempDir {home}/spool/tmp
AccessLog {home}/access_log
ErrorLog {home}/error_log
PageLog {home}/page_log
User {user}
Group {group}
SystemGroup {group}
"""


def missing() -> list[str]:
    """What this machine lacks to run a print system of its own (Debian: cups, cups-ipp-utils)."""
    path = f"{os.environ['PATH']}:{_SYSTEM}"
    lacking = [program for program in PROGRAMS if not shutil.which(program, path=path)]
    if not Path("/usr/lib/cups/backend/ipp").exists():
        lacking.append("cups backends")
    return lacking


@dataclass(frozen=True)
class OwnCups:
    """A running cupsd: what programs need in their environment, its printer, what arrived there."""

    environment: Mapping[str, str]
    received: Path
    home: Path
    printer: str
    run: Callable[..., str]

    def add(self, name: str, device: str, model: str, *options: str) -> None:
        """A queue `name`; the model "raw" hands a file on as it is, "everywhere" prepares it."""
        given = [part for option in options for part in ("-o", option)]
        self.run("lpadmin", "-p", name, "-E", "-v", device, "-m", model, *given)

    def files(self) -> list[Path]:
        """What has arrived at the printer, in the order of its jobs."""
        return sorted(self.received.glob("*.pdf"), key=lambda path: int(path.name.split("-")[0]))


@contextmanager
def own_cups() -> Iterator[OwnCups]:
    """Run cupsd with the queues `hall` (pages prepared for it) and `plain` (bytes as given).

    Both lead to one IPP printer, which keeps what arrives.
    """
    user, group = _who()
    path = f"{os.environ['PATH']}:{_SYSTEM}"
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scrutineer-cups-")))
        for name in ("cache", "state", "spool", "spool/tmp", "received", "ppd"):
            (home / name).mkdir()
        names = {"home": home, "socket": home / "cups.sock", "user": user, "group": group}
        (home / "cupsd.conf").write_text(_CUPSD.format(**names))
        (home / "cups-files.conf").write_text(_FILES.format(**names))
        if os.geteuid() == 0:
            for place in (home, *home.rglob("*")):
                shutil.chown(place, user, group)
        environment = {
            "PATH": path,
            "HOME": str(home),
            "LC_ALL": "C",
            "CUPS_SERVER": str(home / "cups.sock"),
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={home}/bus",
        }

        def start(*arguments: str) -> None:
            process = subprocess.Popen(
                arguments, env=environment, cwd=home, **_as(user, group),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            stack.callback(_end, process)

        def run(*arguments: str) -> str:
            done = subprocess.run(
                arguments, env=environment, cwd=home, **_as(user, group),
                capture_output=True, text=True, timeout=30,
            )  # fmt: skip
            assert done.returncode == 0, (arguments, done.stderr)
            return done.stdout

        bus = ("--session", "--nofork", "--nopidfile", f"--address=unix:path={home}/bus")
        start("dbus-daemon", *bus)  # the printer will not start without one to announce itself on
        eventually((home / "bus").exists)
        port = _free_port()
        kept = ("-k", "-d", str(home / "received"), "-f", "application/pdf")
        start(
            "ippeveprinter", "-r", "off", "-p", str(port), "-n", "localhost", "-2",
            "-c", "/bin/true",  # else it pretends for seconds to print
            *kept, "Hall printer",
        )  # fmt: skip
        start("cupsd", "-f", "-c", str(home / "cupsd.conf"), "-s", str(home / "cups-files.conf"))
        eventually(lambda: _answers(port) and (home / "cups.sock").exists())
        device = f"ipp://localhost:{port}/ipp/print"
        cups = OwnCups(environment, home / "received", home, device, run)
        cups.add("hall", device, "everywhere")
        cups.add("plain", device, "raw", "printer-error-policy=abort-job")
        yield cups


def _who() -> tuple[str, str]:
    import grp
    import pwd

    if os.geteuid() == 0:
        person = pwd.getpwnam("nobody")
        return person.pw_name, grp.getgrgid(person.pw_gid).gr_name
    return pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name


def _as(user: str, group: str) -> dict[str, object]:
    return {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("localhost", port), timeout=1).close()
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class ScriptedPrinter:
    """The three programs of CUPS as scripts, with one printer `hall` that does as a test says.

    `becomes` sets what its jobs are now: queued, printing, completed, canceled, aborted, or gone.
    """

    home: Path

    @classmethod
    def made_in(cls, home: Path) -> "ScriptedPrinter":
        (home / "bin").mkdir(parents=True)
        for name, script in _SCRIPTS.items():
            program = home / "bin" / name
            program.write_text(f"#!/bin/sh\nD='{home}'\n{script}")
            program.chmod(0o755)
        printer = cls(home)
        printer.becomes("queued")
        return printer

    @property
    def environment(self) -> Mapping[str, str]:
        return {"PATH": f"{self.home}/bin:{os.environ['PATH']}"}

    def becomes(self, state: str, words: str = "") -> None:
        (self.home / "words").write_text(words)
        (self.home / "state").write_text(state)

    def refuses(self, words: str) -> None:
        (self.home / "refuses").write_text(words)

    def keeps(self, words: str) -> None:
        """It takes sheets, and releases none."""
        (self.home / "keeps").write_text(words)

    def hangs(self) -> None:
        (self.home / "hangs").touch()

    @property
    def given(self) -> list[bytes]:
        """Every PDF that was handed over."""
        return [path.read_bytes() for path in sorted(self.home.glob("given-*.pdf"))]

    @property
    def released(self) -> list[str]:
        """The jobs that were let go, by id."""
        file = self.home / "released"
        return file.read_text().split() if file.exists() else []

    @property
    def arguments(self) -> list[str]:
        return (self.home / "arguments").read_text().splitlines()


_SCRIPTS = {
    "lp": """\
if [ "$1" = -i ]; then
  if [ -e "$D/keeps" ]; then echo "lp: $(cat "$D/keeps")" >&2; exit 1; fi
  echo "$2" >> "$D/released"; exit 0
fi
printf '%s\\n' "$@" > "$D/arguments"
[ -e "$D/hangs" ] && exec sleep 60
if [ -e "$D/refuses" ]; then echo "lp: $(cat "$D/refuses")" >&2; exit 1; fi
n=$(($(ls "$D" | grep -c given) + 1))
cat > "$D/given-$n.pdf"
echo "request id is hall-$n (0 file(s))"
""",
    "lpstat": """\
state=$(cat "$D/state")
job() {
  for n in $(ls "$D" | sed -n 's/^given-\\([0-9]*\\).pdf$/\\1/p'); do
    printf 'hall-%s someone 1024 Mon Nov 23 21:19:11 2026\\n' "$n"
    printf '\\tStatus: %s\\n\\tAlerts: %s\\n\\tqueued for hall\\n' "$(cat "$D/words")" "$1"
  done
}
case "$* $state" in
  "-l -p -a "*) echo 'printer hall is idle.  enabled since Mon Nov 23 21:22:21 2026' ;;
  *not-completed*queued) job none ;;
  *not-completed*printing) job job-printing ;;
  *not-completed*) ;;
  *completed*completed|*completed*canceled|*completed*aborted) job processing-to-stop-point ;;
esac
""",
    "cancel": """\
state=$(cat "$D/state")
case $state in
  queued|printing) printf canceled > "$D/state"; touch "$D/asked-to-cancel" ;;
  *) echo "cancel: cancel-job failed: Job #1 is already $state - can't cancel." >&2; exit 1 ;;
esac
""",
}
