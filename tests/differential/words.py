"""The odd names, people, messages and contents that random repositories are
made of. Texts stand for bytes. Never makes a choice that its seed does not.
"""
ODD = ["a b", "tab\there", 'quo"te', "back\\slash", "line\nfeed",
       "caf\xc3\xa9", "cafe\xcc\x81", "\xff\xfe", "100%", "-dash", "a", "a.b",
       "a-b", "a0", "b", "Makefile", "\x01", "A", "x" * 60, ":(top)a", "*",
       "a\r", " ", "#", "\xe2\x80\xae", ".gitignore", "$(id)", "a.c", "a.c.in"]
DIRS = ["", "", "a/", "a/b/", "lib/", "lib/x y/", "a.b/", "a-b/", "b/",
        "d/d/d/d/d/d/", "\xc3\xbc/"]
NAMES = ["A U Thor", "", "\xc3\x89mile", "\xc9mile", "O'Brien, Jr.", "a" * 80,
         "Dot.", '"Quoted"', "two  spaces", " led", "tab\tin", "trail ",
         "\xe2\x80\x8b", "= ?utf-8?q?x?=", "-", "\x1b[31mred"]
EMAILS = ["a@example.com", "", "a@b", "A@EXAMPLE.COM", "two @example.com",
          "\xc3\xbc@example.com", "a.b+c@x.example.com", "no-at", " a@b ",
          "a@b,c@d", "\xff@x"]
ZONES = ["+0000", "+0100", "-0330", "+1400", "-1200", "+0545", "-0000",
         "+1345", "+0060"]
ENCODINGS = [None] * 12 + ["ISO-8859-1", "latin1", "UTF-8", "utf8", "klingon"]
SUBJECTS = ["Fix it", "fix: it", "fixup! Fix it", "Sign: off", " led by a blank",
            "a" * 90, "\xc3\xbcber", "\xfcber", "Revert \"Fix it\"", "x\r",
            "Merge branch 'x'", "[TODO]", "Signed-off-by: A <a@b>", "#1", "-",
            "Why: of no reason", "\t", "tail  "]
# Lines of bodies and of what may be trailers.
LINES = ["Some words of prose.", "- a bullet", "Why: because", "Why:",
         "Test plan: none", "    quoted: text", "> mail", "# comment", "---",
         "https://example.com/x", "Signed-off-by: A U Thor <a@example.com>",
         "Signed-off-by:B <b@b>", "Reviewed-by : C <c@c>", "Bug: 1",
         "Bug:2", "bug: 3", "Bug_Id: 4", "Two words: 5", "X-Y-Z: 6", "X:",
         ": no token", " continued: line", "\tand more", "=: x", "Bug\t: 7",
         "(cherry picked from commit 1234567890123456789012345678901234567890)",
         "Approve: \xc3\xbc", "\xc3\xbc: x", "a\rb: c", "Bug: 8\r", "Bug=9",
         "This reverts commit 12", "Conflicts:", "\ta/b", "9: digits", "-: x",
         "Co-authored-by: \xff", "-----BEGIN PGP SIGNATURE-----", "Bug: 1",
         "diff --git a/x b/x", "Bug:  spaces  ", "Fixes: https://x/y: z"]
BLANKS = ["", "", "", " ", "\t", "\r"]
SECTIONS = ["Why", "Test plan"]
REFS = ["heads/main", "heads/dev", "heads/x/1", "heads/x/2", "heads/Main",
        "heads/caf\xc3\xa9", "heads/-x", "heads/{main,x}", "heads/$(id)",
        "heads/release/1.0", "tags/v1", "tags/v1.0-rc1", "x/y", "heads/a%b",
        "tags/deep/er/tag"]
NAME_PARTS = ["refs", "heads", "/", "/", "a", "b", ".", "..", ".lock", "@",
              "{", "@{", "~", "^", ":", "?", "*", "[", "\\", " ", "\x7f",
              "\x1f", "-", "\xc3\xbc", "\xff", "HEAD", "//", "@", "lock", "%",
              "/", "x", "y", "/z", "0", "A", "a/", "+", "main", "_", "1.0", "/v"]


def path(rnd):
    if rnd.random() < 0.05:
        return "".join(chr(rnd.randrange(1, 256)) for _ in range(
            rnd.randrange(1, 12))).replace("/", "_").replace(".", "_")
    return rnd.choice(DIRS) + rnd.choice(ODD)


def text(rnd):
    if rnd.random() < 0.06:
        return ""
    count = rnd.choice([1, 3, 8, 8, 20, 40])
    numbers = rnd.choice([4, 40, 1000])
    ending = rnd.choice(["\n"] * 6 + ["\r\n", ""])
    lines = ["line %d" % rnd.randrange(numbers) for _ in range(count)]
    if rnd.random() < 0.02:
        lines[rnd.randrange(count)] = "long" * 1500
    return "\n".join(lines) + ending


def entry(rnd):
    """Mode and content of a new path."""
    kind = rnd.random()
    if kind < 0.07:
        return "120000", rnd.choice(["a", "b\n", "../x", "a/b"])
    if kind < 0.12:
        return "160000", "%040x" % rnd.getrandbits(150)
    mode = "100755" if kind < 0.25 else "100644"
    if kind > 0.96:
        return mode, "bin\0ary" + text(rnd)
    return mode, text(rnd)


def splices(rnd):
    return [[rnd.randrange(60), rnd.randrange(0, 3),
             ["line %d" % rnd.randrange(40)
              for _ in range(rnd.randrange(0, 4))]]
            for _ in range(rnd.choice([1, 1, 2, 4]))]


def paragraph(rnd):
    return "\n".join(rnd.choice(LINES) for _ in range(rnd.randrange(1, 6)))


def message(rnd):
    if rnd.random() < 0.04:
        return rnd.choice(["", "\n", "\n\nlate", " ", "one line", "\r\n\r\nx"])
    parts = [rnd.choice(SUBJECTS)]
    for _ in range(rnd.choice([0, 1, 2, 2, 3])):
        parts += [rnd.choice(BLANKS)] * rnd.choice([0, 1, 1, 1, 1, 2])
        parts.append(paragraph(rnd))
    return "\n".join(parts) + rnd.choice(["\n", "\n", "\n", "", "\n\n", "\n \n"])


def person(rnd, time):
    if rnd.random() < 0.6:
        return ["A U Thor", "a@example.com", time, "+0000"]
    return [rnd.choice(NAMES), rnd.choice(EMAILS), time, rnd.choice(ZONES)]


def ref_name(rnd):
    start = rnd.choice(["refs/", "refs/heads/", "refs/heads/", ""])
    name = start + "".join(rnd.choice(NAME_PARTS)
                           for _ in range(rnd.randrange(0, 6)))
    # To git check-ref-format this would be an option.
    return "refs/" + name if name.startswith("-") else name
