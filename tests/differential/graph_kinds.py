"""Questions about the graph: ranges, merge bases, ancestry, steps. Each is
answered by the model, and by git for all repositories of a store at once.
"""
from kinds import Kind, differ, rounds, some
from store import EMPTY_TREE


def known_of(rnd, plan):
    """Labels, or globs below the view's refs as one text."""
    if plan.refs and rnd.random() < 0.4:
        return rnd.choice(["heads/main", "heads/**", "heads/{main,dev}",
                           "heads/* !heads/main", "**", "none/*"])
    return some(rnd, plan.labels, 4)


def matches(glob, name):
    """Of the few globs that known_of() makes."""
    if glob == "heads/*":
        return name.startswith("heads/") and name.count("/") == 1
    return {"heads/main": name == "heads/main", "**": True, "none/*": False,
            "heads/**": name.startswith("heads/"),
            "heads/{main,dev}": name in ("heads/main", "heads/dev")}[glob]


def known_labels(plan, known):
    if isinstance(known, list):
        return known
    first, _, but = known.partition(" !")
    return [label for name, label in plan.refs
            if matches(first, name) and name != but]


def known_lines(view, known, name):
    if isinstance(known, list):
        return ["let %s %s" % (name, " ".join(view.ids(known)))]
    globs = []
    for glob in known.split():
        but, glob = glob.startswith("!"), glob.lstrip("!")
        kinds = [glob] if "/" in glob else ["heads/**", "tags/**", "x/**"]
        globs += ["!" * but + view.ref(g) for g in kinds]
    return ["refs %s %s" % (name, " ".join(globs))]


def in_views(store, asked, ids):
    """Ids by the view that has them."""
    found = {n: [] for n in range(len(store.views))}
    owner = {id_: v.place for v, _ in asked for id_ in v.label}
    for id_ in ids:
        found[owner[id_]].append(id_)
    return found


def joined(store, ids):
    """A commit above all of these."""
    ids = list(dict.fromkeys(ids))
    return store.add("commit", ("tree %s\n%sauthor J <j> 1 +0000\n"
                                "committer J <j> 4000000001 +0000\n\nj\n" % (
        EMPTY_TREE, "".join("parent %s\n" % i for i in ids))).encode())


class Range(Kind):
    """The commits of a tip that others do not hold."""

    name = "range"

    def generate(self, rnd, plan):
        for _ in range(4):
            yield [rnd.choice(plan.labels), known_of(rnd, plan)]

    def lines(self, view, args, name):
        ask = "range %s %s" % (view.id[args[0]], name)
        return known_lines(view, args[1], name) + [
            ask, "exact " + name, ask]

    def git(self, store, asked):
        answers = [None] * len(asked)
        for some_ in rounds(asked):
            words = []
            for n in some_:
                view, (tip, known) = asked[n]
                words.append(view.id[tip])
                words += ["^" + i for i in view.ids(
                    known_labels(view.plan, known))]
            out = store.git("rev-list", "--topo-order", "--stdin",
                            data=store.lines(words)).decode().split()
            found = in_views(store, [asked[n] for n in some_], out)
            for n in some_:
                answers[n] = found[asked[n][0].place]
        return answers

    def flaw(self, view, args, lines, wanted, exact):
        commits = [l for l in lines[:-1] if " " not in l]
        edge = set(l.split()[1] for l in lines[:-1] if " " in l)
        plan = view.plan
        place = {c: n for n, c in enumerate(commits)}
        outside = set()
        for c in commits:
            for p in view.ids(plan.parents[view.label[c]]):
                if place.get(p, len(commits)) <= place[c]:
                    return "a parent before its child"
                if p not in place:
                    outside.add(p)
        if view.id[args[0]] not in place:
            outside.add(view.id[args[0]])
        if len(place) != len(commits) or edge != outside:
            return differ("boundary", edge, outside) or "a commit twice"
        if exact or lines[-1] == "exact":
            return differ("range", set(commits), wanted)
        reach = set(view.ids(plan.members(plan.reach[args[0]])))
        return differ("too little", wanted - set(commits), set()) or \
            differ("not of the tip", set(commits) - reach, set())

    def compare(self, view, args, ours, git):
        plan = view.plan
        wanted = plan.reach[args[0]] & ~plan.closure(
            known_labels(plan, args[1]))
        wanted = set(view.ids(plan.members(wanted)))
        return self.flaw(view, args, ours[1], wanted, False) or \
            self.flaw(view, args, ours[3], wanted, True) or \
            differ("git rev-list", wanted, set(git))


class Bases(Kind):
    """The best common ancestors of a tip and others, as an octopus."""

    name = "bases"

    def __init__(self):
        self.pairs = []

    def generate(self, rnd, plan):
        for _ in range(3):
            yield [rnd.choice(plan.labels),
                   [rnd.choice(plan.labels)] + some(rnd, plan.labels, 3)]

    def stands(self, plan, args):
        return args[1] and super().stands(plan, args)

    def prepare(self, store, asked):
        self.pairs = []
        for some_ in rounds(asked):
            tips = [asked[n][0].id[asked[n][1][0]] for n in some_]
            known = [i for n in some_
                     for i in asked[n][0].ids(asked[n][1][1])]
            self.pairs.append((some_, joined(store, tips),
                               joined(store, known)))
        yield

    def lines(self, view, args, name):
        return known_lines(view, args[1], name) + [
            "bases %s %s" % (view.id[args[0]], name)]

    def git(self, store, asked):
        answers = [None] * len(asked)
        for some_, tips, known in self.pairs:
            out = store.git("merge-base", "--all", tips, known,
                            check=False).decode().split()
            found = in_views(store, [asked[n] for n in some_], out)
            for n in some_:
                answers[n] = found[asked[n][0].place]
        return answers

    def compare(self, view, args, ours, git):
        plan = view.plan
        wanted = sorted(view.ids(plan.best(
            plan.reach[args[0]] & plan.closure(args[1]))))
        return differ("bases", sorted(ours[1]), wanted) or \
            differ("git merge-base", wanted, sorted(git))


class Ancestor(Kind):
    """Whether an update is a fast-forward; what a set of tips holds."""

    name = "ancestor"
    SHELL = ("while read -r a b; do git merge-base --is-ancestor $a $b\n"
             "echo $?; done")

    def generate(self, rnd, plan):
        yield [rnd.choice(plan.labels), rnd.choice(plan.labels),
               some(rnd, plan.labels, 3)]

    def lines(self, view, args, name):
        a, b, known = args
        return ["ancestor %s %s" % (view.id[a], view.id[b]),
                "let %s %s" % (name, " ".join(view.ids(known))),
                "holds %s %s" % (view.id[a], name)]

    def git(self, store, asked):
        from store import run
        out = run(["sh", "-c", self.SHELL], store.lines(
            "%s %s" % (v.id[a], v.id[b]) for v, (a, b, _) in asked),
            {"GIT_DIR": store.full})
        return ["no" if int(word) else "yes" for word in out.split()]

    def compare(self, view, args, ours, git):
        a, b, known = args
        held = view.plan.closure(known) >> view.plan.at[a] & 1
        return differ("ancestor", ours[0], [git]) or \
            differ("holds", ours[2], ["yes" if held else "no"]) or \
            differ("git", git, "yes" if view.plan.is_below(a, b) else "no")


class Steps(Kind):
    """An update as steps along first parents, by graph.h's definition."""

    name = "steps"

    def generate(self, rnd, plan):
        for _ in range(2):
            old = new = rnd.choice(plan.labels)
            for _ in range(rnd.randrange(1, 9)):
                parents = plan.parents[old]
                if parents:
                    old = parents[0 if rnd.random() < 0.9 else -1]
            if rnd.random() < 0.2:
                old = rnd.choice(plan.labels)
            yield [old, new]

    def lines(self, view, args, name):
        return ["steps %s %s" % tuple(view.ids(args))]

    def git(self, store, asked):
        """First-parent chains, of all views at once."""
        answers = [None] * len(asked)
        for some_ in rounds(asked):
            new = [asked[n][0].id[asked[n][1][1]] for n in some_]
            out = store.git("rev-list", "--first-parent", "--stdin",
                            data=store.lines(new)).decode().split()
            found = in_views(store, [asked[n] for n in some_], out)
            for n in some_:
                answers[n] = found[asked[n][0].place]
        return answers

    def wanted(self, view, args, chain):
        plan, (old, new) = view.plan, args
        if old == new:
            return []
        branches = set(l for n, l in plan.refs if n.startswith("heads/"))
        if view.id[old] not in chain:
            kind = "branch" if new in branches else "run"
            return ["whole %s %s %s" % (view.id[old], view.id[new], kind)]
        steps, open_ = [], False
        below = False
        for c in reversed([view.label[i] for i in chain]):
            if below:
                merge = len(plan.parents[c]) > 1
                if not open_ or merge:
                    steps.append([plan.parents[c][0], c, "run"])
                steps[-1][1] = c
                if merge:
                    steps[-1][2] = "merge"
                elif c in branches:
                    steps[-1][2] = "branch"
                open_ = steps[-1][2] == "run"
            below = below or c == old
        return ["%s %s %s" % (view.id[a], view.id[b], k) for a, b, k in steps]

    def compare(self, view, args, ours, git):
        chain, at = [], args[1]
        while at is not None:
            chain.append(view.id[at])
            at = view.plan.first_parent(at)
        order = [i for i in chain if i in set(git)]
        return differ("first parents", sorted(chain), sorted(git)) or \
            differ("steps", ours[0], self.wanted(view, args, order))


KINDS = [Range(), Bases(), Ancestor(), Steps()]
