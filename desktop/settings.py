"""What the reader can choose: one line for each setting; the dialog, docs/settings.md and every check come from it.

Kept as settings.json beside the library: only what differs from the default, so that better defaults reach all.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from desktop import clock
from desktop.files import write_whole
from desktop.language import N_, _
from desktop.problems import Problem, system_problem

NAME: Final = "settings.json"

Group = Literal["reading", "citing", "notices", "checking", "look", "links", "servers", "keys"]
Kind = Literal["switch", "number", "text", "address", "template", "choice", "keys"]

GROUPS: Final[Mapping[Group, str]] = {
    "reading": N_("Reading"),
    "citing": N_("Citing"),
    "notices": N_("In the background"),
    "checking": N_("Checking feeds"),
    "look": N_("Look"),
    "links": N_("Links"),
    "servers": N_("Servers"),
    "keys": N_("Keys"),
}
"""The parts of the dialog, in order."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as the dialog and the docs meet it; its texts are translated where they are shown.

    `least`, `most` and `unit` belong to a number; `choices` are (value in the file, words).
    """

    group: Group
    kind: Kind
    label: str
    says: str
    name: str = ""
    default: object = None
    least: int = 0
    most: int = 0
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    def fits(self, value: object) -> bool:
        """Tell whether this setting can have that value, as JSON would give it."""
        match self.kind:
            case "switch":
                return isinstance(value, bool)
            case "number":
                return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most
            case "text":
                return isinstance(value, str)
            case "address":
                return isinstance(value, str) and (not value or _is_address(value))
            case "template":
                from storage import is_template

                return isinstance(value, str) and is_template(value)
            case "choice":
                return value in [name for name, _words in self.choices]
            case "keys":
                return isinstance(value, Mapping) and all(
                    isinstance(name, str)
                    and isinstance(keys, list | tuple)
                    and all(isinstance(key, str) for key in keys)
                    for name, keys in value.items()
                )


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and text.isprintable() and " " not in text


def _switch(group: Group, label: str, says: str, *, default: bool) -> Any:
    return _field(default, Setting(group, "switch", label, says))


def _number(group: Group, label: str, says: str, default: int, *, least: int, most: int, unit: str) -> Any:
    return _field(default, Setting(group, "number", label, says, least=least, most=most, unit=unit))


def _address(group: Group, label: str, says: str, default: str) -> Any:
    return _field(default, Setting(group, "address", label, says))


def _choice(group: Group, label: str, says: str, choices: Mapping[str, str]) -> Any:
    return _field(next(iter(choices)), Setting(group, "choice", label, says, choices=tuple(choices.items())))


def _field(default: object, setting: Setting) -> Any:
    made = {"setting": setting}
    return field(default_factory=dict, metadata=made) if default == {} else field(default=default, metadata=made)


Battery = Literal["half", "usual", "not"]
Metered = Literal["known", "all", "none"]
ColourScheme = Literal["system", "light", "dark"]
RowDensity = Literal["tall", "medium", "slim"]


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings by value. `others` are those of the file that this version does not know; they are kept there."""

    unread_days: int = _number(
        "reading",
        N_("A paper stays unread for"),
        N_("After so many days, a paper that matched none of your rules no longer counts as unread."),
        7,
        least=1,
        most=365,
        unit=N_("days"),
    )
    keep_days: int = _number(
        "reading",
        N_("Papers you left alone stay for"),
        N_(
            "After so many days without you doing anything with it, a paper leaves the library for good; 0 keeps all."
            " Whatever you marked, tagged, wrote, opened or added stays."
        ),
        0,
        least=0,
        most=3650,
        unit=N_("days"),
    )
    key_template: str = _field(
        "{family}{year}{word}",
        Setting(
            "citing",
            "template",
            N_("Citation keys"),
            N_(
                "What new keys are made of: {family}, {families}, {year}, {yy}, {word}, {words}, {arxiv}, or with a "
                "capital {Family}. Keys that papers have stay."
            ),
        ),
    )
    close_to_background: bool = _switch(
        "notices",
        N_("Go on when the window is closed"),
        N_("Closing the window leaves Papertray checking and telling you about matches; Ctrl+Q always ends it."),
        default=True,
    )
    autostart: bool = _switch(
        "notices",
        N_("Start at login, without the window"),
        N_("Papertray starts with your desktop and stays in the background until a match or you call it."),
        default=False,
    )
    check_on_battery: Battery = _choice(
        "checking",
        N_("On battery"),
        N_("How often feeds are checked by themselves while the computer runs on battery."),
        {"half": N_("half as often"), "usual": N_("as usual"), "not": N_("not at all")},
    )
    check_on_metered: Metered = _choice(
        "checking",
        N_("On a metered connection"),
        N_("Which feeds are checked by themselves where data costs money."),
        {"known": N_("only Hugging Face and arXiv"), "all": N_("all"), "none": N_("none")},
    )
    spacing_seconds: int = _number(
        "checking",
        N_("Between two requests to one server"),
        N_("Papertray waits so long before it asks the same server again; arXiv always gets 3 seconds or more."),
        1,
        least=1,
        most=60,
        unit=N_("seconds"),
    )
    colour_scheme: ColourScheme = _choice(
        "look",
        N_("Colours"),
        N_("Light or dark colours, or those of the desktop."),
        {"system": N_("as the desktop"), "light": N_("light"), "dark": N_("dark")},
    )
    row_density: RowDensity = _choice(
        "look",
        N_("Rows of the list"),
        N_("How tall the rows of a list of papers are."),
        {"tall": N_("tall"), "medium": N_("medium"), "slim": N_("slim")},
    )
    library_proxy: str = _address(
        "links",
        N_("Library proxy"),
        N_("What your library puts before a publisher's address, such as https://proxy.example.edu/login?url="),
        "",
    )
    hf_address: str = _address(
        "servers",
        N_("Hugging Face"),
        N_("Where Daily Papers are asked for; another address is a mirror."),
        "https://huggingface.co",
    )
    arxiv_feeds_address: str = _address(
        "servers",
        N_("arXiv feeds"),
        N_("Where arXiv's daily listings are asked for."),
        "https://rss.arxiv.org",
    )
    arxiv_api_address: str = _address(
        "servers",
        N_("arXiv API"),
        N_("Where arXiv is asked about papers that you add by name."),
        "https://export.arxiv.org",
    )
    keys: Mapping[str, tuple[str, ...]] = _field(
        {},
        Setting(
            "keys",
            "keys",
            N_("Keys"),
            N_("Your own keys for an action, by the action's name; an empty list takes its keys away."),
        ),
    )
    others: Mapping[str, object] = field(default_factory=dict)


def described() -> tuple[Setting, ...]:
    """Give the settings in their order, each with its name and default."""
    plain = Settings()
    return tuple(
        replace(part.metadata["setting"], name=part.name, default=getattr(plain, part.name))
        for part in fields(Settings)
        if "setting" in part.metadata
    )


def _say_nothing(_problem: Problem) -> None:
    pass


def load(
    folder: Path, *, tell: Callable[[Problem], None] = _say_nothing, now: Callable[[], datetime] = clock.now
) -> Settings:
    """Read the settings of a library, the defaults where there are none; never fails.

    A file that cannot be understood, or a value that cannot be used, is kept aside as settings-damaged-DATE.json; what
    could be read counts and is written anew, and `tell` hears of it once.
    """
    path = folder / NAME
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        tell(system_problem(error))
        return Settings()
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        read = None
    settings, unfit = _understood(read)
    if unfit:
        _keep_aside(folder, settings, unfit, tell, now())
    return settings


def _understood(read: object) -> tuple[Settings, list[str]]:
    """Give the settings, and what could not be used: names of settings, or an empty name for the whole file."""
    if not isinstance(read, dict):
        return Settings(), [""]
    known = {setting.name: setting for setting in described()}
    mine = {name: value for name, value in read.items() if name in known}
    unfit = [name for name, value in mine.items() if not known[name].fits(value)]
    values = {name: _frozen(value) for name, value in mine.items() if name not in unfit}
    others = {name: value for name, value in read.items() if name not in known}
    return Settings(**values, others=others), unfit


def _frozen(value: object) -> Any:
    return {name: tuple(keys) for name, keys in value.items()} if isinstance(value, dict) else value


def _keep_aside(
    folder: Path, settings: Settings, unfit: list[str], tell: Callable[[Problem], None], now: datetime
) -> None:
    aside = folder / f"settings-damaged-{now:%Y-%m-%d}.json"
    number = 2
    while aside.exists():
        aside = folder / f"settings-damaged-{now:%Y-%m-%d}-{number}.json"
        number += 1
    labels = {setting.name: _(setting.label) for setting in described()}
    what = (
        _("The settings could not be read.")
        if unfit == [""]
        else _("Settings that cannot be used: {names}.").format(names=", ".join(labels[name] for name in unfit))
    )
    try:
        (folder / NAME).rename(aside)
        save(folder, settings)
    except OSError as error:
        # A read-only folder: the next start meets the same file and says the same.
        tell(Problem(what, then=system_problem(error).text()))
        return
    tell(Problem(what, _("They are kept as {file}; the usual ones are used instead.").format(file=aside.name)))


def save(folder: Path, settings: Settings) -> None:
    """Write the settings of a library whole or not at all.

    Raises:
        OSError: they cannot be written; the old ones stay.
        ValueError: a value is none that its setting can have.
    """
    changed: dict[str, object] = dict(settings.others)
    for setting in described():
        value = getattr(settings, setting.name)
        if not setting.fits(value):
            raise ValueError(f"{setting.name}: {value!r}")
        if value != setting.default:
            changed[setting.name] = value
    write_text(folder, json.dumps(changed, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def write_text(folder: Path, text: str) -> None:
    """Write the settings of a library as their file has them, whole or not at all.

    Raises:
        OSError: they cannot be written; the old ones stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / NAME, text)
