"""What git accepts and refgate refuses: each choice with its reason, as
docs/decisions.md tells it. What is not on this list is a fault."""
import re

# Format, state, what the detail says (a pattern), why, and, where the detail
# tells too little, the only signatures for which it holds.
STRICTER = [
    ("-", "unreadable", "NUL", "git shows a message up to its NUL only"),
    ("-", "unreadable", "author|committer|parent line|tree line",
     "headers out of order or twice: programs read different ones"),
    ("-", "unreadable", "encoding",
     "which of two encodings a reader takes is open"),
    ("-", "unreadable", "stands there twice", "likewise, of any header"),
    ("-", "unreadable", "gpgsig",
     "git verifies some of the gpgsig headers, and skips others"),
    ("-", "unreadable", "header's name|without a value|continues nothing|"
     "header that is cut off", "no header that git writes"),
    ("-", "unreadable", "no blank line",
     "where the headers end is open"),
    ("-", "unreadable", "email|>|time|zone",
     "people and times that programs read differently"),
    ("-", "unreadable", "header that tags do not have|object|type|tag line",
     "a tag that git fsck refuses"),
    (None, "malformed", "armor|base64",
     "text in, around or instead of the one armor is not signed"),
    (None, "malformed", "two signatures|behind",
     "more than one signature, or bytes that nobody reads"),
    (None, "expired", "ended|before|",
     "judged at the time of receiving, not by the commit's own date"),
    (None, "not yet valid", "",
     "a date in the future, by our clock and not by the commit's"),
    ("SSH", "untrusted", "an earlier line",
     "the first line that is valid names others; git tries each of a list"),
    ("SSH", "weak", "DSA|RSA|SHA-1|curve", "short keys, DSA, SHA-1"),
    ("SSH", "malformed", "version|reserved|hash|namespace",
     "PROTOCOL.sshsig: version 1, nothing reserved, names by their bytes"),
    ("SSH", "malformed", "user's touch",
     "a security key's signature without its user"),
    ("SSH", "malformed", "number",
     "one way to write a number, so that keys compare by their bytes"),
    ("SSH", "bad", "content", "ssh-keygen takes an Ed25519 signature whose "
     "S is not below the order (RFC 8032, 5.1.7)",
     "ssh crafted: S plus the order"),
    ("SSH", "not allowed here", "critical options",
     "a certificate for less than signing anything"),
    ("OpenPGP", "weak", "hash|DSA|short|curve",
     "SHA-1 and the like, DSA, short keys, curves without a reader"),
    ("OpenPGP", "bad", "content",
     "gpg does not compare the two bytes of the hash that stand by it"),
    ("OpenPGP", "malformed", "text mode", "line ends could be changed"),
    ("OpenPGP", "malformed", "critical", "critical, and not known here"),
    ("OpenPGP", "malformed", "issuer|subpacket|packet|length|version|another signature",
     "packets that gpg never writes"),
    ("OpenPGP", "unknown key", "", "only in git's keyring"),
    ("X.509", "bad", "content",
     "gpgsm takes a certificate that it knows for one that was changed"),
    ("X.509", "untrusted", "signature", "likewise"),
    ("X.509", "weak", "a way that is not known", "likewise"),
    ("X.509", "malformed", "certificate is not in it",
     "likewise, for one that is not there"),
    ("X.509", "unknown key", "authority", "only gpgsm was told of it"),
    ("X.509", "not allowed here", "not for signatures",
     "a certificate for another purpose, of which gpgsm warns"),
    ("X.509", "malformed", "", "what gpgsm never writes"),
    ("X.509", "revoked", "", "no revocation list is given to git"),
    ("X.509", "weak", "SHA-?1|RSA|short", "SHA-1, short keys"),
]


def reason(o):
    """Why it is refused here, or None."""
    for format_, state, pattern, why, *only in STRICTER:
        if format_ in (None, o.format) and o.state == state and \
                re.search(pattern, o.detail) and \
                all(o.case.name == name for name in only):
            return "%s, %s: %s" % ("any" if not format_ else format_, state,
                                   why)
    return None
