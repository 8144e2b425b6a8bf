"""Settings: kept whole, read kindly, and described in one place."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.settings import GROUPS, NAME, Settings, described, load, save
from tests.fakes.clock import Clock
from tests.settings_page import PAGE, table

if TYPE_CHECKING:
    from desktop.problems import Problem


def written(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / NAME).write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_the_defaults_count(folder: Path) -> None:
    told: list[Problem] = []
    assert load(folder, tell=told.append) == Settings()
    assert told == []
    assert not folder.exists()


def test_what_is_saved_is_read_again_and_only_that_is_in_the_file(folder: Path) -> None:
    chosen = Settings(
        unread_days=3, check_on_battery="not", keys={"star": ("S", "Ctrl+D")}, library_proxy="https://proxy.edu/?u="
    )
    save(folder, chosen)
    assert load(folder) == chosen
    assert set(json.loads((folder / NAME).read_text())) == {"unread_days", "check_on_battery", "keys", "library_proxy"}


def test_names_of_a_newer_version_stay_in_the_file(folder: Path) -> None:
    written(folder, '{"from_tomorrow": [1, {"a": null}], "unread_days": 9}')
    save(folder, replace(load(folder), unread_days=10))
    assert json.loads((folder / NAME).read_text()) == {"from_tomorrow": [1, {"a": None}], "unread_days": 10}


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", '"x"', "\x00\x01", "[" * 100_000])
def test_a_damaged_file_is_kept_aside_and_told(folder: Path, clock: Clock, text: str) -> None:
    written(folder, text)
    told: list[Problem] = []
    assert load(folder, tell=told.append, now=clock) == Settings()
    aside = folder / f"settings-damaged-{clock():%Y-%m-%d}.json"
    assert aside.read_text(encoding="utf-8") == text
    assert aside.name in told[0].kept
    assert load(folder, tell=told.append, now=clock) == Settings()
    assert len(told) == 1


def test_a_second_damaged_file_of_a_day_does_not_replace_the_first(folder: Path, clock: Clock) -> None:
    for text in ("first", "second"):
        folder.mkdir(exist_ok=True)
        (folder / NAME).write_text(text)
        load(folder, now=clock)
    assert sorted(file.read_text() for file in folder.glob("settings-damaged-*")) == ["first", "second"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unread_days", 0),
        ("unread_days", True),
        ("unread_days", "7"),
        ("unread_days", 1e3),
        ("close_to_background", 1),
        ("check_on_battery", "often"),
        ("check_on_battery", ["half"]),
        ("hf_address", "javascript:alert(1)"),
        ("hf_address", "http://[broken"),
        ("hf_address", "https://"),
        ("keys", {"star": "S"}),
        ("keys", {"star": [1]}),
        ("keys", []),
    ],
)
def test_one_bad_value_costs_only_itself(folder: Path, name: str, value: object) -> None:
    written(folder, json.dumps({name: value, "spacing_seconds": 5, "later_name": 1}))
    told: list[Problem] = []
    read = load(folder, tell=told.append)
    assert read == Settings(spacing_seconds=5, others={"later_name": 1})
    assert len(list(folder.glob("settings-damaged-*"))) == len(told) == 1
    assert load(folder) == read


def test_a_file_that_may_not_be_read_is_told_and_left_alone(folder: Path) -> None:
    (folder / NAME).mkdir(parents=True)
    told: list[Problem] = []
    assert load(folder, tell=told.append) == Settings()
    assert NAME in told[0].what
    assert (folder / NAME).is_dir()


def test_a_value_that_no_dialog_offers_is_not_saved(folder: Path) -> None:
    save(folder, Settings(unread_days=5))
    with pytest.raises(ValueError, match="unread_days"):
        save(folder, Settings(unread_days=0))
    assert load(folder) == Settings(unread_days=5)


def test_every_setting_has_its_words_and_a_default_that_fits() -> None:
    for setting in described():
        assert setting.label, setting.name
        assert setting.says.endswith((".", "=")), setting.name
        assert setting.group in GROUPS
        assert setting.fits(setting.default), setting.name
    assert {setting.group for setting in described()} == set(GROUPS)


def test_the_page_of_the_docs_lists_exactly_the_settings() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith("\n\n" + table()), "run: python -m tests.settings_page"
