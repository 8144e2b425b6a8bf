"""Secrets in the system's store: what happens without one, with a locked one, with one that never answers."""

import os
import sys
from pathlib import Path

import pytest

from desktop import passwords
from desktop.passwords import NoStore


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a store of our own, which keeps secrets in a file, in the place of the system's."""
    (tmp_path / "fake_store.py").write_text(
        "import json, os, time\n"
        "from pathlib import Path\n"
        "from keyring.backend import KeyringBackend\n"
        "from keyring.errors import KeyringLocked\n"
        "class Store(KeyringBackend):\n"
        "    priority = 1\n"
        "    file = Path(os.environ['FAKE_STORE'])\n"
        "    def _all(self):\n"
        "        mood = os.environ.get('FAKE_STORE_MOOD')\n"
        "        if mood == 'locked': raise KeyringLocked('no')\n"
        "        if mood == 'stuck': time.sleep(60)\n"
        "        return json.loads(self.file.read_text()) if self.file.exists() else {}\n"
        "    def get_password(self, service, name): return self._all().get(service + name)\n"
        "    def set_password(self, service, name, secret):\n"
        "        self.file.write_text(json.dumps({**self._all(), service + name: secret}))\n"
        "    def delete_password(self, service, name):\n"
        "        kept = self._all(); del kept[service + name]; self.file.write_text(json.dumps(kept))\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "fake_store.Store")
    monkeypatch.setenv("FAKE_STORE", str(tmp_path / "secrets.json"))
    return tmp_path / "secrets.json"


def test_a_secret_comes_back_until_it_is_forgotten(store: Path) -> None:
    assert passwords.get("feed 1") is None
    passwords.put("feed 1", "ada:päss wörd\n")
    assert passwords.get("feed 1") == "ada:päss wörd\n"
    passwords.forget("feed 1")
    passwords.forget("feed 1")
    assert passwords.get("feed 1") is None


def test_a_locked_store_is_said_to_be_locked(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_STORE_MOOD", "locked")
    with pytest.raises(NoStore) as refused:
        passwords.put("feed 1", "x")
    assert refused.value.why == "locked"
    assert not store.exists()


def test_a_store_that_never_answers_is_given_up(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_STORE_MOOD", "stuck")
    with pytest.raises(NoStore) as refused:
        passwords.get("feed 1", seconds=1.5)
    assert refused.value.why == "slow"


def test_where_there_is_no_store_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with pytest.raises(NoStore) as refused:
        passwords.put("feed 1", "x")
    assert refused.value.why == "none"


def test_the_environment_stands_before_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERTRAY_SECRET_FEED_7", "token")
    assert passwords.get("feed 7", seconds=0.001) == "token"
