"""Firefox by its own remote protocol (Marionette), which needs no driver beside it: JSON over a socket of this machine."""

import json
import shutil
import socket
import subprocess
import time
from pathlib import Path

BINARIES = ("firefox-esr", "firefox")
STARTS_S, ANSWERS_S = 60, 120
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PRESS_S, PASSING = 60, ("stale element", "click intercepted", "not interactable")
"""Key under which the protocol names an element."""
PREFS = {
    "intl.accept_languages": "en",
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "extensions.update.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "network.proxy.type": 1,  # nothing but this machine answers
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
    "network.proxy.allow_hijacking_localhost": False,
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.download.always_ask_before_handling_new_types": False,
}


def binary():
    """Firefox of this machine; None where there is none."""
    return next((found for name in BINARIES if (found := shutil.which(name))), None)


class Firefox:
    """A headless Firefox with a profile of its own; a context manager."""

    def __init__(self, room, width=1366, height=900):
        self._room, self._size, self._number = Path(room), (width, height), 0

    def __enter__(self):
        profile = self._room / "profile"
        (self._room / "downloads").mkdir(parents=True)
        profile.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        prefs = PREFS | {"marionette.port": port, "browser.download.dir": str(self._room / "downloads")}
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items())
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        words = [
            binary(),
            "--headless",
            "--marionette",
            "-remote-allow-system-access",
            "--no-remote",
            "--profile",
            str(profile),
        ]
        width, height = self._size
        self._process = subprocess.Popen(
            [*words, "--width", str(width), "--height", str(height), "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._socket = self._connected(port)
        self._stream = self._socket.makefile("rb")
        self._read()  # who it is
        self.ask("WebDriver:NewSession", capabilities={})
        return self

    def __exit__(self, *_error):
        try:
            self.ask("Marionette:Quit", flags=["eForceQuit"])
            self._process.wait(20)
        except (OSError, ValueError, RuntimeError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        self._socket.close()

    def _connected(self, port):
        until = time.monotonic() + STARTS_S
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=ANSWERS_S)
            except OSError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.2)

    def _read(self):
        digits = b""
        while (one := self._stream.read(1)) != b":":
            if not one:
                raise OSError("firefox has ended")
            digits += one
        return json.loads(self._stream.read(int(digits)))

    def ask(self, command, **values):
        """One command of the protocol; its answer, or `RuntimeError` with what it says."""
        self._number += 1
        said = json.dumps([0, self._number, command, values]).encode()
        self._socket.sendall(b"%d:%s" % (len(said), said))
        _kind, _number, error, result = self._read()
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def go(self, address):
        """Open a page and wait until it is loaded."""
        self.ask("WebDriver:Navigate", url=address)

    def run(self, script, *values):
        """Run a script in the page; what it returns, also of a promise."""
        return self.ask("WebDriver:ExecuteScript", script=script, args=list(values))

    def wait(self, script, *values, seconds=120):
        """Wait until a script returns something that is true; that."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if found := self.run(script, *values):
                    return found
            except RuntimeError as error:
                if "javascript error" in str(error):
                    raise
            time.sleep(0.1)  # Marionette has no wait of its own; another page may be coming
        raise AssertionError(f"never true: {script} {values}; the page says: {self.text()[:600]}")

    def text(self):
        """What the page shows."""
        return self.run("return document.body.innerText")

    def see(self, css, says=""):
        """Wait until an element is shown, with these words; the element."""
        script = (
            "return [...document.querySelectorAll(arguments[0])].find(one => one.checkVisibility({visibilityProperty: true})"
            " && one.innerText.includes(arguments[1])) || null"
        )
        return self.wait(script, css, says)

    def click(self, css, says=""):
        """Click what is shown, as a mouse does; again while it is drawn anew or lies under something else."""
        until = time.monotonic() + PRESS_S
        while True:
            try:
                found = self.see(css, says)
                self.run("arguments[0].scrollIntoView({block: 'center'})", found)
                self.ask("WebDriver:ElementClick", id=found[ELEMENT])
            except RuntimeError as error:
                if not any(one in str(error) for one in PASSING) or time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                return

    def type(self, css, text):
        """Type into a field, or give files to one that takes them, a line each."""
        found = self.run("return document.querySelector(arguments[0])", css)
        self.ask("WebDriver:ElementSendKeys", id=found[ELEMENT], text=text)

    def cookies_forgotten(self):
        """Forget whoever was here."""
        self.ask("WebDriver:DeleteAllCookies")

    def complaints(self):
        """What stands in the browser's console of pages: errors and warnings, those of the policy for contents among them."""
        script = """
            const kept = Services.console.getMessageArray().filter(one => one instanceof Ci.nsIScriptError)
              .filter(one => /^http/.test(one.sourceName) || /Content.Security|CSP|CORS/i.test(one.category))
              .map(one => one.category + ": " + one.errorMessage + " (" + one.sourceName + ":" + one.lineNumber + ")");
            const logged = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage).getEvents()
              .filter(one => ["error", "warn"].includes(one.level) && /^http/.test(one.filename))
              .map(one => one.level + ": " + one.arguments.join(" "));
            return kept.concat(logged);
        """
        self.ask("Marionette:SetContext", value="chrome")
        try:
            return self.run(script)
        finally:
            self.ask("Marionette:SetContext", value="content")

    def downloads(self):
        """Files that were downloaded, whole."""
        return [one for one in (self._room / "downloads").iterdir() if one.suffix != ".part"]

    def picture(self, file):
        """What the window shows, as PNG."""
        import base64

        Path(file).write_bytes(base64.b64decode(self.ask("WebDriver:TakeScreenshot", full=False)))
