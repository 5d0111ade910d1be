#!/bin/sh
# Writes the seeds of fuzz_stream, short records of two chains as a store
# gives them, to tests/fuzz/corpus/stream.
set -eu

cd "$(dirname "$0")/corpus"
mkdir -p stream
python3 - stream <<'PY'
import hashlib, sys

FORM = ('{"@timestamp":"","action":"%s","sequence":%d},"message":"%s",'
        '"host":{"name":"h"},"refgate":{"prev":"%s","chain":"%s",'
        '"part":"1/1","repository":"r"%s}}')


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def chain(name, message="", torn=""):
    lines, prev = [], ""
    for number in 1, 2, 3:
        action, extra = "push-landed", ""
        if torn and number == 3:
            action = "recovered"
            extra = (',"recovered":{"reason":"torn","after":"%s","bytes":%d,'
                     '"sha256":"%s"}' % (prev, len(torn), digest(torn)))
            lines.append(torn)
            prev = digest(torn)
        lines.append(FORM % (action, number, message, prev, name, extra))
        prev = digest(lines[-1])
    return lines


def copied(lines):
    return [line.replace("\\", "\\\\") for line in lines]


a, b = chain("a"), chain("b", 'C:\\\\x \\"y\\"')
torn = chain("c", torn='{"@timestamp":"2')
seeds = {
    "ordered": a + b,
    "mixed": [line for pair in zip(a, b) for line in pair],
    "copied": copied(b + a),
    "half-copied": b[:1] + copied(b[1:]),
    "repeated": a[:2] + a[1:],
    "torn": torn,
    "torn-elsewhere": torn[:2] + torn[3:],
    "missing": a[:1] + a[2:],
    "changed": a[:1] + [a[1].replace("landed", "denied")] + a[2:],
    "no-records": ["x", "", "{}}"],
    "escapes": ["\\n\\t\\\\\\b", "\\", "\\0", "\\x41"],
}
for name, lines in seeds.items():
    with open(sys.argv[1] + "/" + name, "w", newline="\n") as out:
        out.write("\n".join(lines) + "\n")
PY
