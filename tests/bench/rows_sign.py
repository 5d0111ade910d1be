"""Signed commits: the pre-receive hook beside git verify-commit on the same
ones. All signatures are by ssh-keygen and gpg. The hook's whole time counts;
git has a part of the commits after each run of it, in one process, which is to
its favour. What was timed must refuse strangers, or the run ends."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from measure import HERE, alternate
from servers import Server, put_file

sys.path.insert(0, os.path.join(HERE, "..", "trust"))
import oracle_objects
from oracle_cases import get_file
from oracle_openpgp import OpenPgp

POLICY = """version: 1
trust: {%s: allowed_signers}
rulesets:
  - name: signed
    refs: [refs/heads/main]
    rules:
      signature: {}
"""
COMMITS = 1000
CHAINS = 40
PARTS = 10
PROCESSES = 2


class SshSigner:
    """One process signs many files."""

    key, format = "ssh", "ssh"

    def __init__(self, bench):
        self.folder = bench.path("ssh")
        os.mkdir(self.folder)
        self.file = os.path.join(self.folder, "key")
        self.call("-q", "-t", "ed25519", "-N", "", "-f", self.file)
        self.trust = b"alice@example.com " + get_file(self.file + ".pub")

    @staticmethod
    def call(*args):
        subprocess.run(["ssh-keygen", *args], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def sign(self, payloads):
        paths = [put_file(os.path.join(self.folder, "p%d" % n), payload)
                 for n, payload in enumerate(payloads)]
        self.call("-q", "-Y", "sign", "-n", "git", "-f", self.file, *paths)
        armors = [get_file(path + ".sig") for path in paths]
        for path in paths:
            os.unlink(path + ".sig")
        return armors


class OpenPgpSigner:
    format = "openpgp"

    def __init__(self, gnupg, algorithm):
        self.key = "openpgp-" + algorithm
        name = gnupg.key(algorithm, algorithm, 9, "never")
        self.one = gnupg.signer([name])
        self.trust = gnupg.gpg("--armor", "--export", name)

    def sign(self, payloads):
        with ThreadPoolExecutor(PROCESSES) as pool:
            return list(pool.map(lambda p: self.one([p])[0], payloads))


class History:
    """Chains of signed commits, which one signed merge joins: so that many
    can be signed at once."""

    def __init__(self, repo, signer, commits):
        self.repo, self.signer, self.ids = repo, signer, []
        self.time = int(time.time()) - 3600
        self.base = self.add([[]])[0]
        tips = [self.base] * CHAINS
        for _ in range(max(commits // CHAINS, 1)):
            tips = self.add([[tip] for tip in tips])
            self.ids += tips
        self.tip = self.add([tips])[0]

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


def call_for(bench, history, trust, word):
    """That of a server that trusts these keys."""
    signer = history.signer
    server = Server(bench.git, bench.path("%s-%s.git" % (signer.key, word)),
                    bench.engine, POLICY % signer.format)
    bench.git(history.repo, "push", "-q", server.path,
              history.base + ":refs/heads/main")
    put_file(server.path + "/refgate/allowed_signers", trust)
    return server.held_call(history.repo, history.tip)


def compare(bench, history, stranger, env, seconds):
    signer = history.signer
    call = call_for(bench, history, signer.trust, "known")
    call_for(bench, history, stranger, "unknown").judge(bench.launcher, 1)

    def git(number):
        some = history.ids[number % PARTS::PARTS]
        return bench.launcher.run(
            ["git", "-C", history.repo, "verify-commit", *some],
            env).seconds / len(some)

    samples = alternate({
        "refgate": lambda _: call.judge(bench.launcher).seconds / (
            len(history.ids) + 1),
        "git verify-commit": git,
    }, seconds)
    bench.ratio("sign/" + signer.key, samples, "git verify-commit",
                "refgate")


def sign(bench, seconds):
    os.environ.update(bench.env)  # what the signers' programs see
    os.environ["GNUPGHOME"] = home = os.path.join(bench.work, "g")
    os.environ.pop("SSH_AUTH_SOCK", None)
    gnupg = OpenPgp(home)
    try:
        signers = [SshSigner(bench), OpenPgpSigner(gnupg, "ed25519"),
                   OpenPgpSigner(gnupg, "rsa3072")]
        strangers = {"ssh": "# nobody\n",
                     "openpgp": OpenPgpSigner(gnupg, "nistp256").trust}
        repo = bench.git.bare(bench.path("signed.git"))
        bench.git(repo, "mktree", data=b"")
        trusted = put_file(bench.path("trusted"), signers[0].trust)
        bench.git(repo, "config", "gpg.ssh.allowedSignersFile", trusted)
        env = dict(bench.env, GNUPGHOME=home)
        for signer in signers:
            history = History(repo, signer, bench.size(COMMITS))
            compare(bench, history, strangers[signer.format], env,
                    seconds / len(signers))
    finally:
        gnupg.close()
