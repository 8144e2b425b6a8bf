"""Write the pinned packages anew from pyproject.toml: for every Python and platform, with hashes, without addresses.

Run by `make lock`; it keeps the pins that still fit, and `--upgrade` takes the newest. Fetches uv if there is none.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / "packaging/requirements.txt"
DEVELOPMENT = ROOT / "packaging/requirements-dev.txt"
GROUPS = ("test", "check")
RUNTIME_HEADER = "# What Papertray runs with. Written by `make lock` from pyproject.toml: do not edit.\n"
DEVELOPMENT_HEADER = "# What tests and checks need besides. Written by `make lock` from pyproject.toml: do not edit.\n"


def main() -> None:
    """Write both files."""
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    with tempfile.TemporaryDirectory() as folder:
        uv = find_uv(Path(folder))
        runtime = resolve(uv, Path(folder) / "run.txt", known=[RUNTIME], options=upgrade)
        RUNTIME.write_text(RUNTIME_HEADER + runtime, encoding="utf-8")
        groups = [word for group in GROUPS for word in ("--group", group)]
        # The constraint keeps one version of a package in both files, or pip would refuse the second.
        options = [*upgrade, *groups, "--constraint", str(RUNTIME)]
        everything = resolve(uv, Path(folder) / "dev.txt", known=[DEVELOPMENT], options=options)
    pinned = set(pins(runtime))
    besides = "".join(block for pin, block in pins(everything).items() if pin not in pinned)
    DEVELOPMENT.write_text(f"{DEVELOPMENT_HEADER}-r requirements.txt\n{besides}", encoding="utf-8")


def find_uv(folder: Path) -> str:
    """Give the uv at hand, else one that is installed into `folder` for this once."""
    found = shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".venv/bin"))
    if found:
        return found
    venv.create(folder / "uv", with_pip=True)
    subprocess.run([folder / "uv/bin/pip", "install", "--quiet", "uv"], check=True)
    return str(folder / "uv/bin/uv")


def resolve(uv: str, output: Path, *, known: Sequence[Path], options: Sequence[str]) -> str:
    """Give the pins of pyproject.toml and of what builds it, preferring those that `known` has."""
    kept = "".join(file.read_text(encoding="utf-8") for file in known if file.exists())
    output.write_text(kept.replace("-r requirements.txt\n", ""), encoding="utf-8")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    builders = "\n".join(settings["build-system"]["requires"])
    command = [
        uv,
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-header",
    ]
    command += [
        "--no-annotate",
        "--python-version",
        "3.11",
        "--output-file",
        str(output),
        *options,
        "pyproject.toml",
        "-",
    ]
    subprocess.run(command, cwd=ROOT, input=builders, text=True, stdout=subprocess.DEVNULL, check=True)
    return output.read_text(encoding="utf-8")


def pins(text: str) -> dict[str, str]:
    """Split a requirements file into its pins: the first line of each, and the whole with its hashes."""
    blocks = re.findall(r"^[^\s#-][^\n]*\\\n(?:[ ]+--hash[^\n]*\n)+", text, flags=re.MULTILINE)
    return {block.partition("\n")[0]: block for block in blocks}


if __name__ == "__main__":
    main()
