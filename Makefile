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
# Compiles the programs that need little more than a C library. Empty: $(CC).
MUSL_CC ?= $(shell command -v musl-gcc 2>/dev/null)
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
TESTS ?=
# What a sanitizer has nothing to say of: shell scripts, packages, how Chromium
# shows a page, how often something is killed or fails, races of processes,
# and the words of answers. What parses a pusher's bytes stays.
SANITIZE_NOT = tests/audit/concurrent.t tests/audit/faults%.t \
	tests/audit/kill%.t tests/audit/logrotate.t tests/audit/options.t \
	tests/audit/report_picture.t tests/audit/rotate.t \
	tests/fuzz/run.t tests/hosts/deb.t tests/hosts/gitolite.t \
	tests/hosts/node_exporter.t tests/hosts/rsyslog%.t \
	tests/push/doctor%.t tests/push/explain%.t \
	$(addprefix tests/push/guidance_,gate.t merge.t messages.t pairs.t \
	signing.t structure.t) \
	tests/push/install%.t tests/push/policy-test.t \
	tests/push/presets_%.t tests/push/readme%.t \
	tests/push/reconcile_race.t tests/push/replay%.t
SANITIZE_TESTS ?= tests/unit tests/rules tests/trust tests/policy \
	tests/differential/random.t tests/differential/real.t \
	$(filter-out $(SANITIZE_NOT),$(sort \
	$(wildcard tests/audit/*.t tests/fuzz/*.t tests/push/*.t \
	tests/hosts/*.t)))
# All that runs lib/; the others build, install or read, or let each call of
# the system fail, of which gcov makes hundreds.
COVERAGE_NOT = tests/lint/%.t tests/valgrind/%.t tests/faults/%.t \
	tests/audit/faults.t tests/audit/kill.t tests/audit/rotate.t \
	tests/bench/%.t \
	tests/fuzz/run.t tests/soak/%.t tests/audit/report_picture.t \
	tests/push/install%.t tests/push/readme%.t \
	tests/hosts/deb.t tests/hosts/rsyslog%.t
COVERAGE_TESTS ?= tests/faults/beside.t tests/unit \
	$(filter-out $(COVERAGE_NOT),$(sort $(wildcard tests/*/*.t)))
PKG_CONFIG ?= pkg-config
INSTALL ?= install
INSTALL_PROGRAM ?= $(INSTALL) -m 755

# With BUILD given, whatever else is built goes below it.
ifneq ($(origin BUILD),file)
OUT = $(BUILD)
endif

LIBRARIES = libpcre2-8 yaml-0.1 jansson zlib libdeflate

# The variants.
HARDEN_release = -O2 -g -D_FORTIFY_SOURCE=2
HARDEN_debug = -Og -g3 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
HARDEN_sanitize = -O1 -g3 -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=all
HARDEN_coverage = -O0 -g3 --coverage -DREFGATE_COVERAGE
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
HELPERS := $(patsubst hooks/helper/%.c,%,$(sort $(wildcard hooks/helper/*.c)))
CLI_SOURCES := $(sort $(wildcard cli/*.c))
UNITS := $(patsubst tests/unit/%.c,%,$(sort $(wildcard tests/unit/test_*.c)))
UNIT_SUPPORT := $(filter-out tests/unit/test_%.c,\
	$(sort $(wildcard tests/unit/*.c)))
TOOLS := $(patsubst tests/tools/%.c,%,$(sort $(wildcard tests/tools/*.c)))
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_SUPPORT := $(filter-out tests/fuzz/fuzz_%.c tests/fuzz/driver.c,\
	$(sort $(wildcard tests/fuzz/*.c)))
FUZZ_DRIVER := $(wildcard tests/fuzz/driver.c)
MANUALS := $(sort $(wildcard docs/*.1 docs/*.5 docs/*.8))
POLICIES := $(sort $(wildcard policy/*.yml))

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIB_OBJECTS = $(call objects,$(LIB_SOURCES)) $(BUILD)/paths.o
ARCHIVE = $(BUILD)/librefgate.a
HOOK_PROGRAMS = $(HOOKS:%=$(BUILD)/hooks/%)
HELPER_PROGRAMS = $(HELPERS:%=$(BUILD)/hooks/helper/%)
TEST_HOOK_PROGRAMS = $(HOOKS:%=$(BUILD)/hooks/test/%)
CLI_PROGRAM = $(if $(CLI_SOURCES),$(BUILD)/refgate)
SCHEMA = $(CLI_PROGRAM:%/refgate=%/policy.schema.json)
UNIT_PROGRAMS = $(UNITS:%=$(BUILD)/tests/%)
TOOL_PROGRAMS = $(TOOLS:%=$(BUILD)/tests/%)
PUSH_CLIENT = $(BUILD)/tests/push-client
# A parser after the other with allocations that fail.
ALLOCATIONS = $(filter %/test_allocations,$(UNIT_PROGRAMS))
ALLOCATIONS_WRAPS = malloc calloc realloc strdup free abort fuzz_broken
# A sanitizer has an allocator of its own.
FAULT_PROGRAMS = $(if $(filter sanitize,$(VARIANT)),,\
	$(HOOKS:%=$(BUILD)/tests/faults/%))
PLACES_PROGRAMS = $(if $(filter coverage,$(VARIANT)),\
	$(HOOKS:%=$(BUILD)/tests/places/%) $(BUILD)/tests/places/refgate)
# One program, and a name for each target that it is.
FUZZ_PROGRAM = $(BUILD)/tests/fuzz-targets
FUZZ_PROGRAMS = $(FUZZERS:%=$(BUILD)/tests/%)

probe = $(shell echo 'int x;' | $(CC) $(1) -Werror -c -x c - -o /dev/null \
	2>/dev/null && echo '$(1)')
CF_PROTECTION := $(call probe,-fcf-protection)

# For printf: some versions of make keep the backslash of an escaped one.
HASH = \043

# lib/base/processor.c, where the C library tells what the processor can do.
PROCESSOR_WRAPS := $(shell \
	printf '$(HASH)include <sys/platform/x86.h>\n$(HASH)ifndef __x86_64__\n$(HASH)error\n$(HASH)endif\n' | \
	$(CC) -E - >/dev/null 2>&1 && echo '-Wl,--wrap=OPENSSL_ia32_cpuid \
	-Wl,-u,__wrap_OPENSSL_ia32_cpuid')

# Addresses of tables in 1 KB, not in 64, where linker and C library know how.
PACK_RELOCATIONS := $(shell \
	printf '$(HASH)include <features.h>\n$(HASH)if !__GLIBC_PREREQ(2, 36)\n$(HASH)error\n$(HASH)endif\n' | \
	$(CC) -E - >/dev/null 2>&1 && $(CC) -Wl,--help 2>/dev/null | \
	grep -q -e '-z pack-relative-relocs' && \
	echo '-Wl,-z,pack-relative-relocs')

PACKAGE_CFLAGS := $(shell $(PKG_CONFIG) --cflags libgit2 $(LIBRARIES) \
	2>/dev/null)
# lib/git/offline.c, and git_name_blob().
LIBGIT2_WRAPS := $(shell \
	sed -n 's/^OFFLINE.\([a-z_]*\).*/-Wl,--wrap=\1/p' lib/git/offline.def) \
	-Wl,--wrap=git_odb_hash
LIBGIT2_static := $(LIBGIT2_WRAPS) \
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
	-Wl,--gc-sections $(PACK_RELOCATIONS)
# Statically what costs a start-up: libcrypto, for one hash, 1.6 ms, libyaml
# 0.1 ms (docs/performance.md). A shared libgit2 brings its own libpcre2.
LINK_PACKAGES_static = -Wl,-Bstatic -lcrypto $(PACKAGE_LIBS) -Wl,-Bdynamic
LINK_PACKAGES_shared = -Wl,-Bstatic -lcrypto -Wl,-Bdynamic $(PACKAGE_LIBS)
LINK_STATIC_0 = $(LIBGIT2_$(LIBGIT2)) $(LINK_PACKAGES_$(LIBGIT2))
LINK_STATIC_1 = -static-pie $(LIBGIT2_WRAPS) -Wl,--start-group \
	$(shell $(PKG_CONFIG) --static --libs libgit2 $(LIBRARIES) \
	2>/dev/null) -lcrypto -Wl,--end-group
LINK_LIBRARIES = $(PROCESSOR_WRAPS) $(LINK_STATIC_$(STATIC))

ifeq ($(V),)
say = @echo '  $(1)	$(subst ','\'',$@)';
endif

.PHONY: all units install install-strip uninstall test test-hosts test-faults test-tree test-sanitize \
	test-differential test-valgrind analyse \
	lint manual bench instructions soak test-git coverage fuzz fuzz-programs fuzz-run \
	programs format dist deb clean help FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(ARCHIVE) $(HOOK_PROGRAMS) $(HELPER_PROGRAMS) $(TEST_HOOK_PROGRAMS) \
	$(CLI_PROGRAM)

# Without libFuzzer a fuzz target needs a driver beside it.
units: $(UNIT_PROGRAMS) $(TOOL_PROGRAMS) $(FAULT_PROGRAMS) $(PLACES_PROGRAMS) \
	$(if $(FUZZ_DRIVER),$(FUZZ_PROGRAMS))

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(COMPILE_FLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/paths.o $(BUILD)/fuzz_targets.o: %.o: %.c $(BUILD)/flags
	$(call say,CC)$(CC) $(COMPILE_FLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Made anew each time, so that no source that is gone stays in it; "q",
# because two rooms may have sources of one name.
$(ARCHIVE): $(LIB_OBJECTS) $(BUILD)/members
	$(call say,AR)rm -f $@; $(AR) qcs $@ $(LIB_OBJECTS)

link = $(call say,LD)$(CC) $(LINK_FLAGS) $(CFLAGS) $(LDFLAGS) -o $@ \
	$(filter %.o,$^) $(ARCHIVE) $(LINK_LIBRARIES)

# These load nothing and ask no name service: without a dynamic linker they
# start in half the time. A sanitizer needs one.
WHOLE = $(if $(filter release debug,$(VARIANT)),$(addprefix $(BUILD)/hooks/,\
	update post-receive) $(HELPER_PROGRAMS))
$(WHOLE): private LINK_LIBRARIES = $(PROCESSOR_WRAPS) $(LINK_STATIC_1)

# With musl they start in a sixth of the time: before main() glibc asks the
# processor with cpuid, 68 times, and a virtual machine traps each of them
# (docs/performance.md). musl-gcc knows no -static-pie, and no headers but its
# own.
MULTIARCH := $(if $(MUSL_CC),$(shell $(MUSL_CC) -print-multiarch))
MUSL_DIR = /usr/lib/$(MULTIARCH:-gnu=-musl)
MUSL_WHOLE := $(if $(wildcard $(MUSL_DIR)/rcrt1.o),$(WHOLE))
MUSL_SOURCES := $(wildcard $(patsubst %,lib/%/*.c,base git audit gate))
MUSL_OBJECTS = $(patsubst %.c,$(BUILD)/musl/%.o,$(MUSL_SOURCES) paths.c)
MUSL_ARCHIVE = $(BUILD)/musl/librefgate.a
MUSL_COMPILE_FLAGS = $(filter-out $(PACKAGE_CFLAGS),$(COMPILE_FLAGS)) \
	-Wno-format-truncation \
	-idirafter /usr/include -idirafter /usr/include/$(MULTIARCH)
MUSL_FILE = $(shell $(MUSL_CC) -print-file-name=$(1))
MUSL_LINK_FLAGS = -static -Wl,-pie,--no-dynamic-linker,-z,text,-z,relro,-z,now \
	-Wl,--gc-sections,--wrap=OPENSSL_ia32_cpuid,-u,__wrap_OPENSSL_ia32_cpuid
MUSL_BEGIN = -nostartfiles $(MUSL_DIR)/rcrt1.o $(MUSL_DIR)/crti.o \
	$(call MUSL_FILE,crtbeginS.o)
MUSL_END = $(call MUSL_FILE,libcrypto.a) -lc $(call MUSL_FILE,crtendS.o) \
	$(MUSL_DIR)/crtn.o

$(BUILD)/musl/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(MUSL_CC) $(MUSL_COMPILE_FLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/musl/paths.o: $(BUILD)/musl/%.o: $(BUILD)/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(MUSL_CC) $(MUSL_COMPILE_FLAGS) $(CFLAGS) -c -o $@ $<

$(MUSL_ARCHIVE): $(MUSL_OBJECTS) $(BUILD)/members
	$(call say,AR)rm -f $@; $(AR) qcs $@ $(MUSL_OBJECTS)

$(MUSL_WHOLE): $(BUILD)/%: $(BUILD)/musl/%.o $(MUSL_ARCHIVE)
	@mkdir -p $(@D)
	$(call say,LD)$(MUSL_CC) $(MUSL_LINK_FLAGS) $(CFLAGS) $(LDFLAGS) \
		-o $@ $(MUSL_BEGIN) $< $(MUSL_ARCHIVE) $(MUSL_END)

$(filter-out $(MUSL_WHOLE),$(HOOK_PROGRAMS) $(HELPER_PROGRAMS)): \
		$(BUILD)/%: $(BUILD)/%.o $(ARCHIVE)
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

$(ALLOCATIONS): $(call objects,$(FUZZERS:%=tests/fuzz/%.c) $(FUZZ_SUPPORT)) \
		$(BUILD)/fuzz_targets.o
$(BUILD)/tests/unit/test_allocations.o: private CFLAGS += -Itests/fuzz
$(ALLOCATIONS): private LINK_FLAGS += $(ALLOCATIONS_WRAPS:%=-Wl,--wrap=%)

$(filter-out $(PUSH_CLIENT),$(TOOL_PROGRAMS)): $(BUILD)/tests/%: \
		$(BUILD)/tests/tools/%.o $(ARCHIVE)
	$(link)

# Somebody else's program: libgit2 as it is installed, and nothing of ours.
$(PUSH_CLIENT): $(BUILD)/tests/tools/push-client.o
	$(call say,LD)$(CC) $(LINK_FLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ \
		$(LIBGIT2_shared)

$(FUZZ_PROGRAM): $(call objects,$(FUZZERS:%=tests/fuzz/%.c)) \
		$(call objects,$(FUZZ_SUPPORT) $(FUZZ_DRIVER)) \
		$(BUILD)/fuzz_targets.o $(ARCHIVE)
	$(link) $(LINK_FUZZ)

$(FUZZ_PROGRAMS): $(FUZZ_PROGRAM)
	@ln -sf $(<F) $@

# Hooks in which one allocation fails.
$(FAULT_PROGRAMS): $(BUILD)/tests/faults/%: $(BUILD)/hooks/%.o \
		$(BUILD)/tests/faults/alloc.o $(ARCHIVE)
	$(link)

# Programs that have a fault wherever they had none before; places_end.o tells
# our own code from that of libraries.
PLACES_OBJECTS = $(call objects,$(addprefix tests/faults/,\
	alloc.c calls.c places.c))
PLACES_END = $(BUILD)/tests/faults/places_end.o

$(HOOKS:%=$(BUILD)/tests/places/%): $(BUILD)/tests/places/%: \
		$(BUILD)/hooks/%.o
$(BUILD)/tests/places/refgate: $(call objects,$(CLI_SOURCES))
$(PLACES_PROGRAMS): private LINK_LIBRARIES = $(PLACES_END) \
	$(PROCESSOR_WRAPS) $(LINK_STATIC_$(STATIC))
$(PLACES_PROGRAMS): $(PLACES_OBJECTS) $(ARCHIVE) | $(PLACES_END)
	@mkdir -p $(@D)
	$(link)

# Files that change only when what they hold changes.
replace = if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
c_constant = printf 'const char %s[] = "%s";\n' $(1) \
	"$$(printf '%s' $(call sq,$(2)) | sed 's/[\\"?]/\\&/g')"

$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(call sq,$(CC) $(COMPILE_FLAGS) $(CFLAGS)) \
		$(call sq,$(LINK_FLAGS) $(LDFLAGS)) $(call sq,$(MUSL_CC)) >$@.new
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
	$(call c_constant,paths_version,$(VERSION)); \
	printf 'const char paths_build[] = "%.16s";\n' \
		"$$(cat lib/*/*.[ch] lib/*/*.def | sha256sum)"; } >$@.new
	@$(replace)

$(BUILD)/fuzz_targets.c: FORCE
	@mkdir -p $(@D)
	@{ printf '#include <%s.h>\n' stddef stdint; \
	printf 'int %s(const uint8_t *, size_t);\n' $(FUZZERS); \
	echo 'struct fuzz_target { const char *name;'; \
	echo '	int (*run)(const uint8_t *, size_t); };'; \
	echo 'extern const struct fuzz_target fuzz_targets[];'; \
	echo 'const struct fuzz_target fuzz_targets[] = {'; \
	printf '{"%s", fuzz_%s},\n' \
		$(foreach name,$(FUZZERS:fuzz_%=%),$(name) $(name)); \
	echo '{ NULL, NULL } };'; } >$@.new
	@$(replace)

-include $(wildcard $(BUILD)/*.d $(BUILD)/*/*.d $(BUILD)/*/*/*.d \
	$(BUILD)/*/*/*/*.d)

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
	$(INSTALL_PROGRAM) $(CLI_PROGRAM) $(bindir)/refgate
	ln -sf refgate $(bindir)/git-refgate
	$(INSTALL) -m 644 $(SCHEMA) $(sharedir)
endif
ifneq ($(HOOKS),)
	$(INSTALL_PROGRAM) $(HOOK_PROGRAMS) $(HELPER_PROGRAMS) $(libexecdir)
	$(INSTALL) -d $(libexecdir)/test
	$(INSTALL_PROGRAM) $(TEST_HOOK_PROGRAMS) $(libexecdir)/test
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

# Without what only a debugger reads: each repository gets its own copies.
install-strip:
	+$(MAKE) --no-print-directory INSTALL_PROGRAM='$(INSTALL_PROGRAM) -s' \
		install

# Folders that others use as well go if nothing is left in them.
UNINSTALL_SHARED = $(addprefix share/,bash-completion/completions \
	bash-completion zsh/site-functions zsh fish/vendor_completions.d \
	fish man/man1 man/man5 man/man8 man) share libexec bin

uninstall:
	rm -f $(bindir)/refgate $(bindir)/git-refgate
	set -e; for hook in pre-receive update post-receive no-refs; do \
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

# Repository n has the seed SEED + n.
REPOSITORIES ?= 5000
SEED ?= 1

test-differential: test-tree
	@REFGATE_BUILD=$(call sq,$(call absolute,$(OUT)/test)) python3 -B \
		tests/differential/driver.py --repositories $(REPOSITORIES) \
		--seed $(SEED)

# An hour: docs/faults.md
test-faults: test-tree
	@REFGATE_FAULTS=all REFGATE_TEST_SECONDS=7200 \
		tests/run $(OUT)/test $(OUT)/faults/results tests/faults

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

# The analysers with all that they can, on all of the tree; then clang builds
# it, which `make lint` only has it read.
analyse: test-tree
	@REFGATE_ANALYSE=all REFGATE_TEST_SECONDS=7200 \
		tests/run $(OUT)/test $(OUT)/analyse/results \
		tests/lint/tidy.t tests/lint/analyzer.t tests/lint/cppcheck.t
	+@$(MAKE) --no-print-directory $(parallel) CC=clang WERROR=1 \
		VARIANT=debug BUILD=$(call mq,$(OUT)/clang) all units \
		>$(OUT)/clang.log || { cat $(OUT)/clang.log; exit 1; }

VALGRIND_TESTS ?= $(filter-out test_allocations,$(UNITS)) \
	$(sort $(wildcard tests/rules/*.t))

test-valgrind: test-tree
	@REFGATE_SRC=$(call sq,$(CURDIR)) \
		REFGATE_BUILD=$(call sq,$(call absolute,$(OUT)/test)) \
		REFGATE_ROOT=$(call sq,$(call root,test)) \
		sh tests/valgrind/run.sh $(if $(TESTS),$(TESTS),$(VALGRIND_TESTS))

# What the pages and the completions have from elsewhere.
manual: test-tree
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/lint/manual.py \
		$(call sq,$(OUT)/test/root/bin/refgate)

coverage:
	@./deps test --install
	@rm -rf $(OUT)/coverage
	+@$(call build_tree,coverage,coverage)
	@REFGATE_ALLOCATIONS=all REFGATE_TEST_SECONDS=2400 \
		tests/run $(OUT)/coverage \
		$(OUT)/coverage/results \
		$(if $(TESTS),$(TESTS),$(COVERAGE_TESTS)) || true
	@tests/coverage $(OUT)/coverage

# About 7 minutes on two idle cores; ROWS="push start" for some of it. PAGE=1
# writes what was measured into docs/performance.md, too.
ROWS ?=
PAGE ?= 0

bench:
	@./deps test --install
	+@$(call build_tree,bench,release)
	@python3 -B tests/bench/suite.py --prefix $(call sq,$(call root,bench)) \
		--build $(call sq,$(OUT)/bench) --out $(call sq,$(OUT)/bench) \
		$(if $(filter 1,$(PAGE)),--page docs/performance.md) $(ROWS); \
	status=$$?; $(call place,bench,remove); exit $$status

# What tests/bench/instructions.t holds the hooks against.
instructions: test-tree
	@python3 -B tests/bench/instructions.py renew \
		$(call sq,$(call root,test)) $(call sq,$(OUT)/test)

# Fifty clients at once, for minutes: numbers, and whether anything is lost.
SOAK_SECONDS ?= 240

soak:
	@./deps test --install
	+@$(call build_tree,soak,release)
	@python3 -Bu tests/soak/soak.py $(call sq,$(call root,soak)) \
		--seconds $(SOAK_SECONDS); \
	status=$$?; $(call place,soak,remove); exit $$status

# git's own tests, with our hooks and without; the source comes from Debian.
test-git:
	@./deps test --install
	+@$(call build_tree,git,release)
	@sh tests/git/run.sh $(call sq,$(call root,git)) $(call sq,$(OUT)/git) \
		$(TESTS); status=$$?; $(call place,git,remove); exit $$status

# Fuzzers with libFuzzer: $(OUT)/fuzz/tests/fuzz_NAME DIRECTORY...
fuzz:
	@mkdir -p $(OUT)
	+$(MAKE) --no-print-directory $(parallel) CC=clang VARIANT=sanitize \
		BUILD=$(call mq,$(OUT)/fuzz) FUZZ_DRIVER= \
		CFLAGS=-fsanitize=fuzzer-no-link LINK_FUZZ=-fsanitize=fuzzer \
		fuzz-programs

fuzz-programs: $(ARCHIVE) $(FUZZ_PROGRAMS)

# Each for FUZZ_SECONDS, or those of FUZZ_TARGETS, all on one processor;
# REFGATE_FUZZ_FOUND=DIRECTORY keeps what they find.
FUZZ_SECONDS ?= 10
FUZZ_TARGETS ?=

fuzz-run: fuzz
	@sh tests/fuzz/run.sh $(call sq,$(OUT)/fuzz) $(FUZZ_SECONDS) \
		$(FUZZ_TARGETS)

# What `make fuzz` does not compile, for another compiler's warnings.
programs: $(call objects,$(HOOKS:%=hooks/%.c) $(CLI_SOURCES) \
	$(sort $(wildcard hooks/test/*.c tests/unit/*.c tests/tools/*.c \
	tests/faults/*.c)))

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
	@echo '     [STATIC=0|1] [MUSL_CC=musl-gcc]'
	@echo
	@echo '  all            the library, the hooks, the command (default)'
	@echo '  install        into PREFIX; uninstall takes it away'
	@echo '  install-strip  the same, without debugging information'
	@echo '  test           every test; TESTS="tests/push/x.t ..." for some'
	@echo '  test-hosts     those with real servers and clients'
	@echo '  test-differential  against git: REPOSITORIES=5000 random ones from SEED=1 on'
	@echo '  test-faults    all faults of tests/faults, which takes an hour'
	@echo '  test-sanitize  units and pushes under ASan and UBSan'
	@echo '  test-valgrind  units and pushes under memcheck; TESTS="test_x ..."'
	@echo '  analyse        clang-tidy, gcc -fanalyzer and cppcheck, with all checks'
	@echo '  lint           layers, headers, format, sizes, pages, scripts'
	@echo '  manual         renews the manual pages and completions'
	@echo '  coverage       lines and branches of lib/ that the tests run'
	@echo '  bench          benchmarks; ROWS="push ..." for some, PAGE=1 for the page'
	@echo '  instructions   renews the table of instruction counts'
	@echo '  soak           fifty clients at once, for SOAK_SECONDS twice'
	@echo "  test-git       git's own tests, with the hooks and without"
	@echo '  fuzz           the fuzz targets, with clang'
	@echo '  fuzz-run       runs them: FUZZ_SECONDS=10 FUZZ_TARGETS="armor"'
	@echo '  format         clang-format on all sources'
	@echo '  dist           an archive of the sources; the same bytes each time'
	@echo '  deb            Debian packages of it, with debhelper and lintian'
	@echo '  clean          removes $(OUT)'
