"""Plans as one real bare repository, written by `git fast-import`: their
histories have nothing in common, so that git is asked about all of them at
once. Writes only below the folder that it is given.
"""
import hashlib
import os
import struct
import subprocess
import zlib

ENV = {
    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "core.fsync",
    "GIT_CONFIG_VALUE_0": "none",
    "LC_ALL": "C",
    "TZ": "UTC",
}
TYPES = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
ZERO = "0" * 40


def raw(text):
    return text.encode("latin-1")


def object_id(kind, data):
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) +
                        data).hexdigest()


def run(words, data=b"", env=None, check=True):
    done = subprocess.run(words, input=data, env=dict(ENV, **(env or {})),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    if check and done.returncode:
        raise RuntimeError("%s: %d %s" % (words, done.returncode,
                                          done.stderr.decode("latin-1")))
    return done.stdout


def pack(objects):
    """A pack of whole objects: (type, bytes)."""
    parts = [b"PACK" + struct.pack(">II", 2, len(objects))]
    for kind, data in objects:
        size = len(data)
        byte, size = TYPES[kind] << 4 | size & 15, size >> 4
        while size:
            parts.append(bytes([byte | 128]))
            byte, size = size & 127, size >> 7
        parts.append(bytes([byte]) + zlib.compress(data, 1))
    body = b"".join(parts)
    return body + hashlib.sha1(body).digest()


class View:
    """One plan in its store: ids for labels."""

    def __init__(self, plan, place):
        self.plan, self.place = plan, place
        self.id, self.tree, self.label = {}, {}, {}
        self.tags, self.refs = {}, {}
        self.prefix = "r%d" % place

    def ref(self, name):
        """The whole name of "heads/main" there."""
        kind, _, rest = name.partition("/")
        return "refs/%s/%s/%s" % (kind, self.prefix, rest)

    def ids(self, labels):
        return [self.id[label] for label in labels]

    def blob(self, content):
        return object_id("blob", raw(content))


class Store:
    """All views, as git sees them (`full`) and as the probes do."""

    def __init__(self, plans, top, quarantine):
        self.top = top
        self.full = os.path.join(top, "full.git")
        self.where = [self.full]
        self.quarantine = quarantine
        self.views = [View(plan, n) for n, plan in enumerate(plans)]
        self.queue = []
        run(["git", "init", "-q", "--bare", "-b", "none", self.full])
        self.write_commits()
        self.write_tags()
        self.write_refs(self.full)
        self.git("commit-graph", "write", "--stdin-commits", data=self.lines(
            i for v in self.views for i in v.id.values()))

    def git(self, *words, data=b"", env=None, check=True):
        return run(["git", "-C", self.full, *words], data, env, check)

    @staticmethod
    def lines(words):
        return "".join(w + "\n" for w in words).encode()

    def write_commits(self):
        marks = os.path.join(self.top, "marks")
        places = [(v, label) for v in self.views for label in v.plan.labels]
        mark = {}
        for n, (view, label) in enumerate(places):
            mark[view.place, label] = n + 1
        stream = [part for view, label in places
                  for part in commit_parts(view, label, mark)]
        stream.append(b"reset refs/import\nfrom %s\n\ndone\n" %
                      ZERO.encode())
        self.git("fast-import", "--quiet", "--done", "--force",
                 "--date-format=raw-permissive", "--export-marks=" + marks,
                 data=b"".join(stream))
        with open(marks, encoding="ascii") as lines:
            for line in lines:
                number, id_ = line.split()
                view, label = places[int(number[1:]) - 1]
                view.id[label], view.label[id_] = id_, label
        out = self.git("cat-file", "--batch-check=%(objectname)",
                       data=self.lines(v.id[l] + "^{tree}"
                                       for v, l in places))
        for (view, label), tree in zip(places, out.decode().split()):
            view.tree[label] = tree

    def add(self, kind, data):
        """An object for the next flush(); its id."""
        self.queue.append((kind, data))
        return object_id(kind, data)

    def flush(self):
        if self.queue:
            self.git("index-pack", "--stdin",
                     data=pack(list(dict.fromkeys(self.queue))))
        self.queue = []

    def write_tags(self):
        for view in self.views:
            for tag in view.plan.tags:
                target = tag_target(view, tag)
                if not target:
                    continue
                data = "object %s\ntype %s\ntag t%d\ntagger %s\n\n%s" % (
                    target, tag["type"], tag["label"],
                    person(*tag["tagger"]), tag["message"])
                view.tags[tag["label"]] = self.add("tag", raw(data))
        self.flush()

    def write_refs(self, where):
        """Most in packed-refs, some loose, some in both."""
        packed = []
        for view in self.views:
            view.refs = {n: view.id[l] for n, l in view.plan.refs}
            if where == self.full:
                view.refs.update(("t/t%d" % n, id_)
                                 for n, id_ in view.tags.items())
            for name, id_ in view.refs.items():
                full = view.ref(name)
                kind = zlib.crc32(raw(full)) % 5
                stale = next(iter(view.id.values())) if kind == 1 else id_
                if kind < 2:
                    write(os.path.join(raw(where), raw(full)), id_ + "\n")
                if kind:
                    packed.append(raw("%s %s\n" % (stale, full)))
        packed.sort(key=lambda line: line[41:])
        write(os.path.join(raw(where), b"packed-refs"),
              b"# pack-refs with: sorted \n" + b"".join(packed))

    def split(self):
        """What the heads hold goes to a server, all else to a quarantine."""
        if not self.quarantine:
            return
        server = os.path.join(self.top, "server.git")
        new = os.path.join(self.top, "incoming")
        run(["git", "init", "-q", "--bare", "-b", "none", server])
        os.makedirs(os.path.join(new, "pack"))
        tips = [v.id[l] for v in self.views for _, l in v.plan.refs]
        known = set(self.git("rev-list", "--objects", "--no-object-names",
                             "--stdin", data=self.lines(tips)).split())
        everything = set(self.git("cat-file", "--batch-all-objects",
                                  "--batch-check=%(objectname)",
                                  "--unordered").split())
        for objects, where in ((known, os.path.join(server, "objects")),
                               (everything - known, new)):
            if objects:
                self.git("pack-objects", "-q", "--window=0",
                         os.path.join(where, "pack", "pack"),
                         data=b"\n".join(sorted(objects)) + b"\n")
        self.write_refs(server)
        self.where = [server, new]


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(raw(data) if isinstance(data, str) else data)


def person(name, email, time, zone):
    return "%s <%s> %d %s" % (name, email, time, zone)


def tag_target(view, tag):
    if tag["type"] == "tag":
        return view.tags.get(tag["of"])
    if tag["of"] not in view.id:
        return None
    if tag["type"] == "blob":
        for _, (mode, content) in sorted(view.plan.trees[tag["of"]].items()):
            if mode.startswith("100"):
                return view.blob(content)
        return None
    return (view.id if tag["type"] == "commit" else view.tree)[tag["of"]]


def commit_parts(view, label, mark):
    """One commit for fast-import. The label makes each one unlike all
    others, and the seed each root."""
    plan = view.plan
    commit = plan.commits[plan.at[label]]
    parents = plan.parents[label]
    author, committer = list(commit["author"]), list(commit["committer"])
    author[0] = "%d %s" % (label, author[0])
    if not parents:
        committer[0] = "%s.%d %s" % (plan.seed, view.place, committer[0])
        yield b"reset refs/import\n\n"
    yield b"commit refs/import\nmark :%d\n" % mark[view.place, label]
    yield raw("author %s\ncommitter %s\n" % (person(*author),
                                             person(*committer)))
    if commit["encoding"]:
        yield raw("encoding %s\n" % commit["encoding"])
    yield b"data %d\n%s\n" % (len(commit["message"]), raw(commit["message"]))
    for n, parent in enumerate(parents):
        yield b"%s :%d\n" % (b"merge" if n else b"from",
                             mark[view.place, parent])
    old = plan.trees[parents[0]] if parents else {}
    yield from tree_parts(old, plan.trees[label])
    yield b"\n"


def tree_parts(old, new):
    for path in old:
        if path not in new:
            yield b"D %s\n" % quoted(path)
    for path, (mode, content) in new.items():
        if old.get(path) == (mode, content):
            continue
        if mode == "160000":
            yield raw("M 160000 %s " % content) + quoted(path) + b"\n"
        else:
            yield b"M %s inline %s\ndata %d\n%s\n" % (
                raw(mode), quoted(path), len(content), raw(content))


def quoted(path):
    return b'"' + b"".join(b"\\%03o" % c for c in raw(path)) + b'"'
