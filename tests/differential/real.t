#!/bin/sh
# A real history, asked of refgate and of git.
exec python3 -B "${REFGATE_SRC:-.}/tests/differential/real.py"
