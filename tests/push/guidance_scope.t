#!/bin/sh
# The words of the rules about files, and their repairs.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"

new_server s <<'EOP'
version: 1
contact: "#release-managers"
rulesets:
  - name: size
    refs: ["refs/heads/size/*"]
    rules:
      start-point: {from: [refs/heads/main]}
      file-size: {max: 1KiB, per: {"*.lock": 2KiB}}
  - name: kinds
    refs: ["refs/heads/kinds/*"]
    rules:
      start-point: {from: [refs/heads/main]}
      file-kinds: {symlinks: deny, executables: deny, binaries: deny}
  - name: forbidden
    refs: ["refs/heads/forbidden/*"]
    rules:
      start-point: {from: [refs/heads/main]}
      forbidden-content:
        - {secrets: true}
        - {conflict-markers: true}
        - {name: a debugging aid, pattern: '\bdbg\(', paths: ["src/**"]}
  - name: release
    refs: ["refs/heads/release/*"]
    rules:
      ref-name: {pattern: 'release/(?<version>[0-9.]+)', shape: release/VERSION}
      start-point: {from: [refs/heads/main]}
      file-content:
        - {path: CHANGELOG.md, must-match: '^## \[${version}\]'}
        - {path: "src/**", must-not-match: 'DRAFT'}
EOP
golden_clone
seed c

large() {
	head -c "$1" /dev/zero | tr '\0' x >"$WORK/c/$2"
	g c add -- "$2"
}

# --- file-size
fresh size/tip
large 1025 manual.txt
large 4096 deps.lock
put a one "add the manual"
refused file-size file-size c origin HEAD
mended c ''
fresh size/deep
large 3000 manual.txt
put a one "add the manual"
put b one "and more"
refused file-size-deep file-size c origin HEAD
mended c ''

# --- file-kinds
fresh kinds/tip
ln -s README.md "$WORK/c/link"
printf 'a\0b' >"$WORK/c/logo.png"
echo exit >"$WORK/c/tool.sh"
chmod +x "$WORK/c/tool.sh"
echo two >"$WORK/c/readme.md"
g c add .
put aux.c one "all kinds of things"
refused file-kinds file-kinds c origin HEAD
unmended "the names are the developer's to find"
fresh kinds/deep
echo exit >"$WORK/c/tool.sh"
chmod +x "$WORK/c/tool.sh"
g c add .
put a one "add a tool"
put b one "and more"
refused file-kinds-deep file-kinds c origin HEAD
mended c ''

# --- forbidden-content
token="gh"
token="${token}p_qT7wZ3kRb9XnC5vMj2Hs8LdPf4GyA6eUiO1t"
fresh forbidden/tip
printf 'user = alice\ntoken = %s\n' "$token" >"$WORK/c/settings"
mkdir -p "$WORK/c/src"
echo 'dbg(1);' >"$WORK/c/src/a.c"
g c add .
put a one "add the settings"
refused forbidden-content forbidden-content c origin HEAD
mended c 's/^git add -u/sed -i 2d settings; echo >src\/a.c; git add -u/'
fresh forbidden/deep
printf 'user = alice\ntoken = %s\n' "$token" >"$WORK/c/settings"
g c add .
put a one "add the settings"
put b one "and more"
refused forbidden-content-deep forbidden-content c origin HEAD
mended c 's/^git add -u/sed -i 2d settings; git add -u/'
fresh forbidden/text
printf '%7s HEAD\n' '' | tr ' ' '<' | sed 's/<HEAD/ HEAD/' >"$WORK/c/a.txt"
g c add .
put b one "resolved in haste"
refused forbidden-content-text forbidden-content c origin HEAD
mended c 's/^git add -u/echo resolved >a.txt; git add -u/'

# --- file-content
fresh release/1.2
put CHANGELOG.md "## [1.1]" "the changelog"
mkdir -p "$WORK/c/src"
echo 'int a; /* DRAFT: more */' >"$WORK/c/src/a.c"
g c add .
put b one "a source"
refused file-content file-content c origin HEAD
mended c 's/^git add.*/echo >src\/a.c; echo "## [1.2]" >CHANGELOG.md; git add ./'
fresh release/1.3
put b one "no changelog"
refused file-content-missing file-content c origin HEAD
mended c 's/^git add/echo "## [1.3]" >CHANGELOG.md; git add/'

golden_settle
done_testing
