"""OpenPGP keys in all their states and signatures of all kinds, by gpg with
an agent of its own that close() ends."""
import os
import shutil
import subprocess
import time

from oracle_cases import DAY, Case, put_file, run
from oracle_git import gpg_program, signed_by_git

YEAR = 365 * DAY
# Keys: name, algorithm, age in days, life, states of a signature.
KEYS = [
    ("rsa2048", "rsa2048", 9, "never", "good"),
    ("rsa3072", "rsa3072", 9, "never", "good"),
    ("ed25519", "ed25519", 9, "never", "good"),
    ("nistp256", "nistp256", 9, "2y", "good"),
    ("nistp384", "nistp384", 9, "never", "good"),
    ("nistp521", "nistp521", 9, "never", "good"),
    ("brainpool", "brainpoolP256r1", 9, "never", None),
    ("secp256k1", "secp256k1", 9, "never", None),
    ("rsa1024", "rsa1024", 9, "never", "weak"),
    ("dsa2048", "dsa2048", 9, "never", "weak"),
    ("expired", "ed25519", 900, "1y", "expired"),
    ("revoked", "ed25519", 9, "never", "revoked"),
    ("unlisted", "ed25519", 9, "never", "unknown key"),
    ("of the future", "ed25519", -30, "never", None),
    ("extended", "ed25519", 900, "1y", "good"),
    ("two uids", "ed25519", 9, "never", "good"),
    ("uid revoked", "ed25519", 9, "never", "good"),
]
# Subkeys of a key that only certifies: name, life of the subkey, states.
SUBKEYS = [
    ("subkey", "never", "good"),
    ("subkey expired", "1y", "expired"),
    ("subkey revoked", "never", "revoked"),
]
# By the key "ed25519" or "rsa3072": name, options, states.
WAYS = [
    ("sha1", ["--digest-algo", "SHA1"], "weak"),
    ("ripemd", ["--digest-algo", "RIPEMD160"], "weak"),
    ("md5", ["--digest-algo", "MD5", "--allow-weak-digest-algos"], "weak"),
    ("sha224", ["--digest-algo", "SHA224"], None),
    ("sha256", ["--digest-algo", "SHA256"], "good"),
    ("sha384", ["--digest-algo", "SHA384"], "good"),
    ("sha512", ["--digest-algo", "SHA512"], "good"),
    ("text mode", ["--textmode"], None),
    ("notation", ["--sig-notation", "a@example.com=b"], None),
    ("critical notation", ["--sig-notation", "!a@example.com=b"], None),
    ("policy", ["--sig-policy-url", "https://example.com/"], None),
    ("critical policy", ["--sig-policy-url", "!https://example.com/"], None),
    ("comment", ["--comment", "made by hand"], "good"),
    ("version", ["--emit-version"], "good"),
    ("expires", ["--default-sig-expire", "1y"], "good"),
    ("attached", ["--no-detach", "--sign"], None),
    ("clear", ["--no-detach", "--clear-sign"], None),
]
REVOKE_SUBKEY = b"key 1\nrevkey\ny\n0\n\ny\nsave\n"


def gpg_options(days=0):
    """Of gpg, with a clock that is `days` in the past."""
    clock = ["--faked-system-time", time.strftime(
        "%Y%m%dT%H%M%S!", time.gmtime(time.time() - days * DAY))]
    return ["--batch", "--no-tty", "-q", "--yes", "--pinentry-mode",
            "loopback", "--passphrase", ""] + (clock if days else [])


class OpenPgp:
    """`directory` is short: it holds the agent's socket."""

    def __init__(self, directory):
        self.directory = directory
        self.ring = os.path.join(directory, "pubring.kbx")
        self.cases, self.listed, self.count = [], [], 0
        os.mkdir(directory, 0o700)
        put_file(os.path.join(directory, "gpg.conf"),
                 "no-auto-check-trustdb\ntrust-model always\n"
                 "no-permission-warning\n")
        put_file(os.path.join(directory, "gpg-agent.conf"),
                 "disable-scdaemon\n")
        self.env = dict(os.environ, GNUPGHOME=directory, TZ="UTC")

    def close(self):
        subprocess.run(["gpgconf", "--kill", "all"], env=self.env,
                       check=False, stderr=subprocess.DEVNULL)

    def gpg(self, *args, data=None, days=0, check=True):
        return run("gpg", *gpg_options(days), *args, data=data, env=self.env,
                   check=check)

    def fingerprints(self, name):
        """Of the key and its subkeys."""
        out = self.gpg("--with-colons", "--list-keys", name).decode()
        return [line.split(":")[9] for line in out.splitlines()
                if line.startswith("fpr:")]

    def key(self, name, algorithm, days, life, usage="sign"):
        uid = name.replace(" ", "-") + "@example.com"
        self.gpg("--quick-generate-key", "A <%s>" % uid, algorithm, usage,
                 life, days=days)
        fingerprint = self.fingerprints("=A <%s>" % uid)[0]
        if name != "unlisted":
            self.listed.append(fingerprint)
        return fingerprint

    def signer(self, keys, *options, days=0):
        users = [word for key in keys for word in ("-u", key + "!")]
        more = [o for o in options if o != "--no-detach"]
        is_detached = "--no-detach" not in options
        how = more + (["--detach-sign"] if is_detached else [])

        def sign(payloads):
            return [self.gpg("--armor", *users, *how, data=p, days=days)
                    for p in payloads]
        if len(keys) > 1 or not is_detached:
            return sign
        self.count += 1
        return signed_by_git(
            sign, "user.signingKey=%s!" % keys[0], "gpg.program=" +
            gpg_program(os.path.join(self.directory, "gpg%d" % self.count),
                        "gpg", gpg_options(days) + more))

    def add(self, name, states, sign, signer=None):
        self.cases.append(Case("openpgp " + name, "OpenPGP", states, sign,
                               signer))

    def keys(self):
        made = {}
        for name, algorithm, days, life, states in KEYS:
            made[name] = self.key(name, algorithm, days, life)
            signed = {900: 700, -30: -31}.get(days, 0)
            self.add(name, states, self.signer([made[name]], days=signed),
                     name + "@example.com" if states == "good" and
                     "uid" not in name else None)
        self.gpg("--quick-set-expire", made["extended"], "0")
        self.gpg("--quick-add-uid", made["two uids"], "B <b@example.com>")
        self.gpg("--quick-add-uid", made["uid revoked"],
                 "B <b2@example.com>")
        self.gpg("--quick-revoke-uid", made["uid revoked"],
                 "B <b2@example.com>")
        return made

    def subkeys(self):
        made = {}
        for name, life, states in SUBKEYS:
            days = 900 if life == "1y" else 9
            primary = self.key(name, "ed25519", days, "never", "cert")
            self.gpg("--quick-add-key", primary, "ed25519", "sign", life,
                     days=days)
            made[name] = self.fingerprints(primary)
            self.add(name, states, self.signer(
                made[name][1:], days=700 if days == 900 else 0))
        return made

    def ways(self, made):
        for name, options, states in WAYS:
            key = "rsa3072" if name in ("sha1", "text mode") else "ed25519"
            self.add(name, states, self.signer([made[key]], *options))
        old = self.key("aged", "ed25519", 900, "never")
        for name, days, options, states in (
                ("signature expired", 100, ["--default-sig-expire", "1d"],
                 "expired"),
                ("signature of the future", -30, [], "not yet valid"),
                ("old signature", 800, [], "good"),
                ("old sha1", 850, ["--digest-algo", "SHA1"], "weak")):
            self.add(name, states, self.signer([old], *options, days=days))
        self.add("two signers", None,
                 self.signer([made["ed25519"], made["rsa2048"]]))

    def revoke(self, key):
        name = os.path.join(self.directory, "openpgp-revocs.d", key + ".rev")
        with open(name, "rb") as file:
            text = file.read().replace(b":-----BEGIN", b"-----BEGIN")
        self.gpg("--import", data=text)

    def make(self):
        made = self.keys()
        made_subkeys = self.subkeys()
        self.ways(made)
        self.after = lambda: (
            self.revoke(made["revoked"]),
            run("gpg", "--no-tty", "-q", "--command-fd", "0",
                "--pinentry-mode", "loopback", "--passphrase", "",
                "--edit-key", made_subkeys["subkey revoked"][0],
                data=REVOKE_SUBKEY, env=self.env))
        return self.cases

    def finish(self):
        """What can be done only when all is signed."""
        self.after()
        put_file(os.path.join(self.directory, "keyring.asc"),
                 self.gpg("--armor", "--export", *self.listed))

    def keep(self):
        """What is known now; restore() forgets what came later."""
        if os.path.exists(self.ring):
            shutil.copy(self.ring, self.ring + ".kept")

    def restore(self):
        if os.path.exists(self.ring + ".kept"):
            shutil.copy(self.ring + ".kept", self.ring + ".new")
            os.replace(self.ring + ".new", self.ring)

    def options(self, _):
        return ["--openpgp", os.path.join(self.directory,
                                          "keyring.asc")], ""
