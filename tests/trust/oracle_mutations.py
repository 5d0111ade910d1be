"""What may happen to a signed object: each mutation takes a random generator,
a Signed and others of its kind, and returns raw bytes."""
from oracle_armor import rearmor, unarmor
from oracle_objects import fold
from oracle_packets import fields


def flip(rnd, data):
    at = rnd.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rnd.randrange(8)]) + \
        data[at + 1:]


def delete(rnd, data):
    at = rnd.randrange(len(data))
    return data[:at] + data[at + rnd.choice([1, 1, 1, 2, 7]):]


def insert(rnd, data):
    at = rnd.randrange(len(data) + 1)
    new = rnd.choice([bytes([rnd.randrange(256)]), b"\n", b" ", b"\r", b"\0",
                      b"=", b"-", b"A", b"\t", b"\n\n", b"\x00\x00\x00\x00"])
    return data[:at] + new + data[at:]


def swap(rnd, data):
    a = rnd.randrange(len(data))
    b = rnd.choice([min(a + 1, len(data) - 1), rnd.randrange(len(data))])
    bytes_ = bytearray(data)
    bytes_[a], bytes_[b] = bytes_[b], bytes_[a]
    return bytes(bytes_)


def lines(rnd, data):
    """One line gone, twice, moved or swapped with another."""
    all_ = data.splitlines(True)
    a, b = rnd.randrange(len(all_)), rnd.randrange(len(all_))
    kind = rnd.randrange(4)
    if kind == 0:
        del all_[a]
    elif kind == 1:
        all_.insert(b, all_[a])
    elif kind == 2:
        all_[a], all_[b] = all_[b], all_[a]
    else:
        all_.insert(b, all_.pop(a))
    return b"".join(all_)


EDITS = [flip, delete, insert, swap, lines]


def edit(rnd, data):
    """One or two small edits of bytes that are not empty."""
    for _ in range(rnd.choice([1, 1, 1, 2])):
        data = rnd.choice(EDITS)(rnd, data) if data else b"x"
    return data


def inner(rnd, signed, _):
    """The decoded bytes change, and the armor fits them."""
    parts = list(unarmor(signed.armor))
    data = parts[2]
    if rnd.random() < 0.25:
        size = rnd.choice([1, 1, 2, 4, 32])
        data = rnd.choice([data[:-size], data + bytes(size), data * 2,
                           data + rnd.randbytes(size)])
    else:
        data = rnd.choice(EDITS[:4])(rnd, data)
    parts[2] = data
    return signed.raw(rearmor(parts))


def wrapping(rnd, signed, _):
    width = rnd.choice([1, 4, 16, 60, 63, 65, 70, 72, 76, 100, 10000])
    tail = rnd.choice([b"", b"", b"", b"=", b"==", b"A", b"AAAA"])
    return signed.raw(rearmor(unarmor(signed.armor), width, tail))


def checksum(rnd, signed, _):
    """The OpenPGP checksum: away, wrong, or one where none belongs."""
    all_ = signed.armor.splitlines(True)
    if all_[-2].startswith(b"="):
        all_[-2] = rnd.choice([b"", b"=AAAA\n", b"=\n", all_[-2] * 2])
    else:
        all_.insert(-1, rnd.choice([b"=AAAA\n", b"=\n"]))
    return signed.raw(b"".join(all_))


BLANKS = [b" ", b"\t", b"\r", b"  ", b"\v", b"\f", b"\0"]


def armor_blanks(rnd, signed, _):
    all_ = signed.armor.splitlines(True)
    at = rnd.choice([0, len(all_) - 1, rnd.randrange(len(all_))])
    blank = rnd.choice(BLANKS)
    kind = rnd.randrange(3)
    if kind == 0:
        all_[at] = blank + all_[at]
    elif kind == 1:
        all_[at] = all_[at][:-1] + blank + b"\n"
    else:
        all_ = [line[:-1] + blank + b"\n" for line in all_]
    return signed.raw(b"".join(all_))


def armor_crlf(rnd, signed, _):
    all_ = signed.armor.splitlines(True)
    some = rnd.choice([range(len(all_)), [0], [len(all_) - 1]])
    for at in some:
        all_[at] = all_[at][:-1] + b"\r\n"
    return signed.raw(b"".join(all_))


def armor_lines(rnd, signed, _):
    """Lines before, behind or in the middle."""
    all_ = signed.armor.splitlines(True)
    new = rnd.choice([b"\n", b"\n\n", b"text\n", b"Comment: x\n", b"AAAA\n",
                      b"Version: 1\n\n", b"-----BEGIN\n", b"    \n",
                      b"Hash: SHA256\n", all_[0], all_[-1]])
    at = rnd.choice([0, 1, len(all_), len(all_) - 1,
                     rnd.randrange(len(all_))])
    return signed.raw(b"".join(all_[:at] + [new] + all_[at:]))


def armor_end(rnd, signed, _):
    armor = signed.armor
    return signed.raw(rnd.choice([
        armor[:-1], armor + b"\n", armor + b"\n\n\n", armor + b" \n",
        armor[:-2] + b"\n", armor.replace(b"-----\n", b"----\n"),
        armor.replace(b"-----END", b"----END"), armor[:-1] + b"-\n",
        armor[:-1] + b"text\n", armor[:-1].rsplit(b"\n", 1)[0] + b"\n",
        armor + b"text\n"]))


def label(rnd, signed, _):
    armor = signed.armor
    words = [b"SSH SIGNATURE", b"PGP SIGNATURE", b"PGP MESSAGE",
             b"SIGNED MESSAGE", b"CMS", b"PKCS7", b"ssh signature",
             b"PGP SIGNED MESSAGE", b"SSH SIGNATURE ", b"CERTIFICATE"]
    old = armor.splitlines()[0][len(b"-----BEGIN "):-len(b"-----")]
    new = rnd.choice(words)
    parts = rnd.choice([(b"-----BEGIN " + old, b"-----BEGIN " + new),
                        (b"-----END " + old, b"-----END " + new),
                        (b" " + old, b" " + new)])
    return signed.raw(armor.replace(*parts))


def two_armors(rnd, signed, others):
    """Another's signature before or behind, or twice the same."""
    mine, other = signed.armor, rnd.choice(others).armor
    glue = rnd.choice([b"", b"\n", b"text\n"])
    return signed.raw(rnd.choice([
        mine + glue + other, other + glue + mine, mine + glue + mine,
        mine[:-1] + other, other[:-1] + mine]))


def two_packets(rnd, signed, others):
    """One armor around the bytes of two signatures."""
    parts = list(unarmor(signed.armor))
    other = unarmor(rnd.choice([signed] + others).armor)[2]
    parts[2] = rnd.choice([parts[2] + other, other + parts[2]])
    return signed.raw(rearmor(parts))


def transplant(rnd, signed, others):
    return signed.raw(rnd.choice(others).armor)


def gpgsig_lines(rnd, signed, others):
    """Spellings of the header, two of it, and the neighbour's name."""
    if signed.kind == "tag":
        return transplant(rnd, signed, others)
    right = fold(b"gpgsig", signed.armor)
    wrong = fold(b"gpgsig", rnd.choice(others).armor)
    name = rnd.choice([b"gpgsig-sha256", b"gpgsig-sha256", b"gpgsigx",
                       b"gpgsig-x", b"gpgsig\t", b"Gpgsig", b"gpgsi",
                       b"gpgsig-sha1", b"gpgsig-sha2567"])
    beside = fold(name, rnd.choice([signed, rnd.choice(others)]).armor)
    text = rnd.choice([
        right + wrong, wrong + right, right * 2, right + beside,
        beside + right, beside, right + name + b"\n", name + b"\n" + right,
        b"gpgsig \n" + right.replace(b"gpgsig ", b" ", 1),
        b"gpgsig\n" + right.replace(b"gpgsig ", b" ", 1),
        right.replace(b"gpgsig ", b"gpgsig  ", 1),
        right.replace(b"gpgsig ", b"gpgsig\t", 1),
        right.replace(b"\n ", b"\n\t"), right.replace(b"\n ", b"\n  ", 1),
        right.replace(b"\n ", b"\n", 1), right.replace(b"\n ", b"\r\n "),
        right + b" \n", right + b" text\n", right + b"x y\n", right * 3,
        b" " + right, right[:-1] + b"\r\n"])
    at = len(signed.head) if signed.at is None else signed.at
    head = signed.head[:at] + [text] + signed.head[at:]
    return b"".join(head) + b"\n" + signed.message


def header_edit(rnd, signed, _):
    head = list(signed.head)
    at = rnd.randrange(len(head))
    head[at] = rnd.choice(EDITS)(rnd, head[at])
    return signed.raw(head=head)


def header_order(rnd, signed, _):
    head = list(signed.head)
    a, b = rnd.randrange(len(head)), rnd.randrange(len(head))
    kind = rnd.randrange(4)
    if kind == 0:
        head[a], head[b] = head[b], head[a]
    elif kind == 1:
        head.insert(b, head[a])
    elif kind == 2:
        del head[a]
    else:
        head.insert(a, rnd.choice([
            b"encoding UTF-8\n", b"x y\n", b"mergetag object x\n", b" x\n",
            b"parent " + b"1" * 40 + b"\n", b"x\n", b"\n", b"gpgsig\n",
            b"author Eve <eve@example.com> 1600000000 +0000\n"]))
    return signed.raw(head=head)


def signature_place(rnd, signed, others):
    """The same header elsewhere: what is signed stays the same."""
    if signed.kind == "tag":
        return armor_lines(rnd, signed, others)
    head = list(signed.head)
    at = rnd.randrange(len(head) + 1)
    head.insert(at, fold(b"gpgsig", signed.armor))
    return b"".join(head) + b"\n" + signed.message


def message_edit(rnd, signed, _):
    return signed.raw(message=edit(rnd, signed.message))


def message_lines(rnd, signed, _):
    """Changes that text mode, or a lax reader, would not see."""
    m = signed.message
    return signed.raw(message=rnd.choice([
        m.replace(b"\n", b"\r\n"), m.rstrip(b"\n"), m + b"\n", m + b"\0",
        m + b"\0text", m + b" ", m.replace(b"\n", b" \n"), b"\n" + m,
        m.replace(b"\r\n", b"\n"), m + signed.armor, signed.armor + m,
        b"\0" + m, m.strip(b"\n"), m + fold(b"gpgsig", signed.armor),
        b"", m.replace(b" ", b"\t")]))


def raw_edit(rnd, signed, _):
    return edit(rnd, signed.raw())


def raw_end(rnd, signed, _):
    raw = signed.raw()
    return rnd.choice([
        raw[:-1], raw + b"\n", raw + b"\0", raw[:rnd.randrange(len(raw))],
        raw.replace(b"\n\n", b"\n", 1), raw.replace(b"\n\n", b"\n\n\n", 1),
        raw.replace(b"\n", b"\r\n"), raw.replace(b"\n\n", b"\n \n", 1),
        raw + raw])


def signature_edit(rnd, signed, _):
    return signed.raw(edit(rnd, signed.armor))


def no_signature(_, signed, __):
    return signed.payload()


# With how often each is taken.
MUTATIONS = [
    (fields, 9), (inner, 7), (signature_edit, 5), (wrapping, 2), (checksum, 2),
    (armor_blanks, 3), (armor_crlf, 2), (armor_lines, 4), (armor_end, 3),
    (label, 2), (two_armors, 3), (two_packets, 2), (transplant, 3),
    (gpgsig_lines, 6), (header_edit, 4), (header_order, 4),
    (signature_place, 2), (message_edit, 4), (message_lines, 4),
    (raw_edit, 4), (raw_end, 3), (no_signature, 1),
]


def mutate(rnd, signed, others):
    """A mutation's name and raw bytes that differ from the original's."""
    names, weights = zip(*MUTATIONS)
    while True:
        mutation = rnd.choices(names, weights)[0]
        raw = mutation(rnd, signed, others)
        if raw and raw != signed.raw():
            return mutation.__name__, raw
