"""Signatures that openssl does not make, from one that it has made:
x509_forge.py IN.der. Writes forged-ABOUT.der for each of the forgeries below
into the current directory."""
import sys

INTEGER, NULL, OBJECT, SEQUENCE, SET = 0x02, 0x05, 0x06, 0x30, 0x31
CONTEXT = 0xA0
# Where things are in signedData and in its one SignerInfo.
VERSION, DIGESTS, CONTENT, CERTIFICATES, SIGNERS = range(5)
SID, DIGEST, SIGNED, ALGORITHM, VALUE = range(1, 6)

MESSAGE = bytes.fromhex("2a864886f70d010904")
CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
SIGNING_TIME = bytes.fromhex("2a864886f70d010905")
COUNTER = bytes.fromhex("2a864886f70d010906")
SHA512 = bytes.fromhex("608648016503040203")
DATA = bytes.fromhex("2a864886f70d010701")
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")


def parse(data):
    """[tag, children or bytes] of all of data."""
    found = []
    while data:
        tag, size, at = data[0], data[1], 2
        if size & 0x80:
            at += size & 0x7F
            size = int.from_bytes(data[2:at], "big")
        body = data[at:at + size]
        found.append([tag, parse(body) if tag & 0x20 else body])
        data = data[at + size:]
    return found


def length(size):
    if size < 0x80:
        return bytes([size])
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits


def write(element, is_open=lambda element: False):
    """Those that are open have an indefinite length."""
    tag, body = element
    if isinstance(body, list):
        body = b"".join(write(child, is_open) for child in body)
        if is_open(element):
            return bytes([tag, 0x80]) + body + b"\0\0"
    return bytes([tag]) + length(len(body)) + body


def chunked(tag, body):
    """A string in pieces, as BER allows."""
    return [tag | 0x20, [[tag, body[:7]], [tag, body[7:]]]]


class Forgery:
    def __init__(self, data):
        self.root = parse(data)[0]
        self.data = self.root[1][1][1][0][1]
        self.signer = self.data[SIGNERS][1][0][1]
        self.attributes = self.signer[SIGNED][1]

    def attribute(self, name):
        return next(a for a in self.attributes if a[1][0][1] == name)

    def unsigned(self, name, value):
        self.signer.append([CONTEXT | 1, [
            [SEQUENCE, [[OBJECT, name], [SET, [value]]]]]])


def many_digests(forged):
    forged.data[DIGESTS][1] *= 900


def louder_issuer(forged):
    name = forged.signer[SID][1][0][1][0][1][0][1]
    name[1][1] = name[1][1].upper()


def nested(forged):
    """A detached signature within one that is not."""
    inner = write(forged.root)
    forged.data[CONTENT][1].append([CONTEXT, [[0x04, inner]]])


def nested_deeply(forged):
    inner = b"\4\1x"
    for _ in range(3000):
        inner = write([0x24, inner])
    forged.data[CONTENT][1].append([CONTEXT, inner])


FORGERIES = {
    "same": lambda f: None,
    "counter-signed": lambda f: f.unsigned(COUNTER, [
        SEQUENCE, f.signer[:SIGNED] + f.signer[ALGORITHM:VALUE + 1]]),
    "unsigned-time": lambda f: f.unsigned(
        SIGNING_TIME, [0x17, b"200101000000Z"]),
    "unsigned-nothing": lambda f: f.signer.append([CONTEXT | 1, []]),
    "many-digests": many_digests,
    "no-digests": lambda f: f.data[DIGESTS][1].clear(),
    "other-digests": lambda f: f.data[DIGESTS][1][0][1].__setitem__(
        0, [OBJECT, SHA512]),
    "other-digest": lambda f: [f.signer[DIGEST][1].__setitem__(
        0, [OBJECT, SHA512]), many_digests(f)],
    "version-2": lambda f: f.data.__setitem__(VERSION, [INTEGER, b"\2"]),
    "version-3": lambda f: f.data.__setitem__(VERSION, [INTEGER, b"\3"]),
    "signer-version-3": lambda f: f.signer.__setitem__(
        0, [INTEGER, b"\3"]),
    "parameters": lambda f: f.signer[DIGEST][1].append([INTEGER, b"\1"]),
    "no-signer": lambda f: f.data[SIGNERS][1].clear(),
    "one-signer-twice": lambda f: f.data[SIGNERS][1].append(
        f.data[SIGNERS][1][0]),
    "two-certificates": lambda f: f.data[CERTIFICATES][1].append(
        f.data[CERTIFICATES][1][0]),
    "no-certificates": lambda f: f.data.pop(CERTIFICATES),
    "lists": lambda f: f.data.insert(SIGNERS, [CONTEXT | 1, []]),
    "no-attributes": lambda f: f.signer.pop(SIGNED),
    "no-message": lambda f: f.attributes.remove(f.attribute(MESSAGE)),
    "no-type": lambda f: f.attributes.remove(f.attribute(CONTENT_TYPE)),
    "no-time": lambda f: f.attributes.remove(f.attribute(SIGNING_TIME)),
    "two-messages": lambda f: f.attributes.append(f.attribute(MESSAGE)),
    "two-times": lambda f: f.attributes.append(f.attribute(SIGNING_TIME)),
    "two-values": lambda f: f.attribute(SIGNING_TIME)[1][1][1].append(
        [0x17, b"200101000000Z"]),
    "odd-time": lambda f: f.attribute(SIGNING_TIME)[1][1].__setitem__(
        1, [[0x04, b"200101000000Z"]]),
    "bad-time": lambda f: f.attribute(SIGNING_TIME)[1][1].__setitem__(
        1, [[0x17, b"209901000000Z"]]),
    "other-type": lambda f: f.attribute(CONTENT_TYPE)[1][1].__setitem__(
        1, [[OBJECT, SIGNED_DATA]]),
    "other-content": lambda f: f.data[CONTENT][1].__setitem__(
        0, [OBJECT, SIGNED_DATA]),
    "empty-content": lambda f: f.data[CONTENT][1].append(
        [CONTEXT, [[0x04, b""]]]),
    "nested": nested,
    "nested-deeply": nested_deeply,
    "both-digests": lambda f: [
        a.__setitem__(0, [OBJECT, SHA512]) for a in (
            f.data[DIGESTS][1][0][1], f.signer[DIGEST][1])],
    "louder-issuer": louder_issuer,
    "flat-set": lambda f: f.data.__setitem__(
        DIGESTS, [0x11, write(f.data[DIGESTS][1][0])]),
    "bare": lambda f: setattr(f, "root", f.root[1][1][1][0]),
    "chunks": lambda f: f.signer.__setitem__(
        VALUE, chunked(*f.signer[VALUE])),
}


def outer(forged):
    """As gpgsm writes them."""
    wrapped = forged.root[1][1]
    return [forged.root, wrapped, wrapped[1][0], forged.data[CONTENT]]


def everywhere(elements):
    for element in elements:
        if isinstance(element[1], list):
            yield element
            yield from everywhere(element[1])


# Of indefinite length.
INDEFINITE = {
    "indefinite": outer,
    "no-end": outer,
    "indefinite-within": lambda f: outer(f)[1:],
    "indefinite-certificate": lambda f: [f.data[CERTIFICATES][1][0][1][1]],
    "indefinite-attribute": lambda f: [f.attributes[0]],
    "indefinite-everywhere": lambda f: everywhere([f.root]),
}


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    for name, forge in FORGERIES.items():
        forged = Forgery(data)
        forge(forged)
        with open("forged-%s.der" % name, "wb") as file:
            file.write(write(forged.root))
    for name, which in INDEFINITE.items():
        forged = Forgery(data)
        some = [id(element) for element in which(forged)]
        whole = write(forged.root, lambda e, some=some: id(e) in some)
        with open("forged-%s.der" % name, "wb") as file:
            file.write(whole if name != "no-end" else whole[:-2])


main()
