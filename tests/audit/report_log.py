"""A year of a team's life as audit logs, one chain a repository.

usage: report_log.py DIRECTORY [--seed N] [--days N] [--pushes N] [--hostile]
                     [--only REPOSITORY]

Writes DIRECTORY/<repository>.jsonl in the form that the gate writes; of the
first repository the first half is rotated away to <repository>.jsonl.1. The
same seed gives the same bytes.
"""
import argparse
import hashlib
import heapq
import json
import os
import random
from datetime import datetime, timedelta, timezone

START = datetime(2025, 1, 1, tzinfo=timezone.utc)
REPOSITORIES = ["payments", "storefront", "ledger"]
PEOPLE = ["alice", "bob", "carol", "dmitri", "erin", "farid", "grace", "hana",
          "ivan", "jo", "kim", "lena", "mateo", "nils"]
LEADS = [("Lead Lindqvist", "SHA256:k0Jx4mXlQ2y8sPZr9dT1uVwB3nC5eF7gH9iJ0kL1mN2"),
         ("Admin Adeyemi", "SHA256:Zq3TgY7bN1cV5xM9aS2dF4gH6jK8lP0oI2uY4tR6eW8"),
         ("Commander Castro", "SHA256:p9O8i7U6y5T4r3E2w1Q0aS9dF8gH7jK6lZ5xC4vB3n")]
RULES = ["commit-message", "signature", "ref-name", "approvals", "change-size",
         "paths", "secrets", "merge", "required-change", "start-point"]
WEIGHTS = [30, 18, 14, 11, 8, 7, 4, 4, 2, 2]
PATHS = ["src/auth", "src/checkout", "src/api", "lib/session", "lib/money",
         "config", "web/cart", "migrations"]
REASONS = ["Checkout was down for all customers; the lead could not be reached.",
           "Login failed after the certificate was renewed.",
           "Orders were charged twice; every minute cost money.",
           "The mail queue was stuck and no reviewer was awake."]
HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
           "a&b<c>d'e", "\u202egnp.exe\x07", "</td></table>" + "w" * 250]
DEBTS = [("back-merge", 24), ("incident-report", 168), ("review", 168)]


class Log:
    """One chain."""

    def __init__(self, name, rng):
        self.name = name
        self.rng = rng
        self.chain = self.hexes(32)
        self.sequence = 0
        self.previous = ""
        self.policy = self.hexes(64)
        self.lines = []

    def hexes(self, size):
        return "%0*x" % (size, self.rng.getrandbits(4 * size))

    def uuid(self):
        h = self.hexes(32)
        return "-".join((h[:8], h[8:12], "7" + h[13:16], "8" + h[17:20],
                         h[20:]))

    def add(self, time, action, message, user=None, rules=(), refs=(),
            findings=(), push=None, part="1/1", extra=None, override=None,
            mode="enforce"):
        self.sequence += 1
        outcome = "failure" if action in ("push-denied", "gate-broken") else \
            "success"
        record = {
            "@timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "ecs": {"version": "8.17"},
            "event": {"id": self.uuid(), "kind": "event",
                      "category": ["configuration"], "type": ["change"],
                      "action": action, "outcome": outcome,
                      "dataset": "refgate.push",
                      "duration": self.rng.randrange(900000, 90000000),
                      "sequence": self.sequence},
            "message": message, "log": {"level": "info"},
            "service": {"name": "refgate", "version": "1.0.0"},
            "host": {"name": "git01"}, "process": {"pid": 4711}}
        if user and user.startswith("#"):
            record["user"] = {"hash": hashlib.sha256(
                user.encode()).hexdigest()[:32]}
        elif user:
            record["user"] = {"name": user, "email": user + "@example.com"}
        record["network"] = {"protocol": "ssh"}
        record["rule"] = {"id": list(rules), "ruleset": ["main"],
                          "version": "sha256:" + self.policy}
        body = {"prev": self.previous, "chain": self.chain,
                "push_id": push or self.uuid(), "part": part,
                "repository": self.name, "identity_source": "ssh",
                "mode": mode, "refs": list(refs), "findings": list(findings),
                "override": override}
        body.update(extra or {})
        record["refgate"] = body
        line = json.dumps(record, separators=(",", ":"), ensure_ascii=False)
        self.previous = hashlib.sha256(line.encode()).hexdigest()
        self.lines.append(line)

    def ref(self, name, verdict="pass", kind="update", commits=1, **facts):
        old = "0" * 40 if kind == "create" else self.hexes(40)
        new = "0" * 40 if kind == "delete" else self.hexes(40)
        return dict({"name": name, "old": old, "new": new, "kind": kind,
                     "commits": commits, "verdict": verdict}, **facts)


class Year:
    """Events of one repository, in order of time."""

    def __init__(self, log, options):
        self.log = log
        self.rng = log.rng
        self.days = options.days
        self.end = START + timedelta(days=options.days)
        self.queue = []
        self.count = 0
        self.hotfixes = 0
        self.user = HOSTILE if options.hostile else PEOPLE
        self.person_offset = self.rng.randrange(len(PEOPLE))

    def at(self, time, function, *arguments):
        if time < self.end:
            self.count += 1
            heapq.heappush(self.queue, (time, self.count, function, arguments))

    def person(self):
        index = min(int(self.rng.expovariate(0.28)), len(self.user) - 1)
        return self.user[(index + self.person_offset) % len(self.user)]

    def accept(self, time, user, refs, facts=None, rules=(), override=None):
        push = self.log.uuid()
        log = self.log
        plain = [{key: ref[key] for key in ("name", "old", "new", "kind",
                                            "commits")} for ref in refs]
        mode = "evaluate" if time < START + timedelta(days=6) else "enforce"
        log.add(time, "push-accepted", "push to %s accepted" % refs[0]["name"],
                user, rules, [dict(ref, verdict="pass") for ref in plain],
                push=push, mode=mode)
        log.add(time + timedelta(milliseconds=40), "push-landed",
                "%s landed" % refs[0]["name"], user, (),
                [dict(ref, **{"verdict": "landed"}) for ref in refs],
                push=push, override=override)
        return push

    def push(self, time):
        user = self.person()
        branch = "refs/heads/" + self.rng.choice(
            ["main", "develop", "feature/%d" % self.rng.randrange(400)])
        if self.rng.random() < 0.11 * (1.6 - time.timetuple().tm_yday / 366):
            self.deny(time, user, branch)
        else:
            rules = ["required-change"] if self.rng.random() < 0.04 else []
            self.accept(time, user, [self.log.ref(branch)], rules=rules)

    def deny(self, time, user, branch):
        rules = sorted(set(self.rng.choices(RULES, WEIGHTS,
                                            k=self.rng.choice([1, 1, 1, 2]))))
        findings = [{"rule": rule, "ref": branch, "commit": self.log.hexes(40),
                     "detail": "found by the rule", "verdict": "fail"}
                    for rule in rules]
        push = self.log.uuid()
        parts = 2 if self.rng.random() < 0.03 else 1
        for part in range(1, parts + 1):
            self.log.add(time, "push-denied", "push to %s refused: %s" %
                         (branch, ", ".join(rules)), user, rules,
                         [self.log.ref(branch, "fail")], findings, push,
                         "%d/%d" % (part, parts))

    def hotfix(self, time):
        self.hotfixes += 1
        number = 100 + self.hotfixes
        branch = "refs/heads/hotfix/REC-%d-%s" % (
            number, self.rng.choice(["login", "double-charge", "stuck-queue",
                                     "tls-renewal", "null-cart"]))
        user = self.person()
        self.accept(time, user, [self.log.ref(branch, kind="create",
                                              commits=0)])
        if self.rng.random() < 0.4:
            self.at(time + timedelta(minutes=self.rng.randrange(3, 20)),
                    self.deny, user, branch)
        hours = min(self.rng.lognormvariate(0.6, 1.2), 220)
        self.at(time + timedelta(hours=hours), self.land, branch, time, user,
                number)

    def land(self, time, branch, seen, user, number):
        rng = self.rng
        known = rng.random() < 0.93
        landing = {"branch": branch, "commits": rng.randrange(1, 6),
                   "files": rng.randrange(1, 9),
                   "lines": int(rng.lognormvariate(3.3, 0.9)) + 1,
                   "paths": sorted(set(rng.choices(
                       PATHS, [9, 6, 4, 3, 2, 2, 1, 1],
                       k=rng.randrange(1, 4)))),
                   "max": 4, "per": 2592000}
        if known:
            landing["seen"] = seen.strftime("%Y-%m-%dT%H:%M:%SZ")
        opened = [{"item": item, "branch": branch,
                   "due": (time + timedelta(hours=hours)).strftime(
                       "%Y-%m-%dT%H:%M:%SZ")} for item, hours in DEBTS]
        facts = {"incident": ["REC-%d" % number],
                 "reason": [rng.choice(REASONS)], "landing": [landing],
                 "opened": opened}
        override = None
        if rng.random() < 0.16:
            override = {"incident": "REC-%d" % number}
            self.override(time - timedelta(milliseconds=5), user, branch,
                          "REC-%d" % number)
        refs = [self.log.ref("refs/heads/main", commits=landing["commits"],
                             **facts)]
        self.accept(time, user, refs, override=override)
        for item in opened:
            if rng.random() < (0.97 if item["item"] == "back-merge" else 0.9):
                typical = 6 if item["item"] == "back-merge" else 80
                wait = rng.lognormvariate(0, 0.8) * typical
                self.at(time + timedelta(hours=wait), self.close,
                        item["item"], branch, time, user)

    def close(self, time, item, branch, opened, user):
        closed = [{"item": item, "branch": branch,
                   "opened": opened.strftime("%Y-%m-%dT%H:%M:%SZ")}]
        self.accept(time, user, [self.log.ref("refs/heads/develop",
                                              closed=closed)])

    def override(self, time, user, branch, incident):
        rng = self.rng
        rules = ["approvals"] if rng.random() < 0.7 else \
            ["approvals", "required-change"]
        reason = rng.choice(REASONS if self.user is PEOPLE else HOSTILE)
        names = rng.sample(LEADS, 2)
        findings = [{"rule": rule, "ref": "refs/heads/main",
                     "commit": self.log.hexes(40),
                     "detail": "0 of 1 approvals by team-leads",
                     "verdict": "overridden"} for rule in rules]
        self.log.add(time, "policy-override", "%s overrides %s on %s" %
                     (incident, ", ".join(rules), "refs/heads/main"), user,
                     rules, [self.log.ref("refs/heads/main", "overridden")],
                     findings, override={
                         "incident": incident, "rules": rules,
                         "expires": (time + timedelta(hours=1)).strftime(
                             "%Y-%m-%dT%H:%M:%SZ"),
                         "approvers": [{"name": name, "key": key}
                                       for name, key in names],
                         "reason": reason,
                         "risk": "the change was tested by hand only",
                         "follow-up": "review on the next working day"})

    def single(self, time, action, message, user=None, **more):
        self.log.add(time, action, message, user, **more)

    def change_policy(self, time):
        was = "sha256:" + self.log.policy
        self.log.policy = self.log.hexes(64)
        self.log.add(time, "policy-changed", "the policy is another one than "
                     "at the last push", self.person(),
                     extra={"policy_was": was})

    def bypass(self, time):
        kind = self.rng.choice(["update", "update", "delete"])
        name = self.rng.choice(["refs/heads/main", "refs/tags/v1.4.2"])
        self.log.add(time, "gate-bypassed", "%s moved without a clearance of "
                     "the gate" % name, self.person(),
                     refs=[self.log.ref(name, "bypassed", kind)])

    def recover(self, time):
        torn = b'{"@timestamp":"2025'
        good = self.log.previous
        self.log.lines.append(torn.decode())
        self.log.previous = hashlib.sha256(torn).hexdigest()
        self.log.add(time, "recovered", "torn lines stand before it",
                     extra={"recovered": {
                         "reason": "torn", "after": good,
                         "bytes": len(torn),
                         "sha256": hashlib.sha256(torn).hexdigest()}})

    def rotate(self, time):
        self.log.cut = len(self.log.lines)
        self.log.add(time, "rotated", "a new file", extra={"rotated": {
            "reason": "new-file", "after": self.log.previous, "bytes": 0,
            "sha256": ""}})

    def plan(self, pushes, special):
        rng = self.rng
        self.at(START, self.single, "installed", "refgate was installed",
                "root")
        for day in range(self.days):
            date = START + timedelta(days=day)
            weekend = date.weekday() > 4
            amount = pushes * (0.12 if weekend else 1) * rng.uniform(0.6, 1.4)
            for _ in range(int(amount + rng.random())):
                self.at(date + timedelta(hours=min(max(rng.gauss(13, 3), 0),
                                                   23.9)), self.push)
            if rng.random() < 0.085:
                self.at(date + timedelta(hours=rng.uniform(0, 24)),
                        self.hotfix)
        moments = lambda n: [START + timedelta(days=rng.uniform(7, self.days))
                             for _ in range(n)]
        for time in moments(2):
            self.at(time, self.change_policy)
        if not special:
            return
        for time in moments(3):
            self.at(time, self.bypass)
        for time in moments(2):
            self.at(time, self.single, "gate-broken", "push could not be "
                    "judged: cannot read the trust file", "bob")
        self.at(moments(1)[0], self.recover)
        self.at(START + timedelta(days=self.days / 2), self.rotate)
        time = moments(1)[0]
        self.at(time, self.single, "removed", "refgate is taken out", "root")
        self.at(time + timedelta(hours=2), self.single, "installed",
                "refgate was installed", "root")

    def run(self):
        while self.queue:
            time, _, function, arguments = heapq.heappop(self.queue)
            function(time, *arguments)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--pushes", type=float, default=8)
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--only", choices=REPOSITORIES)
    options = parser.parse_args()
    for index, name in enumerate(REPOSITORIES):
        if options.only not in (None, name):
            continue
        log = Log(name, random.Random("%d %s" % (options.seed, name)))
        log.cut = 0
        year = Year(log, options)
        year.plan(options.pushes / (index + 1), index == 0)
        year.run()
        path = os.path.join(options.directory, name + ".jsonl")
        for part, lines in ((".1", log.lines[:log.cut]),
                            ("", log.lines[log.cut:])):
            if lines:
                with open(path + part, "w", encoding="utf-8",
                          newline="\n") as out:
                    out.write("".join(line + "\n" for line in lines))


if __name__ == "__main__":
    main()
