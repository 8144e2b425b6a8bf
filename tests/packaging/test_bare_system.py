"""What the README promises, on a Debian 12 with only Python, make and git: made for this test, thrown away after it.

The first `make setup` fetches packages as a reader's machine would; the program itself then runs without any network.
"""

import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from pathlib import Path

import pytest

from tests.packaging.checkout import copy_checkout

pytestmark = pytest.mark.slow

RELEASE = "bookworm"
HAS = "ca-certificates,git,make,python3"
WORDS = "none of its feeds could be reached"
# The mount namespace ends with the command, and its mounts with it: nothing is left to undo, whatever happens.
ENTER = """
mount -t proc proc "$0/proc" && "$5" -I -c "$6" || exit 1
exec chroot --userspec="$1" "$0" /usr/bin/env -i HOME="$2" PATH="$3" sh -c "$4"
"""
# A network of its own begins with its loopback down (netdevice(7): SIOCSIFFLAGS with IFF_UP and IFF_RUNNING).
RAISE_LOOPBACK = """
import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh22x", b"lo", 0x41))
"""
PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@pytest.fixture(scope="module")
def template() -> Generator[Path]:
    """An empty Debian that reaches the package registries as this machine does."""
    if os.geteuid() != 0 or not shutil.which("debootstrap") or not shutil.which("unshare"):
        pytest.skip("needs root and debootstrap; as root: make test-setup")
    with tempfile.TemporaryDirectory(prefix="papertray-bare-") as folder:
        root = Path(folder) / "debian"
        command = ["debootstrap", "--variant=minbase", f"--include={HAS}", RELEASE, str(root), *mirror()]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        tell_the_registries(root)
        yield root


@pytest.fixture
def system(template: Path) -> Generator["System"]:
    """A fresh copy of the empty Debian, since a test installs packages there."""
    with tempfile.TemporaryDirectory(prefix="papertray-bare-") as folder:
        root = Path(folder) / "debian"
        subprocess.run(["cp", "--archive", "--reflink=auto", str(template), str(root)], check=True)
        yield System(root)


class System:
    """One bare Debian with a checkout for root and one for an ordinary user."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def check_out(self, user: str) -> None:
        """Give the user a copy of this checkout as their home's only folder."""
        home = self.home(user)
        if user != "root":
            self.run("root", f"useradd --create-home {user}")
        copy_checkout(home / "papertray")
        self.run("root", f"chown -R {user}: {'/' / home.relative_to(self.root)}/papertray")

    def home(self, user: str) -> Path:
        return self.root / ("root" if user == "root" else f"home/{user}")

    def make(self, user: str, target: str, *, online: bool = False) -> subprocess.CompletedProcess[str]:
        return self.run(user, f"cd ~/papertray && make {target}", online=online)

    def run(self, user: str, command: str, *, online: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a shell command inside, without this machine's environment and, unless told, no network but loopback."""
        home = "/" / self.home(user).relative_to(self.root)
        alone = ["--mount", "--pid", "--fork", "--kill-child", *([] if online else ["--net"])]
        prepare = [sys.executable, "" if online else RAISE_LOOPBACK]
        inside = ["sh", "-c", ENTER, str(self.root), f"{user}:{user}", str(home), PATHS, command, *prepare]
        return subprocess.run(
            ["unshare", *alone, *inside],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=900,
        )


def mirror() -> list[str]:
    """Give the mirror that this machine's apt uses for the release, for debootstrap; nothing if it has none."""
    wanted = ["Origin: Debian", f"Codename: {RELEASE}", "Component: main", "Created-By: Packages"]
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", *wanted]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    return found[:1]


def tell_the_registries(root: Path) -> None:
    """Write into the system, as files, how this machine reaches the registries: names, certificates, proxies, index."""
    (root / "etc/resolv.conf").write_bytes(Path("/etc/resolv.conf").read_bytes())
    trusted = os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile
    if trusted and Path(trusted).is_file():
        (root / "etc/ssl/certs/ca-certificates.crt").write_bytes(Path(trusted).read_bytes())
    settings = {"cert": "/etc/ssl/certs/ca-certificates.crt", **pip_settings()}
    lines = ["[global]", *(f"{name} = {value}" for name, value in settings.items())]
    (root / "etc/pip.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    proxies = subprocess.run(["apt-config", "dump", "Acquire"], capture_output=True, text=True, check=False).stdout
    kept = "".join(f"{line}\n" for line in proxies.splitlines() if "proxy" in line.lower())
    (root / "etc/apt/apt.conf.d/90registry").write_text(kept, encoding="utf-8")


def pip_settings() -> Mapping[str, str]:
    """Read what this machine's pip is told about the index and the way to it."""
    command = [shutil.which("pip3") or "pip3", "config", "list"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return {}
    found = re.findall(r"^(?:global|:env:)\.(index-url|proxy|trusted-host|timeout)='(.*)'$", listed, flags=re.MULTILINE)
    return dict(found)


def test_root_gets_everything_installed_and_sees_what_could_not_be_reached(system: System) -> None:
    system.check_out("root")
    first = system.make("root", "setup", online=True)
    assert first.returncode == 0, first.stdout
    assert "python3-venv" in first.stdout
    again = system.make("root", "setup")
    assert (again.returncode, again.stdout) == (0, "")
    started = system.make("root", "run")
    assert started.returncode == 0, started.stdout
    assert WORDS in started.stdout
    window = 'from PySide6.QtWidgets import QApplication; QApplication([]); print("Qt starts")'
    shown = system.run("root", f"cd ~/papertray && QT_QPA_PLATFORM=offscreen .venv/bin/python -c '{window}'")
    assert "Qt starts" in shown.stdout


def test_a_user_gets_the_command_and_goes_on_once_root_has_run_it(system: System) -> None:
    system.check_out("reader")
    stopped = system.make("reader", "run")
    assert stopped.returncode != 0
    assert "cannot make virtual environments" in stopped.stdout
    assert not (system.home("reader") / "papertray/.venv").exists()
    (command,) = re.findall(r"^ +(apt-get install .*)$", stopped.stdout, flags=re.MULTILINE)
    assert "python3-venv" in command
    assert "libgl1" in command
    installed = system.run("root", command.replace("install", "install --yes", 1), online=True)
    assert installed.returncode == 0, installed.stdout
    ready = system.make("reader", "setup", online=True)
    assert ready.returncode == 0, ready.stdout
    started = system.make("reader", "run")
    assert started.returncode == 0, started.stdout
    assert WORDS in started.stdout


def test_a_user_without_the_window_s_libraries_is_told_and_works_in_the_terminal(system: System) -> None:
    system.check_out("reader")
    system.run("root", "apt-get install --yes --no-install-recommends python3-venv", online=True)
    ready = system.make("reader", "setup", online=True)
    assert ready.returncode == 0, ready.stdout
    assert "libEGL.so.1" in ready.stdout
    assert "apt-get install --no-install-recommends libglib2.0-0" in ready.stdout
    shown = system.make("reader", "demo")
    assert shown.returncode == 0, shown.stdout
    assert ".bib" in shown.stdout
