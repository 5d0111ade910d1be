"""Writes a log with one thing wrong to standard output, and the number of the
line that is wrong to a file.

Usage: tamper.py LOG KIND SEED NUMBERFILE. Never changes LOG.
"""

import random
import sys


def change(pick, lines, at):
    """A byte of it becomes another."""
    line = bytearray(lines[at])
    place = pick.randrange(len(line) - 1)
    line[place] = pick.choice([b for b in range(32, 127)
                               if b != line[place]])
    return lines[:at] + [bytes(line)] + lines[at + 1:]


def remove(pick, lines, at):
    return lines[:at] + lines[at + pick.choice((1, 1, 7)):]


def insert_copy(pick, lines, at):
    other = pick.choice([n for n in (0, at - 1, at // 2, len(lines) - 1)
                         if n != at])
    return lines[:at] + [lines[other]] + lines[at:]


def insert_garbage(pick, lines, at):
    return lines[:at] + [b"%x\n" % pick.getrandbits(400)] + lines[at:]


def swap(pick, lines, at):
    other = pick.randrange(at + 1, len(lines) - 1)
    return (lines[:at] + [lines[other]] + lines[at + 1:other] + [lines[at]] +
            lines[other + 1:])


def move_back(pick, lines, at):
    """A later one comes first."""
    other = pick.randrange(at + 1, len(lines) - 1)
    return (lines[:at] + [lines[other]] + lines[at:other] +
            lines[other + 1:])


def tear(pick, lines, at):
    """Its end is lost, and the next one stands there."""
    size = pick.randrange(1, len(lines[at]) - 1)
    return lines[:at] + [lines[at][:size] + lines[at + 1]] + lines[at + 2:]


def shorten(pick, lines, at):
    """Its end is lost, but for the LF."""
    size = pick.randrange(0, len(lines[at]) - 1)
    return lines[:at] + [lines[at][:size] + b"\n"] + lines[at + 1:]


def cut(pick, lines, at):
    """It is the last one, and torn."""
    return lines[:at] + [lines[at][:pick.randrange(1, len(lines[at]))]]


KINDS = {f.__name__.replace("_", "-"): f
         for f in (change, remove, insert_copy, insert_garbage, swap,
                   move_back, tear, shorten, cut)}


def main():
    name, kind, seed, number_file = sys.argv[1:]
    with open(name, "rb") as file:
        lines = file.readlines()
    pick = random.Random(kind + seed)
    # What the last line is to be, only the line behind it knows.
    at = pick.randrange(2, len(lines) - 10)
    with open(number_file, "w", encoding="ascii") as file:
        file.write("%d\n" % (at + 1))
    sys.stdout.buffer.writelines(KINDS[kind](pick, lines, at))


if __name__ == "__main__":
    main()
