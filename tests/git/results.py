"""What a run of git's tests came to: their TAP, our logs, the differences.

Never runs a test; reads what is left of it.
"""

import collections
import fnmatch
import glob
import json
import os
import re
import subprocess

LINE = re.compile(r"^(not ok|ok) (\d+)(.*)$")


def read_tap(text):
    """{number: (status, name)}; what ended early has a number 0."""
    tests, planned = {}, False
    for line in text.splitlines():
        planned = planned or re.match(r"1\.\.\d+", line) is not None
        found = LINE.match(line)
        if not found:
            continue
        word, number, rest = found.groups()
        if re.search(r"# *skip", rest, re.I):
            word = "skip"
        elif "# TODO" in rest:
            word = "todo " + word
        tests[int(number)] = (word, rest.strip(" -"))
    if not planned:
        tests[0] = ("not ok", "it ended early")
    return tests


def read_kept(folder):
    """The TAP of the last run without hooks, for a run that leaves it out."""
    found = {}
    for path in glob.glob(folder + "/without/*.tap"):
        with open(path, encoding="utf-8", errors="replace") as file:
            script = os.path.basename(path)[:-len(".tap")] + ".sh"
            found[script] = read_tap(file.read())
    return found


def numbers(text):
    """The numbers that "1,3-5" names; "*" is None: all."""
    if text == "*":
        return None
    found = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def ranges(found):
    """The shortest text that names these numbers."""
    parts, row = [], []
    for number in sorted(found):
        if row and number != row[-1] + 1:
            parts.append(row)
            row = []
        row.append(number)
    parts.append(row)
    return ",".join("%d" % row[0] if len(row) == 1 else
                    "%d-%d" % (row[0], row[-1]) for row in parts)


class Logs:
    """What the logs of many repositories say."""

    def __init__(self):
        self.actions = collections.Counter()
        self.pushes = set()
        self.count = 0
        self.flaws = []

    def add(self, refgate, path):
        self.count += 1
        done = subprocess.run([refgate, "log", "verify", path], check=False,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        if done.returncode:
            self.flaws.append(path + ": " + done.stdout.decode().strip())
        if os.path.getsize(path) == 0:
            return
        with open(path, encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                self.actions[record["event"]["action"]] += 1
                self.pushes.add(record["refgate"].get("push_id"))

    def join(self, other):
        self.actions.update(other.actions)
        self.pushes |= other.pushes
        self.count += other.count
        self.flaws += other.flaws


def tell_run(name, found, logs, tally):
    words = collections.Counter(
        status for tap in found.values() for status, _ in tap.values())
    print("%s: %d scripts, %d ok, %d not ok, %d skipped, %d known to fail" % (
        name, len(found), words["ok"], words["not ok"], words["skip"],
        words["todo not ok"] + words["todo ok"]))
    if logs.count:
        print("  %d logs, %d pushes: %s" % (
            logs.count, len(logs.pushes - {None}),
            ", ".join("%d %s" % (count, action) for action, count
                      in sorted(logs.actions.items()))))
    if any(count for _, count in tally):
        print("  hooks called: " + ", ".join("%s %d" % pair
                                             for pair in tally))
    for flaw in logs.flaws:
        print("  flaw: " + flaw)


class Listed:
    """The differences that are by design: script, runs, tests, reason."""

    def __init__(self, path):
        self.rows = []
        with open(path, encoding="utf-8") as file:
            for line in file:
                if not line.startswith("#") and line.strip():
                    script, runs, tests, reason = \
                        line.rstrip("\n").split("\t")
                    self.rows.append((script, runs.split(), numbers(tests),
                                      reason))

    def wanted(self, run, script):
        """None is all of them."""
        wanted = set()
        for name, runs, tests, _ in self.rows:
            if script.startswith(name) and any(
                    fnmatch.fnmatch(run, pattern) for pattern in runs):
                if tests is None:
                    return None
                wanted |= tests
        return wanted

    def compare(self, run, base, found):
        """Tells and counts what differs and is not listed, or is, and does
        not."""
        wrong = 0
        for script in sorted(found):
            differs = {number for number in set(base[script]) |
                       set(found[script])
                       if base[script].get(number, "")[:1] !=
                       found[script].get(number, "")[:1]}
            wanted = self.wanted(run, script)
            if wanted is None:
                if not differs:
                    print("%s %s: listed, and nothing differs" % (run, script))
                    wrong += 1
                continue
            for numbered, text in (
                    (differs - wanted, "differs"),
                    (wanted - differs, "is listed and does not differ")):
                if numbered:
                    print("%s\t%s\t%s\t%s" % (script, run, ranges(numbered),
                                              text))
                    wrong += len(numbered)
        return wrong
