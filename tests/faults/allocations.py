"""The n-th allocation of a hook fails, for each n that there is. What breaks
down inside a library is told apart: there the gate can only say so."""

import bisect
import os
import re
import struct
import subprocess

LIBRARIES = re.compile(r"/(ld-linux|lib(crypto|stdc\+\+|rnp|botan|json-c|tspi))[^/]*$")
LOADER_FAILED = 127
BROKE_DOWN = (LOADER_FAILED, -6, -11)
REPORT = "QQ112s24Q"
# As after a kill: git refuses what has been recorded already.
AFTER_A_CRASH = ("signal", "0 records", "refused, recorded", "refused, and")


class Symbols:
    """Of a hook: which of its functions are ours, and not an archive's."""

    def __init__(self, program, build):
        self.places = []
        for line in self.list_of("-n", program):
            place, kind, name = (line.split() + ["", ""])[:3]
            if kind in "tTwW" and name:
                self.places.append((int(place, 16), name))
        hooks = os.path.join(build, "hooks")
        own = [os.path.join(build, "librefgate.a")]
        own += [os.path.join(hooks, name) for name in os.listdir(hooks)
                if name.endswith(".o")]
        self.own = {line.split()[-1] for line in self.list_of(*own)
                    if line.split()[-2:-1] in (["t"], ["T"])}

    @staticmethod
    def list_of(*words):
        run = subprocess.run(["nm", *words], capture_output=True, check=True)
        return run.stdout.decode().splitlines()

    def asked_by_library(self, places):
        """Whether the function that asked for memory is not ours."""
        for place in places:
            at = bisect.bisect(self.places, (place, "~")) - 1
            name = self.places[at][1].split(".")[0]
            if name not in ALLOCATOR:
                return name not in self.own
        return False


ALLOCATOR = {"allocation_fails", "take", "malloc", "calloc", "realloc", "note_place",
             "posix_memalign", "aligned_alloc", "memalign", "valloc", "pvalloc"}


def excuse(in_library, may_misjudge):
    """A filter of flaws: what an allocation of a library may lead to."""

    def sort_out(result, flaws):
        broken = result.status in BROKE_DOWN
        told = b"broke down" in result.said or result.status == LOADER_FAILED
        if broken and not told:
            return None, flaws
        rest = [flaw for flaw in flaws if not (
            may_misjudge and flaw == "refused by a rule that it keeps" or
            broken and flaw.startswith(AFTER_A_CRASH) or
            result.status == LOADER_FAILED and "sentence" in flaw)]
        name = "broken down in a library" if broken else "misjudged by a library"
        return (name if len(rest) < len(flaws) else None), rest

    return sort_out if in_library else None


class Report:
    """What the allocator tells of a run (alloc.c)."""

    def __init__(self, path, symbols):
        self.path = path
        self.symbols = symbols

    def clear(self):
        with open(self.path, "wb") as file:
            file.write(bytes(struct.calcsize(REPORT)))

    def read(self):
        with open(self.path, "rb") as file:
            words = struct.unpack(REPORT, file.read())
        self.count, self.failed = words[:2]
        self.caller = words[2].decode().rstrip("\0")
        self.places = [place for place in words[3:] if place]

    def excuse(self):
        self.read()
        shared = bool(LIBRARIES.search(self.caller))
        inside = self.symbols.asked_by_library(self.places)
        return excuse(shared or inside, shared)


def sweep(sweep):
    build = os.environ["REFGATE_BUILD"]
    program = os.path.join(build, "tests/faults", sweep.scene.hook)
    report = Report(os.path.join(sweep.scratch, "report"), Symbols(program, build))
    number = 0
    failed = 1
    while failed:
        number += 1
        if not sweep.takes(number):
            continue
        report.clear()
        sweep.run(f"allocation {number}", [program],
                  {"REFGATE_FAULT_ALLOC": str(number),
                   "REFGATE_FAULT_REPORT": report.path},
                  excused=report.excuse)
        report.read()
        failed = report.failed
        if report.count == 0:
            raise RuntimeError("the hook has no allocator of ours")
