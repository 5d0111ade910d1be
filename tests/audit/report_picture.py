"""A report's page as a browser lays it out: at desk and phone width, light,
dark and on paper; nothing is loaded, nothing complains, nothing is cut off.

usage: report_picture.py CHROMIUM PAGE [FOLDER]   keeps the pictures there
"""
import os
import re
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "lib")]
from browser import Browser, pixels  # noqa: E402
from tap import Tap  # noqa: E402

PICTURES = [(1280, "light"), (1280, "dark"), (360, "light"), (390, "dark")]


def brightness(color):
    parts = [value / 255 / 12.92 if value / 255 <= 0.04045 else
             ((value / 255 + 0.055) / 1.055) ** 2.4 for value in color]
    return sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), parts))


def contrast(one, other):
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def color(text):
    text = text if len(text) == 6 else "".join(c + c for c in text)
    return tuple(int(text[i:i + 2], 16) for i in (0, 2, 4))


def check_colors(tap, page):
    """Words have 4.5, what charts are made of 3."""
    for index, scheme in enumerate(("light", "dark")):
        block = re.findall(r":root\{([^}]*)\}", page)[index]
        colors = {name: color(value) for name, value in
                  re.findall(r"--(\w+):#([0-9a-f]+)", block)}
        for name, least in (("ink", 7), ("soft", 4.5), ("accent", 4.5),
                            ("fine", 4.5), ("low", 3)):
            ratio = contrast(colors[name], colors["ground"])
            tap.ok(ratio >= least, "%s: %s stands out" % (scheme, name), ratio)


def check_picture(tap, png, name, scheme):
    rows = pixels(png)
    ground = rows[2][2]
    ink = sum(contrast(pixel, ground) > 4 for row in rows for pixel in row)
    tap.ok(brightness(ground) > 0.9 if scheme == "light" else
           brightness(ground) < 0.05, "%s: the ground is %s" % (name, scheme),
           ground)
    tap.ok(ink > 1000, "%s: there is something on it" % name, ink)


def words_of(pdf):
    """Text matrices and page sizes: what lies outside is cut off."""
    streams = [zlib.decompress(pdf[found.end():][:int(found[1])])
               for found in re.finditer(rb"/FlateDecode[^>]*/Length (\d+)[^>]*>>"
                                        rb"\s*stream\r?\n", pdf)]
    return sum(b"BT" in stream for stream in streams)


def check_events(tap, browser, name):
    complaints = [event["params"] for event in browser.events if event["method"]
                  in ("Log.entryAdded", "Runtime.exceptionThrown",
                      "Runtime.consoleAPICalled")]
    tap.ok(not complaints, name + ": no complaint", complaints)
    loaded = [event["params"]["request"]["url"] for event in browser.events
              if event["method"] == "Network.requestWillBeSent"]
    tap.ok(len(loaded) == 1 and loaded[0].startswith("file://"),
           name + ": nothing but the page is loaded", loaded)


def main():
    program, page = sys.argv[1:3]
    folder = sys.argv[3] if len(sys.argv) > 3 else None
    tap = Tap()
    with open(page, encoding="utf-8") as file:
        check_colors(tap, file.read())
    browser = Browser(program)
    try:
        for width, scheme in PICTURES:
            name = "%d-%s" % (width, scheme)
            browser.open(page, width)
            browser.media(scheme)
            tap.ok(browser.size()[0] <= width, "%s: it does not scroll "
                   "sideways" % name, browser.size())
            check_picture(tap, browser.picture(900), name, scheme)
            check_events(tap, browser, name)
            if folder:
                with open(os.path.join(folder, name + ".png"), "wb") as out:
                    out.write(browser.picture())
        browser.open(page, 1280)
        browser.media("dark", "print")
        check_picture(tap, browser.picture(900), "print", "light")
        browser.media("dark", "print")
        browser.call("Emulation.setDeviceMetricsOverride", width=680,
                     height=900, deviceScaleFactor=1, mobile=False)
        tap.ok(browser.size()[0] <= 680, "print: nothing is wider than the "
               "paper", browser.size())
        paper = browser.paper()
        pages = len(re.findall(rb"/Type\s*/Page\b", paper))
        tap.ok(paper[:5] == b"%PDF-" and pages >= 2, "print: it has pages",
               pages)
        tap.ok(words_of(paper) >= pages, "print: each has words on it")
        if folder:
            with open(os.path.join(folder, "print.pdf"), "wb") as out:
                out.write(paper)
    finally:
        browser.close()
    tap.ok(not os.path.exists(browser.profile), "nothing is left behind")
    tap.done()


if __name__ == "__main__":
    main()
