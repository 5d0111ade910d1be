"""Random git histories from a seed, for tests that ask git the same question.

Merges, octopuses, orphans, skewed clocks, odd names, modes, links,
submodules, files that become directories. Writes only below the directory
that it is given.
"""
import os
import random
import shutil
import subprocess

ENV = {
    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "C",
    "GIT_COMMITTER_EMAIL": "c@example.com",
    "LC_ALL": "C",
}
START = 1600000000
DAY = 24 * 3600
ODD = [b"a b", b"tab\there", b'quo"te', b"back\\slash", b"line\nfeed",
       b"caf\xc3\xa9", b"\xff\xfe", b"100%", b"-dash", b"a", b"a.b", b"a-b",
       b"a0", b"b", b"Makefile", b"\x01"]
DIRS = [b"", b"a/", b"a/b/", b"lib/", b"lib/x y/", b"a.b/", b"a-b/", b"b/"]


def git(repo, *args, data=None, check=True, env=None):
    """Standard output of git, as bytes."""
    run = subprocess.run(["git", "-C", repo] + list(args), input=data,
                         env=dict(ENV, **(env or {})),
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if check and run.returncode:
        raise RuntimeError("git %s: %s" % (args, run.stderr.decode()))
    return run.stdout if check else (run.returncode, run.stdout)


class Commit:
    """Index, parents (indexes), time, tree (path -> (mode, content))."""

    def __init__(self, index, parents, time, tree):
        self.index, self.parents = index, parents
        self.time, self.tree = time, tree
        self.id = None


class History:
    """Commits in topological order, and what they reach as bit sets."""

    def __init__(self, seed, count, skew):
        self.random = random.Random(seed)
        self.skew = skew
        self.commits = []
        self.reach = []
        for index in range(count):
            self.add(index)

    def add(self, index):
        parents = self.choose_parents(index)
        time = START + index * 6 * 3600
        if self.skew and self.random.random() < 0.2:
            time += self.random.randrange(-40 * DAY, 40 * DAY)
        if self.skew and self.random.random() < 0.02:
            time = self.random.choice([0, 1, 4000000000])
        self.commits.append(
            Commit(index, parents, time, self.make_tree(parents)))
        bits = 1 << index
        for parent in parents:
            bits |= self.reach[parent]
        self.reach.append(bits)

    def choose_parents(self, index):
        rnd = self.random
        if index == 0 or rnd.random() < 0.02:
            return []
        count = rnd.choices([1, 2, 3, 5], [70, 24, 4, 2])[0]
        recent = range(max(0, index - 12), index)
        found = set(rnd.choice(recent) for _ in range(count))
        if rnd.random() < 0.1:
            found.add(rnd.randrange(index))
        found = list(found)
        rnd.shuffle(found)
        return found

    def make_tree(self, parents):
        rnd = self.random
        tree = dict(self.commits[parents[0]].tree) if parents else {}
        for parent in parents[1:]:
            for path, entry in sorted(self.commits[parent].tree.items()):
                if rnd.random() < 0.4:
                    put(tree, path, entry)
        for _ in range(rnd.choice([0, 1, 1, 2, 3, 6])):
            self.change(tree)
        return tree

    def change(self, tree):
        rnd = self.random
        kind = rnd.random()
        paths = sorted(tree)
        if kind < 0.45 or not paths:
            put(tree, rnd.choice(DIRS) + rnd.choice(ODD), self.entry())
            return
        path = rnd.choice(paths)
        mode, content = tree[path]
        if kind < 0.6:
            del tree[path]
        elif kind < 0.7:
            del tree[path]
            put(tree, rnd.choice(DIRS) + rnd.choice(ODD), (mode, content))
        elif kind < 0.78 and mode in (b"100644", b"100755"):
            other = b"100755" if mode == b"100644" else b"100644"
            tree[path] = (other, content)
        elif mode in (b"100644", b"100755"):
            tree[path] = (mode, self.edit(content))
        else:
            tree[path] = self.entry()

    def entry(self):
        kind = self.random.random()
        if kind < 0.08:
            return (b"120000", self.random.choice([b"a", b"b\n", b"../x"]))
        if kind < 0.14:
            return (b"160000", b"%040x" % self.random.getrandbits(150))
        mode = b"100755" if kind < 0.25 else b"100644"
        if kind > 0.97:
            return (mode, b"bin\0ary" + self.edit(b""))
        return (mode, self.edit(b"") if kind < 0.93 else b"")

    def edit(self, content):
        """Inserts, deletes and replaces lines; the last may lack its LF."""
        rnd = self.random
        lines = content.splitlines(True)
        for _ in range(rnd.randrange(1, 6)):
            at = rnd.randrange(len(lines) + 1)
            new = [b"line %d\n" % rnd.randrange(40)
                   for _ in range(rnd.randrange(0, 5))]
            lines[at:at + rnd.randrange(0, 3)] = new
        text = b"".join(lines)
        return text[:-1] if text and rnd.random() < 0.1 else text

    def write(self, directory):
        """Imports everything into a new bare repository; fills the ids."""
        git("/", "init", "-q", "--bare", directory)
        marks = os.path.join(directory, "marks")
        git(directory, "fast-import", "--quiet", "--done",
            "--export-marks=" + marks, data=b"".join(self.stream()))
        with open(marks) as lines:
            for line in lines:
                mark, id_ = line.split()
                self.commits[int(mark[1:]) - 1].id = id_
        os.remove(marks)

    def stream(self):
        for commit in self.commits:
            yield b"commit refs/all/%d\nmark :%d\n" % (commit.index,
                                                       commit.index + 1)
            yield b"committer C <c@example.com> %d +0000\n" % commit.time
            yield b"data 5\nc %03d\n" % (commit.index % 1000)
            for n, parent in enumerate(commit.parents):
                word = b"merge" if n else b"from"
                yield b"%s :%d\n" % (word, parent + 1)
            yield b"deleteall\n"
            for path, (mode, content) in sorted(commit.tree.items()):
                name = b'"' + b"".join(b"\\%03o" % c for c in path) + b'"'
                if mode == b"160000":
                    yield b"M 160000 %s %s\n" % (content, name)
                else:
                    yield b"M %s inline %s\ndata %d\n%s\n" % (
                        mode, name, len(content), content)
            yield b"\n"
        yield b"done\n"

    def closure(self, indexes):
        """What those commits reach, as a bit set."""
        bits = 0
        for index in indexes:
            bits |= self.reach[index]
        return bits

    def members(self, bits):
        return [c.index for c in self.commits if bits >> c.index & 1]

    def best(self, bits):
        """Members that no other member reaches."""
        found = self.members(bits)
        return set(i for i in found
                   if not any(j != i and self.reach[j] >> i & 1
                              for j in found))


def put(tree, path, entry):
    """Adds a path, replacing what is in its way."""
    parts = path.split(b"/")
    for n in range(1, len(parts)):
        tree.pop(b"/".join(parts[:n]), None)
    for other in [p for p in tree if p.startswith(path + b"/")]:
        del tree[other]
    tree[path] = entry


def split_off(full, server, quarantine, tips):
    """A server that has `tips` only, the rest in a quarantine beside it."""
    git("/", "init", "-q", "--bare", server)
    os.makedirs(os.path.join(quarantine, "pack"))
    known = ["^" + tip for tip in tips]
    for where, wanted in ((os.path.join(server, "objects"), tips),
                          (quarantine, ["--all"] + known)):
        objects = git(full, "rev-list", "--objects", "--no-object-names",
                      *wanted) if wanted else b""
        git(full, "pack-objects", "-q",
            os.path.join(where, "pack", "pack"), data=objects)


def import_real(directory):
    """The real history that comes with the tests, branch main."""
    data = os.path.join(os.environ.get("REFGATE_SRC", "."), "tests", "data",
                        "git-history.fi.xz")
    git("/", "init", "-q", "--bare", directory)
    with subprocess.Popen(["xz", "-dc", data], stdout=subprocess.PIPE) as xz:
        subprocess.run(["git", "-C", directory, "fast-import", "--quiet",
                        "--done"], stdin=xz.stdout, check=True, env=ENV)
    return xz.returncode == 0


def remove(directory):
    shutil.rmtree(directory, ignore_errors=True)
