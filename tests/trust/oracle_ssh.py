"""SSH keys and certificates in all their states, made by ssh-keygen."""
import os
import shutil
import time

from oracle_cases import DAY, Case, Files, get_file, put_file, run, stamp
from oracle_git import signed_by_git
from oracle_ssh_crafted import crafted

# allowed_signers of one key each: name, text in front of the key, states,
# the signer's name, the commit's time.
ENTRIES = [
    ("plain", "alice@example.com", "good", "alice@example.com"),
    ("two principals", "two@example.com,three@example.com", "good", None),
    ("wildcard", "*@wild.example.com", "good", ""),
    ("negated", "!eve@example.com,ok@example.com", "good", None),
    ("expired", 'old@example.com valid-before="20200101Z"', "expired"),
    ("expired, backdated", 'old@example.com valid-before="20200101Z"',
     "expired", None, 1570000000),
    ("not yet valid", 'new@example.com valid-after="20350101Z"',
     "not yet valid"),
    ("not yet valid, postdated", 'new@example.com valid-after="20350101Z"',
     "not yet valid", None, 2080000000),
    ("window", 'w@example.com valid-after="{yesterday}",'
     'valid-before="{tomorrow}"', "good", "w@example.com"),
    ("window, backdated", 'w@example.com valid-after="{yesterday}"',
     None, None, -3 * DAY),
    ("window, postdated", 'w@example.com valid-before="{tomorrow}"',
     None, None, 3 * DAY),
    ("no time", "zero@example.com", "good", None, None),
    ("other namespace", 'file@example.com namespaces="file"', "not allowed here"),
    ("namespaces", 'ns@example.com namespaces="file,git"', "good"),
    ("namespace glob", 'nsg@example.com namespaces="g*"', "good"),
    ("namespace negated", 'nsn@example.com namespaces="!git,*"',
     "not allowed here"),
    ("revoked", "rk@example.com", "revoked"),
    ("revoked by hash", "rh@example.com", "revoked"),
    ("cert-authority only", "*@x.example.com cert-authority", None),
    ("unknown", None, "unknown key"),
]
# Some lines for one key: name, states, text in front of the key. git goes on
# with the names of the first line that is valid then, whatever it is for.
LINES = [
    ("of two", "good", "one@example.com", "other@example.com"),
    ("for git and files", "good", 'l1@example.com namespaces="git"',
     'l1@example.com namespaces="file"'),
    ("for files first", "untrusted", 'l2@example.com namespaces="file"',
     "other@example.com"),
    ("for files first, the same", "good", 'l3@example.com namespaces="file"',
     "l3@example.com"),
    ("expired first", "good", 'l4@example.com valid-before="20200101Z"',
     "other@example.com"),
    ("of the future first", "good", 'l5@example.com valid-after="20350101Z"',
     "other@example.com"),
    ("expired last", "good", "l6@example.com",
     'other@example.com valid-before="20200101Z"'),
    ("wildcard first", "good", "*@l7.example.com", "a@l7.example.com"),
    ("wildcard for files first", "untrusted",
     '*@l8.example.com namespaces="file"', "a@l8.example.com"),
    ("list first", "good", "l9@example.com,m9@example.com",
     "m9@example.com"),
    ("list for files first", "untrusted",
     'la@example.com,ma@example.com namespaces="file"', "ma@example.com"),
    ("expired for files first", "good",
     'lb@example.com namespaces="file",valid-before="20200101Z"',
     "other@example.com"),
    ("authority first", "good", "lc@example.com cert-authority",
     "other@example.com"),
]
TYPES = [("ed25519", 256, "good"), ("ecdsa", 256, "good"),
         ("ecdsa", 384, "good"), ("ecdsa", 521, "good"),
         ("rsa", 1024, "weak"), ("rsa", 2048, "good"), ("rsa", 3072, "good"),
         ("rsa", 4096, "good"), ("dsa", 1024, "weak")]
# Certificates: name, authority, options of ssh-keygen -s, states, signer.
WHO = ["-n", "kim@ca.example.com"]
CERTIFICATES = [
    ("good", "ca", WHO, "good", "kim@ca.example.com"),
    ("by RSA", "carsa", WHO, "good", "kim@ca.example.com"),
    ("by RSA, sha2-256", "carsa", WHO + ["-t", "rsa-sha2-256"], "good",
     "kim@ca.example.com"),
    ("by RSA, sha1", "carsa", WHO + ["-t", "ssh-rsa"], None, None),
    ("by ECDSA", "caec", WHO, "good", "kim@ca.example.com"),
    ("by RSA-1024", "caweak", WHO, "weak", None),
    ("valid now", "ca", WHO + ["-V", "-1d:+1d"], "good",
     "kim@ca.example.com"),
    ("expired", "ca", WHO + ["-V", "20200101:20210101"], "expired", None),
    ("not yet valid", "ca", WHO + ["-V", "20350101:20360101"],
     "not yet valid", None),
    ("of a host", "ca", WHO + ["-h"], None, None),
    ("without principals", "ca", [], None, None),
    ("of somebody else", "ca", ["-n", "x@other.example.org"], None, None),
    ("of two", "ca", ["-n", "x@other.example.org,kim@ca.example.com"], None,
     None),
    ("of a wildcard", "ca", ["-n", "*@ca.example.com"], None, None),
    ("with a command", "ca", WHO + ["-O", "force-command=ls"], None, None),
    ("with an address", "ca", WHO + ["-O", "source-address=10.0.0.0/8"],
     None, None),
    ("verify-required", "ca", WHO + ["-O", "verify-required"], None, None),
    ("with an extension", "ca", WHO + ["-O", "extension:x@example.com=1"],
     "good", "kim@ca.example.com"),
    ("serial revoked", "ca", WHO + ["-z", "7"], "revoked", None),
    ("id revoked", "ca", WHO + ["-I", "lost"], "revoked", None),
    ("authority revoked", "carevoked", WHO, "revoked", None),
    ("authority unknown", "caunknown", WHO, "unknown key", None),
    ("authority expired", "caold", WHO, "expired", None),
    ("authority for files", "cafile", WHO, "not allowed here", None),
    ("authority for git", "cagit", WHO, "good", "kim@ca.example.com"),
]
AUTHORITIES = {
    "ca": ("ed25519", "*@ca.example.com cert-authority"),
    "carsa": ("rsa", "kim@ca.example.com cert-authority"),
    "caec": ("ecdsa", "*@ca.example.com CERT-AUTHORITY"),
    "caweak": ("rsa1024", "*@ca.example.com cert-authority"),
    "carevoked": ("ed25519", "*@ca.example.com cert-authority"),
    "caold": ("ed25519",
              '*@ca.example.com cert-authority,valid-before="20200101Z"'),
    "cafile": ("ed25519",
               '*@ca.example.com cert-authority,namespaces="file"'),
    "cagit": ("ed25519", '*@ca.example.com cert-authority,namespaces="git"'),
    "caunknown": ("ed25519", None),
}


class Ssh:
    """All keys lie in one directory; `lines` becomes allowed_signers."""

    def __init__(self, directory):
        self.directory = directory
        os.mkdir(directory)
        self.files = Files(directory)
        self.lines, self.cases, self.count = [], [], 0
        self.by_name = {}

    def path(self, name):
        return os.path.join(self.directory, name)

    def key(self, type_="ed25519", bits=None):
        self.count += 1
        path = self.path("key%d" % self.count)
        run("ssh-keygen", "-q", "-t", type_, "-N", "", "-C", "", "-f", path,
            *(["-b", str(bits)] if bits else []))
        return path

    def trust(self, front, path):
        public = get_file(path + ".pub").decode().strip()
        now = int(time.time())
        if front:
            self.lines.append("%s %s\n" % (front.format(
                yesterday=stamp(now - DAY), tomorrow=stamp(now + DAY)),
                public))

    def signer(self, path, *options, namespace="git"):
        def sign(payloads):
            files = [self.files.add(p) for p in payloads]
            run("ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f",
                path, *options, *files, env={"PATH": os.environ["PATH"]})
            return [get_file(f + ".sig") for f in files]
        if options or namespace != "git":
            return sign
        return signed_by_git(sign, "gpg.format=ssh",
                             "user.signingKey=" + path)

    def add(self, name, states, sign, signer=None, time_=-3600, **options):
        case = Case("ssh " + name, "SSH", states, sign, signer, time_,
                    **options)
        self.cases.append(case)

    def entries(self):
        for name, front, states, *rest in ENTRIES:
            path = self.key()
            self.by_name[name] = path
            self.trust(front, path)
            self.add(name, states, self.signer(path), *rest)
        plain = self.by_name["plain"]
        self.add("namespace of the signature", None,
                 self.signer(plain, namespace="file"))
        self.add("sha256", "good", self.signer(plain, "-O",
                                               "hashalg=sha256"))
        both = self.key()
        self.trust('again@example.com namespaces="file"', both)
        self.trust("again@example.com", both)
        self.add("twice, once for git", "good", self.signer(both))
        for name, states, *fronts in LINES:
            path = self.key()
            for front in fronts:
                self.trust(front, path)
            self.add("lines: " + name, states, self.signer(path))

    def types(self):
        for type_, bits, states in TYPES:
            path = self.key(type_, bits)
            name = "%s%d" % (type_, bits)
            self.trust(name + "@example.com", path)
            self.add(name, states, self.signer(path), name + "@example.com")

    def certificates(self):
        authority = {}
        for name, (type_, front) in AUTHORITIES.items():
            bits = 1024 if type_ == "rsa1024" else None
            authority[name] = self.key(type_.replace("1024", ""), bits)
            self.trust(front, authority[name])
            self.by_name[name] = authority[name]
        self.add("signed by the authority itself", None,
                 self.signer(authority["ca"]))
        for name, by, options, states, signer in CERTIFICATES:
            self.certify(name, authority[by], options, states, signer,
                         self.key("ecdsa"))
        for kind, bits, states in (("rsa", 1024, "weak"),
                                   ("rsa", 3072, "good"),
                                   ("ed25519", 256, "good"),
                                   ("dsa", 1024, "weak")):
            self.certify("%s%d" % (kind, bits), authority["ca"], WHO, states,
                         None, self.key(kind, bits))
        listed = self.key()
        self.trust("listed@example.com", listed)
        self.certify("of a listed key", authority["caunknown"], WHO, None,
                     None, listed)
        revoked = self.path("certified")
        for suffix in ("", ".pub"):
            shutil.copy(self.by_name["revoked"] + suffix, revoked + suffix)
        self.certify("key revoked", authority["ca"], WHO, "revoked", None,
                     revoked)

    def certify(self, name, authority, options, states, signer, path):
        options = ["-I", "id"] + options if "-I" not in options else options
        run("ssh-keygen", "-q", "-s", authority, *options, path + ".pub",
            env=dict(os.environ, TZ="UTC"))
        self.add("certificate " + name, states,
                 self.signer(path + "-cert.pub"), signer)

    def revocations(self):
        """A KRL, and a plain list of the same keys."""
        def public(name):
            return get_file(self.by_name[name] + ".pub").decode()
        put_file(self.path("spec"), "serial: 7\nid: lost\nsha256: " +
                 public("revoked by hash"))
        put_file(self.path("keys"), public("revoked") + public("carevoked"))
        put_file(self.path("list"), "# lost\n" + public("revoked") +
                 public("revoked by hash") + public("carevoked"))
        run("ssh-keygen", "-q", "-k", "-f", self.path("krl"), "-s",
            self.by_name["ca"] + ".pub", self.path("spec"),
            self.path("keys"))
        for name in ("plain", "revoked", "revoked by hash"):
            self.add(name + ", by the list",
                     "good" if name == "plain" else "revoked",
                     self.signer(self.by_name[name]), world="list")

    def make(self):
        self.entries()
        self.types()
        self.certificates()
        self.revocations()
        lines, rows = crafted(self.path("crafted"))
        self.lines += lines
        for name, states, sign in rows:
            self.add("crafted: " + name, states, sign)
        put_file(self.path("allowed_signers"), "".join(self.lines))
        return self.cases

    def options(self, world):
        """Of refgate-verify, and git's configuration."""
        revoked = self.path("list" if world == "list" else "krl")
        signers = self.path("allowed_signers")
        return (["--ssh", signers, "--ssh-revoked", revoked],
                '[gpg "ssh"]\n\tallowedSignersFile = %s\n'
                "\trevocationFile = %s\n" % (signers, revoked))
