"""Times the audit log: a record, verify and report.

Usage: log.py PREFIX BUILD EVENTS ROUNDS. BUILD has tests/log-cost, which
makes the log of EVENTS events. Of verify and sha256sum one follows the other
in each round, over a log that the page cache holds. Never touches anything
but a temporary directory: in TMPDIR, which has to be on a disk for the first
row to say anything.
"""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

RECORDS = 400
VERIFY_GOAL = 2.0


def run(*args):
    done = subprocess.run(args, check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    if done.returncode:
        sys.exit("%s: %s" % (" ".join(args[:4]), done.stderr.decode()))
    return done.stdout.decode()


def timed(*args):
    begin = time.perf_counter()
    run(*args)
    return time.perf_counter() - begin


def peak(*args):
    """VmHWM in KiB, looked at all the time: wait4's ru_maxrss would count
    this program's own memory, from before the exec."""
    found = 0
    with subprocess.Popen(args, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        with open("/proc/%d/status" % process.pid, "rb", 0) as status:
            while process.poll() is None:
                status.seek(0)
                for line in status.read().splitlines():
                    if line.startswith(b"VmHWM:"):
                        found = int(line.split()[1])
                time.sleep(0.0005)
    return found


def write_log(tool, name, events):
    run(tool, "write", name, str(events))
    # As it is shipped: only its lines.
    for ending in (".head", ".lock", ".reserve"):
        os.unlink(name + ending)
    return os.path.getsize(name)


def measure_record(tool, work):
    size, record, bare = run(tool, "compare", work, str(RECORDS)).split()
    record, bare = float(record), float(bare)
    print("one durable record of %s bytes       %9.1f us" % (size, record))
    print("one write and fdatasync of as many    %9.1f us" % bare)
    print("ratio                                 %9.2f" % (record / bare))


def measure_verify(refgate, small, big, events, rounds):
    ours, sums = [], []
    run("sha256sum", big)
    for _ in range(rounds):
        ours.append(timed(refgate, "log", "verify", big))
        sums.append(timed("sha256sum", big))
    here, there = statistics.median(ours), statistics.median(sums)
    ratio = here / there
    print("\nverify of %d events, %d MB %17.2f s" % (
        events, os.path.getsize(big) >> 20, here))
    print("sha256sum of that file                %9.2f s" % there)
    print("ratio                                 %9.2f  <= %g: %s" % (
        ratio, VERIFY_GOAL, "yes" if ratio <= VERIFY_GOAL else "NO"))
    for name in (small, big):
        print("peak memory of verify, %4d MB        %9d KiB" % (
            os.path.getsize(name) >> 20, max(
                peak(refgate, "log", "verify", name) for _ in range(3))))


def measure_report(refgate, small, big, rounds, work):
    page = os.path.join(work, "report.html")
    if subprocess.run([refgate, "report", "--help"], check=False,
                      stdout=subprocess.DEVNULL,
                      stderr=subprocess.DEVNULL).returncode:
        print("\nreport: not there")
        return
    command = (refgate, "report", "-o", page)
    seconds = statistics.median(timed(*command, big) for _ in range(rounds))
    print("\nreport over the same                  %9.2f s" % seconds)
    for name in (small, big):
        print("peak memory of report, %4d MB        %9d KiB" % (
            os.path.getsize(name) >> 20, peak(*command, name)))


def stop(*_):
    sys.exit(129)


def main():
    prefix, build = sys.argv[1:3]
    events, rounds = int(sys.argv[3]), int(sys.argv[4])
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, stop)
    tool = os.path.join(build, "tests", "log-cost")
    refgate = os.path.join(prefix, "bin", "refgate")
    work = tempfile.mkdtemp(prefix="refgate-bench.")
    try:
        measure_record(tool, work)
        big = os.path.join(work, "big.jsonl")
        small = os.path.join(work, "small.jsonl")
        write_log(tool, small, max(events // 100, 1))
        write_log(tool, big, events)
        measure_verify(refgate, small, big, events, rounds)
        measure_report(refgate, small, big, min(rounds, 3), work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
