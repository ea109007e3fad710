from dataclasses import dataclass

import pytest

from counting.model.refusal import InputError
from hardware.ports import identity, registry
from hardware.ports.address import LineSettings
from hardware.ports.identity import Identity
from hardware.ports.transport import PortLost


@dataclass
class Plugged:
    device: str
    vid: int | None = 0x05E0
    pid: int | None = 0x1701
    serial_number: str | None = "S123"
    location: str | None = "1-1"


@pytest.mark.parametrize(
    ("url", "scheme", "target"),
    [
        ("/dev/ttyUSB0", "serial", "/dev/ttyUSB0"),
        ("COM3", "serial", "COM3"),
        ("serial:///dev/ttyUSB0", "serial", "/dev/ttyUSB0"),
        ("serial://COM3", "serial", "COM3"),
        ("serial+id://05e0:1701:S123", "serial+id", "05e0:1701:S123"),
        ("serial+id://1a86:7523@1-1.2", "serial+id", "1a86:7523@1-1.2"),
        ("socket://10.0.0.7:4001", "socket", "10.0.0.7:4001"),
        ("replay:///sessions/hall.raw", "replay", "/sessions/hall.raw"),
        ("sim:///bus/gun%201", "sim", "/bus/gun 1"),
    ],
)
def test_every_form_of_a_reader_url_is_understood(url: str, scheme: str, target: str) -> None:
    address = registry.parse(url)
    assert (address.scheme, address.target, address.url) == (scheme, target, url)
    assert (address.profile, address.line) == ("plain", LineSettings())


def test_settings_follow_a_question_mark() -> None:
    address = registry.parse(
        "/dev/ttyS1?baud=19200&bits=7&parity=E&stop=2&flow=rtscts&profile=acknak"
    )
    assert address.line == LineSettings(19200, 7, "E", 2, "rtscts")
    assert (address.target, address.profile) == ("/dev/ttyS1", "acknak")


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("", ["reader.bad_address"]),
        ("ttyUSB0", ["reader.bad_address"]),
        ("serial://", ["reader.bad_address"]),
        ("socket://10.0.0.7", ["reader.bad_address"]),
        ("socket://:4001", ["reader.bad_address"]),
        ("socket://10.0.0.7:99999", ["reader.bad_address"]),
        ("serial+id://scanner", ["reader.bad_address"]),
        ("http://10.0.0.7:80", ["reader.unknown_scheme"]),
        ("/dev/ttyUSB0?baud=fast&colour=red", ["reader.bad_option", "reader.bad_option"]),
        ("/dev/ttyUSB0?bits=9", ["reader.bad_option"]),
    ],
)
def test_a_bad_url_is_refused_with_every_problem(url: str, codes: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        registry.parse(url)
    assert [problem.code for problem in refused.value.problems] == codes


def test_an_identity_finds_its_device_under_whatever_name_it_has_now() -> None:
    wanted = identity.parse("05E0:1701:S123")
    ports = [Plugged("/dev/ttyACM0", serial_number="S999"), Plugged("/dev/ttyACM7")]
    assert identity.find(wanted, lambda: ports) == ("/dev/ttyACM7",)


def test_devices_without_serial_number_are_told_apart_by_where_they_are_plugged() -> None:
    ports = [
        Plugged("/dev/ttyUSB0", 0x1A86, 0x7523, None, "1-1.1"),
        Plugged("/dev/ttyUSB1", 0x1A86, 0x7523, None, "1-1.2"),
    ]
    assert identity.find(identity.parse("1a86:7523@1-1.2"), lambda: ports) == ("/dev/ttyUSB1",)
    assert len(identity.find(identity.parse("1a86:7523"), lambda: ports)) == 2


def test_an_ordinary_port_without_usb_numbers_fits_no_identity() -> None:
    assert not Identity(0x05E0, 0x1701).fits(Plugged("/dev/ttyS0", None, None, None, None))


@pytest.mark.parametrize("plugged", [[], [Plugged("/dev/ttyACM0"), Plugged("/dev/ttyACM1")]])
def test_an_identity_that_nobody_or_several_fit_opens_nothing(plugged: list[Plugged]) -> None:
    address = registry.parse("serial+id://05e0:1701")
    with pytest.raises(PortLost):
        registry.transport_by_identity(address, lambda: plugged)


@pytest.mark.parametrize(
    ("url", "simulated"),
    [
        ("/dev/ttyUSB0", False),
        ("serial+id://05e0:1701:S1", False),
        ("/dev/pts/3", True),
        ("sim:///bus/gun", True),
        ("replay:///hall.raw", True),
        ("socket://127.0.0.1:4001", True),
        ("socket://localhost:4001", True),
        ("socket://10.0.0.7:4001", False),
    ],
)
def test_a_url_that_leads_to_a_program_is_known_as_simulated(url: str, simulated: bool) -> None:
    assert registry.is_simulated(url) is simulated
