#!/usr/bin/env python3
"""Writes the log that docs/auditing.md is about: two weeks of a repository,
with a hotfix, an override, a ref that was moved past the gate. The same bytes
each time, and a chain that holds.

    sample.py >audit.jsonl
"""
import hashlib
import json
import sys

CHAIN = "01939a00-0000-7000-8000-000000000001"
POLICIES = ["sha256:" + letter * 64 for letter in "8c"]
ZERO = "0" * 40

ECS = {
    "push-accepted": (["change", "allowed"], "success", "push", "info"),
    "push-denied": (["change", "denied"], "failure", "push", "warning"),
    "push-landed": (["change"], "success", "push", "info"),
    "policy-override": (["change", "allowed"], "success", "push", "warning"),
    "policy-changed": (["change"], "success", "gate", "notice"),
    "gate-bypassed": (["change", "info"], "unknown", "gate", "alert"),
    "installed": (["creation"], "success", "gate", "notice"),
}


def oid(name):
    """An object id that does not change."""
    return hashlib.sha1(name.encode()).hexdigest()


def ref(name, old, new, verdict, commits=0, **facts):
    """One of refgate.refs."""
    kind = "create" if old is None else "delete" if new is None else "update"
    return {"name": "refs/" + name, "old": oid(old) if old else ZERO,
            "new": oid(new) if new else ZERO, "kind": kind,
            "commits": commits, "verdict": verdict, **facts}


def finding(rule, name, commit, detail):
    """One of refgate.findings."""
    return {"rule": rule, "ref": "refs/" + name, "commit": oid(commit),
            "detail": detail, "verdict": "fail", "ruleset": "protected"}


class Log:
    """Lines, each chained to the one before."""

    def __init__(self):
        self.sequence = 0
        self.previous = ""
        self.policy = POLICIES[0]

    def add(self, time, action, user, message, refs=(), push=None,
            findings=(), extra=None):
        """One record."""
        self.sequence += 1
        kinds, outcome, dataset, level = ECS[action]
        rules = sorted({item["rule"] for item in findings})
        override = {"override": None, **(extra or {})}
        event_id = "01939a4e-0000-7000-8000-%012d" % self.sequence
        push_id = push and "01939a4e-1111-7000-8000-%012d" % push
        record = {
            "@timestamp": "2026-11-" + time + ":00.000000Z",
            "ecs": {"version": "8.17"},
            "event": {"id": event_id, "kind": "event",
                      "category": ["configuration"], "type": kinds,
                      "action": action, "outcome": outcome,
                      "dataset": "refgate." + dataset,
                      "duration": 21000000, "sequence": self.sequence},
            "message": message, "log": {"level": level},
            "service": {"name": "refgate", "version": "0.1.0"},
            "host": {"name": "git01"},
            "process": {"pid": 4000 + self.sequence},
        }
        if user:
            record["user"] = {"name": user, "email": user + "@example.com"}
            record["source"] = {"ip": "192.0.2.%d" % (len(user) + 10)}
            record["network"] = {"protocol": "ssh"}
        record["rule"] = {"id": rules,
                          "ruleset": ["protected"] if rules else [],
                          "version": self.policy}
        record["refgate"] = {
            "prev": self.previous, "chain": CHAIN, "push_id": push_id,
            "part": "1/1", "repository": "shop",
            "identity_source": "gitolite" if user else None,
            "mode": "enforce", "refs": list(refs),
            "findings": list(findings), **override}
        line = json.dumps(record, separators=(",", ":"))
        self.previous = hashlib.sha256(line.encode()).hexdigest()
        print(line)

    def push(self, number, time, user, name, old, new, commits, **facts):
        """A push that is accepted and lands."""
        names = "refs/" + name
        self.add(time, "push-accepted", user, "push to %s accepted" % names,
                 [ref(name, old, new, "pass", commits)], number)
        self.add(time, "push-landed", user, names + " landed",
                 [ref(name, old, new, "landed", commits, **facts)], number)

    def refuse(self, number, time, user, name, old, new, findings):
        """A push that is refused."""
        rules = ", ".join(item["rule"] for item in findings)
        self.add(time, "push-denied", user,
                 "push to refs/%s refused: %s" % (name, rules),
                 [ref(name, old, new, "fail", len(findings))], number,
                 findings)


def landing(branch, seen, commits, files, lines, paths):
    """What landed with a ref."""
    return [{"branch": "refs/heads/" + branch,
             "seen": "2026-11-" + seen + ":00Z", "commits": commits,
             "files": files, "lines": lines, "paths": paths}]


def debt(branch, key, time):
    """What a landing owes or has paid."""
    return [{"item": "back-merge", "branch": "refs/heads/" + branch,
             key: "2026-11-" + time + ":00Z"}]


def first_hotfix(log):
    """In with an override, and merged back in time."""
    branch = "hotfix/REC-1-login"
    log.push(1, "09T10:00", "dan", "heads/" + branch, None, "login", 2)
    log.refuse(2, "09T11:00", "ida", "heads/main", "main", "fix1",
               [finding("approvals", "heads/main", "fix1",
                        "1 approval by senior-developers is missing")])
    log.add("09T11:20", "policy-override", "ida",
            "refs/heads/main let in by an override of INC-7: approvals",
            [ref("heads/main", "main", "fix1", "overridden", 3)], 3,
            extra={"override": {
                "incident": "INC-7", "rules": ["approvals"],
                "expires": "2026-11-09T15:00:00Z",
                "approvers": [{"name": "sue", "key": "SHA256:k0Jx4"},
                              {"name": "tom", "key": "SHA256:p9Qa2"}],
                "reason": "nobody can log in"}})
    log.push(3, "09T11:20", "ida", "heads/main", "main", "fix1", 3,
             incident=["INC-7"], issue=["REC-1"],
             reason=["nobody can log in"],
             landing=landing(branch, "09T10:00", 2, 3, 41,
                             ["src/auth", "tests"]),
             opened=debt(branch, "due", "11T11:20"))
    log.push(4, "10T09:30", "dan", "heads/develop", "develop", "back1", 1,
             closed=debt(branch, "opened", "09T11:20"))
    log.push(5, "10T09:40", "dan", "heads/" + branch, "login", None, 0)


def second_hotfix(log):
    """On the same paths, and never merged back."""
    branch = "hotfix/REC-2-session"
    log.push(6, "16T08:00", "eve", "heads/" + branch, None, "session", 1)
    log.refuse(7, "16T09:15", "eve", "heads/main", "fix1", "bad2",
               [finding("signature", "heads/main", "bad2", "no signature"),
                finding("merge", "heads/main", "bad2", "not a merge")])
    log.push(8, "17T14:00", "ida", "heads/main", "fix1", "fix2", 2,
             incident=["INC-9"], issue=["REC-2"],
             landing=landing(branch, "16T08:00", 1, 1, 7, ["src/auth"]),
             opened=debt(branch, "due", "19T14:00"))


def main():
    """The story, in order."""
    log = Log()
    log.add("08T08:00", "installed", "ann", "refgate 0.1.0 installed")
    first_hotfix(log)
    log.policy = POLICIES[1]
    log.add("12T12:00", "policy-changed", None,
            "the policy or a trust file has changed",
            extra={"policy_was": POLICIES[0]})
    second_hotfix(log)
    log.add("18T07:00", "gate-bypassed", None,
            "refs/heads/release/1.2 was moved past the gate",
            [ref("heads/release/1.2", "release", "forced", "bypassed")])
    log.refuse(9, "18T10:05", "eve", "heads/develop", "back1", "bad3",
               [finding("signature", "heads/develop", "bad3",
                        "no signature")])


if __name__ == "__main__":
    sys.exit(main())
