"""All benchmarks: suite.py [OPTION...] [ROW...].

Prints ratios: what refgate takes and what it is held against are run in
turns, and only their ratio, or their difference, counts. Writes a file
results.json and, if asked, the table into docs/performance.md. Never touches
anything else but a temporary folder, in TMPDIR, which is to be on a disk.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time

import machine
import page
import rows_growth
import rows_history
import rows_hostile
import rows_log
import rows_push
import rows_refs
import rows_sign
from measure import Launcher, compile_c, estimate
from repos import Git, write_configuration
from scenarios import BY_KEY, SCENARIOS, is_met
from servers import HOOKS, NO_REFS

# A row, who measures it, and how many seconds its rounds may take; what it
# needs is made before that.
ROWS = {
    "push": (rows_push.push, 45),
    "start": (rows_push.start, 6),
    "history": (rows_history.history, 30),
    "scope": (rows_history.scope, 30),
    "memory": (rows_history.memory, 10),
    "sign": (rows_sign.sign, 30),
    "refs": (rows_refs.refs, 30),
    "independence": (rows_refs.independence, 30),
    "hostile": (rows_hostile.hostile, 10),
    "log": (rows_log.log, 15),
    "growth": (rows_growth.growth, 20),
}

SMALL = 20


class Bench:
    """What the rows share: places, programs, and where results go."""

    def __init__(self, options, work):
        self.work, self.prefix = work, options.prefix
        self.part = SMALL if options.small else 1
        self.log_cost = os.path.join(options.build, "tests", "log-cost")
        self.engine = {name: os.path.join(
            self.prefix, "libexec", "refgate", name) for name in (*HOOKS, NO_REFS)}
        self.cache = options.cache or os.path.join(work, "cache")
        os.makedirs(self.cache, exist_ok=True)
        write_configuration(work)
        self.git = Git(work)
        self.env = self.git.env
        with open(os.path.join(work, "empty.c"), "w") as file:
            file.write("int main(void) { return 0; }\n")
        self.empty = compile_c(os.path.join(work, "empty.c"),
                               os.path.join(work, "empty"))
        self.launcher = Launcher(work, options.cpu)
        self.results, self.samples, self.fits = {}, [], []
        self.row = ""

    def path(self, name):
        """In a folder of the row, which goes when the row is done."""
        place = os.path.join(self.work, self.row)
        os.makedirs(place, exist_ok=True)
        return os.path.join(place, name)

    def size(self, number):
        return max(number // self.part, 1)

    def cached(self, name, make):
        """A repository that is the same each time, made once."""
        path = os.path.join(self.cache, "%s.%d" % (name, self.part))
        if not os.path.exists(path):
            make(path + ".new")
            os.rename(path + ".new", path)
        return path

    def result(self, key, samples, function):
        scenario = BY_KEY[key]
        value, low, high = estimate(samples, function)
        met = is_met(scenario, value)
        if samples not in self.samples:
            self.samples.append(samples)
        self.results[key] = {
            "value": value, "interval": [low, high], "unit": scenario.unit,
            "goal": scenario.goal, "met": met,
            "samples": self.samples.index(samples)}
        print(page.line(scenario, self.results[key]), flush=True)

    def ratio(self, key, samples, one, two):
        self.result(key, samples, lambda m: m[one] / m[two])

    def more(self, key, samples, one, two):
        """In milliseconds."""
        self.result(key, samples, lambda m: (m[one] - m[two]) * 1e3)

    def run(self, row, scale):
        function, seconds = ROWS[row]
        self.row = row
        begin = time.monotonic()
        print("# %s" % row, flush=True)
        function(self, seconds * scale)
        print("# %s took %.0f s" % (row, time.monotonic() - begin),
              flush=True)
        shutil.rmtree(os.path.join(self.work, row), ignore_errors=True)


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--prefix", required=True, type=os.path.abspath,
                        help="an installed tree")
    parser.add_argument("--build", required=True, type=os.path.abspath,
                        help="where it was built")
    parser.add_argument("--out", required=True, help="for results.json")
    parser.add_argument("--page", help="also writes the table into it")
    parser.add_argument("--cache", default=os.environ.get(
        "REFGATE_BENCH_CACHE"), help="keeps generated repositories there")
    parser.add_argument("--scale", type=float, default=1.0,
                        help="of the time for rounds")
    parser.add_argument("--cpu", action="store_true", help="CPU time, where "
                        "a program is timed: for a machine that is not idle")
    parser.add_argument("--small", action="store_true", help="small "
                        "repositories: to try the suite, not to measure")
    parser.add_argument("rows", nargs="*", metavar="ROW",
                        help=", ".join(ROWS))
    options = parser.parse_args()
    wanted = [name for word in options.rows
              for name in word.replace(",", " ").split()] or list(ROWS)
    for name in wanted:
        if name not in ROWS:
            parser.error("there is no row %s: %s" % (name, ", ".join(ROWS)))
    return options, wanted


def stop(*_):
    sys.exit(129)


def measure(options, wanted, work):
    described = machine.describe(work)
    for key, value in described.items():
        print("# %s: %s" % (key, value))
    if machine.load() > machine.BUSY:
        print("# warning: this machine is busy: read no times from what "
              "follows, and of ratios only the big ones")
    if options.small:
        described["not to be used"] = "small repositories"
    if options.cpu:
        described["times"] = "CPU"
    bench = Bench(options, work)
    try:
        for name in wanted:
            bench.run(name, options.scale)
    finally:
        bench.launcher.close()
    described["load at the end"] = "%.2f" % machine.load()
    described["date"] = time.strftime("%Y-%m-%d", time.gmtime())
    return {"machine": described, "results": bench.results,
            "samples": [one.summary() for one in bench.samples],
            "fits": bench.fits}


def main():
    options, wanted = parse()
    begin = time.monotonic()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, stop)
    # Short, for an agent's socket.
    work = tempfile.mkdtemp(prefix="rgb-")
    os.chmod(work, 0o755)
    try:
        found = measure(options, wanted, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    os.makedirs(options.out, exist_ok=True)
    name = os.path.join(options.out, "results.json")
    with open(name, "w", encoding="utf-8") as file:
        json.dump(found, file, indent=1)
    with open(os.path.join(options.out, "table.md"), "w") as file:
        file.write(page.markdown(found, SCENARIOS))
    if options.page:
        page.write(options.page, found, SCENARIOS)
    print("# %s, after %.0f s" % (name, time.monotonic() - begin))


if __name__ == "__main__":
    main()
