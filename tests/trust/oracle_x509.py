"""X.509 certificates in all their states, by openssl, and signatures by them,
by gpgsm and by openssl. gpgsm has a directory and an agent of its own."""
import base64
import os
import subprocess
import time

from oracle_cases import DAY, Case, Files, get_file, put_file, run
from oracle_git import gpg_program, signed_by_git

CONFIG = """[ca]
default_ca = own
[own]
dir = {dir}
database = {dir}/{name}.index
new_certs_dir = {dir}
serial = {dir}/{name}.serial
crlnumber = {dir}/{name}.crlnumber
default_md = sha256
default_crl_days = 30
policy = any
unique_subject = no
copy_extensions = none
[any]
commonName = supplied
emailAddress = optional
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
subjectAltName = email:{name}@example.com
[purpose]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
subjectAltName = email:{name}@example.com
[server]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = email:{name}@example.com
[encrypts]
basicConstraints = CA:FALSE
keyUsage = critical,keyEncipherment
subjectAltName = email:{name}@example.com
[nobody]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
[two]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
subjectAltName = email:{name}@example.com,email:b@example.com
"""
RSA = ["rsa:2048"]
EC = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
# Certificates: name, authority, extensions, key, begin and end in days.
LEAVES = [
    ("good", "root", "leaf", RSA, -9, 99, "good"),
    ("by another authority", "sub", "leaf", RSA, -9, 99, "good"),
    ("for email", "root", "purpose", EC, -9, 99, "good"),
    ("ecdsa", "root", "leaf", EC, -9, 99, "good"),
    ("rsa1024", "root", "leaf", ["rsa:1024"], -9, 99, "weak"),
    ("rsa3072", "root", "leaf", ["rsa:3072"], -9, 99, "good"),
    ("expired", "root", "leaf", EC, -99, -9, "expired"),
    ("not yet valid", "root", "leaf", EC, 9, 99, "not yet valid"),
    ("revoked", "root", "leaf", EC, -9, 99, "revoked"),
    ("for servers", "root", "server", EC, -9, 99, None),
    ("for encryption", "root", "encrypts", EC, -9, 99, None),
    ("of nobody", "root", "nobody", EC, -9, 99, None),
    ("of two", "root", "two", EC, -9, 99, None),
    ("by a stranger", "stranger", "leaf", EC, -9, 99, None),
    ("by itself", "by itself", "leaf", EC, -9, 99, None),
]
# By the key "good": name, options of openssl cms -sign, states.
WAYS = [
    ("sha1", ["-md", "sha1"], "weak"),
    ("sha512", ["-md", "sha512"], "good"),
    ("attached", ["-nodetach"], None),
    ("no attributes", ["-noattr"], None),
    ("key identifier", ["-keyid"], "malformed"),
    ("pss", ["-keyopt", "rsa_padding_mode:pss"], None),
    ("no certificate", ["-nocerts"], None),
]


def armor(data):
    text = base64.encodebytes(data)
    return b"-----BEGIN SIGNED MESSAGE-----\n" + text + \
        b"-----END SIGNED MESSAGE-----\n"


class X509:
    def __init__(self, directory, gnupg):
        self.directory, self.gnupg = directory, gnupg
        os.mkdir(directory)
        self.files = Files(directory)
        self.cases, self.serial = [], 100
        put_file(os.path.join(gnupg.directory, "gpgsm.conf"),
                 "disable-crl-checks\ndisable-dirmngr\n"
                 "disable-policy-checks\n")
        self.gpgsm = gpg_program(
            os.path.join(gnupg.directory, "gpgsm"), "gpgsm", [],
            "GNUPGHOME=" + gnupg.directory)

    def path(self, name, suffix=""):
        return os.path.join(self.directory, name.replace(" ", "-") + suffix)

    def openssl(self, *args, data=None):
        return run("openssl", *args, data=data)

    def config(self, name):
        return put_file(self.path(name, ".conf"), CONFIG.format(
            dir=self.directory, name=name.replace(" ", "-")))

    def certify(self, name, authority, extensions, key, begin, end):
        """A key and its certificate; dates in days from now."""
        config = self.config(name)
        self.serial += 1
        put_file(self.path(authority, ".serial"), "%X" % self.serial)
        for suffix in (".index", ".crlnumber"):
            if not os.path.exists(self.path(authority, suffix)):
                put_file(self.path(authority, suffix),
                         "" if suffix == ".index" else "01")
        self.openssl("req", "-config", config, "-newkey", *key, "-nodes",
                     "-subj", "/CN=" + name, "-keyout",
                     self.path(name, ".key"), "-out", self.path(name, ".csr"))
        signs = ["-selfsign"] if authority == name else [
            "-cert", self.path(authority, ".crt")]
        dates = [time.strftime("%Y%m%d%H%M%SZ",
                               time.gmtime(time.time() + days * DAY))
                 for days in (begin, end)]
        authority_config = self.config(authority)
        with open(authority_config, "a", encoding="ascii") as file:
            file.write(CONFIG[CONFIG.index("[leaf]"):].format(
                name=name.replace(" ", "-")))
        self.openssl("ca", "-batch", "-notext", "-config", authority_config,
                     *signs, "-keyfile", self.path(authority, ".key"),
                     "-extensions", extensions, "-startdate", dates[0],
                     "-enddate", dates[1], "-in", self.path(name, ".csr"),
                     "-out", self.path(name, ".crt"))

    def authorities(self):
        for name, by in (("root", "root"), ("stranger", "stranger"),
                         ("sub", "root")):
            self.certify(name, by, "root", RSA, -99, 999)
        put_file(self.path("ca.pem"), get_file(self.path("root", ".crt")) +
                 get_file(self.path("sub", ".crt")))

    def crls(self):
        self.openssl("ca", "-config", self.config("root"), "-keyfile",
                     self.path("root", ".key"), "-cert",
                     self.path("root", ".crt"), "-revoke",
                     self.path("revoked", ".crt"))
        for name in ("root", "sub"):
            self.openssl("ca", "-config", self.config(name), "-keyfile",
                         self.path(name, ".key"), "-cert",
                         self.path(name, ".crt"), "-gencrl", "-out",
                         self.path(name, ".crl"))
        put_file(self.path("crl.pem"), get_file(self.path("root", ".crl")) +
                 get_file(self.path("sub", ".crl")))

    def cms(self, names, *options):
        who = [word for name in names for word in (
            "-signer", self.path(name, ".crt"), "-inkey",
            self.path(name, ".key"))]
        return lambda payloads: [armor(self.openssl(
            "cms", "-sign", "-binary", "-outform", "DER", *who, *options,
            data=p)) for p in payloads]

    def import_key(self, name):
        """gpgsm reads only old encryption of keys, and fails at random."""
        path = self.path(name, ".p12")
        for _ in range(9):
            self.openssl("pkcs12", "-export", "-inkey",
                         self.path(name, ".key"), "-in",
                         self.path(name, ".crt"), "-certpbe",
                         "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES",
                         "-macalg", "sha1", "-passout", "pass:", "-out", path)
            done = subprocess.run(
                ["gpgsm", "--batch", "-q", "--pinentry-mode", "loopback",
                 "--passphrase-fd", "0", "--import", path], input=b"\n",
                env=self.gnupg.env, stderr=subprocess.PIPE, check=False)
            if not done.returncode:
                return
        raise RuntimeError("gpgsm: " + done.stderr.decode())

    def gpgsm_signer(self, name):
        self.import_key(name)

        def sign(payloads):
            return [run("gpgsm", "--batch", "-q", "--armor",
                        "--disable-crl-checks", "-u",
                        name.replace(" ", "-") + "@example.com",
                        "--detach-sign", self.files.add(p),
                        env=self.gnupg.env) for p in payloads]
        return signed_by_git(
            sign, "gpg.format=x509", "gpg.x509.program=" + self.gpgsm,
            "user.signingKey=%s@example.com" % name.replace(" ", "-"))

    def trust_roots(self):
        """gpgsm knows all authorities, the stranger too."""
        roots = []
        for name in ("root", "stranger", "by itself", "sub"):
            path = self.path(name, ".crt")
            run("gpgsm", "--batch", "-q", "--import", path,
                env=self.gnupg.env)
            text = self.openssl("x509", "-noout", "-fingerprint", "-sha1",
                                "-in", path).decode()
            roots.append(text.strip().split("=")[1] + " S relax\n")
        put_file(os.path.join(self.gnupg.directory, "trustlist.txt"),
                 "".join(roots))

    def add(self, name, states, sign, signer=None):
        self.cases.append(Case("x509 " + name, "X.509", states, sign,
                               signer))

    def make(self):
        self.authorities()
        for name, authority, extensions, key, begin, end, states in LEAVES:
            self.certify(name, authority, extensions, key, begin, end)
            self.add(name, states, self.cms([name]),
                     name.replace(" ", "-") + "@example.com"
                     if states == "good" else None)
        self.crls()
        self.trust_roots()
        for name in ("good", "by another authority"):
            self.add(name + ", gpgsm", "good", self.gpgsm_signer(name))
        for name, options, states in WAYS:
            self.add(name, states, self.cms(["good"], *options))
        self.add("two signers", None, self.cms(["good", "rsa3072"]))
        return self.cases

    def options(self, _):
        return (["--x509", self.path("ca.pem"), "--x509-crl",
                 self.path("crl.pem")],
                '[gpg "x509"]\n\tprogram = %s\n' % self.gpgsm)
