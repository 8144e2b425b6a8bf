"""Where a folder lies: on a disk of this computer, on another one's, or in a folder that a program keeps in step.

Over a network locks are a matter of luck, and what is copied while it is written is damaged at its destination
(https://sqlite.org/useovernet.html). Opens no library.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

MARK: Final = "allow-network"
"""A file beside the library that says that its reader knows; all programs see it, whoever starts them."""

MOUNTS: Final = Path("/proc/self/mountinfo")

_NETWORKS: Final = frozenset(
    {
        *(
            "9p",
            "afs",
            "afpfs",
            "beegfs",
            "ceph",
            "cifs",
            "coda",
            "davfs",
            "glusterfs",
            "gpfs",
            "lustre",
            "ncpfs",
            "nfs",
        ),
        *(
            "ncpfs",
            "nfs4",
            "prl_fs",
            "smb3",
            "smbfs",
            "vboxsf",
            "fuse.beegfs",
            "fuse.ceph",
            "fuse.cifs",
            "fuse.curlftpfs",
        ),
        *("fuse.davfs", "fuse.davfs2", "fuse.gcsfuse", "fuse.glusterfs", "fuse.google-drive-ocamlfuse", "fuse.mfs"),
        *("fuse.gvfsd-fuse", "fuse.moosefs", "fuse.onedriver", "fuse.rclone", "fuse.s3fs", "fuse.seafile"),
        *("fuse.smbnetfs", "fuse.sshfs", "fuse.vmhgfs-fuse"),
    }
)
"""File systems of other computers, by the names that Linux has for them."""

_SYNCED: Final = {
    ".dropbox": "Dropbox",  # a file; the folder of that name in a home is only where Dropbox itself lives
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".seafile-data": "Seafile",
    ".unison": "Unison",
}
"""What the roots of folders that are kept in step hold, by the program that does it."""

_DATABASES: Final = re.compile(r"\._?sync_[0-9a-f]+\.db")
"""What Nextcloud and ownCloud write into each root."""

_APPLE: Final = {"Mobile Documents": "iCloud", "CloudStorage": "iCloud"}


@dataclass(frozen=True, slots=True)
class Away:
    """A place that is not this computer's alone: a network file system, or a folder kept in step, and its name."""

    kind: Literal["network", "synced"]
    name: str


def away(folder: Path, *, mounts: Path | None = None) -> Away | None:
    """Say what is wrong with a folder as the place of a library, None where nothing is; it need not exist."""
    place = _existing(folder)
    kind = _file_system(place, mounts or MOUNTS)
    if kind in _NETWORKS:
        return Away("network", kind.removeprefix("fuse."))
    program = _synced_by(place)
    return Away("synced", program) if program else None


def is_allowed(folder: Path) -> bool:
    """Say whether the reader wants the library there all the same."""
    return (folder / MARK).exists()


def allow_network(folder: Path) -> None:
    """Remember that the reader wants the library there.

    Raises:
        OSError: it cannot be written down.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / MARK).write_text(
        "The library here is opened although other computers can reach this folder. Delete this file to end that.\n",
        encoding="utf-8",
    )


def _existing(folder: Path) -> Path:
    place = Path(os.path.realpath(folder))
    while not place.exists() and place != place.parent:
        place = place.parent
    return place


def _file_system(place: Path, mounts: Path) -> str:
    """Give the kind of the file system that holds a folder, empty where this system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    found, longest = "", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
        # Of two on one point the later one lies above. The root of a container may be 9p and is this computer's.
        if len(point) >= longest and place.is_relative_to(point):
            kind = after.split(" ", 1)[0]
            found, longest = ("" if point == "/" and kind == "9p" else kind), len(point)
    return found


def _synced_by(place: Path) -> str:
    """Give the program that keeps a folder in step, empty for none; the home itself is no such folder."""
    for part in place.parts:
        if part in _APPLE:
            return _APPLE[part]
    home = Path(os.path.realpath(Path.home())) if os.environ.get("HOME") else None
    for folder in (place, *place.parents):
        if folder in {home, folder.parent}:
            return ""
        try:
            names = os.listdir(folder)  # noqa: PTH208  names alone, which is a tenth of the time
        except OSError:
            continue
        for name in names:
            if name in _SYNCED and not (name == ".dropbox" and (folder / name).is_dir()):
                return _SYNCED[name]
            if name.endswith(".db") and _DATABASES.fullmatch(name):
                return "Nextcloud"
    return ""
