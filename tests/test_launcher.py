"""The launcher, its icon and the start at login: right for every path, and never over a file that is not ours."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import launcher
from desktop.launcher import Homes, exec_line, homes, keep_autostart, keep_launcher, program_words
from tests.fakes.private_bus import needs
from tests.packaging.checkout import ROOT

PROGRAM = ("/opt/my papers/bin/papertray",)


@pytest.fixture
def where(tmp_path: Path) -> Homes:
    return Homes(tmp_path / "data", tmp_path / "config", (tmp_path / "system",))


def understood(line: str) -> list[str]:
    """Read a command as the Desktop Entry specification tells a desktop to."""
    value = re.sub(r"\\(.)", lambda found: {"s": " ", "n": "\n", "\\": "\\"}[found[1]], line)
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|([^ "]+)', value)
    plain = [bare or re.sub(r"\\(.)", r"\1", quoted) for quoted, bare in words]
    return [word.replace("%%", "%") for word in plain]


@given(st.lists(st.text(st.characters(exclude_categories=("C", "Zl", "Zp"))).filter(str.isprintable), min_size=1))
def test_a_command_of_any_words_is_read_back_word_by_word(words: list[str]) -> None:
    words = [word or "x" for word in words]
    assert understood(exec_line(words)) == words


@pytest.mark.parametrize("word", ["a\nb", "a\x00", "\x1b[1m", "a\u2028b"])
def test_a_word_that_no_launcher_can_hold_is_refused(word: str) -> None:
    with pytest.raises(OSError, match="no launcher"):
        exec_line([word])


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_a_launcher_and_both_icons_are_written_once(where: Homes) -> None:
    keep_launcher(where, PROGRAM)
    entry = where.data / "applications/papertray.desktop"
    assert 'Exec="/opt/my papers/bin/papertray"' in lines(entry)
    icons = where.data / "icons/hicolor"
    assert (icons / "scalable/apps/papertray.svg").read_text() == (ROOT / "assets/papertray.svg").read_text()
    assert (icons / "symbolic/apps/papertray-symbolic.svg").exists()
    before = entry.stat().st_mtime_ns, entry.stat().st_ino
    keep_launcher(where, PROGRAM)
    assert (entry.stat().st_mtime_ns, entry.stat().st_ino) == before


def test_a_program_that_has_moved_gets_a_launcher_that_finds_it(where: Homes) -> None:
    keep_launcher(where, PROGRAM)
    keep_launcher(where, ("/usr/local/bin/papertray",))
    assert "Exec=/usr/local/bin/papertray" in lines(where.data / "applications/papertray.desktop")


def test_a_launcher_of_the_reader_and_one_of_the_system_are_left_alone(where: Homes) -> None:
    own = where.data / "applications/papertray.desktop"
    own.parent.mkdir(parents=True)
    own.write_text("[Desktop Entry]\nName=My own\n")
    keep_launcher(where, PROGRAM)
    assert lines(own)[1] == "Name=My own"
    own.unlink()
    theirs = where.system[0] / "applications/papertray.desktop"
    theirs.parent.mkdir(parents=True)
    theirs.touch()
    keep_launcher(where, PROGRAM)
    assert not own.exists()


def test_the_start_at_login_follows_the_setting(where: Homes) -> None:
    entry = where.config / "autostart/papertray.desktop"
    keep_autostart(where, PROGRAM, on=False)
    assert not entry.exists()
    keep_autostart(where, PROGRAM, on=True)
    assert 'Exec="/opt/my papers/bin/papertray" --hidden' in lines(entry)
    keep_autostart(where, PROGRAM, on=False)
    assert not entry.exists()


def test_a_start_at_login_that_the_desktop_switched_off_stays_off(where: Homes) -> None:
    entry = where.config / "autostart/papertray.desktop"
    keep_autostart(where, PROGRAM, on=True)
    entry.write_text(entry.read_text().replace("enabled=true", "enabled=false"))
    keep_autostart(where, ("/elsewhere/papertray",), on=True)
    assert "X-GNOME-Autostart-enabled=false" in lines(entry)


def test_a_library_elsewhere_starts_at_login_beside_the_usual_one(where: Homes) -> None:
    keep_autostart(where, PROGRAM, on=True)
    keep_autostart(where, PROGRAM, on=True, folder=Path("/media/disk/papers"))
    entries = sorted((where.config / "autostart").iterdir())
    assert len(entries) == 2
    assert sum("--data-dir /media/disk/papers --hidden" in entry.read_text() for entry in entries) == 1
    keep_autostart(where, PROGRAM, on=False, folder=Path("/media/disk/papers"))
    assert [entry.name for entry in (where.config / "autostart").iterdir()] == ["papertray.desktop"]


def test_a_file_of_that_name_that_is_not_ours_is_not_deleted(where: Homes) -> None:
    entry = where.config / "autostart/papertray.desktop"
    entry.parent.mkdir(parents=True)
    entry.write_text("[Desktop Entry]\n")
    keep_autostart(where, PROGRAM, on=False)
    assert entry.exists()


def test_folders_are_those_of_the_environment_where_they_are_absolute() -> None:
    home = Path("/home/ada")
    assert homes({}, home) == Homes(
        home / ".local/share", home / ".config", (Path("/usr/local/share"), Path("/usr/share"))
    )
    asked = homes({"XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "relative", "XDG_DATA_DIRS": "/a:b:/c"}, home)
    assert asked == Homes(Path("/d"), home / ".config", (Path("/a"), Path("/c")))


def test_the_words_that_start_the_program_work_from_anywhere(tmp_path: Path) -> None:
    words = program_words(sys.executable, ROOT)
    assert Path(words[0]).is_absolute()
    for command in (words, (sys.executable, *program_words("/no/such/bin/python", ROOT)[1:])):
        done = subprocess.run(
            [*command, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=30
        )
        assert "apertray" in done.stdout


def test_only_the_usual_library_gets_a_launcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "system"))
    launcher.settle(tmp_path / "throw-away", usual=False, autostart=False)
    assert list(tmp_path.iterdir()) == []
    launcher.settle(tmp_path / "share/papertray", usual=True, autostart=True)
    assert (tmp_path / "share/applications/papertray.desktop").exists()
    assert (tmp_path / "config/autostart/papertray.desktop").exists()


def test_the_launcher_of_a_package_says_the_same(where: Homes) -> None:
    keep_launcher(where, ("papertray",))

    def told(path: Path) -> list[str]:
        return sorted(line for line in lines(path) if line and not line.startswith(("X-Papertray", "TryExec")))

    assert told(where.data / "applications/papertray.desktop") == told(ROOT / "packaging/papertray.desktop")


@pytest.mark.slow
def test_every_entry_passes_the_validator(where: Homes) -> None:
    needs("desktop-file-utils", "desktop-file-validate")
    odd = ('/opt/my "papers" $HOME/`x`/100%\\/papertray',)
    keep_launcher(where, odd)
    keep_autostart(where, odd, on=True, folder=Path("/media/a b"))
    written = [*where.data.rglob("*.desktop"), *where.config.rglob("*.desktop"), ROOT / "packaging/papertray.desktop"]
    assert len(written) == 3
    done = subprocess.run(["desktop-file-validate", *written], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
