"""TAP for Python tests, and the knobs of those that try random cases.

REFGATE_ORACLE_SEED and REFGATE_ORACLE_ROUNDS choose what is tried.
"""
import os
import sys
import tempfile


class Tap:
    """Counts assertions; done() prints the plan and ends the script."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def ok(self, good, name, *notes):
        self.count += 1
        self.failed += not good
        print("%sok %d - %s" % ("" if good else "not ", self.count, name))
        if not good:
            for note in notes:
                print("# " + str(note).replace("\n", "\n# "))
        return good

    def done(self):
        print("1..%d" % self.count)
        sys.exit(1 if self.failed else 0)


class Tally:
    """Many comparisons told as one assertion, with the first few misses."""

    def __init__(self):
        self.tried = 0
        self.misses = []

    def check(self, got, wanted, what):
        self.tried += 1
        if got != wanted:
            self.misses.append("%s\n  got    %r\n  wanted %r" %
                               (what, got, wanted))

    def report(self, tap, name):
        tap.ok(self.tried and not self.misses, "%s (%d compared)" %
               (name, self.tried), *self.misses[:3])


def seeds(rounds):
    first = int(os.environ.get("REFGATE_ORACLE_SEED", "1"))
    rounds = int(os.environ.get("REFGATE_ORACLE_ROUNDS", rounds))
    return range(first, first + rounds)


def scratch():
    return tempfile.TemporaryDirectory(prefix="refgate-oracle-")
