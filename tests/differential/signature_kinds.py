"""Signed twins of commits: by keys in all states, whole and damaged. What is
good here is good to git; what only git takes is on a short list.
tests/trust/oracle.py does the same for one commit and all forms of keys.
"""
import atexit
import os
import shutil
import tempfile

from kinds import Kind, differ
from store import raw, run, write

# Keys: what stands in front of them in the file of allowed signers (None:
# nothing), and what a whole signature of theirs is.
KEYS = {
    "alice": ("alice@example.com", "good"),
    "ended": ('old@example.com valid-before="20200101Z"', "expired"),
    "lost": ("lost@example.com", "revoked"),
    "files": ('f@example.com namespaces="file"', "not allowed here"),
    "nobody": (None, "unknown key"),
}
# Of OpenPGP: all are in git's keyring, and the first is in ours.
PGP_KEYS = {"pgp": "good", "pgp nobody": "unknown key"}
PGP_DAMAGES = ["none", "none", "message", "person", "header", "other", "tree"]
# Damages: what a signature of alice's is then.
DAMAGES = {
    "none": "good", "message": "bad", "person": "bad", "header": "bad",
    "other": "bad", "parent": "bad", "twice": "unreadable",
    "behind": "malformed", "cut": "malformed",
    "gone": "missing", "in message": "missing", "tree": "bad",
}
# git judges by the commit's own date and by its own keyring; it takes text
# around an armor, and the first of two signatures. Of a commit that is dated 0
# it shows ssh-keygen an empty word, behind which no revocation file is seen.
ONLY_GIT = ("ended", "twice", "behind", "pgp nobody")
GPG = ["gpg", "--batch", "--no-tty", "-q", "--yes", "--pinentry-mode",
       "loopback", "--passphrase", "", "--trust-model", "always"]


class Keys:
    """Made once, in a folder that is gone when the program ends."""

    made = None

    def __init__(self):
        # Short, for the agent's socket.
        self.top = tempfile.mkdtemp(prefix="rgk-", dir="/tmp")
        self.env = {"GNUPGHOME": self.top}
        atexit.register(self.close)
        allowed = ""
        for name, (before, _) in KEYS.items():
            run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name,
                 "-f", self.path(name)])
            with open(self.path(name) + ".pub", encoding="ascii") as file:
                public = file.read()
            if before:
                allowed += before + " " + public
            if name == "lost":
                write(self.path("revoked"), public)
        write(self.path("allowed"), allowed)
        self.make_pgp()

    def make_pgp(self):
        write(self.path("gpg.conf"), "trust-model always\n")
        write(self.path("gpg-agent.conf"), "disable-scdaemon\n")
        for name in PGP_KEYS:
            self.gpg("--quick-generate-key", self.user(name), "ed25519",
                     "sign", "never")
        write(self.path("ring"), self.gpg("--armor", "--export",
                                          "=" + self.user("pgp")))

    @staticmethod
    def user(name):
        return "%s <%s@example.com>" % (name, name.replace(" ", "-"))

    def gpg(self, *words, data=b""):
        return run(GPG + list(words), data, self.env)

    def close(self):
        run(["gpgconf", "--kill", "all"], env=self.env, check=False)
        shutil.rmtree(self.top, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.top, name)

    @classmethod
    def get(cls):
        cls.made = cls.made or cls()
        return cls.made

    def sign(self, key, payloads):
        """The armors of all; SSH's by one ssh-keygen."""
        if key in PGP_KEYS:
            return [self.gpg("-u", "=" + self.user(key), "--armor",
                             "--detach-sign", data=p) for p in payloads]
        files = []
        for n, payload in enumerate(payloads):
            files.append(self.path("payload%d" % n))
            write(files[-1], payload)
        run(["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f",
             self.path(key), *files])
        armors = []
        for file in files:
            with open(file + ".sig", "rb") as sig:
                armors.append(sig.read())
            os.remove(file + ".sig")
        return armors


def options(store):
    keys = Keys.get()
    return ["--ssh", keys.path("allowed"), "--ssh-revoked",
            keys.path("revoked"), "--openpgp", keys.path("ring")]


def signed(payload, armor):
    head, body = payload.split(b"\n\n", 1)
    value = armor.rstrip(b"\n").replace(b"\n", b"\n ")
    return head + b"\ngpgsig " + value + b"\n\n" + body


def damaged(how, payload, armor, other):
    """The commit with that done to it."""
    head, body = payload.split(b"\n\n", 1)
    lines = head.split(b"\n")
    committer = [l for l in lines if l.startswith(b"committer ")][0]
    if how == "message":
        body += b"x"
    elif how == "person":
        head = head.replace(committer, committer.replace(b" <", b" x <", 1))
    elif how == "header":
        head += b"\nx-more 1"
    elif how == "parent":
        head = head.replace(b"\nauthor ", b"\nparent " + b"1" * 40 +
                            b"\nauthor ", 1)
    elif how == "tree":
        head = b"tree " + b"2" * 40 + head[45:]
    elif how == "other":
        armor = other
    elif how == "twice":
        head = signed(head + b"\n\n", armor)[:-2]
    elif how == "behind":
        armor += b"hello\n"
    elif how == "cut":
        armor = armor[:200] + b"\n-----END SSH SIGNATURE-----\n"
    elif how == "gone":
        return payload
    elif how == "in message":
        return payload + b"\ngpgsig " + armor.replace(b"\n", b"\n ")
    return signed(head + b"\n\n" + body, armor)


class Signature(Kind):
    """Of one commit, by one key, with one damage or none."""

    name = "signature"
    probe = "verify"

    def generate(self, rnd, plan):
        if rnd.random() < 0.5:
            key = rnd.choice(["alice", "alice", "alice", *KEYS])
            yield [rnd.choice(plan.labels), key, rnd.choice(
                ["none"] * 3 + list(DAMAGES)) if key == "alice" else "none"]
        if rnd.random() < 0.06:
            yield [rnd.choice(plan.labels), rnd.choice(["pgp"] * 4 + [
                "pgp nobody"]), rnd.choice(PGP_DAMAGES)]

    def prepare(self, store, asked):
        if not asked:
            return
        out = store.git("cat-file", "--batch", "--buffer", data=store.lines(
            v.id[args[0]] for v, args in asked))
        payloads = []
        for _ in asked:
            header, out = out.split(b"\n", 1)
            size = int(header.split()[2])
            payloads.append(out[:size])
            out = out[size + 1:]
        armors, keys = {}, Keys.get()
        for key in [*KEYS, *PGP_KEYS]:
            some = [n for n, (_, a) in enumerate(asked) if a[1] == key]
            if some:
                armors.update(zip(some, keys.sign(key, [payloads[n]
                                                        for n in some])))
        for n, (view, (label, key, how)) in enumerate(asked):
            other = keys.sign(key, [b"other"])[0] if how == "other" else None
            view.signed = getattr(view, "signed", {})
            view.signed[label, key, how] = store.add("commit", damaged(
                how, payloads[n], armors[n], other))
        yield

    def lines(self, view, args, name):
        return [view.signed[tuple(args)]]

    def git(self, store, asked):
        keys = Keys.get()
        ids = [v.signed[tuple(args)] for v, args in asked]
        out = store.git(
            "-c", "gpg.format=ssh", "-c", "gpg.ssh.allowedSignersFile=" +
            keys.path("allowed"), "-c", "gpg.ssh.revocationFile=" +
            keys.path("revoked"), "log", "--no-walk=unsorted", "--stdin",
            "--format=%H %G?", data=store.lines(dict.fromkeys(ids)),
            env=keys.env)
        found = dict(l.split() for l in out.decode().splitlines())
        return [found[i] for i in ids]

    def compare(self, view, args, ours, git):
        label, key, how = args
        state = ours[0][0].split("\t")[1]
        whole = PGP_KEYS[key] if key in PGP_KEYS else KEYS[key][1]
        wanted = whole if how == "none" or key == "pgp nobody" else \
            DAMAGES[how]
        if state == "good" and git != "G":
            return "good here, %s to git" % git
        time = view.plan.commits[view.plan.at[label]]["committer"][2]
        if git == "G" and state != "good" and key not in ONLY_GIT and \
                how not in ONLY_GIT and (key != "lost" or time):
            return "%s here, good to git" % state
        return differ("state", state, wanted)


KINDS = [Signature()]
