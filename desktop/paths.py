"""Where Papertray keeps its files, by the customs of each system."""

import importlib.resources
import os
from pathlib import Path

import platformdirs

_NAME = "papertray"


def data_dir() -> Path:
    """Give the folder of the library: PAPERTRAY_DATA_DIR, else the system's place for a program's data.

    The folder need not exist.
    """
    chosen = os.environ.get("PAPERTRAY_DATA_DIR")
    return Path(chosen).expanduser() if chosen else platformdirs.user_data_path(_NAME, appauthor=False)


def is_usual(folder: Path) -> bool:
    """Tell whether a library's folder is the one that it has where nobody names another."""
    return folder.absolute() == platformdirs.user_data_path(_NAME, appauthor=False)


def extension() -> Path:
    """Give the folder that browsers load as our extension, in a checkout as in an installed wheel."""
    beside = Path(__file__).parents[1] / "extension"
    return beside if beside.is_dir() else Path(str(importlib.resources.files("desktop") / "extension"))


def asset(name: str) -> Path:
    """Give the file `name` of assets/, in a checkout as in an installed wheel."""
    beside = Path(__file__).parents[1] / "assets" / name
    return beside if beside.is_file() else Path(str(importlib.resources.files("desktop") / "assets" / name))
