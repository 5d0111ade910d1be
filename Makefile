# refgate: how it is built, installed and tested. `make help` tells the rest.

VERSION = 0.1.0

# Knobs. Any of them may be set on the command line.
ifeq ($(origin CC),default)
CC = gcc
endif
VARIANT ?= release
OUT ?= build
BUILD ?= $(OUT)/$(VARIANT)
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR ?=
WERROR ?= $(if $(wildcard .git),1,0)
CFLAGS ?=
LDFLAGS ?=
# static or shared; static where there is a libgit2.a (lib/git/offline.def).
LIBGIT2 ?= $(if $(wildcard \
	$(shell $(PKG_CONFIG) --variable=libdir libgit2)/libgit2.a),static,shared)
# 1: programs that load no library, for a root of their own; without OpenPGP.
STATIC ?= 0
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
TESTS ?=
# A sanitizer makes hundreds of system calls of its own to be killed at, and
# has nothing to say of shell scripts, packages, and how Chromium shows a page.
# The cases of the shipped policies are pushed by presets_*.t, too; a replay
# judges with what the pushes are judged with.
SANITIZE_NOT = tests/audit/kill.t tests/audit/report_picture.t \
	tests/push/install%.t tests/push/readme%.t tests/push/replay%.t \
	tests/push/presets_tests.t tests/hosts/deb.t tests/hosts/gitolite.t \
	tests/hosts/node_exporter.t tests/hosts/rsyslog%.t
SANITIZE_TESTS ?= tests/unit tests/rules tests/graph tests/trust tests/fuzz \
	$(filter-out $(SANITIZE_NOT),$(sort \
	$(wildcard tests/audit/*.t tests/push/*.t tests/hosts/*.t)))
PKG_CONFIG ?= pkg-config
INSTALL ?= install

# With BUILD given, whatever else is built goes below it.
ifneq ($(origin BUILD),file)
OUT = $(BUILD)
endif

LIBRARIES = libpcre2-8 yaml-0.1 jansson

# The variants.
HARDEN_release = -O2 -g -D_FORTIFY_SOURCE=2
HARDEN_debug = -Og -g3 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
HARDEN_sanitize = -O1 -g3 -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=all
HARDEN_coverage = -O0 -g3 --coverage
LINK_sanitize = -fsanitize=address,undefined
LINK_coverage = --coverage
ifeq ($(HARDEN_$(VARIANT)),)
$(error VARIANT is release, debug, sanitize or coverage, not '$(VARIANT)')
endif

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla \
	-Werror=implicit-function-declaration \
	-Wmissing-prototypes -Wstrict-prototypes \
	$(if $(filter-out 0,$(WERROR)),-Werror)

# Quoting: for the shell; for a make that reads it once more.
sq = '$(subst ','\'',$(1))'
mq = $(call sq,$(subst $$,$$$$,$(1)))
absolute = $(if $(filter /%,$(firstword $(1))),$(1),$(CURDIR)/$(1))

# Sources are found, never listed. All names are relative: the tree may lie
# in a path with blanks and colons.
NOT_LIB = lib/trust/library$(if $(filter 1,$(STATIC)),,_static).c
LIB_SOURCES := $(filter-out $(NOT_LIB),$(sort $(wildcard lib/*/*.c)))
HOOKS := $(patsubst hooks/%.c,%,$(sort $(wildcard hooks/*.c)))
CLI_SOURCES := $(sort $(wildcard cli/*.c))
UNITS := $(patsubst tests/unit/%.c,%,$(sort $(wildcard tests/unit/test_*.c)))
UNIT_SUPPORT := $(filter-out tests/unit/test_%.c,\
	$(sort $(wildcard tests/unit/*.c)))
TOOLS := $(patsubst tests/tools/%.c,%,$(sort $(wildcard tests/tools/*.c)))
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_SUPPORT := $(filter-out tests/fuzz/fuzz_%.c,\
	$(sort $(wildcard tests/fuzz/*.c)))
MANUALS := $(sort $(wildcard docs/*.1 docs/*.5 docs/*.8))
POLICIES := $(sort $(wildcard policy/*.yml))

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIB_OBJECTS = $(call objects,$(LIB_SOURCES)) $(BUILD)/paths.o
ARCHIVE = $(BUILD)/librefgate.a
HOOK_PROGRAMS = $(HOOKS:%=$(BUILD)/hooks/%)
TEST_HOOK_PROGRAMS = $(HOOKS:%=$(BUILD)/hooks/test/%)
CLI_PROGRAM = $(if $(CLI_SOURCES),$(BUILD)/refgate)
SCHEMA = $(CLI_PROGRAM:%/refgate=%/policy.schema.json)
UNIT_PROGRAMS = $(UNITS:%=$(BUILD)/tests/%)
TOOL_PROGRAMS = $(TOOLS:%=$(BUILD)/tests/%)
PUSH_CLIENT = $(BUILD)/tests/push-client
FUZZ_PROGRAMS = $(FUZZERS:%=$(BUILD)/tests/%)

probe = $(shell echo 'int x;' | $(CC) $(1) -Werror -c -x c - -o /dev/null \
	2>/dev/null && echo '$(1)')
CF_PROTECTION := $(call probe,-fcf-protection)

PACKAGE_CFLAGS := $(shell $(PKG_CONFIG) --cflags libgit2 $(LIBRARIES) \
	2>/dev/null)
OFFLINE_WRAPS := $(shell \
	sed -n 's/^OFFLINE.\([a-z_]*\).*/-Wl,--wrap=\1/p' lib/git/offline.def)
LIBGIT2_static := $(OFFLINE_WRAPS) \
	-Wl,-Bstatic $(shell $(PKG_CONFIG) --static --libs libgit2 2>/dev/null) \
	-Wl,-Bdynamic
LIBGIT2_shared := $(shell $(PKG_CONFIG) --libs libgit2 2>/dev/null)
LIBGIT2_DEFINE_shared = -DREFGATE_SHARED_LIBGIT2
PACKAGE_LIBS := $(shell $(PKG_CONFIG) --libs $(LIBRARIES) 2>/dev/null)

COMPILE_FLAGS = -std=c11 -D_GNU_SOURCE $(HARDEN_$(VARIANT)) \
	-fstack-protector-strong $(CF_PROTECTION) -fPIE \
	-ffunction-sections -fdata-sections $(WARNINGS) \
	-include lib/base/banned.h -Ilib $(LIBGIT2_DEFINE_$(LIBGIT2)) \
	$(PACKAGE_CFLAGS)
LINK_FLAGS = $(LINK_$(VARIANT)) -pie -Wl,-z,relro,-z,now -Wl,--as-needed \
	-Wl,--gc-sections
# libcrypto, for one hash, statically: shared it costs a start-up of 1.6 ms.
LINK_STATIC_0 = $(LIBGIT2_$(LIBGIT2)) -Wl,-Bstatic -lcrypto \
	-Wl,-Bdynamic $(PACKAGE_LIBS)
LINK_STATIC_1 = -static-pie $(OFFLINE_WRAPS) -Wl,--start-group \
	$(shell $(PKG_CONFIG) --static --libs libgit2 $(LIBRARIES) \
	2>/dev/null) -lcrypto -Wl,--end-group
LINK_LIBRARIES = $(LINK_STATIC_$(STATIC))

ifeq ($(V),)
say = @echo '  $(1)	$(subst ','\'',$@)';
endif

.PHONY: all units install uninstall test test-hosts test-tree test-sanitize \
	lint manual bench coverage fuzz fuzz-programs format dist deb clean \
	help FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(ARCHIVE) $(HOOK_PROGRAMS) $(TEST_HOOK_PROGRAMS) $(CLI_PROGRAM)

# Without libFuzzer a fuzz target needs a driver beside it.
units: $(UNIT_PROGRAMS) $(TOOL_PROGRAMS) \
	$(if $(FUZZ_SUPPORT),$(FUZZ_PROGRAMS))

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(COMPILE_FLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/paths.o: $(BUILD)/paths.c $(BUILD)/flags
	$(call say,CC)$(CC) $(COMPILE_FLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Made anew each time, so that no source that is gone stays in it; "q",
# because two rooms may have sources of one name.
$(ARCHIVE): $(LIB_OBJECTS) $(BUILD)/members
	$(call say,AR)rm -f $@; $(AR) qcs $@ $(LIB_OBJECTS)

link = $(call say,LD)$(CC) $(LINK_FLAGS) $(CFLAGS) $(LDFLAGS) -o $@ \
	$(filter %.o,$^) $(ARCHIVE) $(LINK_LIBRARIES)

$(HOOK_PROGRAMS): $(BUILD)/hooks/%: $(BUILD)/hooks/%.o $(ARCHIVE)
	$(link)

# For `refgate policy test` alone: hooks/test/world.c says how they differ.
WORLD_WRAPS = clock_now strict_check policy_locate
$(TEST_HOOK_PROGRAMS): $(BUILD)/hooks/test/%: $(BUILD)/hooks/%.o \
		$(BUILD)/hooks/test/world.o $(ARCHIVE)
	$(link) $(WORLD_WRAPS:%=-Wl,--wrap=%)

$(CLI_PROGRAM): $(call objects,$(CLI_SOURCES)) $(ARCHIVE) $(BUILD)/members
	$(link)

$(SCHEMA): $(CLI_PROGRAM)
	$(call say,GEN)$(call sq,$<) policy schema >$@

$(UNIT_PROGRAMS): $(BUILD)/tests/%: $(BUILD)/tests/unit/%.o \
		$(call objects,$(UNIT_SUPPORT)) $(ARCHIVE)
	$(link) -lcmocka

$(filter-out $(PUSH_CLIENT),$(TOOL_PROGRAMS)): $(BUILD)/tests/%: \
		$(BUILD)/tests/tools/%.o $(ARCHIVE)
	$(link)

# Somebody else's program: libgit2 as it is installed, and nothing of ours.
$(PUSH_CLIENT): $(BUILD)/tests/tools/push-client.o
	$(call say,LD)$(CC) $(LINK_FLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ \
		$(LIBGIT2_shared)

$(FUZZ_PROGRAMS): $(BUILD)/tests/%: $(BUILD)/tests/fuzz/%.o \
		$(call objects,$(FUZZ_SUPPORT)) $(ARCHIVE)
	$(link) $(LINK_FUZZ)

# Files that change only when what they hold changes.
replace = if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
c_constant = printf 'const char %s[] = "%s";\n' $(1) \
	"$$(printf '%s' $(call sq,$(2)) | sed 's/[\\"?]/\\&/g')"

$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(call sq,$(CC) $(COMPILE_FLAGS) $(CFLAGS)) \
		$(call sq,$(LINK_FLAGS) $(LDFLAGS)) >$@.new
	@$(replace)

$(BUILD)/members: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(LIB_SOURCES) $(CLI_SOURCES) $(STATIC) >$@.new
	@$(replace)

$(BUILD)/paths.c: FORCE
	@mkdir -p $(@D)
	@{ echo '#include "base/paths.h"'; \
	$(call c_constant,paths_policy_dir,$(PREFIX)/share/refgate/policy); \
	$(call c_constant,paths_sysconf_dir,$(SYSCONFDIR)/refgate); \
	$(call c_constant,paths_libexec_dir,$(PREFIX)/libexec/refgate); \
	$(call c_constant,paths_version,$(VERSION)); } >$@.new
	@$(replace)

-include $(wildcard $(BUILD)/*.d $(BUILD)/*/*.d $(BUILD)/*/*/*.d)

# Installing. DESTDIR is where packagers collect files.
bindir = $(call sq,$(DESTDIR)$(PREFIX)/bin)
libexecdir = $(call sq,$(DESTDIR)$(PREFIX)/libexec/refgate)
sharedir = $(call sq,$(DESTDIR)$(PREFIX)/share/refgate)
policydir = $(call sq,$(DESTDIR)$(PREFIX)/share/refgate/policy)
mandir = $(call sq,$(DESTDIR)$(PREFIX)/share/man)
# Completions: of each file in contrib/completions, where its shell looks.
completion = $(call sq,$(DESTDIR)$(PREFIX)/share/$(1))
bash_completion = $(call completion,bash-completion/completions)
zsh_completion = $(call completion,zsh/site-functions)
fish_completion = $(call completion,fish/vendor_completions.d)

install: all $(SCHEMA)
	$(INSTALL) -d $(bindir) $(libexecdir) $(policydir)
ifneq ($(CLI_PROGRAM),)
	$(INSTALL) -m 755 $(CLI_PROGRAM) $(bindir)/refgate
	ln -sf refgate $(bindir)/git-refgate
	$(INSTALL) -m 644 $(SCHEMA) $(sharedir)
endif
ifneq ($(HOOKS),)
	$(INSTALL) -m 755 $(HOOK_PROGRAMS) $(libexecdir)
	$(INSTALL) -d $(libexecdir)/test
	$(INSTALL) -m 755 $(TEST_HOOK_PROGRAMS) $(libexecdir)/test
endif
ifneq ($(POLICIES),)
	$(INSTALL) -m 644 $(POLICIES) $(policydir)
endif
	set -e; for page in $(MANUALS); do \
		$(INSTALL) -d $(mandir)/man$${page##*.}; \
		$(INSTALL) -m 644 "$$page" $(mandir)/man$${page##*.}; \
	done
	$(INSTALL) -d $(bash_completion) $(zsh_completion) $(fish_completion)
	$(INSTALL) -m 644 contrib/completions/refgate.bash \
		$(bash_completion)/refgate
	$(INSTALL) -m 644 contrib/completions/_refgate $(zsh_completion)
	$(INSTALL) -m 644 contrib/completions/refgate.fish $(fish_completion)

# Folders that others use as well go if nothing is left in them.
UNINSTALL_SHARED = $(addprefix share/,bash-completion/completions \
	bash-completion zsh/site-functions zsh fish/vendor_completions.d \
	fish man/man1 man/man5 man/man8 man) share libexec bin

uninstall:
	rm -f $(bindir)/refgate $(bindir)/git-refgate
	set -e; for hook in pre-receive update post-receive; do \
		rm -f $(libexecdir)/$$hook $(libexecdir)/test/$$hook; \
	done
	set -e; for file in $(POLICIES:policy/%=%); do \
		rm -f $(policydir)/$$file; \
	done
	rm -f $(sharedir)/policy.schema.json
	set -e; for page in $(MANUALS:docs/%=%); do \
		rm -f $(mandir)/man$${page##*.}/$$page; \
	done
	rm -f $(bash_completion)/refgate $(zsh_completion)/_refgate \
		$(fish_completion)/refgate.fish
	for dir in $(libexecdir)/test $(libexecdir) $(policydir) $(sharedir) \
		$(UNINSTALL_SHARED:%=$(call sq,$(DESTDIR)$(PREFIX)/)%); do \
		test ! -d "$$dir" || \
			rmdir --ignore-fail-on-non-empty "$$dir"; \
	done

# Testing. Each tree is built and installed below itself, so that what is
# tested is what a user gets.
parallel = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))
inside = $(call absolute,$(OUT))/$(1)/root
place = sh tests/lib/place.sh --$(2) $(call sq,$(call inside,$(1)))
root = $(shell $(call place,$(1),say))
build_tree = umask 022; $(call place,$(1),make) || exit 1; \
	echo 'building $(OUT)/$(1)'; $(MAKE) --no-print-directory $(parallel) VARIANT=$(2) \
	BUILD=$(call mq,$(OUT)/$(1)) PREFIX=$(call mq,$(call root,$(1))) \
	SYSCONFDIR=$(call mq,$(call root,$(1))/etc) DESTDIR= \
	all units install >$(OUT)/$(1).log || \
	{ cat $(OUT)/$(1).log; exit 1; }

test: test-tree
	@tests/run $(OUT)/test $(OUT)/test/results $(TESTS)

test-hosts: test-tree
	@tests/run $(OUT)/test $(OUT)/hosts/results tests/hosts

test-tree:
	@./deps test --install
	+@$(call build_tree,test,debug)

test-sanitize:
	@./deps test --install
	+@$(call build_tree,sanitize,sanitize)
	@tests/run $(OUT)/sanitize $(OUT)/sanitize/results \
		$(if $(TESTS),$(TESTS),$(SANITIZE_TESTS))

lint: test-tree
	@tests/run $(OUT)/test $(OUT)/lint/results tests/lint

# What the pages and the completions have from elsewhere.
manual: test-tree
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/lint/manual.py \
		$(call sq,$(OUT)/test/root/bin/refgate)

coverage:
	@./deps test --install
	@rm -rf $(OUT)/coverage
	+@$(call build_tree,coverage,coverage)
	@tests/run $(OUT)/coverage $(OUT)/coverage/results \
		$(if $(TESTS),$(TESTS),$(SANITIZE_TESTS)) || true
	@tests/coverage $(OUT)/coverage

bench:
	@./deps test --install
	+@$(call build_tree,bench,release)
	@set -e; export REFGATE_ROOT=$(call sq,$(call root,bench)) \
		REFGATE_SRC=$(call sq,$(CURDIR)); \
	for script in $(sort $(wildcard tests/bench/*.sh)); do \
		echo "# $$script"; sh "$$script"; \
	done; $(call place,bench,remove)

# Fuzzers with libFuzzer: $(OUT)/fuzz/tests/fuzz_NAME CORPUS_DIRECTORY
fuzz:
	@mkdir -p $(OUT)
	+$(MAKE) --no-print-directory $(parallel) CC=clang VARIANT=sanitize \
		BUILD=$(call mq,$(OUT)/fuzz) FUZZ_SUPPORT= UNITS= \
		CFLAGS=-fsanitize=fuzzer-no-link LINK_FUZZ=-fsanitize=fuzzer \
		fuzz-programs

fuzz-programs: $(FUZZ_PROGRAMS)

format:
	clang-format -i $(wildcard lib/*/*.[ch] hooks/*.[ch] cli/*.[ch] \
		tests/*/*.[ch])

# An archive of all that git knows, and Debian packages of that.
ARCHIVE_FILE = $(OUT)/refgate-$(VERSION).tar.gz

dist:
	@sh contrib/dist.sh $(VERSION) $(call sq,$(ARCHIVE_FILE))
	@echo $(call sq,$(ARCHIVE_FILE))

deb: dist
	@sh contrib/debian/build.sh $(VERSION) $(call sq,$(ARCHIVE_FILE)) \
		$(call sq,$(OUT)/deb)

clean:
	rm -rf "$(OUT)"

help:
	@echo 'make [VARIANT=release|debug|sanitize|coverage] [CC=clang] [V=1]'
	@echo '     [PREFIX=/usr/local] [SYSCONFDIR=/etc] [DESTDIR=] [WERROR=0|1]'
	@echo '     [STATIC=0|1]'
	@echo
	@echo '  all            the library, the hooks, the command (default)'
	@echo '  install        into PREFIX; uninstall takes it away'
	@echo '  test           every test; TESTS="tests/push/x.t ..." for some'
	@echo '  test-hosts     those with real servers and clients'
	@echo '  test-sanitize  units and pushes under ASan and UBSan'
	@echo '  lint           layers, headers, format, sizes, pages, scripts'
	@echo '  manual         renews the manual pages and completions'
	@echo '  coverage       line coverage of lib/ by the tests'
	@echo '  bench          the benchmarks of tests/bench'
	@echo '  fuzz           the fuzz targets, with clang'
	@echo '  format         clang-format on all sources'
	@echo '  dist           an archive of the sources; the same bytes each time'
	@echo '  deb            Debian packages of it, with debhelper and lintian'
	@echo '  clean          removes $(OUT)'
