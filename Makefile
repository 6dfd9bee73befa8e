# The same verbs as in every folder below. FOLDER.VERB runs one folder's: `make rust-validator.test`.
DEFAULT_VERB := help
include toolchain/env.mk

# Folders are built side by side.
MAKEFLAGS  += --jobs=$(shell getconf _NPROCESSORS_ONLN)

STAGES     := $(patsubst %/Makefile,%,$(wildcard stages/*/Makefile))
EXAMPLES   := $(patsubst %/Makefile,%,$(wildcard examples/*/Makefile))
COMPONENTS := rust-validator go-service py-reporting rust-components $(STAGES)
# Every folder that is built and tested. `make folders` prints the list, which tests/run reads.
FOLDERS    := toolchain toolchain/dist toolchain/watch $(COMPONENTS) composer rust-host js-host samples tests tests/docs tests/echoes \
              templates workshop $(EXAMPLES)
# A variable as an option, if it is an argument of make: LANG is in most environments, and NAME in some.
given       = $(if $(filter command,$(firstword $(origin $(1)))),--$(2)='$($(1))')
VERBS      := build test lint fmt clean
# The bench is built and checked only on request: bench.lint, bench.test.
ALL        := $(FOLDERS) bench
SCALE_ROWS := $(or $(ROWS),5000000)
ROWS       ?= 1000000
COMMANDS   ?= rust-host/lldb/step.lldb

.PHONY: help folders setup doctor compose run watch step serve playground workerd swap scale new-stage new-pipeline test check \
        soak fuzz kit bench dist lint fmt clean data

help: ## print this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

folders:
	@printf '%s\n' $(FOLDERS)

setup: ## install the pinned tools, once per machine
	@toolchain/setup

doctor: ## print every tool: wanted, found, where from
	@toolchain/doctor

compose: ## build the components and both hosts, and join the components into build/pipeline.wasm; DEBUG=1: with names, into build/debug; DEBUG=full: for a debugger, into build/full
ifdef DEBUG
# With names and source lines, which error messages then include: build/debug/pipeline.wasm, for --component. `full` is for
# --debug-info: not optimised, with variables and types where the language has them.
export VARIANT := $(or $(filter full,$(DEBUG)),debug)
compose: rust-host.compile
else
compose: rust-host.compile js-host.build
endif

run: compose ## run the sample through both hosts and compare what they write
	@samples/compare-hosts

watch: rust-host.compile toolchain/watch.build ## build what is saved, run the sample, and show what changed in the outcome
	@MAKEFLAGS= build/tools/watch

step: ## stop in Go and in Rust within one call of the component, with lldb; COMMANDS=rust-host/lldb/step.lldb
	@lldb=$$(toolchain/lldb) && $(MAKE) --no-print-directory compose DEBUG=full && exec "$$lldb" --no-lldbinit --source '$(COMMANDS)' -- \
		bin/pipeline create --debug-info --name 'Ann Lee' --email ann@example.com --age 30

serve: rust-host.compile ## serve users, validation and reports over HTTP; ADDR=127.0.0.1:8080 STORE=users.db
	@bin/pipeline serve $(if $(ADDR),--addr $(ADDR)) $(if $(STORE),--store $(STORE))

playground: examples/playground.build ## serve a page that runs the component in the browser; PORT=8000
	@$(MAKE) --no-print-directory -C examples/playground serve

workerd: examples/workerd.build ## serve the components on workerd, the runtime of Cloudflare Workers; PORT=8080 STORE=FOLDER
	@$(MAKE) --no-print-directory -C examples/workerd serve $(if $(STORE),STORE='$(abspath $(STORE))')

swap: compose ## compose with the validator in LANG=c|go|js|python|rust, or with each, and run the vectors: the same bytes
	@$(MAKE) --no-print-directory -C examples/validators swap \
		$(if $(filter command,$(firstword $(origin LANG))),LANGUAGES='$(LANG)')

scale: rust-host.compile ## run 5,000,000 rows on a Spark cluster of two workers, lose one, and compare with the host; ROWS=
	@$(MAKE) --no-print-directory -C examples/spark measure ROWS=$(SCALE_ROWS)

new-stage: composer.build ## write a stage before the service: make new-stage NAME=tidy LANG=rust|go|python|js
	@build/tools/compose new-stage $(call given,NAME,name) $(call given,LANG,lang)

new-pipeline: composer.build ## write a small pipeline of its own: make new-pipeline NAME=orders DIR=../orders RECORD='id:string amount:u64'
	@build/tools/compose new-pipeline $(call given,NAME,name) $(call given,DIR,dir) $(call given,RECORD,record)

test: compose ## run every test
	@tests/run

check: compose ## run the unit tests of what has changed, the vectors through both hosts, and the style, in about half a minute
	@tests/run --changed

soak: compose ## run the long form of the tests, for hours: more cases, more moments to be killed at
	@SOAK=1 PROPTEST_CASES=20000 tests/run
	@$(MAKE) --no-print-directory fuzz SECONDS=1800
	@$(MAKE) --no-print-directory -C toolchain/dist reproduce
	@$(MAKE) --no-print-directory kit
	@toolchain/test-kit
	$(if $(filter examples/spark,$(EXAMPLES)),@$(MAKE) --no-print-directory scale)

fuzz: compose ## look for inputs that break the decoders, on which the five validators differ, and for WIT that tools get wrong, for SECONDS=60 each
	@$(MAKE) --no-print-directory rust-components.fuzz
	$(if $(filter examples/validators,$(EXAMPLES)),@$(MAKE) --no-print-directory examples/validators.fuzz)
	@$(MAKE) --no-print-directory tests/echoes.fuzz

kit: ## pack checkout, tools and dependencies into one archive that works without a network: build/kit
	@toolchain/kit

bench: compose ## measure the speed and compare with alternatives; QUICK=1 for the short form
	@bench/run

dist: compose ## write the release into build/dist: archive, npm package, OCI images, bill of materials, licences, checksums
	@$(MAKE) --no-print-directory -C toolchain/dist write

lint: $(FOLDERS:%=%.lint) ## check style and types; changes nothing

fmt: $(ALL:%=%.fmt) ## format the sources

clean: $(ALL:%=%.clean) ## remove what was built in this checkout; the tools stay
	rm -rf build bin target

data: data/users-$(ROWS).csv data/users-$(ROWS).ndjson ## write large sample files: make data ROWS=1000000

data/users-$(ROWS).%: samples/Cargo.toml $(wildcard samples/src/*.rs)
	@cargo run --quiet --release --package samples -- --rows $(ROWS) --format $* --out $@.new
	@mv $@.new $@

composer.compose: $(COMPONENTS:%=%.build) composer.build rust-host.build
rust-host.compile js-host.build: composer.compose
examples/playground.build: js-host.build
examples/workerd.build examples/http-service.build: composer.compose

.PHONY: $(foreach verb,$(VERBS) compose compile fuzz adapter test-programs,$(ALL:%=%.$(verb)))
$(foreach verb,$(VERBS) compose compile fuzz adapter test-programs,$(ALL:%=%.$(verb))):
	@$(MAKE) --no-print-directory -C $(basename $@) $(patsubst .%,%,$(suffix $@))
