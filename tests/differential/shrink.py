"""Takes away from a plan whatever a failure does not need. Never changes what
fails: the same kind of question, with the same kind of difference.
"""
import json
from collections import Counter

from compare import compare
from generator import START
from plan import Plan

TRIES = 400


class Shrinker:
    """The smallest plan so far."""

    def __init__(self, failure, quarantine, plant):
        self.kind = failure.kind()
        self.text = failure.text
        self.quarantine, self.plant = quarantine, plant
        self.data = json.loads(failure.plan.dump())
        self.tries = 0

    def fails(self, data):
        self.tries += 1
        for failure in compare([Plan(data)], self.quarantine, Counter(),
                               self.plant):
            if failure.kind() == self.kind and \
                    failure.text.split(":")[0] == self.text.split(":")[0]:
                return failure
        return None

    def keep(self, data):
        """Whether the failure is still there: then this is the plan."""
        if self.tries >= TRIES:
            return False
        failure = self.fails(data)
        if failure:
            self.data, self.text = data, failure.text
        return bool(failure)

    def changed(self, change):
        data = json.loads(json.dumps(self.data))
        change(data)
        return data if data != self.data else None

    def without(self, find, drop):
        """Takes parts off a list, large ones first."""
        size = len(find(self.data))
        while size:
            at = 0
            while at < len(find(self.data)):
                data = self.changed(lambda d: drop(d, at, at + size))
                if not data or not self.keep(data):
                    at += size
            size //= 2

    def plain(self, change):
        data = self.changed(change)
        return bool(data) and self.keep(data)

    def run(self, question):
        """True if the plan fails by itself at all."""
        if not self.fails(self.data):
            return False
        self.plain(lambda d: d.update(questions=[question]))
        before = None
        while before != self.data and self.tries < TRIES:
            before = self.data
            self.once()
        return True

    def once(self):
        self.plain(lambda d: d.update(tags=[]))
        self.plain(lambda d: d.update(refs=[]))
        self.without(lambda d: d["commits"], drop_commits)
        for name in ("questions", "refs", "tags"):
            self.without(lambda d, n=name: d[n],
                         lambda d, a, b, n=name: d[n].__delitem__(slice(a, b)))
        self.plain(every_commit(plain_people))
        self.plain(every_commit(plain_text))
        for n in range(len(self.data["commits"])):
            self.commit(n)
        for n, question in enumerate(self.data["questions"]):
            for m, part in enumerate(question):
                if isinstance(part, list):
                    self.without(
                        lambda d, n=n, m=m: d["questions"][n][m],
                        lambda d, a, b, n=n, m=m:
                        d["questions"][n][m].__delitem__(slice(a, b)))

    def commit(self, n):
        for name in ("edits", "parents"):
            self.without(
                lambda d, name=name: d["commits"][n][name],
                lambda d, a, b, name=name:
                d["commits"][n][name].__delitem__(slice(a, b)))
        self.plain(lambda d: plain_people(d["commits"][n], n))
        self.plain(lambda d: plain_text(d["commits"][n], n))
        separators = "\n\n", "\n"
        for separator in separators:
            self.without(
                lambda d: d["commits"][n]["message"].split(separator),
                lambda d, a, b: drop_lines(d["commits"][n], "message", a, b,
                                           separator))
        for m, edit in enumerate(self.data["commits"][n]["edits"]):
            if edit[0] == "put":
                self.without(
                    lambda d, m=m: d["commits"][n]["edits"][m][3].split("\n"),
                    lambda d, a, b, m=m: drop_lines(
                        d["commits"][n]["edits"][m], 3, a, b, "\n"))


def drop_lines(owner, name, a, b, separator):
    lines = owner[name].split(separator)
    owner[name] = separator.join(lines[:a] + lines[b:])


def drop_commits(data, a, b):
    """Children become children of what was above."""
    for commit in data["commits"][a:b]:
        for other in data["commits"]:
            at = other["parents"]
            if commit["label"] in at:
                n = at.index(commit["label"])
                at[n:n + 1] = [p for p in commit["parents"] if p not in at]
        for ref in data["refs"]:
            if ref[1] == commit["label"] and commit["parents"]:
                ref[1] = commit["parents"][0]
    del data["commits"][a:b]


def every_commit(change):
    def changes(data):
        for n, commit in enumerate(data["commits"]):
            change(commit, n)
    return changes


def plain_people(commit, n):
    time = START + n * 3600
    commit.update(author=["A", "a@b", time, "+0000"],
                  committer=["C", "c@d", time, "+0000"], encoding=None)


def plain_text(commit, n):
    commit["message"] = "m\n"
