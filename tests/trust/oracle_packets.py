"""Mutations that know what lies in the armor: OpenPGP packets, SSHSIG fields,
ASN.1 values. What is changed stays well-formed around the change."""
import struct

from oracle_armor import rearmor, unarmor

# Subpackets: an unknown one, the same critical, a notation, an issuer, its
# fingerprint, times, a key's flags, a policy, an embedded signature.
SUBPACKETS = [
    b"\x64xx", b"\xe4xx", b"\x14" + bytes(8), b"\x10" + b"12345678",
    b"\x21\x04" + b"1" * 20, b"\x02\x5e\0\0\0", b"\x03\0\0\0\x01",
    b"\x09\0\0\0\x01", b"\x1b\x02", b"\x1a" + b"https://example.com/",
    b"\x20\x04\x18\x16\x08", b"\xa0\x04", b"\x07\0", b"",
]
# Packets beside: a marker, a one-pass signature, a user id, a trust packet,
# a private one, padding, literal data.
PACKETS = [
    b"\xca\x03PGP", b"\x90\x0d\x03\0\x08\x16" + b"12345678" + b"\x01",
    b"\xcd\x05a <b>", b"\xcc\x02\x01\x01", b"\xfc\x01x", b"\xd5\x04" + b"1234",
    b"\xcb\x08b\0\0\0\0\0hi",
]


def packet_body(data):
    """The first packet's tag, body and what is behind; old format."""
    size = 1 << (data[0] & 3)
    length = int.from_bytes(data[1:1 + size], "big")
    return (data[0] >> 2 & 15, data[1 + size:1 + size + length],
            data[1 + size + length:])


def packet(rnd, tag, body):
    """All the ways in which a length can be written."""
    new, old, size = bytes([0xc0 | tag]), tag << 2 | 0x80, len(body)
    ways = [new + b"\xff" + struct.pack(">I", size) + body,
            bytes([old | 2]) + struct.pack(">I", size) + body,
            bytes([old | 1]) + struct.pack(">H", size) + body,
            bytes([old | 3]) + body,
            new + b"\xe4" + body[:16] + new[:0] + bytes([(size - 16) & 127]) +
            body[16:],
            new + struct.pack(">H", size - 192 + 0xc000 & 0xffff) + body]
    if size < 192:
        ways.append(new + bytes([size]) + body)
    return rnd.choice(ways)


def add_subpacket(rnd, body):
    """To the hashed area or, which no hash sees, the other."""
    more = rnd.choice(SUBPACKETS)
    more = bytes([len(more)]) + more if more else b""
    hashed = 6 + int.from_bytes(body[4:6], "big")
    end = hashed + 2 + int.from_bytes(body[hashed:hashed + 2], "big")
    kind = rnd.randrange(6)
    if kind == 0:
        area = body[6:hashed] + more
        return body[:4] + struct.pack(">H", len(area)) + area + body[hashed:]
    area = body[hashed + 2:end] if kind < 4 else b""
    area = more + area if kind == 1 else area + more
    return body[:hashed] + struct.pack(">H", len(area)) + area + body[end:]


def openpgp(rnd, data):
    tag, body, rest = packet_body(data)
    beside = rnd.choice(PACKETS)
    kind = rnd.randrange(8)
    if kind == 0:
        return packet(rnd, tag, body) + rest
    if kind < 4:
        body = add_subpacket(rnd, body)
        return b"\x89" + struct.pack(">H", len(body)) + body + rest
    if kind == 4:
        return rnd.choice([beside + data, data + beside])
    if kind == 5:  # compressed, by no algorithm
        return b"\xc8\xff" + struct.pack(">I", len(data) + 1) + b"\0" + data
    at = rnd.choice([0, 1, 2, 3, len(body) - 1])
    values = {0: [3, 5, 6], 1: [1, 2, 0x10, 0x1f, 0x40], 2: [1, 3, 17, 19, 22],
              3: [1, 2, 3, 8, 9, 10, 11]}
    body = body[:at] + bytes([rnd.choice(values.get(at, range(256)))]) + \
        body[at + 1:]
    return data[:len(data) - len(body) - len(rest)] + body + rest


def ssh_fields(data):
    """Key, namespace, reserved, hash and signature of an SSHSIG."""
    found, at = [], 10
    while at < len(data):
        size = struct.unpack(">I", data[at:at + 4])[0]
        found.append(data[at + 4:at + 4 + size])
        at += 4 + size
    return found


def ssh(rnd, data, other):
    fields, more = ssh_fields(data), ssh_fields(other)
    at = rnd.randrange(5)
    values = [[more[0]], [b"git\0", b"file", b"", b"GIT", b"git,file"],
              [b"x", b"\0"], [b"sha256", b"sha512", b"sha1", b"", b"SHA512"],
              [more[4]]]
    fields[at] = rnd.choice(values[at] + [b"", fields[at] + b"\0",
                                          fields[at][:-1]])
    if rnd.random() < 0.2:
        fields.append(b"")
    return data[:10] + b"".join(struct.pack(">I", len(f)) + f
                                for f in fields)


class Value:
    """One ASN.1 value, and those in it where it is constructed."""

    def __init__(self, data, at):
        self.tag, size, at = data[at], data[at + 1], at + 2
        self.indefinite = size == 0x80
        if size > 0x80:
            count = size & 127
            size = int.from_bytes(data[at:at + count], "big")
            at += count
        end = len(data) - 2 if self.indefinite else at + size
        self.inner, self.content = [], b""
        if self.tag & 0x20:
            while at < end and (not self.indefinite or
                                data[at:at + 2] != b"\0\0"):
                self.inner.append(Value(data, at))
                at = self.inner[-1].end
            self.end = at + 2 * self.indefinite
        else:
            self.content, self.end = data[at:end], end
        self.padded = 0  # needless zeros of the length
        self.raw = None

    def bytes(self):
        if self.raw is not None:
            return self.raw
        body = b"".join(v.bytes() for v in self.inner) or self.content
        if self.indefinite:
            return bytes([self.tag, 0x80]) + body + b"\0\0"
        size = b"\0" * self.padded + len(body).to_bytes(
            (len(body).bit_length() + 7) // 8, "big")
        head = bytes([self.tag, 0x80 | len(size)]) + size \
            if self.padded or len(body) > 127 else \
            bytes([self.tag, len(body)])
        return head + body

    def all(self):
        yield self
        for value in self.inner:
            yield from value.all()


def asn1(rnd, data):
    """Some value is written otherwise, doubled, away, or in another place;
    those near the root as often as all others."""
    root = Value(data, 0)
    values = list(root.all())
    if rnd.random() < 0.5:
        values = values[:8] + values[-40:]
    value = rnd.choice(values)
    kind = rnd.randrange(8)
    if kind == 0:
        value.padded = rnd.choice([1, 2])
    elif kind == 1:
        value.indefinite = bool(value.tag & 0x20) and not value.indefinite
    elif kind == 2:
        value.tag ^= rnd.choice([0x20, 0x80, 1, 0x40])
    elif kind == 3 and not value.inner:
        value.content = rnd.choice([b"", b"\0" + value.content,
                                    value.content + b"\0", b"\x01"])
    elif kind == 4 and len(value.inner) > 1:
        rnd.shuffle(value.inner)
    elif kind == 5 and value.inner:
        value.inner.append(rnd.choice(value.inner))
    elif kind == 6 and value.inner:
        value.inner.pop(rnd.randrange(len(value.inner)))
    else:
        value.raw = rnd.choice([b"", value.bytes() * 2, b"\x05\0" +
                                value.bytes(), value.bytes() + b"\x05\0"])
    return root.bytes()


def fields(rnd, signed, others):
    parts = list(unarmor(signed.armor))
    if b"PGP" in parts[0]:
        parts[2] = openpgp(rnd, parts[2])
    elif b"SSH" in parts[0]:
        near = [o for o in others if b"SSH" in o.armor[:20]] or [signed]
        parts[2] = ssh(rnd, parts[2], unarmor(rnd.choice(near).armor)[2])
    else:
        parts[2] = asn1(rnd, parts[2])
    return signed.raw(rearmor(parts))
