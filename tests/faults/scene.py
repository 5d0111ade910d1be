"""A push as git handed it to one hook, put back as it was before each run,
and run with the variables, the input and the arguments that git gave."""

import hashlib
import json
import os
import shutil
import signal
import stat

SECONDS_MAX = 60
LOG = "refgate/audit.jsonl"
HEAD = LOG + ".head"
CLEARANCES = ("refgate/clearance/", "refgate/landing/")


class Result:
    """How a run ended: exit status, or minus the signal; None: it hung."""

    def __init__(self, status, said):
        self.status = status
        self.said = said


def _overdue(_number, _frame):
    raise TimeoutError


signal.signal(signal.SIGALRM, _overdue)


def spawn(words, variables, given, said, meanwhile=None):
    """Runs it in the current directory: see Result."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, given, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    defaults = [signal.SIGPIPE, signal.SIGXFSZ]
    pid = os.posix_spawnp(words[0], words, variables, file_actions=actions,
                          setsigdef=defaults, setpgroup=0)
    signal.alarm(SECONDS_MAX)
    try:
        if meanwhile:
            meanwhile()
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except TimeoutError:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        status = None
    finally:
        signal.alarm(0)
    with open(said, "rb") as file:
        return Result(status, file.read())


def mark(info):
    return (info.st_ino, info.st_size, info.st_mtime_ns, info.st_mode)


class Tree:
    """The files of a repository, and how to have them back."""

    def __init__(self, root):
        self.root = root
        self.files = {}   # path: bytes
        self.marks = {}   # path: what stat said when it was right
        self.folders = set()
        for path, info in self.walk():
            if stat.S_ISDIR(info.st_mode):
                self.folders.add(path)
            else:
                with open(os.path.join(root, path), "rb") as file:
                    self.files[path] = file.read()
                self.marks[path] = mark(info)

    def walk(self, below=""):
        with os.scandir(os.path.join(self.root, below)) as entries:
            for entry in entries:
                path = below + entry.name
                info = entry.stat(follow_symlinks=False)
                yield path, info
                if stat.S_ISDIR(info.st_mode):
                    yield from self.walk(path + "/")

    def put(self, path, content, mode=0o600):
        """In place: the log is known by its inode."""
        whole = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        if path != LOG and os.path.lexists(whole):
            os.unlink(whole)
        fd = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        os.write(fd, content)
        os.close(fd)

    def move(self, root):
        self.root = root
        for path, info in self.walk():
            if path in self.marks:
                self.marks[path] = mark(info)
        self.know_log()

    def restore(self):
        seen = {}
        for path, info in list(self.walk()):
            if stat.S_ISDIR(info.st_mode):
                seen[path] = None
            elif path not in self.files:
                os.unlink(os.path.join(self.root, path))
            else:
                seen[path] = mark(info)
        for path in sorted(seen, reverse=True):
            if seen[path] is None and path not in self.folders:
                os.rmdir(os.path.join(self.root, path))
        for path in self.folders - seen.keys():
            os.makedirs(os.path.join(self.root, path), exist_ok=True)
        for path, content in self.files.items():
            young = path.startswith(CLEARANCES)
            if seen.get(path) == self.marks[path] and not young:
                continue
            self.put(path, content, stat.S_IMODE(self.marks[path][3]))
            info = os.lstat(os.path.join(self.root, path))
            if path == LOG and info.st_ino != self.marks[path][0]:
                self.marks[path] = mark(info)
                self.know_log()
            self.marks[path] = mark(info)

    def know_log(self):
        """The head of the log tells its inode, which a copy does not have."""
        if HEAD not in self.files:
            return
        info = os.lstat(os.path.join(self.root, LOG))
        words = self.files[HEAD].decode().split()
        words[5] = str(info.st_ino)
        text = " ".join(words[:7]) + " "
        text += hashlib.sha256(text.encode()).hexdigest()[:16]
        self.files[HEAD] = text.ljust(len(self.files[HEAD]) - 1).encode() + b"\n"
        self.put(HEAD, self.files[HEAD])
        self.marks[HEAD] = mark(os.lstat(os.path.join(self.root, HEAD)))


class Scene:
    """A folder of the world (world.sh); what runs is a copy of it."""

    def __init__(self, folder, programs, scratch):
        self.name = os.path.basename(folder)
        self.hook = self.name.split(".")[1]
        self.git = os.path.join(scratch, self.name, "s.git")
        shutil.copytree(os.path.join(folder, "s.git"), self.git, symlinks=True)
        self.programs = programs
        self.anchor = os.path.join(os.path.dirname(folder), "anchor")
        self.said = os.path.join(scratch, "said")
        self.given = os.path.join(folder, "input")
        with open(os.path.join(folder, "outcome"), encoding="utf-8") as file:
            self.outcome = int(file.read())
        with open(os.path.join(folder, "arguments"), encoding="utf-8") as file:
            self.arguments = [word for word in file.read().split("\n") if word]
        self.variables = self._read_variables(os.path.join(folder, "variables"))
        with open(self.given, encoding="utf-8") as file:
            self.updates = [line.split() for line in file]
        if self.hook == "update":
            name, old, new = self.arguments
            self.updates = [[old, new, name]]
        push = folder[:-len(self.hook)] + "pre-receive"
        asked = self._read_variables(os.path.join(push, "variables"))
        self.options = {name: value for name, value in asked.items()
                        if name.startswith("GIT_PUSH_OPTION")}
        self.tree = Tree(self.git)
        self.tree.know_log()
        self.quarantine = self.variables.get("GIT_QUARANTINE_PATH")

    def _read_variables(self, path):
        with open(path, encoding="utf-8") as file:
            pairs = [pair for pair in file.read().split("\0") if pair]
        out = dict(pair.split("=", 1) for pair in pairs)
        for name, value in out.items():
            before, found, after = value.partition("/s.git/./")
            if found:
                out[name] = self.git + "/" + after
        out["PATH"] = os.environ["PATH"]
        return out

    def program(self, hook=None):
        return os.path.join(self.programs, hook or self.hook)

    def run(self, words, more=None, meanwhile=None):
        """The hook of the scene, below or beside something."""
        os.chdir(self.git)
        return spawn(words + self.arguments, {**self.variables, **(more or {})},
                     self.given, self.said, meanwhile)

    def move(self, git):
        """To another file system."""
        self.tree.restore()
        shutil.copytree(self.git, git, symlinks=True)
        for variables in (self.variables, self.options):
            for name, value in variables.items():
                variables[name] = value.replace(self.git + "/", git + "/")
        if self.quarantine:
            self.quarantine = self.variables["GIT_QUARANTINE_PATH"]
        self.git = git
        self.tree.move(git)

    def honest(self, hook, arguments=(), lines=None):
        """Another hook of the same push, without a fault."""
        os.chdir(self.git)
        given = self.given
        if lines is not None or self.hook == "update":
            given = self.said + ".input"
            with open(given, "w", encoding="utf-8") as file:
                for line in self.updates if lines is None else lines:
                    file.write(" ".join(line) + "\n")
        variables = dict(self.variables)
        if hook != "pre-receive":
            for name in ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY",
                         "GIT_ALTERNATE_OBJECT_DIRECTORIES"):
                variables.pop(name, None)
        elif not self.quarantine:
            variables.update(self.options)
            empty = self.git + "/objects/tmp_objdir-incoming-x"
            os.makedirs(empty, exist_ok=True)
            variables["GIT_QUARANTINE_PATH"] = empty
            variables["GIT_OBJECT_DIRECTORY"] = empty
            variables["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = self.git + "/objects"
        return spawn([self.program(hook), *arguments], variables, given, self.said)

    def changed(self):
        """Files that are not as they were, and their sizes now; but for the
        log, which is told by its records."""
        out = []
        seen = set()
        for path, info in self.tree.walk():
            seen.add(path)
            if stat.S_ISDIR(info.st_mode) or path in (LOG, HEAD):
                continue
            if path not in self.tree.files or mark(info)[:3] != self.tree.marks[path][:3]:
                out.append((path, info.st_size))
        out += [(path, None) for path in self.tree.files if path not in seen]
        return sorted(out, key=lambda item: item[0])

    def path(self, name):
        return os.path.join(self.git, name)

    def records(self):
        """Those that this run added; a torn line is one, as text."""
        before = len(self.tree.files.get(LOG, b""))
        try:
            with open(self.path(LOG), "rb") as file:
                file.seek(before)
                lines = file.read().split(b"\n")
        except FileNotFoundError:
            return []
        out = []
        for line in lines:
            if line:
                try:
                    out.append(json.loads(line))
                except ValueError:
                    out.append(line)
        return out

    def move_refs(self):
        """As git does between update and post-receive."""
        if self.quarantine and os.path.isdir(self.quarantine):
            for folder, _, names in os.walk(self.quarantine):
                there = self.path("objects") + folder[len(self.quarantine):]
                os.makedirs(there, exist_ok=True)
                for name in names:
                    os.replace(os.path.join(folder, name), os.path.join(there, name))
        for _old, new, name in self.updates:
            if new.strip("0"):
                self.tree.put(name, new.encode() + b"\n")
            elif os.path.exists(self.path(name)):
                os.unlink(self.path(name))
