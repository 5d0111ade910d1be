"""Computes what a report must say from the logs themselves, by other means,
and compares. Prints "ok NAME" or "not ok NAME: got, wanted" a line each.

usage: report_check.py PAGE [--since T] --until T [--repo R] LOG...
"""
import argparse
import json
import math
import os
import re
import statistics
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from report_page import Page  # noqa: E402

MONTH = 30 * 86400


def seconds(text):
    text = re.sub(r"\.\d+", "", text).replace("Z", "+00:00")
    return int(datetime.fromisoformat(text).timestamp())


def date(stamp):
    return datetime.fromtimestamp(stamp, timezone.utc)


def number(value):
    return format(value, ",")


def duration(value):
    if value < 60:
        return "%d s" % value
    if value < 3600:
        return "%d min" % (value // 60)
    if value < 86400:
        return "%d h %d min" % (value // 3600, value % 3600 // 60)
    if value < 864000:
        return "%d d %d h" % (value // 86400, value % 86400 // 3600)
    return "%d d" % (value // 86400)


def ninety(values):
    return sorted(values)[math.ceil(0.9 * len(values)) - 1]


def user(record):
    who = record.get("user", {})
    name = who.get("name") or who.get("email")
    return name or ("person:" + who["hash"][:12] if "hash" in who else
                    "not proven")


def classes(waits):
    """How many are in each class of durations, as the page has them."""
    ends = (0, 1800, 3600, 7200, 21600, 86400, 259200, 604800, 1e12)
    return [str(sum(low <= wait < high for wait in waits))
            for low, high in zip(ends, ends[1:])]


def why(ref):
    """What the landing's row ends with."""
    said = [value for key in ("incident", "issue", "reason")
            for value in ref.get(key, [])] or ["nothing was said"]
    return said[-1]


class Facts:
    """All records, once each, up to the end."""

    def __init__(self, options):
        self.since = seconds(options.since) if options.since else 0
        self.until = seconds(options.until)
        self.all = []
        seen = set()
        for name in options.logs:
            for line in open(name, encoding="utf-8"):
                try:
                    record = json.loads(line)
                except ValueError:
                    continue
                if record["event"]["id"] in seen:
                    continue
                seen.add(record["event"]["id"])
                record["time"] = seconds(record["@timestamp"])
                if record["time"] < self.until and options.repo in (
                        None, record["refgate"]["repository"]):
                    self.all.append(record)
        self.all.sort(key=lambda record: record["time"])
        self.within = [record for record in self.all
                       if record["time"] >= self.since]

    def of(self, action, every_part=False):
        return [record for record in self.within
                if record["event"]["action"] == action and
                (every_part or record["refgate"]["part"].startswith("1/"))]

    def hotfixes(self):
        last = {}
        for record in self.within:
            for ref in record["refgate"]["refs"]:
                for landing in ref.get("landing", []):
                    key = (record["refgate"]["repository"], landing["branch"])
                    if record["time"] - last.get(key, -MONTH - 1) > MONTH:
                        yield dict(landing, time=record["time"],
                                   repository=key[0])
                    last[key] = record["time"]

    def debts(self):
        debts = {}
        for record in self.all:
            for ref in record["refgate"]["refs"]:
                for item in ref.get("opened", []):
                    key = (record["refgate"]["repository"], item["item"],
                           item["branch"])
                    debts[key] = {"opened": record["time"], "closed": 0,
                                  "due": seconds(item["due"])}
                for item in ref.get("closed", []):
                    key = (record["refgate"]["repository"], item["item"],
                           item["branch"])
                    debts[key]["closed"] = record["time"]
        return debts


class Check:
    def __init__(self, page, facts):
        self.page = page
        self.facts = facts
        self.failed = False

    def same(self, name, got, wanted):
        good = got == wanted
        self.failed |= not good
        print("ok " + name if good else "not ok %s: got %r, wanted %r" %
              (name, got, wanted))

    def says(self, name, section, wanted):
        text = self.page.sections.get(section, "")
        good = wanted in text
        self.failed |= not good
        print("ok " + name if good else "not ok %s: %r is not in %r" %
              (name, wanted, text[:400]))

    def rows(self, caption):
        return self.page.tables.get(caption, [[]])[1:]

    def overrides(self):
        records = list(reversed(self.facts.of("policy-override")))[:200]
        rows = self.rows("Overrides, the newest first")
        self.same("each override, when and who", [
            (row[0], row[1].split()[0]) for row in rows], [
                (date(record["time"]).strftime("%F %TZ"),
                 shown(user(record)).split()[0]) for record in records])
        missing = []
        for row, record in zip(rows, records):
            override = record["refgate"]["override"]
            places = [(2, rule) for rule in override["rules"]]
            places += [(3, shown(override[key])) for key in
                       ("incident", "reason", "risk", "follow-up")
                       if key in override]
            places += [(4, text) for one in override["approvers"]
                       for text in (one["name"], one["key"][:15])]
            places.append((4, override["expires"].replace("T", " ")))
            missing += [(row[at], text) for at, text in places
                        if text not in row[at]]
        self.same("and why, what, by whom, until when", missing, [])
        self.same("with which keys", {
            (row[0], row[1]): int(row[2]) for row in
            self.rows("Keys that have signed these overrides")}, Counter(
                (one["name"], one["key"]) for record in records
                for one in record["refgate"]["override"]["approvers"]))

    def bypasses(self):
        refs = [(date(record["time"]).strftime("%F %TZ"),
                 ref["name"].replace("refs/heads/", ""), ref["old"][:12])
                for record in reversed(self.facts.of("gate-bypassed", True))
                for ref in record["refgate"]["refs"]]
        got = [(row[0], row[2], re.search("[0-9a-f]{12}", row[3]).group())
               for row in self.rows("Refs moved past the gate, the newest "
                                    "first")]
        self.same("each ref that was moved past the gate", got, refs)

    def gate(self):
        kinds = ("policy-changed", "installed", "removed", "import")
        wanted = Counter(record["event"]["action"] for kind in kinds
                         for record in self.facts.of(kind))
        self.same("changes of gate and rules", Counter(
            row[3] for row in self.rows("Changes, the newest first")), wanted)
        self.same("pushes that could not be judged", len(self.rows(
            "Refused because the gate could not judge")),
            len(self.facts.of("gate-broken")))

    def debts(self):
        table, spread = [], {}
        debts = self.facts.debts()
        since, until = self.facts.since, self.facts.until
        for item in sorted({key[1] for key in debts}):
            of = [debt for key, debt in debts.items() if key[1] == item]
            closed = [debt for debt in of if debt["closed"] >= since and
                      debt["closed"]]
            waits = [debt["closed"] - debt["opened"] for debt in closed]
            spread[item] = classes(waits)
            table.append([item] + [number(value) for value in (
                sum(debt["opened"] >= since for debt in of), len(closed),
                sum(not debt["closed"] for debt in of),
                sum(not debt["closed"] and debt["due"] < until
                    for debt in of))] + ([
                        duration(int(statistics.median(waits))),
                        duration(ninety(waits))] if waits else ["-", "-"]))
        self.same("follow-ups and their delay", sorted(self.rows(
            "Follow-ups, and how long they took to close")), table)
        self.same("and how that is spread", {
            row[0]: row[1:] for row in self.rows(
                "Follow-ups that were closed, by how long they took")}, spread
            if any(debt["closed"] >= since and debt["closed"]
                   for debt in debts.values()) else {})
        due = sorted((debt["due"], key[1], key[2].replace("refs/heads/", ""))
                     for key, debt in debts.items() if not debt["closed"])
        self.same("open follow-ups", sorted(
            (row[0], row[2], row[3]) for row in
            self.rows("Open follow-ups, the first to be due first")),
            [(date(when).strftime("%F %TZ"), item, branch)
             for when, item, branch in due])

    def pushes(self):
        accepted, refused = (self.facts.of(action) for action in
                             ("push-accepted", "push-denied"))
        self.says("pushes", "summary", "%s pushes were judged: %s accepted, "
                  "%s refused" % tuple(map(number, (
                      len(accepted) + len(refused), len(accepted),
                      len(refused)))))
        self.over_time(accepted, refused)
        rules = Counter(rule for record in refused
                        for rule in record["rule"]["id"])
        self.same("refusals by rule", {
            row[0]: row[1] for row in
            self.rows("Rules, those that refused most first") if row[1] != "0"},
            {rule: number(count) for rule, count in rules.items()})
        for caption, key in (("Repositories with the most pushes", lambda
                              record: record["refgate"]["repository"]),
                             ("Pushers with the most pushes", user)):
            counts = defaultdict(lambda: [0, 0])
            for index, records in enumerate((accepted, refused)):
                for record in records:
                    counts[key(record)][index] += 1
            order = sorted(counts.items(), key=lambda pair:
                           (-sum(pair[1]), pair[0].encode()))
            wanted = [[name] + list(map(number, pair))
                      for name, pair in order[:10]]
            if len(order) > 10:
                wanted.append(["%d others" % (len(order) - 10)] + [
                    number(sum(pair[i] for _, pair in order[10:]))
                    for i in (0, 1)])
            self.same(caption, [row[:3] for row in self.rows(caption)],
                      [[shown(row[0])] + row[1:] for row in wanted])

    def over_time(self, accepted, refused):
        days = [date(record["time"]).date() for record in accepted + refused]
        span = (max(days) - min(days)).days + 1

        def start(day):
            if span <= 45:
                return day.isoformat()
            if span <= 400:
                return (day - timedelta(days=day.weekday())).isoformat()
            return day.isoformat()[:7]
        counts = defaultdict(lambda: [0, 0])
        for index, records in enumerate((accepted, refused)):
            for record in records:
                counts[start(date(record["time"]).date())][index] += 1
        self.same("pushes over time", [
            row for row in self.rows("Pushes over time")
            if row[1:] != ["0", "0"]],
            [[key] + list(map(number, counts[key])) for key in sorted(counts)])

    def hotfixes(self):
        hotfixes = list(self.facts.hotfixes())
        months = Counter(date(hotfix["time"]).strftime("%Y-%m")
                         for hotfix in hotfixes)
        self.same("hotfixes by month", {
            row[0]: row[1] for row in
            self.rows("Hotfixes that landed, by month") if row[1] != "0"},
            {month: number(count) for month, count in months.items()})
        waits = [hotfix["time"] - seconds(hotfix["seen"])
                 for hotfix in hotfixes if "seen" in hotfix]
        self.says("time to landing", "hotfixes", "Median %s; 90 of 100 within "
                  "%s" % (duration(int(statistics.median(waits))),
                          duration(ninety(waits))))
        self.same("distribution", [row[1] for row in self.rows(
            "How long hotfixes took to land")], classes(waits))
        # of one second, the later in the log is the later
        beyond = sum(len([other for j, other in enumerate(hotfixes) if
                          other["repository"] == hotfix["repository"] and
                          0 <= hotfix["time"] - other["time"] < hotfix["per"]
                          and (j <= i or other["time"] < hotfix["time"])])
                     > hotfix["max"] for i, hotfix in enumerate(hotfixes)
                     if "max" in hotfix)
        if beyond:
            self.says("beyond the plan", "hotfixes", "%d landing%s went "
                      "beyond" % (beyond, "" if beyond == 1 else "s"))
        self.sizes(hotfixes)
        self.landings()
        self.paths(hotfixes)

    def landings(self):
        wanted = [(date(record["time"]).strftime("%F %TZ"),
                   landing["branch"].replace("refs/heads/", ""),
                   shown(user(record)), shown(why(ref)))
                  for record in self.facts.within
                  for ref in record["refgate"]["refs"]
                  for landing in ref.get("landing", [])]
        got = [(row[0], row[1].split()[0], row[2],
                re.split("(?:^| )(?:incident|issue|reason) ", row[3])[-1])
               for row in
               self.rows("Landings of hotfixes, the newest first")]
        self.same("each landing, who and why", sorted(got),
                  sorted(wanted[-200:]))
        self.same("of many, the older ones unfold",
                  "Landings of hotfixes, the newest first" in
                  self.page.folded, len(got) > 19)

    def sizes(self, hotfixes):
        wanted = []
        for name in ("commits", "files", "lines"):
            values = [hotfix[name] for hotfix in hotfixes]
            wanted.append([name.capitalize()] + list(map(number, (
                int(statistics.median(values)), ninety(values), max(values),
                len(values)))))
        self.same("size", self.rows("How large hotfixes were"), wanted)

    def paths(self, hotfixes):
        hits = defaultdict(list)
        for hotfix in hotfixes:
            for path in hotfix["paths"]:
                hits[(path, hotfix["repository"])].append(hotfix["time"])
        wanted = {}
        for key, times in hits.items():
            most = max(sum(0 <= other - time <= MONTH for other in times)
                       for time in times)
            if most > 1:
                wanted[key] = (str(most), str(len(times)))
        self.same("the same paths again", {
            (row[0], row[1]): (row[2], row[3]) for row in
            self.rows("Paths, those fixed most often first")}, wanted)


def shown(text):
    return re.sub(r"\s+", " ", re.sub("[\x00-\x1f\u202e]", lambda match:
                                      "<U+%04X>" % ord(match.group()), text))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("page")
    parser.add_argument("--since")
    parser.add_argument("--until", required=True)
    parser.add_argument("--repo")
    parser.add_argument("logs", nargs="+")
    options = parser.parse_args()
    page = Page(open(options.page, encoding="utf-8").read())
    check = Check(page, Facts(options))
    check.same("well-formed, loads nothing, can be read aloud", page.flaws, [])
    for section in (check.overrides, check.bypasses, check.gate, check.debts,
                    check.pushes, check.hotfixes):
        section()
    sys.exit(check.failed)


if __name__ == "__main__":
    main()
