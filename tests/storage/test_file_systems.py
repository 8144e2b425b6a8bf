"""A library where other computers reach it is refused in words, and opened all the same where its reader wants that."""

from pathlib import Path

import pytest

from storage import Library, LibraryAway, allow_network, back_up, file_systems, restore
from storage.file_systems import away
from tests.fakes.clock import Clock

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /home rw - nfs4 server:/home rw
31 30 0:41 / /home/ada/.cache rw - tmpfs tmpfs rw
32 22 0:42 / /mnt/my\\040share rw shared:7 - cifs //nas/share rw
33 22 0:43 / /mnt/c rw - 9p drvfs rw
34 22 0:44 / /media/phone rw - fuse.sshfs phone: rw
35 22 0:45 / /mnt/disk rw - fuseblk /dev/sdb1 rw
36 22 0:46 / /mnt/twice rw - nfs old: rw
37 22 0:47 / /mnt/twice rw - ext4 /dev/sdc1 rw
odd line
"""


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("/home/ada/papers", "nfs4"),
        ("/mnt/my share/papers", "cifs"),
        ("/mnt/c/Users/ada", "9p"),
        ("/media/phone", "sshfs"),
        ("/home/ada/.cache/papers", ""),
        ("/homeless", ""),
        ("/mnt/disk/papers", ""),
        ("/mnt/twice/papers", ""),
        ("/var/papers", ""),
    ],
)
def test_a_folder_is_known_by_the_file_system_it_lies_on(tmp_path: Path, folder: str, name: str) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS, encoding="utf-8")
    kind = file_systems._file_system(Path(folder), mounts)
    assert (kind.removeprefix("fuse.") if kind in file_systems._NETWORKS else "") == name


def test_the_root_of_a_container_is_its_own(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text("22 1 0:1 / / rw - 9p none rw\n", encoding="utf-8")
    assert away(tmp_path / "data", mounts=mounts) is None
    assert away(tmp_path / "data", mounts=tmp_path / "there is none") is None


@pytest.mark.parametrize(
    ("mark", "program"),
    [
        (".stfolder/", "Syncthing"),
        (".dropbox", "Dropbox"),
        (".dropbox.cache/", "Dropbox"),
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
        (".sync_0a1b2c3d4e5f.db", "Nextcloud"),
        (".tmp.drivedownload/", "Google Drive"),
    ],
)
def test_a_folder_that_is_kept_in_step_is_known_by_what_lies_in_its_root(
    tmp_path: Path, mark: str, program: str
) -> None:
    root = tmp_path / "Kept"
    root.mkdir()
    if mark.endswith("/"):
        (root / mark).mkdir()
    else:
        (root / mark).touch()
    found = away(root / "science" / "papers")
    assert found is not None
    assert (found.kind, found.name) == ("synced", program)
    assert away(tmp_path / "elsewhere") is None


def test_what_lies_in_the_home_itself_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".dropbox").mkdir()
    (tmp_path / ".stfolder").mkdir()
    assert away(tmp_path / "data") is None


def test_apples_folders_are_known_by_their_names(tmp_path: Path) -> None:
    found = away(tmp_path / "Library" / "Mobile Documents" / "papers")
    assert found is None  # what is not there yet lies where its nearest parent lies
    (tmp_path / "Library" / "Mobile Documents").mkdir(parents=True)
    found = away(tmp_path / "Library" / "Mobile Documents" / "papers")
    assert found is not None
    assert found.name == "iCloud"


def test_it_is_refused_and_nothing_is_written_there(folder: Path, clock: Clock) -> None:
    folder.mkdir()
    (folder / ".stfolder").mkdir()
    with pytest.raises(LibraryAway):
        Library(folder, origin="cli", now=clock)
    assert [path.name for path in folder.iterdir()] == [".stfolder"]


def test_one_that_is_allowed_is_opened_without_the_log_that_needs_shared_memory(
    folder: Path, tmp_path: Path, clock: Clock
) -> None:
    with Library(folder, origin="cli", now=clock) as library:
        library.add_rule("whales")
    (folder / ".stfolder").mkdir()
    allow_network(folder)
    with Library(folder, origin="cli", now=clock) as library, Library(folder, origin="cli", now=clock) as other:
        library.add_rule("seals")
        assert [rule.text for rule in other.rules()] == ["whales", "seals"]
        assert library._db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        assert not (folder / "library.db-wal").exists()
        back_up(folder, tmp_path / "copy.db")
    restore(folder, tmp_path / "copy.db", now=clock())
    with Library(folder, origin="cli", now=clock) as library:
        assert len(library.rules()) == 2
    (folder / file_systems.MARK).unlink()
    with pytest.raises(LibraryAway):
        Library(folder, origin="cli", now=clock)
