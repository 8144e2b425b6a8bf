"""`papertray browser`: registered, tested and taken back, on a home of the test's own."""

import json
import os
from pathlib import Path

import pytest

from desktop import paths
from desktop.bridge.names import HOST
from tests.cli.conftest import Papertray


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with Chromium in it, and no other browser anywhere."""
    home = tmp_path / "home"
    (home / ".config/chromium").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return home


def test_install_doctor_uninstall(papertray: Papertray, home: Path) -> None:
    before = papertray("browser", "doctor")
    assert (before.status, "not registered" in before.out) == (1, True)
    done = papertray("browser", "install")
    assert (done.status, done.out.splitlines()[0]) == (0, "Chromium: registered")
    assert str(paths.extension()) in done.out
    assert "chrome://extensions" in done.out
    assert "about:debugging" not in done.out
    assert (home / f".config/chromium/NativeMessagingHosts/{HOST}.json").exists()
    after = papertray("browser", "doctor")
    assert (after.status, "Chromium: works (Papertray" in after.out) == (0, True)
    assert papertray("browser", "uninstall").out == "Chromium: no longer registered\n"
    assert not list(home.rglob("*.json"))
    assert papertray("browser", "uninstall").out == "No browser knew of it.\n"


def test_the_host_knows_the_library_of_the_command_line(papertray: Papertray, home: Path, folder: Path) -> None:
    papertray("browser", "install", "chromium", "firefox")
    started = json.loads((home / f".mozilla/native-messaging-hosts/{HOST}.json").read_text())["path"]
    assert started == str(folder / "browser/papertray-host")
    assert f"['--data-dir', '{folder}']" in Path(started).read_text()


def test_without_a_browser_one_is_to_be_named(papertray: Papertray, home: Path) -> None:
    (home / ".config/chromium").rmdir()
    assert papertray("browser", "install").status == 2
    assert papertray("browser", "doctor").status == 2
    assert papertray("browser", "install", "vivaldi").status == 0
    assert papertray("browser", "install", "netscape").status == 2


def test_a_profile_of_its_own_is_registered(papertray: Papertray, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    assert papertray("browser", "install", "--profile", str(profile)).status == 0
    assert (profile / f"NativeMessagingHosts/{HOST}.json").exists()
    assert papertray("browser", "doctor", "--profile", str(profile)).status == 0
    assert papertray("browser", "install", "firefox", "--profile", str(profile)).status == 2


def test_a_host_that_moved_is_said_and_mended_by_installing(papertray: Papertray, folder: Path) -> None:
    papertray("browser", "install")
    host = folder / "browser/papertray-host"
    host.write_text(host.read_text().replace("#!", "#!/gone"))
    gone = papertray("browser", "doctor")
    assert (gone.status, "cannot start any more" in gone.out) == (1, True)
    papertray("browser", "install")
    assert papertray("browser", "doctor").status == 0


def test_a_host_that_dies_is_said_with_its_last_words(papertray: Papertray, folder: Path) -> None:
    papertray("browser", "install")
    (folder / "browser/papertray-host").write_text("#!/bin/sh\nexec /bin/sh -c 'echo it burns >&2; exit 1'\n")
    done = papertray("browser", "doctor")
    assert (done.status, "it burns" in done.out) == (1, True)
    assert papertray("browser", "doctor", "--json").object["state"] == "silent"


def test_another_programs_manifest_is_left_alone(papertray: Papertray, home: Path) -> None:
    folder = home / ".config/chromium/NativeMessagingHosts"
    folder.mkdir()
    (folder / f"{HOST}.json").write_text("not ours")
    assert "is not ours" in papertray("browser", "doctor").out


def test_a_library_that_cannot_be_read_is_said(papertray: Papertray, folder: Path) -> None:
    papertray("browser", "install")
    (folder / "library.db").write_text("Dear diary, " * 100)
    done = papertray("browser", "doctor")
    assert (done.status, "is damaged" in done.out) == (1, True)


def test_sandboxed_browsers_are_told_what_they_need(papertray: Papertray, home: Path) -> None:
    for name in ("snap/firefox", "snap/chromium", ".var/app/org.mozilla.firefox"):
        (home / name).mkdir(parents=True)
    out = papertray("browser", "install").out
    assert "flatpak override --user --talk-name=org.freedesktop.Flatpak org.mozilla.firefox" in out
    assert f"flatpak permission-set webextensions {HOST} snap.firefox yes" in out
    assert "Use its .deb" in out


def test_a_flatpak_is_tested_by_what_it_starts_outside(papertray: Papertray, home: Path) -> None:
    (home / ".var/app/org.mozilla.firefox").mkdir(parents=True)
    papertray("browser", "install", "firefox")
    before = papertray("browser", "doctor")
    assert "Firefox (flatpak): works" in before.out
    assert "flatpak override" in before.out
    overrides = home / ".local/share/flatpak/overrides"
    overrides.mkdir(parents=True)
    (overrides / "org.mozilla.firefox").write_text("[Session Bus Policy]\norg.freedesktop.Flatpak=talk\n")
    assert "flatpak override" not in papertray("browser", "doctor").out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may register for all")
def test_only_root_registers_for_all(papertray: Papertray) -> None:
    assert papertray("browser", "install", "--system").status == 2
