"""Rewrites a log as whoever can write to the file may: every line from the
first change on is chained anew, so that the chain holds.

    rechain.py OLD NEW <LOG >CHANGED
"""
import hashlib
import re
import sys


def main():
    old, new = (word.encode() for word in sys.argv[1:3])
    previous = None
    for line in sys.stdin.buffer:
        line = line.rstrip(b"\n").replace(old, new)
        if previous is not None:
            line = re.sub(rb'"prev":"[0-9a-f]*"',
                          b'"prev":"' + previous + b'"', line, count=1)
        sys.stdout.buffer.write(line + b"\n")
        previous = hashlib.sha256(line).hexdigest().encode()


main()
