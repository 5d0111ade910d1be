"""Questions about trees: differences, line counts, sizes of objects."""
from kinds import Kind, OfMerges, differ, escape, nul_fields, unescape
from plan import is_file
from store import EMPTY_TREE, ZERO


def tree_id(view, label):
    """-1 stands for the empty tree."""
    return EMPTY_TREE if label < 0 else view.tree[label]


def for_probe(id_):
    return ZERO if id_ == EMPTY_TREE else id_


def sections(store, pairs, *options):
    """git diff-tree of pairs of trees: what it says of each, split at NULs."""
    unlike = [p for p in dict.fromkeys(pairs) if p[0] != p[1]]
    out = nul_fields(store.git("diff-tree", "-r", "--no-renames", "-z",
                               "--stdin", *options, data=store.lines(
                                   "%s %s" % p for p in unlike)))
    found, at = {p: [] for p in pairs}, None
    headers = {"%s %s\n" % p: p for p in unlike}
    for field in out:
        if field[:82] in headers:
            at, field = headers[field[:82]], field[82:]
        if at and (field or found[at]):
            found[at].append(field)
    return found


class Pairs(Kind):
    """Two trees: of a commit and its parent, of any two, of none."""

    options = ()

    def generate(self, rnd, plan):
        for label in rnd.sample(plan.labels, min(8, len(plan.labels))):
            for parent in plan.parents[label][:1] or [-1]:
                yield [label, parent]
        for _ in range(4):
            yield [rnd.choice(plan.labels), rnd.choice(plan.labels + [-1])]

    def labels(self, args):
        return [a for a in args if a >= 0]

    def pair(self, view, args):
        new, old = args
        return tree_id(view, old), tree_id(view, new)

    def lines(self, view, args, name):
        old, new = self.pair(view, args)
        return ["%s %s %s" % (self.name, for_probe(new), for_probe(old))]

    def git(self, store, asked):
        pairs = [self.pair(v, args) for v, args in asked]
        found = sections(store, pairs, *self.options)
        return [found[p] for p in pairs]


class Diff(Pairs):
    """Paths, modes and ids of all differences, in git's order."""

    name = "diff"
    options = ("--raw", "--no-abbrev")

    def compare(self, view, args, ours, git):
        wanted = []
        for meta, path in zip(git[0::2], git[1::2]):
            mode, to, id_, to_id, _ = meta[1:].split()
            wanted.append("%s %s %s %s %s" % (mode, to, id_, to_id,
                                              escape(path)))
        return differ("diff", ours[0], wanted)


class Numstat(Pairs):
    """Added and removed lines of each path."""

    name = "numstat"
    options = ("--numstat",)

    def compare(self, view, args, ours, git):
        wanted = {}
        for field in git:
            if field:
                added, removed, path = field.split("\t", 2)
                wanted[escape(path)] = "%s %s" % (added, removed)
        got = {}
        for line in ours[0]:
            added, removed, path = line.split(" ", 2)
            got[path] = "%s %s" % (added, removed)
        for path, counts in wanted.items():
            # By design: a file of which only the mode changed has no lines,
            # be it binary.
            if counts == "- -" and got.get(path) == "0 0":
                old, new = [view.plan.trees.get(l, {}) for l in args]
                if same_content(old, new, path):
                    got[path] = counts
        return differ("numstat", got, wanted)


def same_content(old, new, escaped):
    return any(escape(path) == escaped and path in new and
               new[path][1] == entry[1] for path, entry in old.items())


class Added(Pairs):
    """The added lines of each file: as many as git counts, each one a line
    of the new file, and what is not among them a part of the old one."""

    name = "added"
    options = ("--numstat",)

    def compare(self, view, args, ours, git):
        counts = {escape(f.split("\t", 2)[2]): f.split("\t", 1)[0]
                  for f in git if f}
        found, at = {}, None
        for line in ours[0]:
            word, text = line.split(" ", 1)
            if word == "path":
                at = found.setdefault(text, {})
            else:
                at[int(word)] = unescape(text)
        new, old = [view.plan.trees.get(l, {}) for l in args]
        for path, entry in new.items():
            if is_file(entry) and old.get(path) != entry and \
                    counts.get(escape(path), "-") != "-":
                text = self.flaw(found.get(escape(path), {}), entry[1],
                                 old.get(path, ("", ""))[1],
                                 int(counts[escape(path)]))
                if text:
                    return differ("added", (path, text), None)
        return None

    def flaw(self, added, new, old, count):
        new = new.split("\n")
        if not new[-1]:
            new.pop()
        if len(added) != count:
            return "%d lines, and %d to git" % (len(added), count)
        if any(n > len(new) or new[n - 1] != text
               for n, text in added.items()):
            return "no line of the new file"
        left = iter(old.split("\n"))
        if not all(line in left for n, line in enumerate(new)
                   if n + 1 not in added):
            return "a line is missing"
        return None


class Combined(OfMerges):
    """What of a merge differs from all its parents: git diff-tree -c."""

    name = "combined"

    def lines(self, view, args, name):
        trees = [view.tree[l] for l in args + view.plan.parents[args[0]]]
        return ["diff " + " ".join(trees), "check " + " ".join(trees)]

    def git(self, store, asked):
        out = nul_fields(store.git(
            "diff-tree", "-c", "-r", "--no-renames", "--raw", "-z",
            "--no-abbrev", "--stdin",
            data=store.lines(dict.fromkeys(v.id[l] for v, (l,) in asked))))
        found, at = {}, []
        for field in out:
            if len(field) == 40 and not field.startswith(":") and \
                    len(at) % 2 == 0:
                at = found.setdefault(field, [])
            elif field or len(at) % 2:
                at.append(field)
        return [found.get(v.id[l], []) for v, (l,) in asked]

    def compare(self, view, args, ours, git):
        count = len(view.plan.parents[args[0]])
        wanted = []
        for meta, path in zip(git[0::2], git[1::2]):
            words = meta.lstrip(":").split()
            modes, ids = words[:count + 1], words[count + 1:2 * count + 2]
            wanted.append("%s %s %s %s %s" % (
                ",".join(modes[:-1]), modes[-1], ",".join(ids[:-1]), ids[-1],
                escape(path)))
        return differ("combined", ours[0], wanted) or \
            differ("trees are well-formed", ours[1], ["ok"])


class Sizes(Kind):
    """Types and sizes: of a commit, its tree, and the blobs in it."""

    name = "sizes"
    probe = "read"

    def generate(self, rnd, plan):
        for label in rnd.sample(plan.labels, min(3, len(plan.labels))):
            yield [label]

    def ids(self, view, args):
        files = view.plan.trees[args[0]].values()
        return [view.id[args[0]], view.tree[args[0]]] + sorted(set(
            view.blob(content) for mode, content in files
            if mode != "160000"))

    def lines(self, view, args, name):
        return ["size " + id_ for id_ in self.ids(view, args)]

    def git(self, store, asked):
        ids = [self.ids(v, args) for v, args in asked]
        out = store.git("cat-file", "--buffer",
                        "--batch-check=%(objecttype) %(objectsize)",
                        data=store.lines(sum(ids, []))).decode().splitlines()
        lines = iter(out)
        return [[next(lines) for _ in some] for some in ids]

    def compare(self, view, args, ours, git):
        return differ("sizes", [a[0] for a in ours], git)


KINDS = [Diff(), Numstat(), Added(), Combined(), Sizes()]
