"""Differences and line counts of random trees and of a real history,
compared with git diff-tree and git diff --numstat."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from dump import Dump, escape
from history import History, git, import_real, remove
from tap import Tally, Tap, scratch, seeds

COMMITS = 60
EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
ZERO = "0" * 40


def tree_of(repo, id_):
    return git(repo, "rev-parse", id_ + "^{tree}").decode().strip()


def raw(repo, old, new):
    """git diff-tree as refgate-dump prints it."""
    fields = git(repo, "diff-tree", "-r", "--no-renames", "--raw", "-z",
                 "--no-abbrev", old, new).split(b"\0")
    lines = []
    for meta, path in zip(fields[0::2], fields[1::2]):
        mode, to, id_, to_id, _ = meta[1:].decode().split()
        lines.append("%s %s %s %s %s" % (mode, to, id_, to_id, escape(path)))
    return lines


def combined(repo, commit, count):
    """git diff-tree -c: what differs from all parents."""
    fields = git(repo, "diff-tree", "-c", "-r", "--no-renames", "--raw", "-z",
                 "--no-abbrev", "--no-commit-id", commit).split(b"\0")
    lines = []
    for meta, path in zip(fields[0::2], fields[1::2]):
        words = meta.lstrip(b":").decode().split()
        modes, ids = words[:count + 1], words[count + 1:2 * count + 2]
        lines.append("%s %s %s %s %s" % (
            ",".join(modes[:-1]), modes[-1], ",".join(ids[:-1]), ids[-1],
            escape(path)))
    return lines


def numstat(repo, old, new):
    fields = git(repo, "diff", "--numstat", "--no-renames", "-z", old,
                 new).split(b"\0")
    lines = {}
    for field in fields[:-1]:
        added, removed, path = field.split(b"\t", 2)
        lines[escape(path)] = "%s %s" % (added.decode(), removed.decode())
    return lines


def check_numstat(dump, tally, repo, old, new):
    got = {}
    for line in dump.ask("numstat", new, old):
        added, removed, path = line.split(" ", 2)
        got[path] = "%s %s" % (added, removed)
    wanted = numstat(repo, old, new)
    for path, counts in wanted.items():
        # A binary file of which only the mode changed has no lines here.
        if counts == "- -" and got.get(path) == "0 0":
            ids = [git(repo, "rev-parse", "%s:%s" % (t, path))
                   for t in (old, new)]
            if ids[0] == ids[1]:
                got[path] = counts
    tally.check(got, wanted, "numstat %s %s" % (old, new))


def check_pair(dump, tallies, repo, old, new):
    diffs, _, counts = tallies
    diffs.check(dump.ask("diff", new, ZERO if old == EMPTY else old),
                raw(repo, old, new), "diff %s %s" % (old, new))
    check_numstat(dump, counts, repo, old, new)


def check_merge(dump, tally, repo, commit, trees):
    tally.check(dump.ask("diff", trees[0], *trees[1:]),
                combined(repo, commit, len(trees) - 1),
                "combined " + commit)


def random_history(tap, seed, directory):
    history = History(seed, COMMITS, False)
    history.write(directory)
    trees = [tree_of(directory, c.id) for c in history.commits]
    tallies = [Tally() for _ in range(3)]
    dump = Dump(directory)
    for commit in history.commits:
        new = trees[commit.index]
        for parent in commit.parents[:1] or [None]:
            old = EMPTY if parent is None else trees[parent]
            check_pair(dump, tallies, directory, old, new)
        if len(commit.parents) > 1:
            check_merge(dump, tallies[1], directory, commit.id,
                        [new] + [trees[p] for p in commit.parents])
    for _ in range(30):
        a, b = history.random.choices(trees, k=2)
        check_pair(dump, tallies, directory, a, b)
    check_pair(dump, tallies, directory, trees[-1], EMPTY)
    dump.close()
    for tally, name in zip(tallies, ("diff", "diff from all parents",
                                     "line counts")):
        tally.report(tap, "seed %d: %s" % (seed, name))


def real_history(tap, repo, every):
    """Each nth commit against its first parent, all merges against all."""
    dump = Dump(repo)
    tallies = [Tally() for _ in range(3)]
    lines = git(repo, "log", "--format=%H %T %P", "main").decode().split("\n")
    tree = {}
    for line in lines[:-1]:
        words = line.split()
        tree[words[0]] = words[1]
    for n, line in enumerate(lines[:-1]):
        words = line.split()
        parents = [tree[p] for p in words[2:]]
        if parents and n % every == 0:
            check_pair(dump, tallies, repo, parents[0], words[1])
        if len(parents) > 1 and n % every < 3:
            check_merge(dump, tallies[1], repo, words[0],
                        [words[1]] + parents)
    far = [tree[l.split()[0]] for l in lines[:-1:700]]
    for a, b in zip(far, far[1:]):
        check_pair(dump, tallies, repo, a, b)
        check_pair(dump, tallies, repo, b, a)
    dump.close()
    for tally, name in zip(tallies, ("diff", "diff from all parents",
                                     "line counts")):
        tally.report(tap, "real history: " + name)


def main():
    tap = Tap()
    rounds = seeds(3)
    with scratch() as top:
        for seed in rounds:
            directory = os.path.join(top, str(seed))
            random_history(tap, seed, directory)
            remove(directory)
        real = os.path.join(top, "real.git")
        tap.ok(import_real(real), "the real history is imported")
        real_history(tap, real, max(1, 40 // len(rounds)))
    tap.done()


main()
