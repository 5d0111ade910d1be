"""Chromium without a window, spoken to through a pipe: no port, a profile of
its own that is gone afterwards, and an end that is waited for."""
import base64
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

SECONDS = 120


class Browser:
    def __init__(self, program):
        self.profile = tempfile.mkdtemp(prefix="refgate-browser.")
        theirs_in, self.out = os.pipe()
        self.inp, theirs_out = os.pipe()
        home = dict(os.environ, HOME=self.profile,
                    XDG_CONFIG_HOME=self.profile, XDG_CACHE_HOME=self.profile,
                    TMPDIR=self.profile)
        command = [program, "--headless", "--no-sandbox", "--disable-gpu",
                   "--disable-dev-shm-usage", "--no-first-run",
                   "--disable-background-networking", "--disable-sync",
                   "--disable-crash-reporter", "--disable-breakpad",
                   "--disable-component-update", "--hide-scrollbars",
                   "--user-data-dir=" + self.profile,
                   "--remote-debugging-pipe", "about:blank"]
        self.process = subprocess.Popen(
            ["sh", "-c", 'exec "$@" 3<&%d 4>&%d' % (theirs_in, theirs_out),
             "sh"] + command, pass_fds=(theirs_in, theirs_out), env=home,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(theirs_in)
        os.close(theirs_out)
        self.rest = b""
        self.number = 0
        self.session = None
        self.events = []

    def receive(self, deadline):
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.inp], [], [],
                                        max(deadline - time.monotonic(), 0))
            if not ready:
                raise TimeoutError("the browser does not answer")
            data = os.read(self.inp, 1 << 20)
            if not data:
                raise EOFError("the browser has ended")
            self.rest += data
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data):]
        deadline = time.monotonic() + SECONDS
        while True:
            answer = self.receive(deadline)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError("%s: %s" % (method, answer["error"]))
                return answer["result"]
            self.events.append(answer)

    def open(self, path, width):
        """A page of that width; what happens goes to self.events."""
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")
        self.session = self.call("Target.attachToTarget", flatten=True,
                                 targetId=target["targetId"])["sessionId"]
        self.events = []
        for name in ("Page", "Log", "Runtime", "Network"):
            self.call(name + ".enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width,
                  height=800, deviceScaleFactor=1, mobile=width < 600)
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        self.wait("Page.loadEventFired")

    def wait(self, method):
        deadline = time.monotonic() + SECONDS
        while not any(event["method"] == method for event in self.events):
            self.events.append(self.receive(deadline))

    def media(self, scheme, media=""):
        self.call("Emulation.setEmulatedMedia", media=media, features=[
            {"name": "prefers-color-scheme", "value": scheme}])

    def size(self):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        return size["width"], size["height"]

    def picture(self, height=None):
        width, whole = self.size()
        clip = {"x": 0, "y": 0, "width": width, "height": height or whole,
                "scale": 1}
        return base64.b64decode(self.call(
            "Page.captureScreenshot", clip=clip,
            captureBeyondViewport=True)["data"])

    def paper(self):
        return base64.b64decode(self.call(
            "Page.printToPDF", preferCSSPageSize=False, printBackground=False)
            ["data"])

    def close(self):
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(30)
        except (OSError, EOFError, RuntimeError, TimeoutError,
                subprocess.TimeoutExpired):
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        os.close(self.out)
        os.close(self.inp)
        for _ in range(50):
            shutil.rmtree(self.profile, ignore_errors=True)
            if not os.path.exists(self.profile):
                break
            time.sleep(0.1)


def pixels(png):
    """Rows of (r, g, b) of an 8 bit PNG as Chromium writes it."""
    import struct
    import zlib
    at, data, size, kind = 8, b"", None, None
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at:at + 8])
        body = png[at + 8:at + 8 + length]
        if name == b"IHDR":
            size, kind = struct.unpack(">II", body[:8]), body[9]
        elif name == b"IDAT":
            data += body
        at += 12 + length
    step = {2: 3, 6: 4}[kind]
    data = zlib.decompress(data)
    stride = size[0] * step
    above = bytearray(stride)
    rows = []
    for y in range(size[1]):
        line = unfilter(data[y * (stride + 1)],
                        bytearray(data[y * (stride + 1) + 1:
                                       (y + 1) * (stride + 1)]), above, step)
        rows.append([tuple(line[x:x + 3]) for x in range(0, stride, step)])
        above = line
    return rows


def unfilter(how, line, above, step):
    for x in range(len(line) if how else 0):
        left = line[x - step] if x >= step else 0
        corner = above[x - step] if x >= step else 0
        guess = left + above[x] - corner
        line[x] = (line[x] + (0, left, above[x], (left + above[x]) // 2, min(
            (left, above[x], corner), key=lambda value: abs(guess - value))
        )[how]) & 255
    return line
