"""Repositories to measure in: generated ones, the same bytes each time, and a
real history. Writes only below the folder that it is given."""

import os
import random
import shutil
import subprocess

from measure import HERE

SEED = 8
START = 1400000000
STEP = 1800
YEARS = 300000000  # a history ends before today, however long it is
FOLDERS, FILES = 40, 50
FILE_LINES = 20
PEOPLE = 200
OLD = 86400  # a day in 1970
WORDS = ("the a of to in for with when that it reads writes file index tree "
         "object commit branch remote cache lock error path name test option "
         "config default avoid handle missing stale empty buffer length loop "
         "memory leak order once again before after without").split()
REAL = os.path.join(HERE, "..", "data", "git-history.fi.xz")
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def environment(work):
    """All that programs see here."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": work, "TZ": "UTC",
        "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.path.join(work, "gitconfig"),
        "LOGNAME": "alice", "USER": "alice",
    }


def write_configuration(work):
    with open(os.path.join(work, "gitconfig"), "w", encoding="ascii") as file:
        file.write("[user]\nname = Alice\nemail = alice@example.com\n"
                   "[init]\ndefaultBranch = main\n[gc]\nauto = 0\n"
                   "[maintenance]\nauto = false\n[receive]\nautogc = false\n"
                   "[safe]\ndirectory = *\n")


class Git:
    """git, where nothing is timed."""

    def __init__(self, work):
        self.env = environment(work)

    def __call__(self, repo, *args, data=None, env=None, text=True):
        done = subprocess.run(["git", "-C", repo, *args], input=data,
                              env=dict(self.env, **(env or {})), check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode:
            raise RuntimeError("git %s: %s" % (" ".join(args[:4]),
                                               done.stderr.decode()))
        return done.stdout.decode().strip() if text else done.stdout

    def bare(self, path):
        self("/", "init", "-q", "--bare", "-b", "main", path)
        shutil.rmtree(os.path.join(path, "hooks"))
        os.mkdir(os.path.join(path, "hooks"))
        return path

    def load(self, path, stream):
        """A bare repository of what fast-import is told."""
        self.bare(path)
        with subprocess.Popen(
                ["git", "-C", path, "fast-import", "--quiet", "--done"],
                env=self.env, stdin=subprocess.PIPE) as process:
            for part in stream:
                process.stdin.write(part)
            process.stdin.write(b"done\n")
            process.stdin.close()
        if process.returncode:
            raise RuntimeError("fast-import failed for " + path)
        return path


def sentence(chance, least, most):
    return " ".join(chance.choices(WORDS, k=chance.randrange(least, most)))


def message(chance, number):
    """Long and short ones, as people write them."""
    parts = ["%s: %s" % (chance.choice(WORDS), sentence(chance, 4, 9))]
    for _ in range(chance.choice([0, 1, 1, 2, 3])):
        parts.append("\n".join(sentence(chance, 8, 11)
                               for _ in range(chance.randrange(1, 6))))
    person = number % PEOPLE
    parts.append("Signed-off-by: Person %d <person%d@example.com>" % (
        person, person))
    return "\n\n".join(parts).encode() + b"\n"


def content(chance):
    return "".join("line %d %s\n" % (n, chance.choice(WORDS))
                   for n in range(FILE_LINES)).encode()


def file_change(path, data):
    return b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(data), data)


def commit_head(branch, number, time, text, parents):
    person = b"Person %d <person%d@example.com> %d +0000\n" % (
        number % PEOPLE, number % PEOPLE, time)
    lines = [b"commit %s\nmark :%d\nauthor %scommitter %s" % (
        branch, number, person, person)]
    lines.append(b"data %d\n%s" % (len(text), text))
    for place, parent in enumerate(parents):
        lines.append(b"%s :%d\n" % (b"merge" if place else b"from", parent))
    return b"".join(lines)


def history(count, old_at=None, empty=False):
    """A stream of `count` commits on main: each tenth is the merge of a side
    branch of two commits. The first one has all files, if there are any. One
    is dated 1970, if `old_at` says which."""
    chance = random.Random(SEED)
    tip = side = 0
    step = min(STEP, YEARS // count)
    for number in range(1, count + 1):
        place = number % 10
        parents = [tip] if tip else []
        if place == 8 and tip or place == 9 and side:
            parents = [side if place == 9 else tip]
        elif place == 0 and side:
            parents = [tip, side]
        time = OLD if number == old_at else START + number * step
        text = (b"start: all\n" if number == 1 or empty else
                message(chance, number))
        yield commit_head(b"refs/heads/main", number, time, text, parents)
        if not empty and number == 1:
            for n in range(FOLDERS * FILES):
                yield file_change(b"src/d%02d/f%02d.c" % divmod(n, FILES),
                                  content(chance))
        elif not empty and place != 0:
            for _ in range(chance.choice([1, 1, 1, 2, 3])):
                yield file_change(b"src/d%02d/f%02d.c" % divmod(
                    chance.randrange(FOLDERS * FILES), FILES),
                    content(chance))
        yield b"\n"
        if place in (8, 9) and count - number >= 10:
            side = number
        else:
            tip, side = number, 0 if place == 0 else side
    yield b"reset refs/heads/main\nfrom :%d\n" % tip


def one_commit():
    yield commit_head(b"refs/heads/main", 1, START, b"start: all\n", [])
    yield file_change(b"README", b"read\n") + b"\n"


def add_refs(repo, count, id_):
    """So many branches at one commit, packed as git packs them."""
    names = sorted("refs/heads/topic/%d" % n for n in range(count))
    with open(os.path.join(repo, "packed-refs"), "w") as file:
        file.write("# pack-refs with: peeled fully-peeled sorted \n")
        file.writelines("%s %s\n" % (id_, name) for name in names)


def many_files(count, each=100):
    """A commit with so many files."""
    yield commit_head(b"refs/heads/main", 1, START, b"start: all\n", [])
    for number in range(count):
        folder = number // each
        yield file_change(b"src/d%d/e%d/f%d" % (
            *divmod(folder, each), number % each), b"%d\n" % folder)
    yield b"\n"


def real_history():
    """The stream, or None. REFGATE_HISTORY names another (.xz), or, if it is
    empty, none."""
    name = os.environ.get("REFGATE_HISTORY", REAL)
    if not name or not os.path.exists(name):
        return None
    return subprocess.run(["xz", "-dc", name], check=True,
                          stdout=subprocess.PIPE).stdout


def real_commits(stream):
    """fast-import's own "done" may be there already."""
    return [stream[:-5] if stream.endswith(b"done\n") else stream]
