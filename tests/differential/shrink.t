#!/bin/sh
# Faults that are planted are found, and shown by small repositories.
exec python3 -B "${REFGATE_SRC:-.}/tests/differential/self_test.py" \
	"${REFGATE_SRC:-.}/tests/differential/driver.py"
