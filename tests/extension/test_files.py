"""The extension's own files: what it may do, who it is, and that every text it shows is there in every language."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from desktop.bridge import messages, names
from tests.extension.surroundings import EXTENSION

ROOT = EXTENSION.parent
MANIFEST = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
SCRIPTS = sorted(EXTENSION.glob("*.js"))
LANGUAGES = sorted(folder.name for folder in (EXTENSION / "_locales").iterdir())


def texts(language: str) -> dict[str, str]:
    told = json.loads((EXTENSION / "_locales" / language / "messages.json").read_text(encoding="utf-8"))
    return {name: entry["message"] for name, entry in told.items()}


def places(text: str) -> set[str]:
    return set(re.findall(r"\$\d", text))


def test_it_may_do_no_more_than_it_must() -> None:
    assert MANIFEST["permissions"] == ["nativeMessaging", "activeTab", "scripting", "contextMenus", "storage", "alarms"]
    assert MANIFEST["optional_permissions"] == ["tabs"]
    assert "host_permissions" not in MANIFEST
    assert "content_scripts" not in MANIFEST
    assert "web_accessible_resources" not in MANIFEST
    assert "externally_connectable" not in MANIFEST


def test_its_key_gives_the_id_that_the_host_knows() -> None:
    digest = hashlib.sha256(base64.b64decode(MANIFEST["key"])).hexdigest()[:32]
    assert "".join(chr(ord("a") + int(digit, 16)) for digit in digest) in names.CHROMIUM_IDS
    assert MANIFEST["browser_specific_settings"]["gecko"]["id"] == names.FIREFOX_ID


def test_it_is_of_the_projects_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert MANIFEST["version"] == project["version"]


def test_every_file_that_is_named_is_there() -> None:
    named = [*MANIFEST["icons"].values(), MANIFEST["action"]["default_popup"], MANIFEST["options_ui"]["page"]]
    for page in EXTENSION.glob("*.html"):
        named += re.findall(r'(?:src|href)="([\w.-]+)"', page.read_text(encoding="utf-8"))
    for script in SCRIPTS:
        named += re.findall(r'from "\./([\w.-]+)"', script.read_text(encoding="utf-8"))
    assert [name for name in named if not (EXTENSION / name).is_file()] == []


def test_every_text_is_there_in_every_language() -> None:
    first, *others = (texts(language) for language in LANGUAGES)
    for other in others:
        assert other.keys() == first.keys()
        assert [name for name in first if places(first[name]) != places(other[name])] == []


def test_every_text_that_is_used_is_there_and_no_other() -> None:
    used = set(re.findall(r"__MSG_(\w+)__", (EXTENSION / "manifest.json").read_text(encoding="utf-8")))
    for page in EXTENSION.glob("*.html"):
        used |= set(re.findall(r'data-words(?:-\w+)?="(\w+)"', page.read_text(encoding="utf-8")))
    source = "\n".join(script.read_text(encoding="utf-8") for script in SCRIPTS)
    quoted = set(re.findall(r'"(\w+)"', source))
    there = set(texts("en"))
    made = {name for name in there if name.startswith(("menu_", "fault_"))}
    assert used <= there
    assert there - used - made <= quoted
    ours = (EXTENSION / "faults.js").read_text(encoding="utf-8").partition("new Set([")[2].partition("])")[0]
    assert {f"fault_{kind}" for kind in re.findall(r'"([a-z_]+)"', ours)} <= there


def test_every_refusal_a_reader_can_meet_has_its_words() -> None:
    unmet = {"frame_too_long", "not_json", "not_a_message", "bad_field", "answer_too_long"}  # ours to avoid
    assert {f"fault_{name}" for name in set(messages.ERRORS) - unmet} <= set(texts("en"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_page_words_become_markup_or_code(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    markup = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write"
    assert not re.search(rf"{markup}|\beval\(|new Function|fetch\(|XMLHttpRequest|WebSocket", source)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_can_be_read(script: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js here")
    words = ["--input-type=module", "--check"] if "import " in script.read_text(encoding="utf-8") else ["--check"]
    done = subprocess.run([node, *words, *([] if "--input-type=module" in words else [script])],
                          input=script.read_bytes(), capture_output=True, check=False, timeout=30)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


def test_every_field_has_a_name() -> None:
    for page in EXTENSION.glob("*.html"):
        for field in re.findall(r"<(?:input|textarea)\b[^>]*>", page.read_text(encoding="utf-8")):
            assert "data-words-label" in field or 'type="checkbox"' in field, field


# https://www.w3.org/TR/WCAG22/#contrast-minimum
PAIRS = [("text", "ground"), ("text", "raised"), ("quiet", "ground"), ("quiet", "raised"), ("link", "ground"),
         ("link", "chip"), ("on-main", "main"), ("good", "ground"), ("warn", "ground"), ("text", "chip")]  # fmt: skip


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_words_stand_out_from_their_ground(pair: tuple[str, str], *, dark: bool) -> None:
    light_sheet, dark_sheet = re.findall(r":root \{(.*?)\}", (EXTENSION / "look.css").read_text(), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark_sheet if dark else light_sheet))
    low, high = sorted(luminance(colours[name]) for name in pair)
    assert (high + 0.05) / (low + 0.05) >= 4.5


@pytest.mark.parametrize(
    "colour", re.findall(r'= "(#[0-9a-f]{6})"', (EXTENSION / "badge.js").read_text(encoding="utf-8"))
)
def test_white_signs_stand_out_on_the_badge(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5
