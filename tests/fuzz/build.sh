#!/bin/sh
# Builds the fuzz targets, with clang and sanitizers, once for all tests that
# ask: build.sh SOURCES OUT; OUT as make has it, relative to SOURCES. They come
# to lie in OUT/fuzz/tests.
set -u

sources=$1
out=$2
cd -P -- "$sources" || exit 2
mkdir -p "$out" || exit 2
exec flock "$out/fuzz.lock" make OUT="$out" JOBS=1 WERROR=1 -k fuzz
