"""A repository as data: commits, edits, refs, tags and questions, all of which
JSON can hold. Texts stand for bytes, one character each. Any part can be
taken away, and a repository is left.

Also the model: what commits reach, what their trees hold. Never asks git.
"""
import json
import zlib

# Kinds of edits: what they need behind their names.
#   put PATH MODE CONTENT      drop PATH            move PATH TO
#   flip PATH                  lines PATH SPLICES   merge LABEL HOW
#   pick LABEL                 undo LABEL


def put(tree, path, entry):
    """Adds a path, replacing what is in its way."""
    parts = path.split("/")
    for n in range(1, len(parts)):
        tree.pop("/".join(parts[:n]), None)
    for other in [p for p in tree if p.startswith(path + "/")]:
        del tree[other]
    tree[path] = entry


def set_or_drop(tree, path, entry):
    if entry:
        put(tree, path, entry)
    else:
        tree.pop(path, None)


def is_file(entry):
    return entry and entry[0] in ("100644", "100755")


def splice(content, splices):
    lines = content.split("\n")
    for at, removed, new in splices:
        at %= len(lines) + 1
        lines[at:at + removed] = new
    return "\n".join(lines)


def replay(now, old, new):
    """`now` with the one hunk from `old` to `new`, or None."""
    a, b, c = (text.split("\n") for text in (old, new, now))
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    before, after = a[start:len(a) - end], b[start:len(b) - end]
    for at in range(len(c)):
        if c[at:at + len(before)] == before:
            return "\n".join(c[:at] + after + c[at + len(before):])
    return None


class Plan:
    """The data, and what follows from it."""

    def __init__(self, data):
        self.data = data
        self.seed = data["seed"]
        self.commits = data["commits"]
        self.labels = [c["label"] for c in self.commits]
        self.at = {label: n for n, label in enumerate(self.labels)}
        self.parents, self.reach, self.trees = {}, {}, {}
        self.refs = [r for r in data["refs"] if r[1] in self.at]
        self.tags = data["tags"]
        self.questions = data["questions"]
        for commit in self.commits:
            self.add(commit)

    @staticmethod
    def load(text):
        return Plan(json.loads(text))

    def dump(self):
        return json.dumps(self.data)

    def add(self, commit):
        label = commit["label"]
        parents = []
        for parent in commit["parents"]:
            if parent in self.reach and parent not in parents:
                parents.append(parent)
        self.parents[label] = parents
        bits = 1 << self.at[label]
        for parent in parents:
            bits |= self.reach[parent]
        self.reach[label] = bits
        tree = dict(self.trees[parents[0]]) if parents else {}
        for edit in commit["edits"]:
            getattr(self, "do_" + edit[0])(tree, label, *edit[1:])
        self.trees[label] = tree

    # Edits. What they cannot be done to stays as it is.

    def do_put(self, tree, label, path, mode, content):
        put(tree, path, (mode, content))

    def do_drop(self, tree, label, path):
        tree.pop(path, None)

    def do_move(self, tree, label, path, to):
        if path in tree:
            put(tree, to, tree.pop(path))

    def do_flip(self, tree, label, path):
        if is_file(tree.get(path)):
            mode, content = tree[path]
            tree[path] = ("100755" if mode == "100644" else "100644", content)

    def do_lines(self, tree, label, path, splices):
        if is_file(tree.get(path)):
            mode, content = tree[path]
            tree[path] = (mode, splice(content, splices))

    def do_merge(self, tree, label, parent, how):
        """What that parent changed: all of it ("theirs"), or some paths."""
        first = self.parents[label][:1]
        if parent not in self.trees or not first:
            return
        bases = [self.trees[b] for b in self.best(
            self.reach[first[0]] & self.reach[parent])] or [{}]
        theirs = self.trees[parent]
        for path in sorted(set(theirs).union(*bases)):
            changed = all(theirs.get(path) != b.get(path) for b in bases)
            if how == "theirs" or changed and (
                    how == "clean" or zlib.crc32(path.encode()) % 5 < 3):
                set_or_drop(tree, path, theirs.get(path))

    def again(self, tree, label, back):
        """The change that another commit made, or its undoing."""
        if label not in self.trees:
            return
        parents = self.parents[label]
        old = self.trees[parents[0]] if parents else {}
        new = self.trees[label]
        if back:
            old, new = new, old
        for path in sorted(set(old) | set(new)):
            a, b, now = old.get(path), new.get(path), tree.get(path)
            if a == b:
                continue
            if now == a or not (is_file(a) and is_file(b) and is_file(now)):
                set_or_drop(tree, path, b)
                continue
            content = replay(now[1], a[1], b[1])
            if content is not None:
                tree[path] = (b[0], content)

    def do_pick(self, tree, label, other):
        self.again(tree, other, False)

    def do_undo(self, tree, label, other):
        self.again(tree, other, True)

    # The model of the graph.

    def closure(self, labels):
        bits = 0
        for label in labels:
            bits |= self.reach[label]
        return bits

    def members(self, bits):
        return [l for n, l in enumerate(self.labels) if bits >> n & 1]

    def is_below(self, label, other):
        """Whether `other` reaches `label`."""
        return bool(self.reach[other] >> self.at[label] & 1)

    def best(self, bits):
        """Members that no other member reaches."""
        found = self.members(bits)
        below = 0
        for label in found:
            below |= self.reach[label] & ~(1 << self.at[label])
        return [l for l in found if not below >> self.at[l] & 1]

    def in_server(self):
        return self.closure(r[1] for r in self.refs)

    def first_parent(self, label):
        return self.parents[label][0] if self.parents[label] else None
