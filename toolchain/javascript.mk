# The verbs lint and fmt of a folder with JavaScript, by eslint.config.mjs at the top and the folder's tsconfig.json.
# Set before the include, if the folder has several: PROJECTS, its tsconfig files.
DEFAULT_VERB ?= build
include $(dir $(lastword $(MAKEFILE_LIST)))env.mk
.DEFAULT_GOAL := $(DEFAULT_VERB)

PROJECTS ?= tsconfig.json

.PHONY: lint fmt

lint::
	eslint .
	$(foreach project,$(PROJECTS),tsc --project $(project) &&) true

fmt::
	eslint --fix .
