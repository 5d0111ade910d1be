r"""Signed commits and tags, whole and mutated, judged by refgate-verify and by
git: what is good here, git must accept.

REFGATE_ORACLE_SEED and REFGATE_ORACLE_ROUNDS choose what is tried,
REFGATE_ORACLE_FORMATS ("ssh openpgp x509") by which keys,
REFGATE_ORACLE_COMMITS how many git itself signs with each key, and
REFGATE_ORACLE_SAMPLE which part of what is refused here git is shown. The keys
are new each time; a seed fixes all else. A long run, of some minutes:

    REFGATE_ORACLE_ROUNDS=5 REFGATE_ORACLE_COMMITS=20 REFGATE_ORACLE_SAMPLE=1 \
        make test TESTS=tests/trust/oracle.t
"""
import contextlib
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
import oracle_objects
from oracle_cases import put_file
from oracle_git import by_git
from oracle_mutations import MUTATIONS, mutate
from oracle_openpgp import OpenPgp
from oracle_ssh import Ssh
from oracle_stricter import reason
from oracle_x509 import X509
from tap import Tap, Tally, seeds

MUTANTS = 2600
# Made by git itself, of each key.
BY_GIT = int(os.environ.get("REFGATE_ORACLE_COMMITS", "1"))
# Of what is mutated and refused here, this part is shown to git, too.
SAMPLE = float(os.environ.get("REFGATE_ORACLE_SAMPLE", "0.2"))
# Of the mutations, those of signatures that are good.
GOOD_PART = 0.85
PROCESSES = 2
IDS_PER_GIT = 20
SHOWN = 3000
# ssh-keygen says no more than "no" to these, whatever the signature.
ONE_ANSWER = [("SSH", "revoked", ""), ("SSH", "not allowed here", ""),
              ("SSH", "untrusted", "an earlier line")]


class Object:
    """What is judged: `what` tells people how it came about."""

    def __init__(self, signed, raw, mutation=None):
        self.kind, self.case, self.raw = signed.kind, signed.case, raw
        self.mutation, self.shape = mutation, signed
        self.x509 = b"SIGNED MESSAGE" in raw
        self.what = "%s, %s: %s" % (self.case.name, signed.note,
                                    mutation or "as it was signed")
        self.id = self.state = self.format = self.detail = None
        self.signer = self.valid = self.by_git = None

    def told(self):
        raw = repr(self.raw) if len(self.raw) < SHOWN else "(long)"
        return "%s %s\n  %s\n  refgate: %s %s %s [%s] %s, git: %s\n  %s" % (
            self.kind, self.id, self.what, self.state, self.format,
            self.valid, self.signer, self.detail, self.by_git, raw)


class Bench:
    """All keys, one repository, and both programs."""

    def __init__(self, top):
        self.top, self.repo = top, os.path.join(top, "r.git")
        self.env = {"PATH": os.environ["PATH"], "HOME": top, "TZ": "UTC",
                    "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
                    "GNUPGHOME": os.path.join(top, "g")}
        os.environ.update(self.env)
        for name in ("SSH_AUTH_SOCK", "GPG_AGENT_INFO"):
            os.environ.pop(name, None)
        subprocess.run(["git", "init", "-q", "--bare", self.repo],
                       check=True)
        self.gnupg = OpenPgp(os.path.join(top, "g"))
        self.smime = OpenPgp(os.path.join(top, "s"))
        self.makers = {
            "ssh": lambda: Ssh(os.path.join(top, "ssh")),
            "openpgp": lambda: self.gnupg,
            "x509": lambda: X509(os.path.join(top, "x"), self.smime),
        }
        self.formats = []
        self.gpgsm = threading.Lock()

    def cases(self):
        cases = []
        for name in os.environ.get("REFGATE_ORACLE_FORMATS",
                                   "ssh openpgp x509").split():
            maker = self.makers[name]()
            self.formats.append(maker)
            cases += maker.make()
        return cases

    def finish(self):
        if self.gnupg in self.formats:
            self.gnupg.finish()
        self.smime.keep()

    def close(self):
        self.gnupg.close()
        self.smime.close()

    def settings(self, world):
        options, config = [], ""
        for maker in self.formats:
            more, text = maker.options(world)
            options += more
            config += text
        return options, put_file(os.path.join(self.top, world + ".config"),
                                 config)

    def ask_refgate(self, world, objects):
        program = os.path.join(os.environ["REFGATE_BUILD"], "tests",
                               "refgate-verify")
        options, _ = self.settings(world)
        ids = "".join(o.id + "\n" for o in objects)
        out = subprocess.run([program, self.repo] + options, check=True,
                             input=ids.encode(), stdout=subprocess.PIPE)
        lines = out.stdout.decode().splitlines()
        for o, line in zip(objects, lines):
            id_, o.state, o.format, o.valid, o.signer, o.detail = \
                line.split("\t")
            assert id_ == o.id, line
        assert len(lines) == len(objects), lines[-1:]

    def ask(self, some, *words):
        """Of git, in the world of these objects. gpgsm adds certificates that
        it meets to what it knows, forged ones as well: one at a time."""
        env = dict(self.env, GIT_CONFIG_GLOBAL=os.path.join(
            self.top, some[0].case.world + ".config"))
        with self.gpgsm if some[0].x509 else contextlib.nullcontext():
            if some[0].x509:
                self.smime.restore()
            return subprocess.run(
                ["git", "-C", self.repo, *words, *[o.id for o in some]],
                env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                check=False)

    def git_letter(self, o):
        """git log's %G?: what git thinks of a commit's signature."""
        done = self.ask([o], "log", "--no-walk", "--format=%G?")
        return done.stdout.decode().strip()

    def git_verifies(self, some):
        """Together, and, if that fails, one by one."""
        word = "verify-" + some[0].kind
        together = self.ask(some, word).returncode == 0
        for o in some:
            o.by_git = together or len(some) > 1 and \
                self.ask([o], word).returncode == 0

    def ask_git(self, objects):
        """Those of one kind, world and, likely, answer together."""
        groups = {}
        for o in objects:
            key = (o.case.world, o.kind, o.x509,
                   None if o.state == "good" else o.id)
            groups.setdefault(key, []).append(o)
        jobs = [group[n:n + IDS_PER_GIT] for group in groups.values()
                for n in range(0, len(group), IDS_PER_GIT)]
        with ThreadPoolExecutor(PROCESSES) as pool:
            list(pool.map(self.git_verifies, jobs))


def signed_objects(rnd, cases):
    """Each key signs some shapes, and all shapes have their turn."""
    plain, odd = list(oracle_objects.PLAIN), list(oracle_objects.ODD)
    rnd.shuffle(plain)
    rnd.shuffle(odd)
    turn = 0
    found = []
    for case in cases:
        some = []
        for n in range(4 if case.good else 2):
            some.append(plain[turn % len(plain)](case.time))
            turn += 1
        if case.good:
            some.append(odd[turn % len(odd)](case.time))
        armors = case.sign([s.payload() for s in some])
        for signed, armor in zip(some, armors):
            signed.armor, signed.case = armor, case
        found += some
    return found


def mutants(rnd, signed, count):
    good = [s for s in signed if s.case.good]
    bad = [s for s in signed if not s.case.good]
    by_world = {}
    for s in signed:
        by_world.setdefault(s.case.world, []).append(s)
    for _ in range(count):
        base = rnd.choice(good if rnd.random() < GOOD_PART else bad)
        # Mostly one's own kind: a signature of the very same key.
        near = [s for s in by_world[base.case.world] if s is not base and
                s.case is base.case]
        others = near if near and rnd.random() < 0.5 else \
            rnd.sample(by_world[base.case.world], 5)
        try:
            name, raw = mutate(rnd, base, others)
        except (ValueError, IndexError, struct.error):
            continue  # crafted, and too odd to be taken apart
        yield Object(base, raw, name)


def check_states(tap, objects):
    """What was not mutated, by the tables of the keys."""
    states, signers = Tally(), Tally()
    odd = {make(0).note for make in oracle_objects.ODD}
    for o in objects:
        if o.mutation:
            continue
        if o.shape.note in odd:
            states.check(o.state, "unreadable", o.told())
        elif o.case.states:
            states.check(o.state in o.case.states, True, "%s, not %s" % (
                o.told(), o.case.states))
            if o.state == "good" and o.case.signer is not None:
                signers.check(o.signer, o.case.signer or "-", o.told())
    states.report(tap, "states as the keys have them")
    signers.report(tap, "signers as the trust files have them")


def check_git(tap, seed, asked):
    good = [o for o in asked if o.state == "good"]
    others = [o for o in asked if o.state != "good"]
    wrong = [o.told() for o in good if not o.by_git]
    tap.ok(good and not wrong, "seed %d: git accepts what is good here (%d)"
           % (seed, len(good)), *wrong[:5])
    counts, unknown = {}, []
    for o in others:
        if not o.by_git:
            continue
        why = reason(o)
        counts[why] = counts.get(why, 0) + 1
        if not why:
            unknown.append(o.told())
    tap.ok(not unknown, "seed %d: what only git accepts is on the list of "
           "stricter choices (%d asked)" % (seed, len(others)), *unknown[:5])
    for why in sorted(filter(None, counts)):
        print("# only git accepts: %4d  %s" % (counts[why], why))


def tell_counts(seed, objects, asked):
    counts = Counter((o.state == "good", o.by_git) for o in asked)
    whole = sum(not o.mutation for o in objects)
    print("# seed %d: %d whole, %d mutations: %d accepted by both, %d refused "
          "by both, %d stricter by choice, %d refused here and not shown to "
          "git" % (seed, whole, len(objects) - whole, counts[True, True],
                   counts[False, False], counts[False, True],
                   len(objects) - len(asked)))


def check_valid(tap, seed, bench, asked):
    """Of those who may not sign: "valid" is no empty word."""
    some = [o for o in asked if o.valid == "valid" and o.state != "good" and
            o.kind == "commit" and not any(
                (o.format, o.state) == row[:2] and row[2] in o.detail
                for row in ONE_ANSWER)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        letters = pool.map(bench.git_letter, some)
    wrong = ["%s: %s" % (letter, o.told()) for o, letter in
             zip(some, letters) if letter not in list("GUXYR")]
    tap.ok(some and not wrong, "seed %d: valid to git as well (%d)" %
           (seed, len(some)), *wrong[:5])


def check_coverage(tap, seed, objects):
    """The comparison was not empty."""
    tried = {o.mutation for o in objects}
    missed = [m.__name__ for m, _ in MUTATIONS if m.__name__ not in tried]
    mutated = [o for o in objects if o.mutation]
    passed = sum(o.state == "good" for o in mutated)
    tap.ok(not missed, "seed %d: all kinds of mutations" % seed, missed)
    tap.ok(len(mutated) > MUTANTS * 0.9 and passed > MUTANTS * 0.01 and
           passed < MUTANTS * 0.5, "seed %d: %d mutants, %d of them good" %
           (seed, len(mutated), passed))
    broken = [o.told() for o in objects if o.state == "broken"]
    tap.ok(not broken, "seed %d: everything could be judged" % seed,
           *broken[:3])


def one_round(tap, bench, seed, signed):
    rnd = random.Random(seed)
    objects = [Object(s, s.raw()) for s in signed]
    objects += mutants(rnd, signed, MUTANTS)
    worlds = {}
    for o in objects:
        o.id = oracle_objects.write_object(bench.repo, o.kind, o.raw)
        worlds.setdefault(o.case.world, []).append(o)
    for world, some in worlds.items():
        bench.ask_refgate(world, some)
    asked = [o for o in objects if o.state == "good" or not o.mutation or
             rnd.random() < SAMPLE]
    bench.ask_git(asked)
    tell_counts(seed, objects, asked)
    check_git(tap, seed, asked)
    check_valid(tap, seed, bench, asked)
    check_states(tap, objects)
    check_coverage(tap, seed, objects)


def stop(*_):
    sys.exit(129)


def main():
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, stop)
    tap = Tap()
    # Short, for the agent's socket.
    top = tempfile.mkdtemp(prefix="rgo-", dir="/tmp")
    bench = None
    try:
        bench = Bench(top)
        rounds = seeds(1)
        cases = bench.cases()
        signed = signed_objects(random.Random(rounds[0]), cases)
        git = by_git(bench.repo, bench.env, cases, BY_GIT)
        bench.finish()
        print("# %d keys and ways; %d commits and tags that git signs, %d "
              "made here" % (len(cases), len(git), len(signed)))
        signed += git
        for seed in rounds:
            one_round(tap, bench, seed, signed)
    finally:
        if bench:
            bench.close()
        if not os.environ.get("REFGATE_TEST_KEEP"):
            shutil.rmtree(top, ignore_errors=True)
    tap.done()


main()
