"""Times the pre-receive hook on a push of signed commits against git
verify-commit on the same commits.

Usage: sign.py PREFIX COMMITS MANY. All signatures are by ssh-keygen and gpg.
The hook is run by itself, on a quarantine as git receive-pack prepares it,
and its whole time counts: start, policy, walk and verdict. A push minus a
push without hooks is the same, with the noise of two pushes in it; one real
push shows that the server takes what was timed. git has the same commits, a
part of them after each run of the hook, in one process, which is to its
favour. Never touches anything but a temporary directory.
"""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "trust"))
import oracle_objects
from oracle_cases import get_file, put_file
from oracle_openpgp import OpenPgp

POLICY = """version: 1
trust: {%s}
rulesets:
  - name: signed
    refs: [refs/heads/main]
    rules:
      %s
"""
SIGNED = "signature: {}"
UNSIGNED = "committer: {email: '[^@]+@example[.]com'}"
CHAINS = 40
ROUNDS = 7
PROCESSES = 2
GOALS = {"ssh": 50, "openpgp": 20}


def run(*args, data=None, env=None):
    done = subprocess.run(args, input=data, env=env, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        sys.exit("%s: %s" % (" ".join(args[:4]), done.stderr.decode()))
    return done.stdout


class SshSigner:
    """One process signs many files."""

    name, format = "SSH ed25519", "ssh"

    def __init__(self, work):
        self.directory = os.path.join(work, "ssh")
        os.mkdir(self.directory)
        self.key = os.path.join(self.directory, "key")
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key)
        public = get_file(self.key + ".pub").decode()
        self.trust = put_file(self.key + ".allowed",
                              "alice@example.com " + public)
        run("git", "config", "--global", "gpg.ssh.allowedSignersFile",
            self.trust)

    def sign(self, payloads):
        paths = [put_file(os.path.join(self.directory, "p%d" % n), payload)
                 for n, payload in enumerate(payloads)]
        run("ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", self.key,
            *paths)
        armors = [get_file(path + ".sig") for path in paths]
        for path in paths:
            os.unlink(path + ".sig")
        return armors


class OpenPgpSigner:
    format = "openpgp"

    def __init__(self, gnupg, algorithm):
        self.name, self.gnupg = "OpenPGP " + algorithm, gnupg
        key = gnupg.key(algorithm, algorithm, 9, "never")
        self.one = gnupg.signer([key])
        self.trust = put_file(os.path.join(gnupg.directory, algorithm),
                              gnupg.gpg("--armor", "--export", key))

    def sign(self, payloads):
        with ThreadPoolExecutor(PROCESSES) as pool:
            return list(pool.map(lambda p: self.one([p])[0], payloads))


class History:
    """Chains of signed commits, which one signed merge joins: so that many
    can be signed at once. `joined` tells the merge for each size."""

    def __init__(self, repo, signer, sizes):
        self.repo, self.signer = repo, signer
        self.time = int(time.time()) - 3600
        self.ids, self.joined = [], {}
        tips = self.add([[]])
        self.base = tips[0]
        tips *= CHAINS
        for depth in range(max(sizes) // CHAINS):
            tips = self.add([[tip] for tip in tips])
            self.ids += tips
            if (depth + 1) * CHAINS in sizes:
                self.joined[(depth + 1) * CHAINS] = self.add([tips])[0]

    def add(self, parents):
        some = []
        for number, ids in enumerate(parents):
            signed = oracle_objects.commit(
                "", self.time, b"Change %d\n" % number, parents=0)
            signed.head[1:1] = [b"parent %s\n" % id_.encode() for id_ in ids]
            some.append(signed)
        armors = self.signer.sign([s.payload() for s in some])
        return [oracle_objects.write_object(self.repo, "commit", s.raw(a))
                for s, a in zip(some, armors)]


class Server:
    """A bare repository that has the base, and the rest in quarantine."""

    def __init__(self, prefix, path, history, size, rule=SIGNED,
                 trust=None):
        self.path, self.quarantine = path, path + "/objects/incoming"
        self.old, self.new = history.base, history.joined[size]
        run("git", "init", "-q", "--bare", "-b", "main", path)
        run("git", "-C", history.repo, "push", "-q", path,
            history.base + ":refs/heads/main")
        os.makedirs(self.quarantine + "/pack")
        os.makedirs(path + "/refgate", 0o700)
        shutil.copy(trust or history.signer.trust, path + "/refgate/trust")
        put_file(path + "/refgate/policy.yml", POLICY % (
            history.signer.format + ": trust", rule))
        self.hook = path + "/hooks/pre-receive"
        shutil.rmtree(path + "/hooks")
        shutil.copytree(prefix + "/libexec/refgate", path + "/hooks")
        pack = run("git", "-C", history.repo, "pack-objects", "--revs", "-q",
                   "--stdout", data=("%s\n^%s\n" % (self.new, self.old))
                   .encode())
        run("git", "-C", path, "index-pack", "--stdin", data=pack, env=dict(
            os.environ, GIT_OBJECT_DIRECTORY=self.quarantine))

    def start(self):
        env = dict(os.environ, GIT_DIR=".",
                   GIT_QUARANTINE_PATH=self.quarantine,
                   GIT_OBJECT_DIRECTORY=self.quarantine,
                   GIT_ALTERNATE_OBJECT_DIRECTORIES=self.path + "/objects")
        process = subprocess.Popen([self.hook], cwd=self.path, env=env,
                                   stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        process.stdin.write(("%s %s refs/heads/main\n" % (
            self.old, self.new)).encode())
        process.stdin.close()
        return process

    def judge(self, wanted=0):
        """Seconds."""
        begin = time.perf_counter()
        process = self.start()
        errors = process.stderr.read()
        status = process.wait()
        seconds = time.perf_counter() - begin
        if status != wanted:
            sys.exit("the hook ended with %d:\n%s" % (status,
                                                      errors.decode()))
        return seconds

    def peak(self):
        """VmHWM in KiB, looked at all the time: wait4's ru_maxrss would
        count this program's own memory, from before the exec."""
        process = self.start()
        found = 0
        with open("/proc/%d/status" % process.pid, "rb", 0) as status:
            while process.poll() is None:
                status.seek(0)
                for line in status.read().splitlines():
                    if line.startswith(b"VmHWM:"):
                        found = int(line.split()[1])
        process.stderr.close()
        return found


def git_seconds(history, ids):
    """For each commit, in one process of git."""
    begin = time.perf_counter()
    run("git", "-C", history.repo, "verify-commit", *ids)
    return (time.perf_counter() - begin) / len(ids)


def compare(prefix, work, history, size, stranger):
    name = history.signer.name
    place = os.path.join(work, name.replace(" ", "-"))
    server = Server(prefix, place + ".git", history, size)
    hook, git = [], []
    for turn in range(ROUNDS):
        hook.append(server.judge())
        git.append(git_seconds(history, history.ids[:size][turn::ROUNDS]))
    # It must have looked: with another's key in the trust file all is off.
    Server(prefix, place + "-no.git", history, size,
           trust=stranger).judge(wanted=1)
    begin = time.perf_counter()
    run("git", "-C", history.repo, "push", "-q", server.path,
        server.new + ":refs/heads/main")
    push = time.perf_counter() - begin
    here = statistics.median(hook)
    each = here / (size + 1)
    ratio = statistics.median(git) / each
    goal = GOALS[history.signer.format]
    print("%-17s %6d %8.0f ms %7.1f us %8.0f ms %8.2f ms %6.0f  %s" % (
        name, size, here * 1e3, each * 1e6, push * 1e3,
        statistics.median(git) * 1e3, ratio,
        ">= %d: %s" % (goal, "yes" if ratio >= goal else "NO")))


def memory(prefix, work, history):
    for size in sorted(history.joined):
        peaks = []
        for rule, word in ((SIGNED, "s"), (UNSIGNED, "u")):
            path = os.path.join(work, "memory-%s-%d-%s.git" % (
                history.signer.name.replace(" ", "-"), size, word))
            server = Server(prefix, path, history, size, rule)
            peaks.append(max(server.peak() for _ in range(3)))
            shutil.rmtree(path)
        print("%-17s %6d %8.1f MB %17.1f MB %13.1f MB" % (
            history.signer.name, size, peaks[0] / 1024, peaks[1] / 1024,
            (peaks[0] - peaks[1]) / 1024))


def measure(prefix, work, gnupg, commits, many):
    repo = os.path.join(work, "signed")
    run("git", "init", "-q", "--bare", repo)
    tree = run("git", "-C", repo, "mktree", data=b"").strip()
    assert tree == oracle_objects.TREE, tree
    few = commits // 10 // CHAINS * CHAINS or CHAINS
    signers = [(SshSigner(work), [few, commits, many]),
               (OpenPgpSigner(gnupg, "ed25519"), [few, commits]),
               (OpenPgpSigner(gnupg, "rsa3072"), [few, commits])]
    print("making signatures ...", flush=True)
    histories = [History(repo, *row) for row in signers]
    strangers = {"ssh": put_file(os.path.join(work, "nobody"),
                                 "# nobody\n"),
                 "openpgp": OpenPgpSigner(gnupg, "nistp256").trust}
    print("%-17s %6s %11s %10s %11s %11s %6s  goal" % (
        "signatures", "count", "hook", "each", "whole push", "git, each",
        "ratio"))
    for history in histories:
        compare(prefix, work, history, commits,
                strangers[history.signer.format])
    print("\n%-17s %6s %11s %20s %16s" % (
        "peak memory", "count", "hook", "without signature",
        "difference"))
    for history in histories:
        memory(prefix, work, history)


def stop(*_):
    sys.exit(129)


def main():
    prefix, commits, many = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, stop)
    # Short, for the agent's socket.
    work = tempfile.mkdtemp(prefix="rgb-", dir="/tmp")
    os.environ.update(HOME=work, GIT_CONFIG_NOSYSTEM="1", TZ="UTC",
                      GIT_CONFIG_GLOBAL=os.path.join(work, "config"),
                      GNUPGHOME=os.path.join(work, "g"))
    os.environ.pop("SSH_AUTH_SOCK", None)
    run("git", "config", "--global", "gc.auto", "0")
    run("git", "config", "--global", "gpg.program", "gpg")
    gnupg = OpenPgp(os.path.join(work, "g"))
    try:
        measure(prefix, work, gnupg, commits // CHAINS * CHAINS,
                many // CHAINS * CHAINS)
    finally:
        gnupg.close()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
