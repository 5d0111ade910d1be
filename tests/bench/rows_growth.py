"""How the time of pre-receive grows with what it judges: straight lines
through medians. Never held against anything."""

from measure import alternate, fit
from repos import START, commit_head, file_change, one_commit
from rows_history import MESSAGES, SCOPE, World, long_messages
from servers import Call, INCIDENT, Server, ZERO, chain, hotfix

COMMITS = (1, 500, 1000, 1900)
REFS = (1, 100, 300, 600)
PATHS = (1, 500, 2000, 5000)
RULES = (1, 10, 50, 100)


def growth(bench, seconds):
    for of, with_, counts, make in (
            ("commit", "messages, people, name", COMMITS, commits),
            ("ref", "new branches of `incident`, of one commit", REFS, refs),
            ("changed path", "paths, kinds and sizes of files", PATHS, paths),
            ("ruleset that does not match", "a ref name each", RULES, rules),
    ):
        ways = {count: make(bench, count)
                for count in dict.fromkeys(map(bench.size, counts))}
        samples = alternate({
            count: lambda _, call=call: call.judge(bench.launcher).seconds
            for count, call in ways.items()}, seconds / 4, least=5, warm=1)
        points = list(samples.medians().items())
        base, each = fit(points)
        bench.fits.append({"of": of, "with": with_, "each": each * 1e6,
                           "base": base * 1e3, "points": points})
        print("growth/%s: %.2f us each, %.2f ms at all" % (
            of, each * 1e6, base * 1e3), flush=True)


def commits(bench, count):
    repo = bench.cached("messages-300.git", lambda path: bench.git.load(
        path, long_messages(300)))
    return World(bench, "commits-%d" % count, repo, MESSAGES,
                 "main~%d" % count).call


def refs(bench, count):
    git = bench.git
    server = Server(git, bench.path("refs-%d.git" % count), bench.engine,
                    INCIDENT)
    clone = git.load(bench.path("refs-clone-%d.git" % count), one_commit())
    base = git(clone, "rev-parse", "main")
    git(clone, "push", "-q", server.path, base + ":refs/heads/main")
    new = chain(git, clone, base, 1)[0]
    call = server.held_call(clone, new, hotfix(1), ZERO)
    return Call(server, call.env, "".join("%s %s %s\n" % (
        ZERO, new, hotfix(n + 1)) for n in range(count)))


def many_paths(count):
    yield from one_commit()
    yield commit_head(b"refs/heads/new", 2, START + 1, b"new: all\n", [1])
    for number in range(count):
        yield file_change(b"d%d/f%d" % divmod(number, 100),
                          b"%d\n" % number)
    yield b"\n"


def paths(bench, count):
    repo = bench.git.load(bench.path("paths-%d-clone.git" % count),
                          many_paths(count))
    return World(bench, "paths-%d" % count, repo, SCOPE, "main", "new").call


def rules(bench, count):
    repo = bench.git.load(bench.path("rules-%d-clone.git" % count),
                          many_paths(1))
    policy = MESSAGES + "".join(
        "  - {name: r%d, refs: [\"refs/heads/r%d/**\"], rules: {ref-name: "
        "{pattern: 'r%d/[a-z]+', shape: r%d/x}}}\n" % (n, n, n, n)
        for n in range(count))
    return World(bench, "rules-%d" % count, repo, policy, "main", "new").call
