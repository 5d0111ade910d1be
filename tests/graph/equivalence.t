#!/bin/sh
# Merges, reverts and picks that git makes, and forged ones.
exec python3 -B "${REFGATE_SRC:-.}/tests/graph/equivalence_oracle.py"
