#!/bin/sh
# Signatures by real keys, whole and mutated: never good where git says no.
exec python3 -B "${REFGATE_SRC:-.}/tests/trust/oracle.py"
