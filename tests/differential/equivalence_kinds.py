"""Questions about what a commit really is: a clean merge, a revert, a pick.
Merges and reverts are made by `git merge-tree`, picks found by `git patch-id`.
"""
import re

from kinds import Kind, OfMerges, differ, escape
from store import EMPTY_TREE, ZERO, raw

DAY = 24 * 3600
GIT_PLAIN = ("-c", "merge.renames=false", "-c", "merge.directoryRenames=false")


def commit(store, tree, parents, time=1700000000, message="m\n"):
    people = "".join("%s C <c@example.com> %d +0000\n" % (w, time)
                     for w in ("author", "committer"))
    return store.add("commit", raw("tree %s\n%s%s\n%s" % (
        tree, "".join("parent %s\n" % p for p in parents), people, message)))


def merged(store, pairs):
    """git's merges of two commits: tree and whether there was no conflict."""
    out = store.git(*GIT_PLAIN, "merge-tree", "--write-tree", "--stdin",
                    "--no-messages", "--allow-unrelated-histories",
                    data=store.lines("%s %s" % p for p in pairs))
    # "1" or "0", a tree, conflicted files, and an empty field behind each.
    fields, found = out.decode("latin-1").split("\0"), []
    while len(found) < len(pairs):
        clean, tree = fields[0] == "1", fields[1]
        at = fields.index("", 2) if not clean else 2
        found.append((tree, clean))
        fields = fields[at + 1:]
    return found


def may_be_renamed(old, new):
    """git 2.39 merges renames, asked to or not; here they are no merges."""
    return set(old) - set(new) and set(new) - set(old)


class Clean(OfMerges):
    """Merges of the plan, by the rule of equivalence.h."""

    name = "clean"

    def lines(self, view, args, name):
        return ["clean " + view.id[args[0]]]

    def model(self, plan, parents, result):
        """Answer, unclean paths, resolved paths."""
        first, changed, moved = plan.trees[parents[0]], {}, {}
        for p in parents[1:]:
            if plan.is_below(p, parents[0]):
                return ["no"]
            bases = [plan.trees[b] for b in plan.best(
                plan.reach[parents[0]] & plan.reach[p])] or [{}]
            for path in set(plan.trees[p]).union(*bases):
                if all(plan.trees[p].get(path) != b.get(path) for b in bases):
                    changed.setdefault(path, []).append(p)
            for path in set(first).union(*bases):
                if all(first.get(path) != b.get(path) for b in bases):
                    moved.setdefault(path, []).append(p)
        lines, answer = [], "yes"
        for path in set(first) | set(result) | set(changed):
            state = self.judge(plan, path, changed.get(path, []),
                               moved.get(path, []), first, result)
            if state:
                lines.append("%s %s" % (state, escape(path)))
            if state == "unclean":
                answer = "no"
        return sorted(lines) + [answer]

    def judge(self, plan, path, sides, moved, first, result):
        got, mine = result.get(path), first.get(path)
        if not sides:
            return "unclean" if got != mine else None
        theirs = plan.trees[sides[0]].get(path)
        if len(sides) > 1 or sides[0] in moved:
            return None if len(sides) == 1 and got == mine == theirs else \
                "resolved"
        return "unclean" if got != theirs else None

    def compare(self, view, args, ours, git):
        wanted = self.model(view.plan, view.plan.parents[args[0]],
                            view.plan.trees[args[0]])
        return differ("clean", sorted(ours[0][:-1]) + ours[0][-1:], wanted)


class GitMerge(Kind):
    """What git merges without a conflict is a clean merge; a merge that takes
    one side as a whole is none where the other side had changed a path."""

    name = "gitmerge"

    def __init__(self):
        self.made = []

    def generate(self, rnd, plan):
        for _ in range(2 if len(plan.labels) > 1 else 0):
            yield rnd.sample(plan.labels, 2)

    def prepare(self, store, asked):
        pairs = [tuple(v.ids(args)) for v, args in asked]
        trees = merged(store, pairs) if pairs else []
        self.made = []
        for (view, args), pair, (tree, clean) in zip(asked, pairs, trees):
            self.made.append((clean, [
                commit(store, t, pair) for t in (
                    tree if clean else ZERO, view.tree[args[1]])]))
        for (clean, ids), (view, args) in zip(self.made, asked):
            view.merges = getattr(view, "merges", {})
            view.merges[tuple(args)] = ids if clean else ids[1:]
        yield

    def lines(self, view, args, name):
        return ["clean " + id_ for id_ in view.merges[tuple(args)]]

    def git(self, store, asked):
        return [clean for clean, _ in self.made]

    def compare(self, view, args, ours, git):
        plan, (a, b) = view.plan, args
        # Taken from the other side as a whole: judged by the rule alone.
        whole = CLEAN.model(plan, args, plan.trees[b])
        text = differ("-s theirs", sorted(ours[-1][:-1]) + ours[-1][-1:],
                      whole)
        if text or not git:
            return text
        bases = plan.best(plan.reach[a] & plan.reach[b])
        if len(bases) > 1 or any(
                may_be_renamed(plan.trees[base], plan.trees[side])
                for base in bases for side in args):
            return None
        wanted = "no" if plan.is_below(b, a) else "yes"
        return differ("git's merge", ours[0][-1], wanted)


class Revert(Kind):
    """Reverts as git makes them: three-way merges whose base is what is
    reverted. Recognised, unless tampered with, too old, or of no ancestor."""

    name = "revert"

    def __init__(self):
        self.sides, self.made = [], []

    def generate(self, rnd, plan):
        for _ in range(3):
            onto = rnd.choice(plan.labels)
            below = plan.members(plan.reach[onto])
            undone = rnd.choice(below if rnd.random() < 0.9 else plan.labels)
            yield [onto, undone, -rnd.choice([1, 1, 1, 29, 40]),
                   rnd.choice(["plain"] * 5 + ["tampered", "tampered",
                                             "unnamed", "longer"])]

    def labels(self, args):
        return args[:2]

    def prepare(self, store, asked):
        pairs = []
        for view, (onto, undone, _, _) in asked:
            parent = view.plan.first_parent(undone)
            back = view.tree[parent] if parent is not None else EMPTY_TREE
            base = commit(store, view.tree[undone], [])
            pairs.append((commit(store, view.tree[onto], [base]),
                          commit(store, back, [base])))
        yield
        trees = merged(store, pairs) if pairs else []
        self.made = []
        for (view, args), (tree, clean) in zip(asked, trees):
            id_ = self.revert(store, view, args, tree)
            view.reverts = getattr(view, "reverts", {})
            view.reverts[tuple(args)] = id_
            self.made.append((tree, clean))
        yield

    def revert(self, store, view, args, tree):
        onto, undone, days, how = args
        old = view.plan.commits[view.plan.at[undone]]["committer"][2]
        if how == "tampered":
            tree = view.tree[undone]
        says = "This reverts commit %s" % view.id[undone]
        message = {"unnamed": "Undo it", "longer": says + "0."}.get(how, says)
        return commit(store, tree, [view.id[onto]], old - days * DAY,
                      "Undo\n\n%s\n" % message)

    def lines(self, view, args, name):
        return ["revert " + view.reverts[tuple(args)]]

    def git(self, store, asked):
        return self.made

    def wanted(self, view, args, tree):
        """yes, no, or None where a git that merges renames is no measure."""
        plan, (onto, undone, days, how) = view.plan, args
        parent = plan.first_parent(undone)
        back = plan.trees[parent] if parent is not None else {}
        base, now = plan.trees[undone], plan.trees[onto]
        commits = [plan.commits[plan.at[l]] for l in (onto, undone)]
        times = [c["committer"][2] for c in commits]
        time = max(times[1] - days * DAY, times[0])
        result = view.tree[undone] if how == "tampered" else tree[0]
        if how in ("unnamed", "longer") or result == view.tree[onto] or \
                time - times[1] > 30 * DAY or \
                not plan.is_below(undone, onto) or \
                re.match(r"Revert \"|Reapply \"", commits[1]["message"]) or \
                "This reverts commit" in commits[1]["message"]:
            return "no"
        if may_be_renamed(base, back) or may_be_renamed(base, now):
            return None
        return "yes" if tree == (result, True) else "no"

    def both_add(self, plan, args):
        """By design no revert: a path that the revert brings back, and that
        is there again. git merges the two as if both had been added to an
        empty file."""
        onto, undone = args[:2]
        parent = plan.first_parent(undone)
        back = plan.trees[parent] if parent is not None else {}
        return any(path in back and path not in plan.trees[undone]
                   for path in plan.trees[onto])

    def compare(self, view, args, ours, git):
        wanted = self.wanted(view, args, git)
        got = ours[0]
        if wanted is None or got == ["no"] and self.both_add(view.plan, args):
            return None
        return differ("revert", got, [wanted] if wanted == "no" else
                      ["yes", view.id[args[1]]])


class Pick(Kind):
    """Commits whose patch some ref holds a second time, as git tells patches
    apart: without line numbers and ids, with modes and hunks."""

    name = "pick"

    def generate(self, rnd, plan):
        heads = [n for n, _ in plan.refs if n.startswith("heads/")]
        for label in rnd.sample(plan.labels, min(4, len(plan.labels))):
            if heads:
                yield [label]
        again = [c["label"] for c in plan.commits
                 if c["edits"] and c["edits"][0][0] == "pick"]
        for label in again[:6]:
            if heads:
                yield [label]

    def lines(self, view, args, name):
        return ["pick %s %s" % (view.id[args[0]], view.ref("heads/**"))]

    def git(self, store, asked):
        views = {v.place: v for v, _ in asked}.values()
        ids = [v.id[l] for v in views for l in v.plan.labels
               if len(v.plan.parents[l]) < 2]
        out = store.git(
            "diff-tree", "-p", "-U0", "--root", "--no-renames",
            "--full-index", "--no-color", "--stdin", data=store.lines(ids))
        patches = {}
        for part in re.split(rb"(?m)^(?=[0-9a-f]{40}$)", out)[1:]:
            patches[part[:40].decode()] = normal(part[41:])
        return [patches] * len(asked)

    def compare(self, view, args, ours, git):
        plan, label = view.plan, args[0]
        held = plan.closure(l for n, l in plan.refs
                            if n.startswith("heads/"))
        patch = git.get(view.id[label])
        sources = [view.id[l] for l in plan.members(
            held & ~plan.reach[label]) if len(plan.parents[l]) < 2 and
            git.get(view.id[l]) == patch] if patch else []
        got = ours[0]
        if not sources:
            return differ("pick", got, ["no"])
        return None if got[0] == "yes" and got[1] in sources else \
            differ("pick", got, ["yes", sources])


def normal(patch):
    """Without line numbers; without ids where there are lines."""
    parts = []
    for part in re.split(rb"(?m)^(?=diff --git )", patch):
        if b"\nBinary files " not in part and b"Subproject" not in part:
            part = re.sub(rb"(?m)^index .*\n", b"", part, count=1)
        parts.append(re.sub(rb"(?m)^@@ .*$", b"@@", part))
    return b"".join(parts).strip()


CLEAN = Clean()
KINDS = [CLEAN, GitMerge(), Revert(), Pick()]
