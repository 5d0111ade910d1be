"""Servers, a clone full of commits, and a git daemon, in one work folder.

Never uses the user's configuration; what it starts, it ends.
"""

import os
import shutil
import socket
import subprocess
import time

POLICY = """version: 1
contact: "#soak"
rulesets:
  - name: all
    refs: ["refs/heads/**"]
    rules:
      commit-message: {subject: {pattern: '^good'}}
      commit-form: {}
      change-size: {files: 50}
      deletion: everyone
      non-fast-forward: everyone
"""
CONFIG = """[user]
	name = Alice
	email = alice@example.com
[init]
	defaultBranch = main
[gc]
	auto = 0
[maintenance]
	auto = false
[receive]
	autogc = false
	advertisePushOptions = true
[pack]
	threads = 1
"""
BAD_EVERY = 4  # one commit in so many has a sibling that is to be refused
ZERO = "0" * 40


class World:
    """The work folder: `url(server)` is what clients push to."""

    def __init__(self, work, root, clients):
        self.work, self.root, self.clients = work, root, clients
        self.samples = work + "/samples"
        self.clone = work + "/clone.git"
        self.daemon = self.port = None
        self.good, self.bad = [], []
        os.makedirs(work + "/home", exist_ok=True)
        with open(work + "/gitconfig", "w", encoding="ascii") as file:
            file.write(CONFIG)
        self.env = {
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8",
            "HOME": work + "/home", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": work + "/gitconfig", "TZ": "UTC",
        }

    def git(self, directory, *arguments, **options):
        done = subprocess.run(["git", "-C", directory, *arguments],
                              env=self.env, check=True,
                              stdout=subprocess.PIPE, **options)
        return done.stdout.decode().strip()

    def path(self, server):
        return "%s/servers/%s.git" % (self.work, server)

    def url(self, server, client):
        """Every other client comes over the network."""
        if self.port and client % 2:
            return "git://127.0.0.1:%d/%s.git" % (self.port, server)
        return self.path(server)

    def compile(self):
        source = os.path.join(os.path.dirname(__file__), "measure.c")
        subprocess.run(
            ["cc", "-O2", "-o", self.work + "/measure", source,
             '-DHOOKS="%s/libexec/refgate"' % self.root,
             '-DSAMPLES="%s"' % self.samples], check=True)

    def add_server(self, name, guarded):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        subprocess.run(["git", "init", "-q", "--bare", path], env=self.env,
                       check=True)
        shutil.rmtree(path + "/hooks")
        os.mkdir(path + "/hooks")
        self.git(path, "fetch", "-q", self.clone, "start:refs/heads/main",
                 "start:refs/heads/shared")
        if not guarded:
            return
        for hook in ("pre-receive", "update", "post-receive"):
            shutil.copy(self.work + "/measure", path + "/hooks/" + hook)
        os.mkdir(path + "/refgate", 0o700)
        with open(path + "/refgate/policy.yml", "w",
                  encoding="ascii") as file:
            file.write(POLICY)

    def make_commits(self, length):
        """For each client a chain of good commits, and some bad ones."""
        self.git(self.work, "init", "-q", "--bare", self.clone)
        marks = self.work + "/marks"
        stream = "".join(self.stream(length))
        self.git(self.clone, "fast-import", "--quiet",
                 "--export-marks=" + marks, input=stream.encode())
        with open(marks, encoding="ascii") as file:
            ids = dict(line.split() for line in file)
        step = length + length // BAD_EVERY
        for client in range(self.clients):
            own = [ids[":%d" % (2 + client * step + n)] for n in range(step)]
            self.good.append(own[:length])
            self.bad.append(own[length:])
        self.tree = self.git(self.clone, "rev-parse", "start^{tree}")

    @staticmethod
    def commit(mark, branch, parent, subject, path, content):
        return ("commit refs/heads/%s\nmark :%d\n"
                "committer Alice <alice@example.com> %d +0000\n"
                "data %d\n%s%sM 100644 inline %s\ndata %d\n%s\n" % (
                    branch, mark, 1760000000 + mark, len(subject), subject,
                    "\nfrom :%d\n" % parent if parent else "\n", path,
                    len(content), content))

    def stream(self, length):
        yield self.commit(1, "start", None, "good start", "start", "start")
        mark = 2
        for client in range(self.clients):
            first, name = mark, "own/%d" % client
            for n in range(length):
                yield self.commit(mark, name, mark - 1 if n else 1,
                                  "good %d of %d" % (n, client), name,
                                  "%d" % n)
                mark += 1
            for n in range(length // BAD_EVERY):
                yield self.commit(mark, "bad/%d" % client,
                                  first + n * BAD_EVERY,
                                  "bad %d of %d" % (n, client), name, "bad")
                mark += 1

    def start_daemon(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.daemon = subprocess.Popen(
            ["git", "daemon", "--export-all", "--enable=receive-pack",
             "--max-connections=0", "--listen=127.0.0.1", "--reuseaddr",
             "--port=%d" % self.port, "--base-path=%s/servers" % self.work],
            env=self.env, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        for _ in range(500):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.02)
        raise SystemExit("git daemon does not listen")

    def stop_daemon(self):
        if self.daemon:
            os.killpg(self.daemon.pid, 15)
            self.daemon.wait()
