"""Patterns and messages that are made to take long: each is refused, in
little time. Never lets one pass: that ends the run."""

from measure import alternate
from repos import one_commit
from servers import INCIDENT, MESSAGE, Server, ZERO, hotfix

POLICY = """version: 1
rulesets:
  - name: all
    refs: ["refs/heads/hotfix/**"]
    rules:
      commit-message:
        %s
"""
SUBJECT = "subject: {pattern: '%s', shape: x}"
FORBID = "forbid: ['%s']"
SIZE = 60000
# What it is, the rule's option (None: the policy "incident"), the message.
CASES = [
    ("nested, subject", SUBJECT % "^(a+)+$", "a" * 1000 + "!"),
    ("alternatives, subject", SUBJECT % "^(a|aa|a?a)+$", "a" * 1000 + "!"),
    ("unanchored, subject", SUBJECT % "(x+x+)+y", "x" * 1000),
    ("nested, body", FORBID % "(a+)+b", "s\n\n" + "a" * SIZE),
    ("lazy, body", FORBID % "(.*?,){12}z",
     "s\n\n" + "a," * (SIZE // 2) + "az"),
    ("dots, body", FORBID % ".*.*.*=!", "s\n\n" + "x=" * (SIZE // 2) + "x!"),
    ("look behind, body", FORBID % "(?<=(a|b))(c|cc)+d",
     "s\n\n" + "a" + "c" * SIZE),
    ("sections", None, "hotfix(a): b\n\n" + "Impact: x\n" * (SIZE // 10)),
    ("trailers", None, "hotfix(a): b\n\n" + "Incident: #1x\n" * (SIZE // 14)),
    ("brackets", None, "hotfix(a): b\n\n" + "[" * SIZE),
    ("angles", None, "hotfix(a): b\n\n" + "<a " * (SIZE // 3)),
    ("blank lines", None, "\n" * SIZE + "hotfix(a): b"),
    ("blanks", None, "hotfix(a): b" + " " * SIZE),
    ("long", None, "hotfix(a): b\n\n" + "x" * 70000),
    ("very long", None, "hotfix(a): b\n\n" + "x y\n" * 5000000),
    ("bad UTF-8", None, b"hotfix(a): b\n\n" + b"a\xff" * (SIZE // 2)),
]


def hostile(bench, seconds):
    git = bench.git
    clone = git.load(bench.path("clone.git"), one_commit())
    base = git(clone, "rev-parse", "main")
    ways = {}
    cases = [("passes", None, MESSAGE, 0)] + [(*row, 1) for row in CASES]
    for number, (name, option, text, status) in enumerate(cases):
        server = Server(git, bench.path("%d.git" % number), bench.engine,
                        POLICY % option if option else INCIDENT)
        git(clone, "push", "-q", "--no-verify", server.path,
            base + ":refs/heads/main")
        data = text if isinstance(text, bytes) else text.encode()
        new = git(clone, "commit-tree", "-p", base, base + "^{tree}",
                  data=data)
        call = server.held_call(clone, new, hotfix(1), ZERO)
        ways[name] = lambda _, it=call, end=status: it.judge(
            bench.launcher, end).seconds
    samples = alternate(ways, seconds, least=5)
    bench.result("hostile/worst", samples, lambda m: (max(
        value for name, value in m.items() if name != "passes") -
        m["passes"]) * 1e3)
