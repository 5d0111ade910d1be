"""Random plans: merges, octopuses, orphans, skewed clocks, picks, reverts,
renames, odd everything. The seed says it all. Never asks git.
"""
import random

import words
from plan import Plan

START = 1600000000
HOUR = 3600
DAY = 24 * HOUR
HOW = ["clean", "clean", "clean", "some", "theirs", "ours"]


class Generator:
    """Grows one plan, commit by commit."""

    def __init__(self, seed, smallest, largest):
        self.rnd = rnd = random.Random(seed)
        self.count = rnd.randrange(smallest, largest + 1)
        self.skew = rnd.random() < 0.5
        self.merges = rnd.choice([0.05, 0.3, 0.5])
        self.again = rnd.choice([0, 0.1, 0.3])
        self.recent = rnd.choice([2, 6, 15])
        self.plan = Plan({"seed": seed, "commits": [], "refs": [],
                          "tags": [], "questions": []})

    def grow(self):
        for label in range(self.count):
            self.add(label)
        self.add_refs()
        self.add_tags()
        return self.plan

    def add(self, label):
        rnd = self.rnd
        parents = self.choose_parents(label)
        time = START + label * 6 * HOUR
        if self.skew and rnd.random() < 0.25:
            time += rnd.randrange(-40 * DAY, 40 * DAY)
        if self.skew and rnd.random() < 0.03:
            time = rnd.choice([0, 1, 4000000000])
        commit = {"label": label, "parents": parents,
                  "author": words.person(rnd, time - rnd.randrange(2) * HOUR
                                         if time > HOUR else time),
                  "committer": words.person(rnd, time),
                  "encoding": rnd.choice(words.ENCODINGS),
                  "message": words.message(rnd),
                  "edits": self.edits(label, parents)}
        plan = self.plan
        plan.commits.append(commit)
        plan.at[label] = len(plan.labels)
        plan.labels.append(label)
        plan.add(commit)

    def choose_parents(self, label):
        rnd = self.rnd
        if label == 0 or rnd.random() < 0.02:
            return []
        count = 1
        if rnd.random() < self.merges:
            count = rnd.choices([2, 3, 5, 9], [85, 10, 4, 1])[0]
        recent = range(max(0, label - self.recent), label)
        found = set(rnd.choice(recent) for _ in range(count))
        if rnd.random() < 0.1:
            found.add(rnd.randrange(label))
        found = sorted(found)
        rnd.shuffle(found)
        return found

    def edits(self, label, parents):
        rnd = self.rnd
        found = []
        for parent in parents[1:]:
            how = rnd.choice(HOW)
            if how != "ours":
                found.append(["merge", parent, how])
        if len(parents) > 1 and rnd.random() < 0.7:
            return found
        if parents and rnd.random() < self.again:
            return [self.again_of(label, parents[0])]
        tree = self.plan.trees[parents[0]] if parents else {}
        return found + [self.edit(sorted(tree)) for _ in range(
            rnd.choice([0, 1, 1, 2, 3, 6]) if parents else 6)]

    def again_of(self, label, parent):
        """A pick, mostly from beside; or the undoing of what is below."""
        rnd = self.rnd
        pick = rnd.random() < 0.6
        some = [l for l in range(label)
                if self.plan.is_below(l, parent) != pick]
        return ["pick" if pick else "undo",
                rnd.choice(some) if some else rnd.randrange(label)]

    def edit(self, paths):
        rnd = self.rnd
        kind = rnd.random()
        if kind < 0.3 or not paths:
            return ["put", words.path(rnd), *words.entry(rnd)]
        path = rnd.choice(paths)
        if kind < 0.38:
            return ["drop", path]
        if kind < 0.46:
            return ["move", path, words.path(rnd)]
        if kind < 0.52:
            return ["flip", path]
        if kind < 0.58:
            return ["put", path, *words.entry(rnd)]
        return ["lines", path, words.splices(rnd)]

    def add_refs(self):
        rnd = self.rnd
        names = rnd.sample(words.REFS, rnd.randrange(0, 7))
        for name in names:
            self.plan.refs.append([name, rnd.choice(self.plan.labels)])

    def add_tags(self):
        rnd = self.rnd
        for n in range(rnd.choice([0, 0, 1, 2, 4])):
            kind = rnd.choice(["commit", "commit", "tree", "blob", "tag"])
            target = rnd.randrange(n) if kind == "tag" and n else \
                rnd.choice(self.plan.labels)
            if kind == "tag" and not n:
                kind = "commit"
            self.plan.tags.append({
                "label": n, "type": kind, "of": target,
                "tagger": words.person(rnd, START),
                "message": words.message(rnd)})


def make(seed, kinds, smallest=10, largest=50):
    """A plan, with questions of all these kinds."""
    generator = Generator(seed, smallest, largest)
    plan = generator.grow()
    plan.data["refs"] = plan.refs
    for kind in kinds:
        # Each has its own dice: one more question changes no other.
        rnd = random.Random("%d %s" % (seed, kind.name))
        for args in kind.generate(rnd, plan):
            plan.questions.append([kind.name, *args])
    return plan
