"""SSH signatures put together by hand around right ones: containers that
ssh-keygen never writes, hardware keys, other encodings of numbers."""
import base64
import hashlib
import os
import struct

from oracle_cases import put_file, run

ED_ORDER = 2**252 + 27742317777372353535851937790883648493
P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551


def string(data):
    return struct.pack(">I", len(data)) + data


def strings(*all_):
    return b"".join(map(string, all_))


def number(value, extra=b""):
    """mpint; `extra` in front makes it longer than it has to be."""
    return string(extra + value.to_bytes(value.bit_length() // 8 + 1, "big"))


def armor(data):
    text = base64.b64encode(data)
    lines = [text[i:i + 70] for i in range(0, len(text), 70)]
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----"] + lines +
                      [b"-----END SSH SIGNATURE-----", b""])


class Keys:
    """Keys of openssl: their SSH blobs, and raw signatures."""

    def __init__(self, directory):
        os.mkdir(directory)
        self.directory = directory
        for name, args in (
                ("ed", ["ed25519"]),
                ("ec", ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
                ("rsa", ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"])):
            run("openssl", "genpkey", "-quiet", "-algorithm", *args, "-out",
                self.path(name))
        self.ed = self.public("ed")[-32:]
        self.point = self.public("ec")[-65:]
        modulus = run("openssl", "rsa", "-noout", "-modulus", "-in",
                      self.path("rsa")).strip().split(b"=")[1]
        self.modulus = int(modulus, 16)
        self.blob = {
            "ed": strings(b"ssh-ed25519", self.ed),
            "ec": strings(b"ecdsa-sha2-nistp256", b"nistp256", self.point),
            "rsa": string(b"ssh-rsa") + number(65537) + number(self.modulus),
            "sked": strings(b"sk-ssh-ed25519@openssh.com", self.ed,
                            b"ssh:git"),
            "skec": strings(b"sk-ecdsa-sha2-nistp256@openssh.com",
                            b"nistp256", self.point, b"ssh:"),
        }

    def path(self, name):
        return os.path.join(self.directory, name)

    def public(self, name):
        return run("openssl", "pkey", "-in", self.path(name), "-pubout",
                   "-outform", "DER")

    def line(self, name):
        blob = self.blob[name]
        size = struct.unpack(">I", blob[:4])[0]
        return "%s@crafted.example.com %s %s\n" % (
            name, blob[4:4 + size].decode(),
            base64.b64encode(blob).decode())

    def sign(self, name, data, digest="sha256"):
        if name == "ed":
            path = put_file(self.path("data"), data)
            return run("openssl", "pkeyutl", "-sign", "-rawin", "-inkey",
                       self.path("ed"), "-in", path)
        return run("openssl", "dgst", "-" + digest, "-sign",
                   self.path(name), data=data)

    def ec_pair(self, data):
        """The two numbers of an ECDSA-Sig-Value."""
        der = self.sign("ec", data)
        size = der[3]
        return (int.from_bytes(der[4:4 + size], "big"),
                int.from_bytes(der[6 + size:], "big"))


def signed_data(payload, namespace, reserved, digest):
    return b"SSHSIG" + strings(namespace, reserved, digest, hashlib.new(
        digest.decode() if digest != b"none" else "sha256",
        payload).digest())


def container(key, blob, version=1, namespace=b"git", reserved=b"",
              digest=b"sha512", tail=b"", magic=b"SSHSIG"):
    return armor(magic + struct.pack(">I", version) + string(key) +
                 strings(namespace, reserved, digest, blob) + tail)


def ed25519(keys, blob=strings, key=None, signs=None, **fields):
    """What the key signs is as the fields say, or as `signs` says."""
    def sign(payload):
        said = dict(namespace=b"git", reserved=b"", digest=b"sha512")
        said.update((k, v) for k, v in fields.items() if k in said)
        said.update(signs or {})
        raw = keys.sign("ed", signed_data(payload, **said))
        return container(key or keys.blob["ed"], blob(b"ssh-ed25519", raw),
                         **fields)
    return lambda payloads: [sign(p) for p in payloads]


def rsa(keys, algorithm, digest, change=lambda raw: raw, key=None):
    def sign(payload):
        raw = keys.sign("rsa", signed_data(payload, b"git", b"", b"sha512"),
                        digest)
        return container(key or keys.blob["rsa"],
                         strings(algorithm, change(raw)))
    return lambda payloads: [sign(p) for p in payloads]


def ecdsa(keys, pair=lambda r, s: number(r) + number(s), tail=b""):
    def sign(payload):
        data = signed_data(payload, b"git", b"", b"sha512")
        return container(keys.blob["ec"],
                         strings(b"ecdsa-sha2-nistp256",
                                 pair(*keys.ec_pair(data)) + tail))
    return lambda payloads: [sign(p) for p in payloads]


def hardware(keys, name, flags, application=None, tail=b"", signed=None,
             algorithm=None):
    """PROTOCOL.u2f; `signed` are the flags that were really signed."""
    application = application or (b"ssh:git" if name == "sked" else b"ssh:")
    algorithm = algorithm or {
        "sked": b"sk-ssh-ed25519@openssh.com",
        "skec": b"sk-ecdsa-sha2-nistp256@openssh.com"}[name]

    def sign(payload):
        message = signed_data(payload, b"git", b"", b"sha512")
        counter = struct.pack(">I", 77)
        data = hashlib.sha256(application).digest() + \
            bytes([flags if signed is None else signed]) + counter + \
            hashlib.sha256(message).digest()
        if name == "sked":
            raw = keys.sign("ed", data)
        else:
            raw = b"".join(map(number, keys.ec_pair(data)))
        return container(keys.blob[name], strings(algorithm, raw) +
                         bytes([flags]) + counter + tail)
    return lambda payloads: [sign(p) for p in payloads]


def plus_order(algorithm, raw):
    """Ed25519's S plus the order: the same point, another signature."""
    s = int.from_bytes(raw[32:], "little") + ED_ORDER
    return strings(algorithm, raw[:32] + s.to_bytes(32, "little"))


def ed_cases(keys):
    at = keys.blob["ed"]
    yield "right", "good", ed25519(keys)
    yield "right, sha256", "good", ed25519(keys, digest=b"sha256")
    yield "version 0", "malformed", ed25519(keys, version=0)
    yield "version 2", "malformed", ed25519(keys, version=2)
    yield "reserved", "malformed", ed25519(keys, reserved=b"x")
    yield "a tail", "malformed", ed25519(keys, tail=b"\0")
    yield "magic", "malformed", ed25519(keys, magic=b"SSHSIH")
    for digest in (b"sha1", b"sha384", b"md5"):
        yield digest.decode(), None, ed25519(keys, digest=digest)
    for name in (b"", b"Git", b"git\0", b"git ", b"file", b"*"):
        yield "namespace %r" % name, None, ed25519(keys, namespace=name)
        yield ("signed for namespace %r" % name, "bad",
               ed25519(keys, signs={"namespace": name}))
    yield "signed sha256", "bad", ed25519(keys, signs={"digest": b"sha256"})
    yield "algorithm", None, ed25519(
        keys, lambda a, raw: strings(b"ssh-rsa", raw))
    yield "tail of the signature", None, ed25519(
        keys, lambda a, raw: strings(a, raw) + b"x")
    yield "65 bytes", None, ed25519(
        keys, lambda a, raw: strings(a, raw + b"\0"))
    yield "63 bytes", None, ed25519(
        keys, lambda a, raw: strings(a, raw[:-1]))
    yield "zeros", "bad", ed25519(
        keys, lambda a, raw: strings(a, bytes(64)))
    yield "S plus the order", "bad", ed25519(keys, plus_order)
    yield "key with a tail", None, ed25519(keys, key=at + b"x")
    yield "short key", None, ed25519(
        keys, key=strings(b"ssh-ed25519", keys.ed[:-1]))


def rsa_cases(keys):
    def blob(lead=b"", exponent=65537):
        return string(b"ssh-rsa") + number(exponent) + \
            number(keys.modulus, lead)
    yield "rsa-sha2-256", "good", rsa(keys, b"rsa-sha2-256", "sha256")
    yield "rsa-sha2-512", "good", rsa(keys, b"rsa-sha2-512", "sha512")
    yield "ssh-rsa", "weak", rsa(keys, b"ssh-rsa", "sha1")
    yield "rsa, other digest", "bad", rsa(keys, b"rsa-sha2-512", "sha256")
    yield "rsa of a certificate", None, rsa(
        keys, b"rsa-sha2-512-cert-v01@openssh.com", "sha512")
    yield "rsa, a zero in front", None, rsa(
        keys, b"rsa-sha2-512", "sha512", lambda raw: b"\0" + raw)
    yield "rsa, a byte less", None, rsa(
        keys, b"rsa-sha2-512", "sha512", lambda raw: raw[1:])
    yield "rsa, zeros cut off", None, rsa(
        keys, b"rsa-sha2-512", "sha512", lambda raw: raw.lstrip(b"\0"))
    yield "rsa, plus the modulus", None, rsa(
        keys, b"rsa-sha2-512", "sha512", lambda raw: (
            int.from_bytes(raw, "big") + keys.modulus).to_bytes(257, "big"))
    yield "rsa key with zeros", None, rsa(
        keys, b"rsa-sha2-512", "sha512", key=blob(b"\0\0"))
    yield "rsa key, exponent 1", None, rsa(
        keys, b"rsa-sha2-512", "sha512", key=blob(b"", 1))


def ec_cases(keys):
    yield "ecdsa", "good", ecdsa(keys)
    yield "ecdsa, the other half", None, ecdsa(
        keys, lambda r, s: number(r) + number(P256_ORDER - s))
    yield "ecdsa, zeros in front", None, ecdsa(
        keys, lambda r, s: number(r, b"\0\0") + number(s))
    yield "ecdsa, plus the order", "malformed", ecdsa(
        keys, lambda r, s: number(r) + number(s + P256_ORDER))
    yield "ecdsa, zeros", None, ecdsa(
        keys, lambda r, s: number(0) + number(0))
    yield "ecdsa, empty", None, ecdsa(keys, lambda r, s: string(b"") * 2)
    yield "ecdsa, negative", None, ecdsa(
        keys, lambda r, s: string(b"\xff" * 32) + number(s))
    yield "ecdsa, a tail", None, ecdsa(keys, tail=b"x")


def hardware_cases(keys):
    for name in ("sked", "skec"):
        yield name, "good", hardware(keys, name, 1)
        yield name + ", verified", "good", hardware(keys, name, 5)
        yield name + ", nobody there", None, hardware(keys, name, 0)
        yield name + ", verified only", None, hardware(keys, name, 4)
        yield name + ", extensions", None, hardware(keys, name, 0x81)
        yield name + ", forged presence", "bad", hardware(keys, name, 1,
                                                          signed=0)
        yield name + ", a tail", None, hardware(keys, name, 1, tail=b"x")
        yield (name + ", other application", "bad",
               hardware(keys, name, 1, b"ssh:x"))
        yield (name + ", as a plain key", None,
               hardware(keys, name, 1, algorithm=b"ssh-ed25519"))


def crafted(directory):
    """Lines for allowed_signers; (name, states, sign)."""
    keys = Keys(directory)
    rows = []
    for cases in (ed_cases, rsa_cases, ec_cases, hardware_cases):
        rows += cases(keys)
    return [keys.line(name) for name in keys.blob], rows
