#!/bin/sh
# Random and real trees, compared by lib/git and by git.
exec python3 -B "${REFGATE_SRC:-.}/tests/graph/diff_oracle.py"
