"""A real history of 3,501 commits, asked about like the random ones. It is
read through alternates; what a question needs beside it lies in a repository
of its own.
"""
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter

from compare import BY_NAME, Session
from plan import Plan
from store import Store, View, run, write

KINDS = {"range": 10, "bases": 10, "ancestor": 20, "steps": 10, "diff": 60,
         "numstat": 60, "combined": 60, "people": 300, "message": 600}


class RealPlan(Plan):
    """What git says of the history; without trees."""

    def __init__(self, store):
        super().__init__({"seed": 0, "commits": [], "refs": [["heads/main", 0]],
                          "tags": [], "questions": []})
        view = View(self, 0)
        out = store.git("log", "--topo-order", "--reverse", "-z",
                        "--format=%H%x00%T%x00%P%x00%ct%x00%B", store.tip)
        fields = out.decode("latin-1").split("\0")
        for n in range(0, len(fields) - 1, 5):
            self.add_commit(view, len(self.labels), *fields[n:n + 5])
        self.refs = [["heads/main", len(self.labels) - 1]]
        self.random = random.Random(1)
        for name, count in KINDS.items():
            self.ask(BY_NAME[name], count)
        store.views = [view]

    def add_commit(self, view, label, id_, tree, parents, time, message):
        self.labels.append(label)
        self.at[label] = label
        self.parents[label] = [view.label[p] for p in parents.split()]
        self.reach[label] = 1 << label | self.closure(self.parents[label])
        self.trees[label] = {}
        self.commits.append({"label": label, "committer": ["", "", int(time),
                                                           ""],
                             "message": message, "encoding": None})
        view.id[label], view.label[id_], view.tree[label] = id_, label, tree

    def ask(self, kind, count):
        found = []
        while len(found) < count:
            found += kind.generate(self.random, self)
        for args in self.random.sample(found, count):
            self.questions.append([kind.name, *args])


class Real(Store):
    """One view, whose objects are elsewhere."""

    def __init__(self, real, top):
        self.top, self.quarantine, self.queue = top, False, []
        self.full = os.path.join(top, "full.git")
        self.where = [self.full]
        run(["git", "init", "-q", "--bare", "-b", "none", self.full])
        write(os.path.join(self.full, "objects", "info", "alternates"),
              os.path.join(real, "objects") + "\n")
        self.tip = run(["git", "-C", real, "rev-parse",
                        "main"]).decode().strip()
        RealPlan(self)
        self.write_refs(self.full)


def main():
    script = os.path.join(os.environ.get("REFGATE_SRC", "."), "tests", "lib",
                          "import-history.sh")
    real = subprocess.run(["sh", script], stdout=subprocess.PIPE,
                          check=True).stdout.decode().strip()
    counts, failed = Counter(), Counter()
    with tempfile.TemporaryDirectory(prefix="refgate-differential-") as top:
        session = Session(Real(real, top))
        session.prepare()
        for failure in session.failures(counts):
            failed[failure.kind()] += 1
            if failed[failure.kind()] <= 3:
                print("# %s\n#   %s" % (failure.question, failure.text))
    for n, name in enumerate(KINDS):
        good = counts[name] and not failed[name]
        print("%sok %d - real history: %s (%d compared)" % (
            "" if good else "not ", n + 1, name, counts[name]))
    print("1..%d" % len(KINDS))
    sys.exit(1 if failed else 0)


main()
