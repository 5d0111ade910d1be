#!/bin/sh
# Random graphs, asked of lib/git and of git.
exec python3 -B "${REFGATE_SRC:-.}/tests/graph/graph_oracle.py"
