"""Commands for browsers: tell them of the library, take that back, see whether it works."""

import os
import sys
from pathlib import Path

import click

from desktop import paths
from desktop.bridge import ping, places, register
from desktop.bridge.names import HOST
from desktop.bridge.places import Browser
from desktop.bridge.register import Program
from desktop.cli.desk import Desk, Status, end, with_desk
from desktop.language import _
from desktop.problems import problem
from storage import LibraryError


@click.group(help=_("The browser's side: let the extension reach this library, see whether it does."))
def browser() -> None:
    """Hold the commands for browsers."""


_keys = click.argument("browsers", nargs=-1, type=click.Choice(places.KEYS), metavar="[BROWSER]...")
_profile = click.option(
    "--profile",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("The folder of a Chromium profile that has a place of its own (--user-data-dir)."),
)
_system = click.option("--system", "whole", is_flag=True, help=_("For all users of this machine, as root."))


@browser.command(help=_("Register Papertray's host with the browsers found here, or with those named."))
@_keys
@_profile
@_system
@with_desk
def install(desk: Desk, browsers: tuple[str, ...], profile: Path | None, whole: bool) -> None:
    """Tell browsers of the host."""
    host = _host(desk, whole=whole)
    chosen = _chosen(browsers, profile, whole=whole)
    if not chosen:
        desk.warn(_("No browser was found. Name one: papertray browser install firefox"))
        end(Status.USAGE)
    for each in chosen:
        path = register.install(each, host, system=whole)
        if desk.as_json:
            desk.emit({"browser": each.key, "sandbox": each.sandbox or None, "manifest": str(path)})
        else:
            desk.say(_("{browser}: registered").format(browser=_name(each)))
            _say_sandbox(desk, each)
    if not desk.as_json:
        _say_how_to_load(desk, chosen)


def _say_how_to_load(desk: Desk, chosen: list[Browser]) -> None:
    """Say where the extension is and how each family takes it."""
    folder = paths.extension()
    families = {each.family for each in chosen}
    desk.say(_("The extension is the folder {folder}").format(folder=folder))
    if "chromium" in families:
        desk.say(_("  Chromium's family: open chrome://extensions, developer mode on, Load unpacked, this folder."))
    if "firefox" in families:
        desk.say(_("  Firefox: open about:debugging#/runtime/this-firefox, Load Temporary Add-on, its manifest.json."))
    desk.say(_("Restart a browser that was open. “papertray browser doctor” tests whether it reaches the library."))


def _host(desk: Desk, *, whole: bool) -> Program:
    if sys.platform == "win32":
        raise click.UsageError(_("Browsers on Windows cannot be registered yet."))
    if whole and os.geteuid() != 0:
        raise click.UsageError(_("Only root can register the host for all users; without --system it is for you."))
    return register.system_program() if whole else register.program(desk.folder)


def _machine() -> places.System:
    return places.System(sys.platform, Path.home())


def _chosen(keys: tuple[str, ...], profile: Path | None, *, whole: bool) -> list[Browser]:
    if profile is not None:
        key = keys[0] if keys else "chromium"
        if len(keys) > 1 or key == "firefox":
            raise click.UsageError(_("--profile goes with one browser of Chromium's family."))
        return [places.of_profile(profile.absolute(), key)]
    machine = _machine()
    chosen = places.by_key(machine, keys) if keys else places.found(machine)
    return [each for each in chosen if each.system is not None] if whole else chosen


def _name(each: Browser) -> str:
    return f"{each.name} ({each.sandbox})" if each.sandbox else each.name


def _say_sandbox(desk: Desk, each: Browser) -> None:
    """Say what a sandboxed browser needs beside its manifest."""
    if each.sandbox == "flatpak" and places.may_start_programs(_machine(), each):
        return
    if each.sandbox == "flatpak":
        text = _(
            "  Its sandbox starts no program outside. To allow it that, which lets it start any:\n"
            "  flatpak override --user --talk-name=org.freedesktop.Flatpak {application}"
        )
        desk.say(text.format(application=each.application))
    elif each.sandbox == "snap" and each.family == "firefox":
        desk.say(
            _(
                "  Firefox from a snap asks once whether the extension may start Papertray; say yes.\n"
                "  A no is taken back by:\n"
                "  flatpak permission-set webextensions {host} snap.firefox yes"
            ).format(host=HOST)
        )
    elif each.sandbox == "snap":
        desk.say(_("  This browser's snap cannot start programs outside it. Use its .deb, or another browser."))


@browser.command(help=_("Take back what install did, and nothing else."))
@_keys
@_profile
@_system
@with_desk
def uninstall(desk: Desk, browsers: tuple[str, ...], profile: Path | None, whole: bool) -> None:
    """Tell browsers of the host no more."""
    host = _host(desk, whole=whole)
    everywhere = [*places.known(_machine()), *(each for each in places.found(_machine()) if each.sandbox)]
    chosen = _chosen(browsers, profile, whole=whole) if browsers or profile else everywhere
    removed = [each for each in chosen if (not whole or each.system) and register.uninstall(each, system=whole)]
    if not browsers and profile is None:
        host.path.unlink(missing_ok=True)
    for each in removed:
        if desk.as_json:
            desk.emit({"browser": each.key, "sandbox": each.sandbox or None})
        else:
            desk.say(_("{browser}: no longer registered").format(browser=_name(each)))
    if not removed:
        desk.say(_("No browser knew of it."))


@browser.command(help=_("See whether each browser can reach this library, and what to do where it cannot."))
@_keys
@_profile
@with_desk
def doctor(desk: Desk, browsers: tuple[str, ...], profile: Path | None) -> None:
    """Test the host as each browser starts it."""
    host = _host(desk, whole=False)
    chosen = _chosen(browsers, profile, whole=False)
    if not chosen:
        desk.warn(_("No browser was found. Name one: papertray browser doctor firefox"))
        end(Status.USAGE)
    fine = [_examine(desk, each, host) for each in chosen]
    end(Status.OK if all(fine) else Status.SOME_FAILED)


def _examine(desk: Desk, each: Browser, host: Program) -> bool:
    """Say how a browser stands; True where its extension will reach the library."""
    for whole in (False, True) if each.system is not None else (False,):
        state = register.state(each, register.system_program() if whole else host, system=whole)
        started = register.started_by(each, system=whole)
        if started is not None:
            path = register.manifest_path(each, system=whole)
            return _try(desk, each, host, state=state, started=started, manifest=path)
        if state == "foreign":
            path = register.manifest_path(each)
            return _tell(desk, each, state, _("{path} is not ours; move it away.").format(path=path))
    return _tell(desk, each, "missing", _("not registered. Run: papertray browser install {key}").format(key=each.key))


def _try(desk: Desk, each: Browser, host: Program, *, state: register.State, started: Path, manifest: Path) -> bool:
    again = _("Run: papertray browser install {key}").format(key=each.key)
    if state == "broken":
        return _tell(
            desk, each, state, _("its program {path} cannot start any more.").format(path=started) + f" {again}"
        )
    # A flatpak's own program runs inside the sandbox only; what it starts outside can be asked from here.
    answer = ping.ping(each, host.path if each.sandbox == "flatpak" else started, manifest)
    if answer.fault:
        return _tell(
            desk, each, "silent", _("the host does not answer: {fault}.").format(fault=answer.fault) + f" {again}"
        )
    if answer.library:
        return _tell(desk, each, answer.library, _("the host answers.") + f" {_library_trouble(desk, answer.library)}")
    if state == "stale":
        text = _("works, but asks another Papertray or another library.") + f" {again}"
        return _tell(desk, each, state, text, fine=True)
    _tell(desk, each, "fine", _("works (Papertray {version})").format(version=answer.program), fine=True)
    if each.sandbox and not desk.as_json:
        _say_sandbox(desk, each)
    return True


def _library_trouble(desk: Desk, refusal: str) -> str:
    """Say in words why the host refused the library; one that waits for its update is not opened, which would do it."""
    if refusal != "library_older":
        try:
            desk.library().close()
        except LibraryError as error:
            return problem(error).text()
    return _("The library waits for its update; start Papertray once.")


def _tell(desk: Desk, each: Browser, state: str, text: str, *, fine: bool = False) -> bool:
    if desk.as_json:
        found = {"browser": each.key, "name": _name(each), "sandbox": each.sandbox or None}
        desk.emit(found | {"state": state, "fine": fine, "text": text})
    else:
        desk.say(f"{_name(each)}: {text}")
    return fine
