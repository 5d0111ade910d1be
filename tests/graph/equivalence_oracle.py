"""Clean merges, reverts and picks: what git itself makes must be
recognised, what was tampered with must not be."""
import os
import random
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from dump import Dump, escape
from history import DAY, START, History, git, remove
from tap import Tally, Tap, scratch, seeds

COMMITS = 60
PLAIN = ["-c", "merge.renames=false", "-c", "merge.directoryRenames=false",
         "-c", "core.commitGraph=false"]


def tree_ids(repo, commit):
    """path -> (mode, id)"""
    found = {}
    for line in git(repo, "ls-tree", "-r", "-z", commit).split(b"\0")[:-1]:
        meta, path = line.split(b"\t", 1)
        mode, _, id_ = meta.split()
        found[path] = (mode, id_)
    return found


def model(history, trees, parents, result):
    """The rule of equivalence.h: answer, unclean paths, resolved paths."""
    first = trees[parents[0]]
    changed, moved = {}, {}
    for p in parents[1:]:
        if history.reach[parents[0]] >> p & 1:
            return "no", set(), set()
        shared = history.reach[parents[0]] & history.reach[p]
        bases = [trees[b] for b in history.best(shared)] or [{}]
        for path in set(trees[p]).union(*bases):
            if all(trees[p].get(path) != b.get(path) for b in bases):
                changed.setdefault(path, []).append(p)
        for path in set(first).union(*bases):
            if all(first.get(path) != b.get(path) for b in bases):
                moved.setdefault(path, []).append(p)
    unclean, resolved = set(), set()
    for path in set(first) | set(result) | set(changed):
        sides = changed.get(path, [])
        got, mine = result.get(path), first.get(path)
        both = len(sides) > 1 or (sides and sides[0] in moved.get(path, []))
        if not sides:
            if got != mine:
                unclean.add(path)
        elif both:
            theirs = trees[sides[0]].get(path)
            if len(sides) > 1 or not got == mine == theirs:
                resolved.add(path)
        elif got != trees[sides[0]].get(path):
            unclean.add(path)
    return "no" if unclean else "yes", unclean, resolved


def ask_clean(dump, commit):
    lines = dump.ask("clean", commit)
    paths = {"unclean": set(), "resolved": set()}
    for line in lines[:-1]:
        kind, path = line.split(" ", 1)
        paths[kind].add(path)
    return lines[-1], paths["unclean"], paths["resolved"]


def check_clean(dump, tally, history, trees, parents, repo, commit):
    answer, unclean, resolved = model(history, trees, parents,
                                      tree_ids(repo, commit))
    wanted = (answer, set(map(escape, unclean)), set(map(escape, resolved)))
    tally.check(ask_clean(dump, commit), wanted, "clean " + commit)
    return answer


def commit_tree(repo, tree, parents):
    args = [w for p in parents for w in ("-p", p)]
    return git(repo, "commit-tree", tree, "-m", "merge", *args).decode().strip()


def no_renames(repo, history, a, b):
    """git 2.39 merges renames, asked to or not; here they are no merges.
    Several bases make it invent a base of its own."""
    bases = history.best(history.reach[a] & history.reach[b])
    return len(bases) == 1 and not any(
        git(repo, "diff-tree", "-r", "-M", "--diff-filter=R",
            history.commits[base].id, history.commits[side].id)
        for base in bases for side in (a, b))


def merges(tap, seed, repo):
    history = History(seed, COMMITS, False)
    history.write(repo)
    trees = [tree_ids(repo, c.id) for c in history.commits]
    by_rule, by_git = Tally(), Tally()
    dump = Dump(repo)
    for commit in history.commits:
        if len(commit.parents) > 1:
            check_clean(dump, by_rule, history, trees, commit.parents, repo,
                        commit.id)
    for _ in range(60):
        a, b = history.random.sample(range(COMMITS), 2)
        code, tree = git(repo, *PLAIN, "merge-tree", "--write-tree",
                         history.commits[a].id, history.commits[b].id,
                         check=False)
        if code:
            continue
        ids = [history.commits[a].id, history.commits[b].id]
        merge = commit_tree(repo, tree.decode().strip(), ids)
        answer = check_clean(dump, by_rule, history, trees, [a, b], repo,
                             merge)
        below = history.reach[a] >> b & 1
        if no_renames(repo, history, a, b):
            by_git.check(answer, "no" if below else "yes", "git's own merge")
        # -s ours, and a merge that takes the other side as a whole.
        for tree in ids:
            check_clean(dump, by_rule, history, trees, [a, b], repo,
                        commit_tree(repo, tree + "^{tree}", ids))
    dump.close()
    by_rule.report(tap, "seed %d: clean merges, by the rule" % seed)
    by_git.report(tap, "seed %d: merges that git makes are clean" % seed)


class Worktree:
    """Text files and a main branch; commits are dated one hour apart."""

    def __init__(self, seed, directory):
        self.random = random.Random(seed)
        self.dir = directory
        self.time = START
        git("/", "init", "-q", "-b", "main", directory)
        for name in "abcde":
            lines = ["%s %d\n" % (name, n) for n in range(40)]
            self.save(name, lines)
        self.commit("root")
        for n in range(25):
            self.edit()
            self.commit("change %d" % n)

    def path(self, name):
        return os.path.join(self.dir, name)

    def load(self, name):
        with open(self.path(name)) as file:
            return file.readlines()

    def save(self, name, lines):
        with open(self.path(name), "w") as file:
            file.writelines(lines)

    def edit(self):
        for name in self.random.sample("abcde", self.random.randrange(1, 3)):
            lines = self.load(name)
            at = self.random.randrange(len(lines) - 3)
            lines[at:at + self.random.randrange(0, 3)] = [
                "new %d\n" % self.random.randrange(1000)
                for _ in range(self.random.randrange(1, 3))]
            self.save(name, lines)
        if self.random.random() < 0.2:
            os.chmod(self.path("a"), self.random.choice([0o644, 0o755]))

    def git(self, *args, check=True, later=0):
        env = {"GIT_COMMITTER_DATE": "%d +0000" % (self.time + later)}
        return git(self.dir, *PLAIN, *args, env=env, check=check)

    def commit(self, message, *args, later=0):
        self.time += 3600
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, *args,
                 later=later)
        return self.head()

    def head(self, name="HEAD"):
        return self.git("rev-parse", name).decode().strip()

    def again(self, message, later=0):
        """The commit anew, with that message."""
        self.git("commit", "-q", "--amend", "-m", message, later=later)
        return self.head()

    def tampered(self):
        name = self.random.choice("abcde")
        self.save(name, ["evil\n"] + self.load(name))
        self.git("add", "-A")
        self.git("commit", "-q", "--amend", "--no-edit")
        return self.head()

    def patch(self, commit):
        text = self.git("diff-tree", "-p", "-U0", "--no-renames", "--root",
                        "--no-commit-id", commit).decode()
        return re.sub(r"(?m)^(@@ ).*$|^index .*$", r"\1", text)


def reverts(tap, seed, directory):
    tree = Worktree(seed, directory)
    tally = Tally()
    main = tree.head()
    commits = tree.git("rev-list", "main").decode().split()[:-1]
    dump = Dump(os.path.join(directory, ".git"))
    for x in tree.random.sample(commits, 14):
        tree.git("reset", "-q", "--hard", main)
        code, _ = tree.git("revert", "--no-edit", x, check=False)
        if code:
            tree.git("revert", "--abort", check=False)
            continue
        revert = tree.head()
        tally.check(dump.ask("revert", revert), ["yes", x], "revert of " + x)
        says = "Undo\n\nThis reverts commit %s" % x
        cases = [(tree.again("Undo it"), "no", "not named"),
                 (tree.again(says + "0."), "no", "a longer id"),
                 (tree.again(says, 31 * DAY), "no", "too late"),
                 (tree.again(says), "yes", "plainly named"),
                 (tree.tampered(), "no", "tampered with")]
        tree.git("reset", "-q", "--hard", revert)
        tree.git("revert", "--no-edit", "HEAD")
        cases.append((tree.head(), "no", "revert of a revert"))
        for commit, wanted, what in cases:
            tally.check(dump.ask("revert", commit)[0], wanted, what)
    dump.close()
    tally.report(tap, "seed %d: reverts" % seed)


def picks(tap, seed, directory):
    tree = Worktree(seed, directory)
    tally = Tally()
    commits = tree.git("rev-list", "main").decode().split()
    dump = Dump(os.path.join(directory, ".git"))
    for x in tree.random.sample(commits[:18], 14):
        tree.git("checkout", "-q", "--detach", commits[19])
        tree.edit()
        tree.commit("elsewhere")
        code, _ = tree.git("cherry-pick", x, check=False)
        if code:
            tree.git("cherry-pick", "--abort", check=False)
            continue
        pick = tree.head()
        same = tree.patch(pick) == tree.patch(x)
        tally.check(dump.ask("pick", pick, "refs/heads/*")[-1],
                    x if same else "no", "pick of " + x)
        tally.check(dump.ask("pick", pick, "refs/heads/none"), ["no"],
                    "no such ref")
        tally.check(dump.ask("pick", tree.tampered(), "refs/heads/main"),
                    ["no"], "tampered with")
        tally.check(dump.ask("pick", x, "refs/heads/main"), ["no"],
                    "a commit of main itself")
    dump.close()
    tally.report(tap, "seed %d: picks" % seed)


def main():
    tap = Tap()
    with scratch() as top:
        for seed in seeds(3):
            for name, test in (("merges", merges), ("reverts", reverts),
                               ("picks", picks)):
                directory = os.path.join(top, "%s %d" % (name, seed))
                test(tap, seed, directory)
                remove(directory)
    tap.done()


main()
