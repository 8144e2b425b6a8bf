"""A real Chromium with the extension in it, driven over its debugging pipe."""

import base64
import itertools
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from desktop.bridge.names import CHROMIUM_IDS
from tests.extension.surroundings import EXTENSION, PATIENCE, BrowserFault, environment

ID: Final = CHROMIUM_IDS[0]
PROGRAMS: Final = ("chromium", "chromium-browser")


class Chromium:
    """One browser with a profile of its own; `proxy` is where all its requests go."""

    name = "chromium"
    origin = f"chrome-extension://{ID}"

    def __init__(self, home: Path, proxy: str) -> None:
        self.home = home
        self.profile = home / "profile"
        self._proxy = proxy
        self._numbers = itertools.count(1)
        self._answers: dict[int, dict[str, Any]] = {}
        self._rest = b""
        self._workers: dict[str, str] = {}
        self._page = ""
        self.tab = 0

    @staticmethod
    def program() -> str | None:
        return next((path for name in PROGRAMS if (path := shutil.which(name))), None)

    def __enter__(self) -> Self:
        program = self.program()
        assert program is not None
        self.profile.mkdir(parents=True, exist_ok=True)
        to_read, self._out = os.pipe()
        self._in, to_write = os.pipe()
        # Chromium reads its commands from descriptor 3 and answers on 4; bash alone takes numbers over nine.
        command = f'exec "$@" 3<&{to_read} 4>&{to_write}'
        surroundings = environment(self.home)
        with (self.home / "chromium.log").open("wb") as log:
            self._process = subprocess.Popen(
                ["bash", "-c", command, "chromium", program, *self._words()],
                pass_fds=(to_read, to_write),
                env=surroundings,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        os.close(to_read)
        os.close(to_write)
        self._wait_for(lambda: self._worker() is not None)
        time.sleep(0.5)  # who attaches while the worker is being made never hears of it again
        return self

    def _words(self) -> list[str]:
        return [
            "--headless=new",
            "--remote-debugging-pipe",
            "--enable-unsafe-extension-debugging",
            f"--user-data-dir={self.profile}",
            f"--load-extension={EXTENSION}",
            f"--proxy-server={self._proxy}",
            "--proxy-bypass-list=<-loopback>",
            "--no-first-run",
            "--disable-sync",
            "--disable-component-update",
            "--disable-background-networking",
            "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
            "--window-size=900,700",
            "--lang=en-US",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            "about:blank",
        ]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._send("Browser.close")
            self._process.wait(10)
        except (OSError, subprocess.TimeoutExpired, BrowserFault):
            self._process.kill()
            self._process.wait()
        for descriptor in (self._in, self._out):
            os.close(descriptor)

    # What a reader does

    def open(self, url: str) -> int:
        """Open a page in a new tab and bring it to the front; give the extension's number of the tab."""
        made = self._send("Target.createTarget", url=url)["targetId"]
        session = self._attach(made)
        loaded = "location.href !== 'about:blank' && document.readyState === 'complete'"
        self._wait_for(lambda: self._evaluate(session, loaded))
        before, self._page, self._session = self._page, made, session
        self._send("Target.activateTarget", targetId=made)
        if before:  # two tabs with one address could not be told apart
            self._send("Target.closeTarget", targetId=before)
        self.tab = int(self.worker("chrome.tabs.query({ active: true }).then((tabs) => tabs[0].id)"))
        return self.tab

    def click(self) -> None:
        """Click the toolbar button over the page that is open: the popup opens and may look at this page alone."""
        tab = next(
            target["targetId"]
            for target in self._targets([{"type": "tab"}])
            if target["url"] == self._send("Target.getTargetInfo", targetId=self._page)["targetInfo"]["url"]
        )
        self._send("Extensions.triggerAction", id=ID, targetId=tab)
        self._wait_for(lambda: self._popup_target() is not None)
        self._popup = self._attach(self._popup_target() or "")
        self._wait_for(lambda: self.popup("document.body?.getAttribute('aria-busy')") == "false")

    def _popup_target(self) -> str | None:
        targets = self._targets([{"type": "page"}, {"type": "other"}])
        return next((one["targetId"] for one in targets if one["url"] == f"{self.origin}/popup.html"), None)

    def close_popup(self) -> None:
        target = self._popup_target()
        if target is not None:
            self._send("Target.closeTarget", targetId=target)
            self._wait_for(lambda: self._popup_target() is None)

    # Where scripts run

    def popup(self, script: str) -> Any:
        """Give what a script in the open popup comes to."""
        return self._evaluate(self._popup, script)

    def page(self, script: str) -> Any:
        """Give what a script in the open page comes to."""
        return self._evaluate(self._session, script)

    def worker(self, script: str) -> Any:
        """Give what a script in the extension's worker comes to; one that sleeps is woken as an event would."""
        self._wait_for(lambda: self._worker() is not None)
        target = self._worker() or ""
        if target not in self._workers:
            self._workers = {target: self._awake(target)}
        return self._evaluate(self._workers[target], script)

    def _awake(self, target: str) -> str:
        """Attach to a worker once it is whole: who comes while it is being made finds half of it."""
        for _ in range(40):
            session = self._attach(target)
            if self._evaluate(session, "typeof chrome.tabs?.query") == "function":
                return session
            self._send("Target.detachFromTarget", sessionId=session)
            time.sleep(0.1)
        raise BrowserFault("the worker never woke up")

    def _worker(self) -> str | None:
        targets = self._targets([{"type": "service_worker"}])
        return next((one["targetId"] for one in targets if one["url"].startswith(self.origin)), None)

    def press(self, command: str) -> None:
        """Do what the keys of this command do; without a screen nobody hears the keys themselves.

        With the keys comes the leave to look at the page, which here the button gives.
        """
        self.click()
        self.close_popup()
        tabs = "chrome.tabs.query({ active: true })"
        self.worker(f"{tabs}.then(([tab]) => void chrome.commands.onCommand.dispatch({json.dumps(command)}, tab))")

    def stop_worker(self) -> None:
        """End the worker as the browser does when it was idle."""
        target = self._worker()
        if target is not None:
            self._send("Target.closeTarget", targetId=target)
            self._wait_for(lambda: self._worker() is None)
            self._workers = {}  # the next one may have the number of the last

    def extension_page(self, path: str) -> None:
        """Open a page of the extension in a tab; `page` then runs there."""
        self.open(f"{self.origin}/{path}")

    def extension_tab(self, path: str) -> None:
        """Open a page of the extension and leave the page that is open where it is."""
        self._page = ""
        self.open(f"{self.origin}/{path}")

    def key(self, key: str, *, ctrl: bool = False, alt: bool = False) -> None:
        """Press a key in the popup, where its focus is."""
        plain = f"Digit{key}" if key.isdigit() else f"Key{key.upper()}"
        number, code = _KEYS[key] if key in _KEYS else (ord(key.upper()), plain)
        what = {"key": key, "code": code, "modifiers": 2 * ctrl + alt, "windowsVirtualKeyCode": number}
        text = "\r" if key == "Enter" and not ctrl else key if len(key) == 1 and not (ctrl or alt) else ""
        self._send_to(self._popup, "Input.dispatchKeyEvent", type="keyDown", text=text, **what)
        self._send_to(self._popup, "Input.dispatchKeyEvent", type="keyUp", **what)

    def picture(self, path: Path, *, dark: bool, popup: bool = False, size: tuple[int, int] | None = None) -> None:
        """Take a picture of the page, or of the popup, in light or dark."""
        session = self._popup if popup else self._session
        media = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self._send_to(session, "Emulation.setEmulatedMedia", features=media)
        if size:
            self._send_to(
                session,
                "Emulation.setDeviceMetricsOverride",
                width=size[0],
                height=size[1],
                deviceScaleFactor=2,
                mobile=False,
            )
        time.sleep(0.3)
        shot = self._send_to(session, "Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))

    # The pipe

    def _targets(self, kinds: list[dict[str, str]]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._send("Target.getTargets", filter=kinds)["targetInfos"]
        return found

    def _attach(self, target: str) -> str:
        return str(self._send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def _evaluate(self, session: str, script: str) -> Any:
        answer = self._send_to(
            session, "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise BrowserFault(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def _send(self, method: str, **values: Any) -> dict[str, Any]:
        return self._call({"method": method, "params": values})

    def _send_to(self, session: str, method: str, **values: Any) -> dict[str, Any]:
        return self._call({"method": method, "params": values, "sessionId": session})

    def _call(self, message: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        os.write(self._out, json.dumps({"id": number, **message}).encode() + b"\0")
        ends = time.monotonic() + PATIENCE
        while number not in self._answers:
            ready, _, _ = select.select([self._in], [], [], max(0.0, ends - time.monotonic()))
            if not ready:
                raise BrowserFault(f"no answer to {message['method']}")
            piece = os.read(self._in, 1 << 20)
            if not piece:
                raise BrowserFault("the browser is gone")
            *whole, self._rest = (self._rest + piece).split(b"\0")
            for one in map(json.loads, whole):
                if "id" in one:
                    self._answers[one["id"]] = one
        answer = self._answers.pop(number)
        if "error" in answer:
            raise BrowserFault(f"{message['method']}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _wait_for(self, what: Any) -> None:
        ends = time.monotonic() + PATIENCE
        while not what():
            if time.monotonic() > ends:
                raise BrowserFault("waited in vain")
            time.sleep(0.05)


_KEYS: Final = {"Enter": (13, "Enter"), "Tab": (9, "Tab"), ",": (188, "Comma"), "ArrowDown": (40, "ArrowDown")}
