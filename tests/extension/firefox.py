"""A real Firefox with the extension in it, driven over Marionette."""

import base64
import itertools
import json
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from desktop.bridge.names import FIREFOX_ID
from tests.extension.surroundings import PATIENCE, BrowserFault, environment, packed

PROGRAMS: Final = ("firefox-esr", "firefox")
UUID: Final = "0b8f4f0e-50f5-4a86-b0f7-31f1f1f5a2d7"

# Nothing that asks the network, nothing that asks the reader.
PREFERENCES: Final[dict[str, object]] = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.newtabpage.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.stricttransportsecurity.preloadlist": False,
    "dom.security.https_only_mode": False,
    "dom.security.https_first": False,
    "extensions.webextOptionalPermissionPrompts": False,  # who asks is given: nobody is there to say yes
    "extensions.webextensions.uuids": json.dumps({FIREFOX_ID: UUID}),
    "intl.locale.requested": "en-US",
    "services.settings.server": "http://127.0.0.1:9/",
}


class Firefox:
    """One browser with a profile and a home of its own; `proxy` is where all its requests go."""

    name = "firefox"
    origin = f"moz-extension://{UUID}"

    def __init__(self, home: Path, proxy: str) -> None:
        self.home = home
        self.profile = home / "profile"
        self._proxy = proxy
        self._numbers = itertools.count(1)
        self._page = self._page_before = self._popup = self._inside = ""
        self.tab = 0

    @staticmethod
    def program() -> str | None:
        return next((path for name in PROGRAMS if (path := shutil.which(name))), None)

    def __enter__(self) -> Self:
        program = self.program()
        assert program is not None
        self.profile.mkdir(parents=True, exist_ok=True)
        port = _free_port()
        host, _, proxy_port = self._proxy.partition(":")
        told = PREFERENCES | {
            "marionette.port": port,
            "network.proxy.type": 1,
            "network.proxy.http": host,
            "network.proxy.http_port": int(proxy_port),
            "network.proxy.ssl": host,
            "network.proxy.ssl_port": int(proxy_port),
            "network.proxy.allow_hijacking_localhost": True,
        }
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in told.items())
        (self.profile / "user.js").write_text("".join(lines))
        surroundings = environment(self.home)
        with (self.home / "firefox.log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    program,
                    "--marionette",
                    "--remote-allow-system-access",
                    "--no-remote",
                    "--profile",
                    str(self.profile),
                ],
                env=surroundings,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._connect(port)
        self._call("WebDriver:NewSession", capabilities={"alwaysMatch": {}})
        self._call("WebDriver:SetTimeouts", script=int(PATIENCE * 1000))
        self._call("Addon:Install", path=str(packed(self.home)), temporary=True)
        # Where our scripts in the extension run; it stays behind the pages.
        self._in_tab(f"{self.origin}/options.html")
        self._inside = self._page
        return self

    def _connect(self, port: int) -> None:
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
                break
            except OSError:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.1)
        self._stream = self._socket.makefile("rb")
        self._read()  # its greeting

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._call("Marionette:Quit", flags=["eForceQuit"])
            self._process.wait(10)
        except (OSError, subprocess.TimeoutExpired, BrowserFault, ValueError):
            self._process.kill()
            self._process.wait()
        self._stream.close()
        self._socket.close()

    # What a reader does

    def open(self, url: str) -> int:
        """Open a page in a new tab and bring it to the front; give the extension's number of the tab."""
        before = self._page
        if before not in {"", self._inside}:
            self._call("WebDriver:SwitchToWindow", handle=before)
            self._call("WebDriver:CloseWindow")
            self._call("WebDriver:SwitchToWindow", handle=self._inside)
        self._in_tab(url)
        self.tab = int(self._chrome("return extension.tabManager.getWrapper(gBrowser.selectedTab).id;"))
        return self.tab

    def click(self) -> None:
        """Click the toolbar button over the page that is open, which lets the extension look at this page alone.

        The popup closes at once where there is no screen, so the test goes on with it in a tab.
        """
        self._chrome(
            "const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');"
            "const action = ExtensionParent.apiManager.global.browserActionFor(extension);"
            "for (const panel of document.querySelectorAll('panel')) panel.hidePopup();"
            "return action.openPopup(window, false).then(() => true, () => true);"
        )
        self._page_before = self._page
        self._in_tab(f"{self.origin}/popup.html?tab={self.tab}")
        self._popup = self._page
        self._wait_for(lambda: self.popup("document.body.getAttribute('aria-busy')") == "false")

    def _in_tab(self, url: str) -> None:
        handle = self._call("WebDriver:NewWindow", type="tab")["handle"]
        self._call("WebDriver:SwitchToWindow", handle=handle)
        self._call("WebDriver:Navigate", url=url)
        self._page = handle

    def close_popup(self) -> None:
        self._call("WebDriver:SwitchToWindow", handle=self._popup)
        self._call("WebDriver:CloseWindow")
        self._page = self._page_before
        self._call("WebDriver:SwitchToWindow", handle=self._page)

    # Where scripts run

    def popup(self, script: str) -> Any:
        """Give what a script in the open popup comes to."""
        return self._script(self._popup, script)

    def page(self, script: str) -> Any:
        """Give what a script in the open page comes to."""
        return self._script(self._page, script)

    def worker(self, script: str) -> Any:
        """Give what a script in the extension comes to, with the functions that its background has."""
        return self._script(self._inside, script.replace("chrome.", "browser."))

    def press(self, command: str) -> None:
        """Do what the keys of this command do."""
        self._chrome(
            f"const key = [...document.querySelectorAll('keyset[id^=ext-keyset-id] key')].find("
            f"(one) => one.getAttribute('key') === {json.dumps(_LETTERS[command])});"
            "key.doCommand(); return true;"
        )

    def key(self, key: str, *, ctrl: bool = False, alt: bool = False) -> None:
        """Press a key in the popup, where its focus is."""
        self._call("WebDriver:SwitchToWindow", handle=self._popup)
        held = [_KEYS[name] for name, down in (("Control", ctrl), ("Alt", alt)) if down]
        pressed = [*held, _KEYS.get(key, key)]
        steps = [{"type": "keyDown", "value": one} for one in pressed]
        steps += [{"type": "keyUp", "value": one} for one in reversed(pressed)]
        self._call("WebDriver:PerformActions", actions=[{"type": "key", "id": "keys", "actions": steps}])
        self._call("WebDriver:ReleaseActions")

    def click_in_page(self, selector: str) -> None:
        """Click something in the open page as a person does: only so may a permission be asked for."""
        self._call("WebDriver:SwitchToWindow", handle=self._page)
        found = self._call("WebDriver:FindElement", using="css selector", value=selector)["value"]
        self._call("WebDriver:ElementClick", id=next(iter(found.values())))

    def extension_page(self, path: str) -> None:
        """Open a page of the extension in a tab; `page` then runs there."""
        self._in_tab(f"{self.origin}/{path}")

    def picture(self, path: Path, *, dark: bool, popup: bool = False, size: tuple[int, int] | None = None) -> None:
        """Take a picture of the page, or of the popup, in light or dark."""
        self._call("WebDriver:SwitchToWindow", handle=self._popup if popup else self._page)
        name = "layout.css.prefers-color-scheme.content-override"
        self._chrome(f"Services.prefs.setIntPref({name!r}, {0 if dark else 1}); return true;")
        if size:
            self._call("WebDriver:SetWindowRect", width=size[0], height=size[1])
        time.sleep(0.3)
        path.write_bytes(base64.b64decode(self._call("WebDriver:TakeScreenshot", full=False)["value"]))

    def _script(self, handle: str, script: str) -> Any:
        self._call("WebDriver:SwitchToWindow", handle=handle, focus=False)
        source = (
            "const done = arguments[arguments.length - 1];"
            f"Promise.resolve().then(() => ({script})).then((value) => done({{ value: value ?? null }}),"
            " (error) => done({ error: String(error) }));"
        )
        told = self._call("WebDriver:ExecuteAsyncScript", script=source, args=[], sandbox=None)["value"]
        if "error" in told:
            raise BrowserFault(told["error"])
        return told["value"]

    def _chrome(self, script: str) -> Any:
        """Give what a script in the browser's own window comes to; `extension` is ours there."""
        self._call("Marionette:SetContext", value="chrome")
        try:
            head = (
                "const done = arguments[arguments.length - 1];"
                f"const extension = WebExtensionPolicy.getByID({json.dumps(FIREFOX_ID)}).extension;"
            )
            answer = "(value) => done({ value: value ?? null }), (error) => done({ error: String(error) })"
            source = f"{head} Promise.resolve((() => {{ {script} }})()).then({answer});"
            told = self._call("WebDriver:ExecuteAsyncScript", script=source, args=[])["value"]
        finally:
            self._call("Marionette:SetContext", value="content")
        if "error" in told:
            raise BrowserFault(told["error"])
        return told["value"]

    def _wait_for(self, what: Any) -> None:
        ends = time.monotonic() + PATIENCE
        while not what():
            if time.monotonic() > ends:
                raise BrowserFault("waited in vain")
            time.sleep(0.05)

    # The wire: a length, a colon, JSON

    def _call(self, command: str, **values: Any) -> Any:
        number = next(self._numbers)
        message = json.dumps([0, number, command, values]).encode()
        self._socket.sendall(f"{len(message)}:".encode() + message)
        while True:
            told = self._read()
            if told[1] == number:
                break
        if told[2]:
            raise BrowserFault(f"{command}: {told[2].get('message')}")
        return told[3]

    def _read(self) -> Any:
        length = b""
        while (one := self._stream.read(1)) != b":":
            if not one:
                raise BrowserFault("the browser is gone")
            length += one
        return json.loads(self._stream.read(int(length)))


# https://www.w3.org/TR/webdriver/#keyboard-actions
_KEYS: Final = {"Enter": "\ue007", "Tab": "\ue004", "Control": "\ue009", "Alt": "\ue00a", "ArrowDown": "\ue015"}
_LETTERS: Final = {"save": "P", "quote": "Q", "known": "K"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
