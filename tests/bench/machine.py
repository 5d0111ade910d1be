"""What the figures were measured on, as far as it matters. Never says whose
machine it is."""

import os
import platform
import subprocess

BUSY = 0.5


def first_line(*args):
    try:
        done = subprocess.run(args, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        return "none"
    lines = done.stdout.decode(errors="replace").splitlines()
    return lines[0].strip() if lines else "none"


def cpu_model():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def is_virtual():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        return any(" hypervisor" in line for line in file
                   if line.startswith("flags"))


def package(name):
    return first_line("dpkg-query", "-W", "-f", "${Version}\n", name)


def memory():
    with open("/proc/meminfo", encoding="ascii") as file:
        return int(file.readline().split()[1]) >> 20


def load():
    return os.getloadavg()[0]


def describe(folder):
    """`folder` is where the repositories are."""
    return {
        "cpu": cpu_model() + (", virtual" if is_virtual() else ""),
        "cores": len(os.sched_getaffinity(0)),
        "memory": "%d GiB" % memory(),
        "kernel": platform.release(),
        "filesystem": first_line("findmnt", "-n", "-o", "FSTYPE",
                                 "-T", folder),
        "libc": package("libc6"),
        "git": first_line("git", "--version").replace("git version ", ""),
        "openssh": package("openssh-client"),
        "gpg": package("gpg"),
        "gitlint": package("gitlint"),
        "load at the start": "%.2f" % load(),
    }
