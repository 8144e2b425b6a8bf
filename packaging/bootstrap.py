"""Make this checkout ready to run: its environment, the pinned packages, the system's libraries.

Run by make with any Python from 3.11 on, with the standard library alone; a second run returns at once. As root it
installs the Debian packages that are missing; anybody else gets the command and decides.
"""

import argparse
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"run": ("requirements.txt",), "dev": ("requirements.txt", "requirements-dev.txt")}

# What Qt loads at its start, and the Debian package that brings it: six for any platform, five more for an X11 screen.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

# The lines of pip that tell a person something.
PIP_STEPS = ("Collecting", "Downloading", "Installing")

# What only tests need: a screen and a bus of their own, other people's readers of BibTeX, an empty Debian, browsers.
TEST_PACKAGES = (
    "xvfb",
    "xauth",
    "dbus-daemon",
    "trayer",
    "xdotool",
    "x11-xkb-utils",
    "at-spi2-core",
    "python3-pyatspi",
    "desktop-file-utils",
    "biber",
    "texlive-latex-base",
    "texlive-latex-recommended",
    "texlive-bibtex-extra",
    "bibtool",
    "bibclean",
    "pandoc",
    "debootstrap",
    "chromium",
    "firefox-esr",
)


class SetupError(Exception):
    """Something stopped the set-up; `remedy` says what was kept and what to do next."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks and give the exit status: 0 when all is ready, 1 when the reader must act."""
    parser = argparse.ArgumentParser(description="Make this checkout ready to run.")
    parser.add_argument("--dev", action="store_true", help="with the tools that tests and checks need")
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="where the environment is (default: .venv)")
    parser.add_argument("--test-packages", action="store_true", help="only the Debian packages that tests need")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.test_packages:
            return offer_test_packages()
        make_ready(chosen.venv.absolute(), "dev" if chosen.dev else "run")
    except SetupError as error:
        print(f"\n{error}\n{error.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. What was installed is kept; the next `make` goes on from there.", file=sys.stderr)
        return 130
    return 0


def make_ready(venv: Path, group: str) -> None:
    """Bring the environment `venv` up to the pinned packages of `group`, "run" or "dev"; return at once if it is.

    Raises:
        SetupError: Python, a package or a system package is missing and could not be installed.
    """
    if is_ready(venv, group):
        return
    with one_at_a_time():
        if is_ready(venv, group):
            return
        usable = works(venv)
        install_system_packages(needed_for_venv=not usable)
        if not usable:
            create(venv)
        install_packages(venv, group)
        install_project(venv)
        note_ready(venv, group)


def fingerprint(venv: Path, group: str) -> str:
    """Digest everything whose change asks for a new set-up, the interpreter and the place of the checkout among it."""
    digest = hashlib.sha256()
    lock_files = [ROOT / "packaging" / name for name in LOCKS[group]]
    for file in (Path(__file__), ROOT / "pyproject.toml", *lock_files):
        digest.update(file.read_bytes() + b"\0")
    # A system upgrade changes what the link leads to; a moved checkout breaks the scripts, which name their Python.
    digest.update(f"{os.path.realpath(venv / 'bin/python')}\0{venv}".encode())
    return digest.hexdigest()


def is_ready(venv: Path, group: str) -> bool:
    """Tell whether the last set-up of `group` still holds."""
    return stamps(venv).get(group) == fingerprint(venv, group) and (venv / "bin/python").exists()


def note_ready(venv: Path, group: str) -> None:
    """Remember that `group` is set up; the packages of "dev" hold those of "run"."""
    noted = stamps(venv)
    for name in ("run", group):
        noted[name] = fingerprint(venv, name)
    text = "".join(f"{name} {value}\n" for name, value in sorted(noted.items()))
    (venv / "papertray-ready").write_text(text, encoding="utf-8")


def stamps(venv: Path) -> dict[str, str]:
    """Read what the last set-ups noted; empty when there was none."""
    try:
        lines = (venv / "papertray-ready").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: value for name, _, value in (line.partition(" ") for line in lines)}


@contextmanager
def one_at_a_time() -> Generator[None]:
    """Wait for another set-up of this checkout; the lock ends with its process."""
    with Path(__file__).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up of this folder to end")
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            pass  # A file system without locks: two set-ups at once are then up to the reader.
        yield


def install_system_packages(*, needed_for_venv: bool) -> None:
    """Install what the system lacks, or say which command does.

    Raises:
        SetupError: No environment can be made without a package that is missing.
    """
    for_venv = venv_package() if needed_for_venv else None
    for_window = missing_libraries()
    packages = [*([for_venv] if for_venv else []), *for_window.values()]
    if not packages or (can_install() and apt_install(packages)):
        return
    if for_venv:
        raise SetupError(
            "This Python cannot make virtual environments: it comes without ensurepip.",
            f"Nothing was changed. Run this, then make again:\n\n    {apt_command(packages)}",
        )
    say(f"the window will need libraries that this system lacks: {', '.join(for_window)}")
    if shutil.which("apt-get"):
        say(f"this brings them: {apt_command(packages)}")
    say("everything in the terminal works without them, so let us go on")


def venv_package() -> str | None:
    """Name the Debian package without which this Python makes no virtual environments; None if nothing is missing.

    Raises:
        SetupError: Something is missing, and this Python is not one of Debian's.
    """
    if importlib.util.find_spec("ensurepip") is not None:
        return None
    python = Path(base_python()).resolve()
    if python.parent != Path("/usr/bin") or not shutil.which("apt-get"):
        raise SetupError(
            f"{python} cannot make virtual environments: it comes without ensurepip.",
            "Nothing was changed. Install the part of Python that brings ensurepip, or another Python from 3.11 on.",
        )
    return "python3-venv" if python == Path("/usr/bin/python3").resolve() else f"{python.name}-venv"


def missing_libraries() -> dict[str, str]:
    """Give each shared library that Qt needs and the system lacks, with the Debian package that brings it."""
    if not sys.platform.startswith("linux"):
        return {}
    return {library: package for library, package in QT_LIBRARIES.items() if not loads(library)}


def loads(library: str) -> bool:
    """Tell whether the system's loader finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def offer_test_packages() -> int:
    """Install the Debian packages that only tests need, or print the command: without them their tests skip."""
    packages = [package for package in TEST_PACKAGES if not is_installed(package)]
    if not packages:
        say("the packages that only tests need are there")
    elif not shutil.which("apt-get"):
        say(f"tests that need these packages skip, by their Debian names: {' '.join(packages)}")
    elif not can_install():
        say(f"tests that need more than Python skip until this has run:\n\n    {apt_command(packages)}\n")
    elif not apt_install(packages):
        return 1
    return 0


def is_installed(package: str) -> bool:
    """Tell whether Debian's package manager knows the package as installed."""
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    try:
        return subprocess.run(query, capture_output=True, text=True, check=False).stdout == "installed"
    except FileNotFoundError:
        return False


def can_install() -> bool:
    """Tell whether this process may install Debian packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_command(packages: Sequence[str]) -> str:
    """Word the command that installs the packages, for somebody who may."""
    sudo = "sudo " if shutil.which("sudo") and os.geteuid() != 0 else ""
    return f"{sudo}apt-get install --no-install-recommends {' '.join(packages)}"


def apt_install(packages: Sequence[str]) -> bool:
    """Install the packages with the lists at hand, else with fresh ones; say why if that fails too."""
    say(f"installing {len(packages)} Debian package{'s' if len(packages) > 1 else ''}: {' '.join(packages)}")
    started = time.monotonic()
    # The time-out waits for another apt to end instead of failing on its lock.
    install = [
        "apt-get",
        "install",
        "--yes",
        "--no-install-recommends",
        "--option",
        "DPkg::Lock::Timeout=600",
        *packages,
    ]
    done = run(install, DEBIAN_FRONTEND="noninteractive")
    if done.returncode != 0:
        run(["apt-get", "update"])
        done = run(install, DEBIAN_FRONTEND="noninteractive")
    if done.returncode == 0:
        say(f"Debian packages ready ({time.monotonic() - started:.0f} s)")
        return True
    print(tail(done.stdout), file=sys.stderr)
    say(f"they could not be installed; to try by hand: {apt_command(packages)}")
    return False


def works(venv: Path) -> bool:
    """Tell whether the environment is there, new enough and able to install packages."""
    if not (venv / "bin/python").exists():
        return False
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return run([str(venv / "bin/python"), "-I", "-c", probe]).returncode == 0


def create(venv: Path) -> None:
    """Make the environment anew.

    Raises:
        SetupError: Python could not make it.
    """
    say(f"making an environment for Python {sys.version_info.major}.{sys.version_info.minor} in {venv.name}")
    done = run([base_python(), "-I", "-m", "venv", "--clear", str(venv)])
    if done.returncode != 0:
        remedy = f"{tail(done.stdout)}\nYour library was not touched. Delete the folder {venv.name} and run make again."
        raise SetupError("The environment could not be made:", remedy)


def install_packages(venv: Path, group: str) -> None:
    """Install the pinned packages of `group`; each file must have the pinned hash.

    Raises:
        SetupError: pip could not fetch or install them.
    """
    started = time.monotonic()
    say("installing the pinned packages (about 95 MB the first time)")
    lock = ROOT / "packaging" / LOCKS[group][-1]
    # The lock names every package. Left to look for itself, pip 23 takes the newest coverage for the "coverage[toml]"
    # that another package asks for, finds no hash for it and stops.
    pip_install(venv, ["--no-deps", "--require-hashes", "--requirement", str(lock)])
    say(f"packages ready ({time.monotonic() - started:.0f} s)")


def install_project(venv: Path) -> None:
    """Make the checkout importable in the environment and install its commands.

    Raises:
        SetupError: pip could not do it.
    """
    # "compat" puts the folder on the path. The default mode installs an import hook, which costs each start 7 ms, as
    # much as a bare Python needs in all. The pinned setuptools has it; one that drops it ignores the word.
    pip_install(
        venv,
        ["--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat", "--editable", str(ROOT)],
    )


def pip_install(venv: Path, arguments: Sequence[str]) -> None:
    """Run pip in the environment, with its progress on one line of a terminal.

    Raises:
        SetupError: pip failed; its last lines are in the remedy.
    """
    # -I: this folder holds a folder named packaging, and pip must not take it for the package of that name.
    command = [str(venv / "bin/python"), "-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PIP_USER"] = "0"  # Some people's pip.conf says "user = true", which fails in every environment.
    lines: list[str] = []
    with subprocess.Popen(
        [*command, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            lines.append(line)
            show_progress(line)
    show_progress("")
    if pip.returncode != 0:
        raise SetupError(
            "The packages could not be installed:",
            f"{tail(''.join(lines))}\n"
            "Your library was not touched, and what was downloaded is kept. Check the network connection and the space "
            "on the disk, then run make again.",
        )


def base_python() -> str:
    """Give the interpreter behind this process, also when it runs in an environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def run(command: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command without input and give its result, both outputs in one text; a missing program gives status 127."""
    try:
        return subprocess.run(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, f"{command[0]}: {error.strerror}")


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"papertray: {text}", flush=True)


def show_progress(line: str) -> None:
    """Show what pip is at, on one line that the next one overwrites; "" clears it; nothing where no terminal is."""
    if sys.stdout.isatty() and (not line or line.startswith(PIP_STEPS)):
        text = f"  {line.strip()}"[: shutil.get_terminal_size().columns - 1]
        print(f"\r\033[K{text.rstrip()}", end="", flush=True)


def tail(text: str) -> str:
    """Give the last twelve lines, indented: enough to see what a program complained of."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-12:])


if __name__ == "__main__":
    sys.exit(main())
