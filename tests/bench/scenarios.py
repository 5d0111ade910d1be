"""The table of what is measured: each figure, what it is held against, and
how much it may be. The rows_*.py fill it in. Never measures."""

from collections import namedtuple

# `key` is the row and the figure; `goal` a bound and how it binds, or None:
# then the figure is there for comparison.
Scenario = namedtuple("Scenario", "key what floor how goal unit")
AT_MOST, AT_LEAST = "<=", ">="

PUSHED = "real local pushes of one commit, all servers in turn"
JUDGED = "the pre-receive hook, started on a quarantine as git prepares it"
REPLAYED = "a call of the hook as git made it, made again"
TRACED = "real pushes; the time of the hooks as git's own trace has it"
READ_ONCE = "`git rev-list --objects`: each new commit and tree read once"
SIZED = "`git diff --numstat main...BRANCH`"
TOLD = "`git diff --numstat START BRANCH`: it is told where the branch starts"


def row(key, what, floor, how, goal=None, unit="ratio"):
    return Scenario(key, what, floor, how, goal, unit)


SCENARIOS = [
    row("push/none", "one-commit push, three hooks, policy `incident`",
        "without hooks", PUSHED, (AT_MOST, 1.20)),
    row("push/empty", "the same", "three empty C hooks", PUSHED,
        (AT_MOST, 1.10)),
    row("push/hooks", "the same",
        "these, and git lists the refs once", PUSHED),
    row("push/other", "one-commit push to a ref that nothing governs",
        "three empty C hooks", PUSHED, (AT_MOST, 1.05)),
    row("push/other-hooks", "the same", "these, and git lists the refs once",
        PUSHED),
    row("push/many", "one-commit push, 2,000 branches that the gate remembers",
        "three empty C hooks", PUSHED),
    row("push/many-hooks", "the same", "these, and git lists the refs once",
        PUSHED),
    row("push/shell", "one-commit push, a shell hook that checks the same",
        "refgate", PUSHED),
    row("push/gitlint", "one-commit push, a hook with gitlint (messages only)",
        "refgate", PUSHED),
    row("start/pre-receive", "pre-receive, from exec to verdict",
        "an empty C program", REPLAYED, (AT_MOST, 1.5), "ms more"),
    row("start/update", "update", "an empty C program", REPLAYED, None,
        "ms more"),
    row("start/refused", "pre-receive that refuses", "an empty C program",
        REPLAYED, None, "ms more"),

    row("history/generated", "80,000 commits by message, identity and name",
        "`git log --format=%B`", JUDGED, (AT_MOST, 1.0)),
    row("history/generated-read", "the same", READ_ONCE, JUDGED),
    row("history/real", "a real history of 3,500 commits likewise",
        "`git log --format=%B`", JUDGED, (AT_MOST, 1.0)),
    row("history/real-read", "the same", READ_ONCE, JUDGED),
    row("history/shell", "the shell hook, for each commit", "refgate",
        "messages of 100 commits, the process around it counted"),
    row("history/gitlint", "gitlint, for each commit", "refgate",
        "messages of 20 commits, in one process of gitlint"),
    row("scope/commits", "paths, kinds and sizes of files, commit by commit",
        "`git log --raw`", JUDGED + "; 10,000 generated commits",
        (AT_MOST, 1.0)),
    row("scope/real", "the same on the real history", "`git log --raw`",
        JUDGED, (AT_MOST, 1.0)),
    row("scope/lines", "size of a branch in lines", SIZED,
        JUDGED + "; 1,000 generated commits as a branch", (AT_MOST, 1.0)),
    row("scope/lines-told", "the same", TOLD, JUDGED),
    row("scope/lines-read", "the same", READ_ONCE, JUDGED),
    row("scope/lines-real", "size of the real history in lines", SIZED,
        JUDGED, (AT_MOST, 1.0)),
    row("scope/lines-real-told", "the same", TOLD, JUDGED),
    row("scope/lines-real-read", "the same", READ_ONCE, JUDGED),
    row("scope/lines-next", "size of a branch in lines, when all but one of "
        "its commits came before", SIZED, JUDGED, (AT_MOST, 1.0)),
    row("scope/lines-next-told", "the same", TOLD, JUDGED),
    row("scope/lines-next-real", "the same on the real history", SIZED, JUDGED,
        (AT_MOST, 1.0)),
    row("scope/lines-next-real-told", "the same", TOLD, JUDGED),

    row("sign/ssh", "SSH signatures (ed25519), for each commit",
        "`git verify-commit`", JUDGED + ", all of its time", (AT_LEAST, 50),
        "times as fast"),
    row("sign/openpgp-ed25519", "OpenPGP signatures (ed25519)",
        "`git verify-commit`", JUDGED + ", all of its time", (AT_LEAST, 20),
        "times as fast"),
    row("sign/openpgp-rsa3072", "OpenPGP signatures (RSA-3072)",
        "`git verify-commit`", JUDGED + ", all of its time", (AT_LEAST, 20),
        "times as fast"),

    row("refs/each", "a push of 1,000 refs: what each costs",
        "an empty update hook", "real pushes, less one without hooks",
        (AT_MOST, 2.0)),
    row("refs/empty", "the same push as a whole", "three empty C hooks",
        "real pushes"),

    row("independence/refs", "what the hooks add: 100,000 refs",
        "a small repository", TRACED, (AT_MOST, 1.0), "ms more"),
    row("independence/commits", "what the hooks add: 1,000,000 commits",
        "a small repository", TRACED, (AT_MOST, 1.0), "ms more"),
    row("independence/files", "what the hooks add: a tree of 100,000 files",
        "a small repository", TRACED, (AT_MOST, 1.0), "ms more"),
    row("independence/date", "what the hooks add: a commit dated 1970 near "
        "the tip of 100,000", "without it", TRACED, (AT_MOST, 1.0),
        "ms more"),
    row("independence/hooks", "what the hooks add to a push",
        "three empty C hooks", TRACED, None, "ms more"),

    row("memory/history", "peak memory, 80,000 commits", "`git rev-list`",
        JUDGED, (AT_MOST, 1.2)),
    row("memory/findings", "peak memory, all 80,000 refused",
        "none refused", JUDGED, (AT_MOST, 1.05)),
    row("memory/messages", "peak memory over git's, messages of 30 KiB",
        "messages of 300 bytes", JUDGED + "; 2,000 commits; the memory that "
        "`git rev-list` takes for them is subtracted", (AT_MOST, 1.0),
        "MB more"),

    row("hostile/worst", "the worst of hostile patterns and messages, refused",
        "a push that passes", JUDGED, (AT_MOST, 50), "ms more"),

    row("log/record", "a durable record", "one write and fdatasync of as much",
        "in one process"),
    row("log/verify", "`refgate log verify`, 200,000 events", "`sha256sum`",
        "the log in the page cache", (AT_MOST, 2.0)),
    row("log/memory", "peak memory of verify, 100 times the events",
        "2,000 events", "as above", (AT_MOST, 1.1)),
]

BY_KEY = {scenario.key: scenario for scenario in SCENARIOS}


def is_met(scenario, value):
    """None: there is no goal."""
    if not scenario.goal:
        return None
    sense, bound = scenario.goal
    return value <= bound if sense == AT_MOST else value >= bound
