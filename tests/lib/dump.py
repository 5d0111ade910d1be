"""Talks to tests/tools/refgate-dump: one question, one list of lines."""
import os
import subprocess


def program():
    return os.environ.get("REFGATE_DUMP") or os.path.join(
        os.environ["REFGATE_BUILD"], "tests", "refgate-dump")


class Dump:
    """Never asks git."""

    def __init__(self, repo, quarantine=None):
        args = [program(), repo] + ([quarantine] if quarantine else [])
        self.process = subprocess.Popen(args, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def ask(self, *words):
        self.process.stdin.write((" ".join(words) + "\n").encode())
        self.process.stdin.flush()
        lines = []
        while True:
            line = self.process.stdout.readline().decode()
            if not line:
                raise RuntimeError("refgate-dump died of: " +
                                   " ".join(words))
            if line == ".\n":
                return lines
            lines.append(line[:-1])

    def close(self):
        self.process.stdin.close()
        if self.process.wait():
            raise RuntimeError("refgate-dump failed")


def escape(path):
    """Paths as refgate-dump prints them."""
    return "".join(chr(c) if 32 < c < 127 and c != 37 else "%%%02X" % c
                   for c in path)
