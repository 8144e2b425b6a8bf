"""Files that other programs read: written whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Replace the file at `path` by `text` in UTF-8 with plain line ends; whoever reads it sees the old or the new.

    Permissions of a file that is there stay, a link is followed.

    Raises:
        OSError: it cannot be written; the old file stays as it was.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():  # a pipe or /dev/null: nothing to keep whole, and not to be replaced
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    handle, half = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(half).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(half).replace(path)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise
