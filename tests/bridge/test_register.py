"""Browsers are found, told of the host and freed of it; the host they start answers, and is mended when it moved."""

import json
import stat
import sys
from pathlib import Path

import pytest

from desktop.bridge import names, places, register
from desktop.bridge.ping import ping
from desktop.bridge.places import Browser, System
from desktop.bridge.register import Program


class Machine:
    """A home with the browsers a test puts there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self.home.mkdir()
        self.programs: dict[str, str] = {}

    def system(self, platform: str = "linux") -> System:
        return System(platform, self.home, self.root, self.programs.get)

    def used(self, *folders: str) -> None:
        for folder in folders:
            (self.home / folder).mkdir(parents=True)

    def found(self, platform: str = "linux") -> list[tuple[str, str]]:
        return [(browser.key, browser.sandbox) for browser in places.found(self.system(platform))]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def host(tmp_path: Path) -> Program:
    return register.program(tmp_path / "data with 'quotes' and $signs")


def browser(machine: Machine, key: str) -> Browser:
    return next(each for each in places.known(machine.system()) if each.key == key)


# Finding


def test_a_machine_without_browsers_has_none(machine: Machine) -> None:
    assert machine.found() == []


def test_browsers_are_found_by_their_program_or_by_what_they_left_behind(machine: Machine) -> None:
    machine.programs = {"firefox-esr": "/usr/bin/firefox-esr", "google-chrome": "/opt/google/chrome/google-chrome"}
    machine.used(".config/microsoft-edge", ".config/BraveSoftware/Brave-Browser", ".config/vivaldi", ".mozilla/firefox")
    assert [key for key, _ in machine.found()] == ["firefox", "chrome", "edge", "brave", "vivaldi"]
    assert {sandbox for _, sandbox in machine.found()} == {""}


def test_our_own_manifest_does_not_make_a_browser(machine: Machine, host: Program) -> None:
    register.install(browser(machine, "firefox"), host)
    assert machine.found() == []


def test_a_mac_has_its_own_places(machine: Machine) -> None:
    machine.used("Library/Application Support/Google/Chrome", "Library/Application Support/Mozilla/firefox")
    assert machine.found("darwin") == [("firefox", ""), ("chrome", "")]
    chrome = next(each for each in places.found(machine.system("darwin")) if each.key == "chrome")
    assert chrome.user == machine.home / "Library/Application Support/Google/Chrome/NativeMessagingHosts"


def test_a_flatpak_is_recognised(machine: Machine) -> None:
    machine.used(".var/app/org.mozilla.firefox", ".var/app/com.brave.Browser")
    assert machine.found() == [("firefox", "flatpak"), ("brave", "flatpak")]
    firefox, brave = places.found(machine.system())
    assert firefox.user == machine.home / ".var/app/org.mozilla.firefox/.mozilla/native-messaging-hosts"
    assert brave.user.is_relative_to(machine.home / ".var/app/com.brave.Browser/config/BraveSoftware")


def test_a_snap_is_recognised_by_its_path_its_script_or_its_folder(machine: Machine) -> None:
    script = machine.root / "firefox"
    script.write_text("#!/bin/sh\nexec /snap/bin/firefox\n")
    machine.programs = {"firefox": str(script), "chromium": "/snap/bin/chromium"}
    assert machine.found() == [("firefox", "snap"), ("chromium", "snap")]
    machine.programs = {}
    machine.used("snap/firefox")
    assert machine.found() == [("firefox", "snap")]


# Manifests


@pytest.mark.parametrize("key", places.KEYS)
def test_a_manifest_is_what_its_family_reads(machine: Machine, host: Program, key: str) -> None:
    path = register.install(browser(machine, key), host)
    told = json.loads(path.read_text())
    assert (path.name, told["name"], told["type"]) == ("io.github.papertray.json", "io.github.papertray", "stdio")
    assert Path(told["path"]).is_absolute()
    allowed = told.get("allowed_extensions") or told["allowed_origins"]
    assert allowed == ([names.FIREFOX_ID] if key == "firefox" else list(names.origins()))
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert stat.S_IMODE(host.path.stat().st_mode) == 0o700


def test_our_names_are_such_as_browsers_take() -> None:
    assert set(names.HOST) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.")
    assert all(len(number) == 32 and set(number) <= set("abcdefghijklmnop") for number in names.CHROMIUM_IDS)


def test_a_profile_of_its_own_has_its_own_place(machine: Machine, host: Program) -> None:
    path = register.install(places.of_profile(machine.root / "profile", "chromium"), host)
    assert path.parent == machine.root / "profile/NativeMessagingHosts"


def test_the_whole_system_is_told_in_its_places(machine: Machine) -> None:
    everybody = register.system_program(root=machine.root)
    path = register.install(browser(machine, "chromium"), everybody, system=True)
    assert path.parent == machine.root / "etc/chromium/native-messaging-hosts"
    assert "--data-dir" not in everybody.text  # each user's own library


def test_uninstall_removes_ours_and_nothing_else(machine: Machine, host: Program) -> None:
    chrome, edge = browser(machine, "chrome"), browser(machine, "edge")
    path = register.install(chrome, host)
    other = path.with_name("org.example.json")
    other.write_text('{"name": "org.example"}')
    edge.user.mkdir(parents=True)
    foreign = register.manifest_path(edge)
    foreign.write_text('{"name": "somebody.else"}')
    assert register.uninstall(chrome) == path
    assert register.uninstall(chrome) is None
    assert register.uninstall(edge) is None
    assert (path.exists(), other.exists(), foreign.exists()) == (False, True, True)


# The host


@pytest.mark.parametrize("key", ["firefox", "chromium"])
def test_the_host_that_was_installed_answers_each_browser(machine: Machine, host: Program, key: str) -> None:
    each = browser(machine, key)
    path = register.install(each, host)
    assert register.state(each, host) == "fine"
    started = register.started_by(each)
    assert started is not None
    answer = ping(each, started, path)
    assert (answer.fault, answer.library, bool(answer.program)) == ("", "", True)


def test_a_python_in_a_folder_with_blanks_starts_the_host_too(machine: Machine) -> None:
    odd = machine.root / "a folder of Ada's" / "python"
    odd.parent.mkdir()
    odd.symlink_to(sys.executable)
    host = register.program(machine.root / "data", python=str(odd))
    each = browser(machine, "chromium")
    path = register.install(each, host)
    assert register.state(each, host) == "fine"
    assert ping(each, host.path, path).fault == ""
    odd.unlink()
    assert register.state(each, host) == "broken"


def test_a_host_that_says_nothing_or_dies_is_heard_of(machine: Machine, host: Program) -> None:
    each = browser(machine, "chromium")
    mute = machine.root / "mute"
    for text, fault in (
        ("exit 3", "exit status 3"),
        ("echo broken >&2; exit 1", "broken"),
        ("echo hello", "exit status 0"),
    ):
        mute.write_text(f"#!/bin/sh\n{text}\n")
        mute.chmod(0o700)
        assert ping(each, mute, mute).fault == fault
    assert ping(each, machine.root / "nothing", mute).fault


def test_a_flatpak_asks_the_outside_for_the_host(machine: Machine, host: Program) -> None:
    machine.used(".var/app/org.mozilla.firefox")
    (each,) = places.found(machine.system())
    register.install(each, host)
    started = register.started_by(each)
    assert started is not None
    assert started.is_relative_to(machine.home / ".var/app/org.mozilla.firefox")
    assert "flatpak-spawn --host" in started.read_text()
    assert register.state(each, host) == "fine"
    register.uninstall(each)
    assert not started.exists()


# Moving


def test_what_is_missing_foreign_broken_or_stale_is_told_apart(machine: Machine, host: Program) -> None:
    each = browser(machine, "chrome")
    assert register.state(each, host) == "missing"
    each.user.mkdir(parents=True)
    register.manifest_path(each).write_text("{")
    assert register.state(each, host) == "foreign"
    register.install(each, host)
    gone = register.program(machine.root / "data", python="/gone/python3")
    assert register.state(each, gone) == "stale"
    register.install(each, gone)
    assert register.state(each, gone) == "broken"
    gone.path.unlink()
    assert register.state(each, gone) == "broken"


@pytest.mark.parametrize("text", ["", "#!", "#!/bin/sh\nexec \n", "#!/bin/sh\nexec 'half\n", "\0\n"])
def test_a_script_that_is_spoilt_is_broken_and_mended(machine: Machine, host: Program, text: str) -> None:
    each = browser(machine, "chrome")
    register.install(each, host)
    host.path.write_text(text)
    assert register.state(each, host) == "broken"
    assert register.mend([each], host) == [each]
    assert register.state(each, host) == "fine"


def test_a_host_whose_python_moved_is_mended(machine: Machine) -> None:
    folder = machine.root / "data"
    told, untold = browser(machine, "chrome"), browser(machine, "edge")
    register.install(told, register.program(folder, python="/gone/python3"))
    today = register.program(folder, python=sys.executable)
    assert register.mend([told, untold], today) == [told]
    assert register.state(told, today) == "fine"
    assert register.state(untold, today) == "missing"
    assert register.mend([told], today) == []


def test_the_host_that_only_a_profile_of_its_own_knows_is_mended_too(machine: Machine) -> None:
    folder = machine.root / "data"
    profile = places.of_profile(machine.root / "profile", "chromium")
    register.install(profile, register.program(folder, python="/gone/python3"))
    today = register.program(folder, python=sys.executable)
    assert register.mend([browser(machine, "chrome")], today) == []
    assert register.state(profile, today) == "fine"


def test_nothing_is_written_where_no_browser_was_ever_connected(machine: Machine) -> None:
    host = register.program(machine.root / "data")
    assert register.mend([browser(machine, "chrome")], host) == []
    assert not host.path.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of folders are Unix's")
def test_a_library_that_browsers_were_told_of_before_it_was_made_is_its_owners_alone(machine: Machine) -> None:
    host = register.program(machine.root / "share" / "papertray")
    register.install(browser(machine, "chrome"), host)
    private = (host.path.parents[1], host.path.parent, host.path)
    assert [path.stat().st_mode & 0o777 for path in private] == [0o700, 0o700, 0o700]


def test_another_librarys_host_is_left_alone(machine: Machine) -> None:
    each = browser(machine, "chrome")
    register.install(each, register.program(machine.root / "one"))
    assert register.mend([each], register.program(machine.root / "two")) == []
