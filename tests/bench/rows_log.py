"""The audit log: a record, and verify beside sha256sum. By tests/log-cost,
which makes the logs."""

import os
import subprocess

from measure import Samples, alternate

RECORDS = 400
EVENTS, FEW = 200000, 2000


def write_log(bench, name, events):
    path = bench.path(name)
    subprocess.run([bench.log_cost, "write", path, str(events)], check=True)
    # As it is shipped: only its lines.
    for ending in (".head", ".lock", ".reserve"):
        os.unlink(path + ending)
    return path


def log(bench, seconds):
    if not os.path.exists(bench.log_cost):
        print("# left out: %s is not built" % bench.log_cost)
        return
    records = Samples(["record", "write and fdatasync"])
    for number in range(7):
        folder = bench.path("records-%d" % number)
        os.mkdir(folder)
        words = subprocess.run(
            [bench.log_cost, "compare", folder, str(RECORDS // 7)],
            check=True, stdout=subprocess.PIPE).stdout.split()
        for name, word in zip(records.values, words[1:]):
            records.add(name, float(word) / 1e6)
    bench.ratio("log/record", records, "record", "write and fdatasync")
    small, big = (write_log(bench, name, bench.size(count))
                  for name, count in (("small", FEW), ("big", EVENTS)))
    refgate = os.path.join(bench.prefix, "bin", "refgate")

    def run(*args):
        return bench.launcher.run(args, bench.env)

    samples = alternate({
        "verify": lambda _: run(refgate, "log", "verify", big).seconds,
        "sha256sum": lambda _: run("sha256sum", big).seconds,
    }, seconds)
    bench.ratio("log/verify", samples, "verify", "sha256sum")
    peaks = alternate({
        "big": lambda _: run(refgate, "log", "verify", big).peak,
        "small": lambda _: run(refgate, "log", "verify", small).peak,
    }, 0, least=3)
    bench.ratio("log/memory", peaks, "big", "small")
