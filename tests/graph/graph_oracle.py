"""Ranges, merge bases, ancestry and steps of random graphs, compared with
plain reachability and, where clocks are sane, with git."""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from dump import Dump
from history import History, git, import_real, remove, split_off
from tap import Tally, Tap, scratch, seeds

COMMITS = 70
QUESTIONS = 60


class Case:
    """One history, asked with and without a quarantine."""

    def __init__(self, seed, skew, directory):
        self.history = History(seed, COMMITS, skew)
        self.random = self.history.random
        self.skew = skew
        self.full = os.path.join(directory, "full.git")
        self.history.write(self.full)
        self.id = [c.id for c in self.history.commits]
        self.index = {c.id: c.index for c in self.history.commits}
        git(self.full, "config", "core.commitGraph", "false")

    def one(self):
        return self.random.randrange(COMMITS)

    def pick(self, most):
        count = self.random.randrange(0, most + 1)
        return [self.random.randrange(COMMITS) for _ in range(count)]

    def ids(self, indexes):
        return [self.id[i] for i in indexes]


def ask_range(case, dump, tally, tip, known, name):
    lines = dump.ask("range", case.id[tip], name)
    held = case.history.closure(known)
    wanted = case.history.reach[tip] & ~held
    commits = [case.index[l] for l in lines[:-1] if " " not in l]
    boundary = set(case.index[l.split()[1]] for l in lines[:-1] if " " in l)
    bits = sum(1 << i for i in set(commits))
    what = "range %s %s" % (tip, known)
    if lines[-1] == "exact":
        tally.check(bits, wanted, what)
    else:
        tally.check(bits | wanted, bits, what + ": too little")
        tally.check(bits & case.history.reach[tip], bits, what)
    tally.check(len(set(commits)), len(commits), what + ": twice")
    place = {c: n for n, c in enumerate(commits)}
    for c in commits:
        for p in case.history.commits[c].parents:
            tally.check(place.get(p, COMMITS) > place[c], True,
                        what + ": order")
    edge = set(p for c in commits for p in case.history.commits[c].parents
               if p not in place) or ({tip} - set(commits))
    tally.check(boundary, edge, what + ": boundary")
    return lines[-1]


def ask_bases(case, dump, tally, tip, known, name):
    lines = dump.ask("bases", case.id[tip], name)
    shared = case.history.reach[tip] & case.history.closure(known)
    tally.check(sorted(case.index[l] for l in lines),
                sorted(case.history.best(shared)),
                "bases %s %s" % (tip, known))


def ask_ancestry(case, dump, tally):
    a, b = (case.random.randrange(COMMITS) for _ in range(2))
    below = case.history.reach[b] >> a & 1
    tally.check(dump.ask("ancestor", case.id[a], case.id[b]),
                ["yes" if below else "no"], "ancestor %d %d" % (a, b))


def ask_holds(case, dump, tally, known, name):
    c = case.random.randrange(COMMITS)
    held = case.history.closure(known) >> c & 1
    tally.check(dump.ask("holds", case.id[c], name),
                ["yes" if held else "no"], "holds %d %s" % (c, known))


def expected_steps(case, old, new, branches):
    """The definition of graph.h, in words of Python."""
    chain = []
    at = new
    commits = case.history.commits
    while at != old and commits[at].parents:
        chain.append(at)
        at = commits[at].parents[0]
    if at != old:
        kind = "branch" if new in branches else "run"
        return ["whole %s %s %s" % (case.id[old], case.id[new], kind)]
    steps = []
    open_ = False
    for c in reversed(chain):
        merge = len(commits[c].parents) > 1
        if not open_ or merge:
            steps.append([commits[c].parents[0], c, "run"])
        steps[-1][1] = c
        if merge:
            steps[-1][2] = "merge"
        elif c in branches:
            steps[-1][2] = "branch"
        open_ = steps[-1][2] == "run"
    return ["%s %s %s" % (case.id[a], case.id[b], k) for a, b, k in steps]


def ask_steps(case, dump, tally, branches):
    new = case.random.randrange(COMMITS)
    old = new
    for _ in range(case.random.randrange(1, 9)):
        parents = case.history.commits[old].parents
        if parents:
            old = parents[0 if case.random.random() < 0.9 else -1]
    if case.random.random() < 0.2:
        old = case.random.randrange(COMMITS)
    wanted = [] if old == new else expected_steps(case, old, new, branches)
    tally.check(dump.ask("steps", case.id[old], case.id[new]), wanted,
                "steps %d %d" % (old, new))


def ask_all(case, dump, tallies, new_known, branches):
    ranges, bases, others, steps = tallies
    exact = 0
    for n in range(QUESTIONS):
        if n % 10 == 0:
            dump.ask("fresh")
        name = "k%d" % n
        known = new_known(dump, name)
        for _ in range(2):
            tip = case.random.randrange(COMMITS)
            if case.random.random() < 0.5:
                ask_bases(case, dump, bases, tip, known, name)
            exact += ask_range(case, dump, ranges, tip, known,
                               name) == "exact"
        ask_holds(case, dump, others, known, name)
        ask_ancestry(case, dump, others)
        ask_steps(case, dump, steps, branches)
        if n % 3 == 0:
            dump.ask("exact", name)
            tip = case.random.randrange(COMMITS)
            ranges.check(ask_range(case, dump, ranges, tip, known, name),
                         "exact", "range after exact")
    return exact


def tips_known(case):
    def new_known(dump, name):
        known = case.pick(4)
        dump.ask("let", name, *case.ids(known))
        return known
    return new_known


def refs_known(case, refs):
    """Globs in tiers: a literal name, a pattern, one excluded."""
    def new_known(dump, name):
        globs = case.random.choice([
            ["refs/heads/r0"], ["refs/heads/**"], ["refs/heads/r1", "refs/x/*"],
            ["refs/heads/{r0,r2}", "refs/heads/r[34]"],
            ["refs/heads/*", "!refs/heads/r1"], ["refs/none"]])
        dump.ask("refs", name, *globs)
        chosen = {
            "refs/heads/r0": ["r0"], "refs/heads/**": list(refs),
            "refs/heads/r1": ["r1"], "refs/none": [],
            "refs/heads/{r0,r2}": ["r0", "r2", "r3", "r4"],
            "refs/heads/*": [r for r in refs if r != "r1"]}[globs[0]]
        return [refs[r] for r in chosen]
    return new_known


def with_quarantine(case, directory, tallies):
    refs = {"r%d" % n: case.random.randrange(COMMITS) for n in range(5)}
    server = os.path.join(directory, "server.git")
    new = os.path.join(directory, "new")
    split_off(case.full, server, new, case.ids(refs.values()))
    for name, index in refs.items():
        git(server, "update-ref", "refs/heads/" + name, case.id[index])
    dump = Dump(server, new)
    ask_all(case, dump, tallies, refs_known(case, refs), set(refs.values()))
    ask_all(case, dump, tallies, tips_known(case), set(refs.values()))
    dump.close()


def against_git(case, dump, tally):
    """The model itself is right, where git's answers are beyond doubt."""
    for n in range(12):
        known = case.pick(3)
        tip = case.one()
        dump.ask("let", "g%d" % n, *case.ids(known))
        dump.ask("exact", "g%d" % n)
        lines = dump.ask("range", case.id[tip], "g%d" % n)
        got = git(case.full, "rev-list", case.id[tip], "--not",
                  *case.ids(known)).decode().split()
        tally.check(sorted(l for l in lines[:-1] if " " not in l),
                    sorted(got), "git rev-list %s %s" % (tip, known))
        other = case.one()
        dump.ask("let", "h%d" % n, case.id[other])
        _, got = git(case.full, "merge-base", "--all", case.id[tip],
                     case.id[other], check=False)
        tally.check(sorted(dump.ask("bases", case.id[tip], "h%d" % n)),
                    sorted(got.decode().split()), "git merge-base --all")
        code, _ = git(case.full, "merge-base", "--is-ancestor",
                      case.id[other], case.id[tip], check=False)
        tally.check(dump.ask("ancestor", case.id[other], case.id[tip]),
                    ["no" if code else "yes"], "git merge-base --is-ancestor")


class Real:
    """The real history, as far as against_git() looks at it."""

    def __init__(self, directory):
        self.full = directory
        import_real(directory)
        self.id = git(directory, "rev-list", "main").decode().split()
        self.random = random.Random(1)

    def one(self):
        return self.random.randrange(len(self.id))

    def pick(self, most):
        return [self.one() for _ in range(self.random.randrange(1, most + 1))]

    def ids(self, indexes):
        return [self.id[i] for i in indexes]


def main():
    tap = Tap()
    with scratch() as top:
        real = Real(os.path.join(top, "real.git"))
        dump = Dump(real.full)
        tally = Tally()
        against_git(real, dump, tally)
        dump.close()
        tally.report(tap, "real history: as git")
        for seed in seeds(6):
            skew = seed % 3 != 0
            directory = os.path.join(top, str(seed))
            os.mkdir(directory)
            case = Case(seed, skew, directory)
            tallies = [Tally() for _ in range(4)]
            dump = Dump(case.full)
            exact = ask_all(case, dump, tallies, tips_known(case), set())
            dump.ask("fresh")
            git_tally = Tally()
            if not skew:
                against_git(case, dump, git_tally)
            dump.close()
            with_quarantine(case, directory, tallies)
            label = "seed %d%s: " % (seed, ", skewed" if skew else "")
            for tally, name in zip(tallies, ("ranges", "merge bases",
                                             "ancestry", "steps")):
                tally.report(tap, label + name)
            if not skew:
                git_tally.report(tap, label + "as git")
            print("# %d ranges exact at once" % exact)
            remove(directory)
    tap.done()


main()
