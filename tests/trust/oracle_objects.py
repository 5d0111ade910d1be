"""Signed commits and tags as bytes: their shapes, and how signatures are
put into them, as git does or otherwise."""
import hashlib
import os
import zlib

TREE = b"4b825dc642cb6eb9a060e54bf8d69288fbee4904"
PARENTS = [b"%040x" % (n * 0x123456789abcdef) for n in range(1, 12)]
ARMOR_IN_TEXT = (b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n"
                 b"-----END SSH SIGNATURE-----\n")
MERGETAG = (b"mergetag object " + PARENTS[1] + b"\n type commit\n tag v1\n"
            b" tagger A <a@example.com> 1600000000 +0000\n \n text\n"
            b" -----BEGIN PGP SIGNATURE-----\n \n AAAA\n"
            b" -----END PGP SIGNATURE-----\n")


def fold(name, armor):
    """A header whose further lines begin with a space."""
    lines = armor.splitlines(True)
    if lines and not lines[-1].endswith(b"\n"):
        lines[-1] += b"\n"
    return name + b" " + b" ".join(lines)


class Signed:
    """Headers (with their LF), message and armor. `at` is the header in
    front of which gpgsig stands; None: behind all."""

    def __init__(self, kind, head, message, note, at=None, blank=True):
        self.kind, self.head, self.message = kind, head, message
        self.note, self.at, self.blank = note, at, blank
        self.armor = b""
        self.case = None

    def payload(self):
        if self.kind == "commit" and not self.blank:
            return b"".join(self.head)
        return b"".join(self.head) + b"\n" + self.message

    def raw(self, armor=None, head=None, message=None):
        armor = self.armor if armor is None else armor
        head = list(self.head if head is None else head)
        message = self.message if message is None else message
        if self.kind == "tag":
            return b"".join(head) + b"\n" + message + armor
        at = len(head) if self.at is None else self.at
        head.insert(at, fold(b"gpgsig", armor))
        return b"".join(head) + (b"\n" + message if self.blank else b"")


def person(word, time, name=b"Alice", email=b"alice@example.com"):
    return b"%s %s <%s> %d +0000\n" % (word, name, email, time)


def headers(time, parents=1):
    head = [b"tree %s\n" % TREE]
    head += [b"parent %s\n" % p for p in PARENTS[:parents]]
    return head + [person(b"author", time), person(b"committer", time)]


def commit(note, time, message=b"Change it\n\nFor a reason.\n", extra=(),
           parents=1, **options):
    return Signed("commit", headers(time, parents) + list(extra), message,
                  note, **options)


def tag(time, message=b"Release\n\nNotes.\n"):
    head = [b"object %s\n" % PARENTS[0], b"type commit\n", b"tag v1\n",
            person(b"tagger", time)]
    return Signed("tag", head, message, "tag")


# Each takes a time. What all programs read alike.
PLAIN = [
    lambda t: commit("plain", t),
    lambda t: commit("no last newline", t, b"Change it"),
    lambda t: commit("empty message", t, b""),
    lambda t: commit("merge", t, parents=2),
    lambda t: commit("octopus", t, parents=9),
    lambda t: commit("root", t, parents=0),
    lambda t: commit("encoding", t, b"Gr\xfc\xdfe\n",
                     [b"encoding ISO-8859-1\n"]),
    lambda t: commit("mergetag", t, extra=[MERGETAG], parents=2),
    lambda t: commit("mergetags", t, extra=[MERGETAG, MERGETAG], parents=2),
    lambda t: commit("further header", t, extra=[b"x-y a\n b\n \n c\n"]),
    lambda t: commit("long", t, b"Line of text, and more\n" * 3000),
    lambda t: commit("CRLF", t, b"Change\r\n\r\nFor a reason\r\n"),
    lambda t: commit("armor in the message", t,
                     b"Change\n\n" + ARMOR_IN_TEXT),
    lambda t: commit("header in the message", t,
                     b"Change\n\n" + fold(b"gpgsig", ARMOR_IN_TEXT)),
    lambda t: commit("blank lines first", t, b"\n\nChange\n"),
    lambda t: commit("blanks at line ends", t, b"Change  \n\nText \t\n\n"),
    lambda t: commit("gpgsig in front of a header", t,
                     extra=[b"x-y a\n"], at=4),
    lambda t: commit("gpgsig in front of encoding", t,
                     extra=[b"encoding UTF-8\n"], at=4),
    lambda t: commit("name", t, extra=[b"x " + b"y" * 4000 + b"\n"]),
    lambda t: tag(t),
    lambda t: tag(t, b"\nRelease\r\n"),
    lambda t: tag(t, b"Release\n\n" + ARMOR_IN_TEXT[:-5] + b"\n"),
]

# What can be read in two ways, or is no commit that git would make.
ODD = [
    lambda t: commit("NUL in the message", t, b"Change\0it\n"),
    lambda t: commit("NUL at the end", t, b"Change it\n\0"),
    lambda t: commit("no blank line", t, blank=False),
    lambda t: commit("two committers", t,
                     extra=[person(b"committer", t, b"Eve", b"e@x.org")]),
    lambda t: commit("two authors", t,
                     extra=[person(b"author", t, b"Eve", b"e@x.org")]),
    lambda t: commit("a header twice", t, extra=[b"x a\n", b"x b\n"]),
    lambda t: commit("gpgsig in front of author", t, at=2),
    lambda t: commit("gpgsig in front of tree", t, at=0),
    lambda t: commit("gpgsig in front of committer", t, at=3),
    lambda t: commit("two encodings", t, extra=[b"encoding UTF-8\n",
                                                b"encoding latin1\n"]),
    lambda t: commit("parent behind", t,
                     extra=[b"parent %s\n" % PARENTS[3]]),
    lambda t: commit("tab behind a name", t, extra=[b"x\ty\n"]),
    lambda t: Signed("commit", headers(t)[:2] + headers(t)[:1:-1], b"Swap\n",
                     "committer in front of author"),
]


def write_object(repo, kind, raw):
    """A loose object; returns its id."""
    data = b"%s %d\0" % (kind.encode(), len(raw)) + raw
    name = hashlib.sha1(data).hexdigest()
    folder = os.path.join(repo, "objects", name[:2])
    path = os.path.join(folder, name[2:])
    if not os.path.exists(path):
        os.makedirs(folder, exist_ok=True)
        with open(path, "wb") as file:
            file.write(zlib.compress(data, 1))
    return name
