"""Asks the probes and git about plans, and compares. Never changes a plan."""
import os
import shutil
import tempfile

import equivalence_kinds
import graph_kinds
import object_kinds
import planted
import signature_kinds
import tree_kinds
from store import Store, run

KINDS = (graph_kinds.KINDS + tree_kinds.KINDS + object_kinds.KINDS +
         equivalence_kinds.KINDS + signature_kinds.KINDS)
BY_NAME = {kind.name: kind for kind in KINDS}
FRESH_EVERY = 12


class Failure:
    """One question with two answers."""

    def __init__(self, plan, question, text):
        self.plan, self.question, self.text = plan, question, text

    def kind(self):
        return self.question[0]


class Session:
    """All questions about the plans of one store."""

    def __init__(self, store, plant=None):
        self.store, self.plant = store, plant
        self.asked = {kind.name: [] for kind in KINDS}
        for view in store.views:
            for name, *args in view.plan.questions:
                if BY_NAME[name].stands(view.plan, args):
                    self.asked[name].append((view, args))

    def prepare(self):
        """All kinds at once, until none has more to add."""
        steps = [k.prepare(self.store, self.asked[k.name]) for k in KINDS]
        while steps:
            steps = [s for s in steps if next(s, self) is not self]
            self.store.flush()

    def probe(self, name):
        """The answers, by kind and number of the question."""
        lines, owners = [], []
        by_view = {}
        for kind in KINDS:
            if kind.probe == name:
                for n, (view, args) in enumerate(self.asked[kind.name]):
                    by_view.setdefault(view.place, []).append(
                        (kind, n, view, args))
        for questions in by_view.values():
            for turn, (kind, n, view, args) in enumerate(questions):
                if name == "dump" and turn % FRESH_EVERY == 0:
                    lines.append("fresh")
                    owners.append(None)
                for line in kind.lines(view, args, "k%d" % turn):
                    lines.append(line)
                    owners.append((kind.name, n))
        return self.sort(owners, self.ask(name, lines))

    def ask(self, name, lines):
        program = os.path.join(os.environ["REFGATE_BUILD"], "tests",
                               "refgate-" + name)
        where = self.store.where
        if name == "verify":
            where = [self.store.full, *signature_kinds.options(self.store)]
        env = {n: os.environ[n] for n in ("ASAN_OPTIONS", "UBSAN_OPTIONS")
               if n in os.environ}
        out = run([program, *where], self.store.lines(lines), env).decode().split("\n")[:-1]
        if name == "verify":
            return [[line] for line in out]
        answers, at = [], []
        for line in out:
            if line == ".":
                answers.append(at)
                at = []
            else:
                at.append(line)
        return answers

    def sort(self, owners, answers):
        if len(owners) != len(answers):
            raise RuntimeError("%d questions, %d answers" % (len(owners),
                                                             len(answers)))
        found = {}
        for owner, answer in zip(owners, answers):
            if owner:
                found.setdefault(owner, []).append(answer)
        return found

    def failures(self, counts):
        answers = {}
        for name in ("dump", "read", "verify"):
            if any(self.asked[k.name] for k in KINDS if k.probe == name):
                answers.update(self.probe(name))
        for kind in KINDS:
            asked = self.asked[kind.name]
            if not asked:
                continue
            counts[kind.name] += len(asked)
            for n, (given, git) in enumerate(zip(asked, kind.git(self.store,
                                                                 asked))):
                view, args = given
                ours = answers.get((kind.name, n), [])
                if self.plant:
                    ours = planted.lie(self.plant, kind, view, args, ours)
                text = kind.compare(view, args, ours, git)
                if text:
                    yield Failure(view.plan, [kind.name, *args], text)


def compare(plans, quarantine, counts, plant=None):
    """The failures of these plans, in one store."""
    top = tempfile.mkdtemp(prefix="refgate-differential-")
    try:
        store = Store(plans, top, quarantine)
        session = Session(store, plant)
        session.prepare()
        store.split()
        return list(session.failures(counts))
    finally:
        shutil.rmtree(top, ignore_errors=True)
