# SPDX-License-Identifier: GPL-2.0-only
#
# User targets; "make help" lists them.  What the modules consist of is in Kbuild.

# The running kernel's headers, or the newest ones that are installed.
KVERS := $(patsubst /lib/modules/%/build,%,$(wildcard /lib/modules/*/build))
KVER ?= $(or $(filter $(shell uname -r),$(KVERS)),$(lastword $(shell printf '%s\n' $(KVERS) | sort -V)))
KDIR ?= /lib/modules/$(KVER)/build
PREFIX ?= /usr/local
DESTDIR ?=
BUILD := build

VM := selftests/vm
KBUILD_ARGS := -C $(KDIR) M=$(CURDIR) W=1
LIB_ARGS := -C lib BUILD=$(CURDIR)/$(BUILD)/lib
TOOLS_ARGS := -C tools BUILD=$(CURDIR)/$(BUILD)/tools LIBBUILD=$(CURDIR)/$(BUILD)/lib
INSTALL_ARGS = PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)
MODULES := tline.ko tline_sim.ko
KSRC := Kbuild $(wildcard kernel/*.[ch] kernel/*/*.[ch] uapi/linux/*.h)
UDEV_RULES := $(PREFIX)/lib/udev/rules.d/60-tline.rules

.PHONY: all modules lib headers tools tests unit install uninstall demo check check-debug check-kunit \
	check-model coverage storm fuzz bench shell sparse style deps clean help

all: modules lib tools

modules: $(KDIR)/Makefile
	+@$(VM)/build modules $(KBUILD_ARGS) modules

lib:
	+@$(VM)/build lib $(LIB_ARGS) all

# The public header as C and C++, and what the library exports.
headers: lib
	+@$(VM)/build headers $(LIB_ARGS) check-headers

tools: lib
	+@$(VM)/build tools $(TOOLS_ARGS) all

tests: lib
	+@$(VM)/build tests -C selftests all

unit:
	+@$(VM)/build unit -C selftests/unit all

$(KDIR)/Makefile:
	@echo "There are no kernel headers in '$(KDIR)'.  'make deps' installs some;" >&2
	@echo "KVER=version or KDIR=directory names others (installed: $(or $(KVERS),none))." >&2
	@exit 1

install: $(KDIR)/Makefile
	@test -e tline.ko || { echo "Nothing is built yet: run 'make' first, then 'sudo make install'." >&2; exit 1; }
	$(MAKE) $(KBUILD_ARGS) INSTALL_MOD_PATH=$(DESTDIR) modules_install
	$(MAKE) $(LIB_ARGS) $(INSTALL_ARGS) install
	$(MAKE) $(TOOLS_ARGS) $(INSTALL_ARGS) install
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/include/linux uapi/linux/tline*.h
	install -d $(dir $(DESTDIR)$(UDEV_RULES))
	sed 's|@bindir@|$(PREFIX)/bin|' tools/udev/60-tline.rules > $(DESTDIR)$(UDEV_RULES)
	chmod 644 $(DESTDIR)$(UDEV_RULES)
ifeq ($(DESTDIR),)
	depmod $(KVER)
	ldconfig
	udevadm control --reload 2>/dev/null || :
endif

uninstall:
	rm -f $(foreach m,$(MODULES),$(wildcard $(DESTDIR)/lib/modules/$(KVER)/*/$(m)*))
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/lib/,libtline.* libtline-windows.a pkgconfig/libtline*.pc)
	rm -rf $(DESTDIR)$(PREFIX)/include/tline $(DESTDIR)$(PREFIX)/lib/tline
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/share/man/man7/,$(notdir $(wildcard lib/man/*.7)))
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/include/linux/,$(notdir $(wildcard uapi/linux/tline*.h)))
	$(MAKE) $(TOOLS_ARGS) $(INSTALL_ARGS) uninstall
	rm -f $(DESTDIR)$(UDEV_RULES)
ifeq ($(DESTDIR),)
	depmod $(KVER)
	ldconfig
endif

# What is more than building, "make check" and "make demo" need is in DEPS.
deps:
	@$(VM)/deps $(DEPS)

demo: deps
	@MAKE="$(MAKE)" $(VM)/demo

check: deps
	@MAKE="$(MAKE)" $(VM)/check $(TESTS)

check-debug: DEPS := debug
check-debug: deps
	@MAKE="$(MAKE)" selftests/debug/check $(TESTS)

coverage: DEPS := debug coverage
coverage: deps
	@MAKE="$(MAKE)" selftests/debug/coverage $(TESTS)

check-kunit: DEPS := debug
check-kunit: deps
	@MAKE="$(MAKE)" selftests/kunit/run uml

check-model: DEPS := model
check-model: deps
	@selftests/model/check

storm: DEPS := $(if $(filter kasan kcsan,$(KERNEL)),debug)
storm: deps modules
	@selftests/storm/run $(or $(SEED),random) $(or $(SECONDS),60) $(or $(KERNEL),stock)

fuzz: DEPS := debug fuzz
fuzz: deps
	@selftests/fuzz/run $(or $(SECONDS),60) $(SEED)
	@$(MAKE) --no-print-directory -C selftests/fuzz/lib fuzz SECONDS=10

bench: deps
	$(MAKE) all
	$(MAKE) -C selftests/bench run

shell: deps
	$(MAKE) all
	@MAKE="$(MAKE)" $(VM)/demo --shell

sparse: modules $(BUILD)/sparse.ok

# What sparse found clean is not looked at again until it changes.
$(BUILD)/sparse.ok: $(KSRC)
	+@$(VM)/sparse $@ $(KBUILD_ARGS) C=2 CF=-D__CHECK_ENDIAN__ modules

style:
	@$(VM)/style

clean:
	-$(MAKE) -C lib clean BUILD=$(CURDIR)/$(BUILD)/lib
	-$(MAKE) -C tools clean BUILD=$(CURDIR)/$(BUILD)/tools
	-test ! -e $(KDIR)/Makefile || $(MAKE) $(KBUILD_ARGS) clean
	rm -rf $(BUILD)

help:
	@echo "make            modules, library and tool"
	@echo "make install    install them, as root (PREFIX=$(PREFIX), DESTDIR=, KVER=$(KVER))"
	@echo "make uninstall  remove them"
	@echo "make demo       boot a virtual machine and show calls on simulated lines"
	@echo "make check      build without warnings, sparse, unit tests, selftests in a virtual machine"
	@echo "make check TESTS='NAME...'   only these suites, e.g. TESTS=abi for selftests/abi_test.c"
	@echo "make check-model  the models of requests, calls and lines, exhaustively"
	@echo "make check-debug  the selftests, KUnit suites and a storm on kernels with KASAN, lockdep and"
	@echo "                the like, and with KCSAN; the kernels are built once, in ~/.cache/tline (TLINE_CACHE=)"
	@echo "make check-kunit  of these, only the KUnit suites under User Mode Linux"
	@echo "make coverage   the lines of modules and library that no test runs"
	@echo "make storm      hundreds of processes against 64 lines (SEED=random SECONDS=60 KERNEL=stock|kasan|kcsan)"
	@echo "make fuzz       programs made up to reach all code, on a kernel with KASAN (SECONDS=60 SEED=random)"
	@echo "make shell      a shell in a virtual machine with the modules loaded; 'poweroff -f' ends it"
	@echo "make bench      count instructions of the important operations"
	@echo "make sparse     check the modules with sparse"
	@echo "make style      check the sources with checkpatch"
	@echo "make deps       install the Debian packages that building and testing need, as root"
	@echo "make clean      remove what was built"
	@echo "Parts: modules lib tools tests unit.  Kernel: KVER=version or KDIR=directory of its headers."
