# The verbs lint and fmt of a folder with Python, by the tools' settings in its pyproject.toml. Set before the include, if
# needed: GENERATED, what mypy needs; PYTHON, the Python whose packages mypy reads, and whose licences are checked.
DEFAULT_VERB ?= build
include $(dir $(lastword $(MAKEFILE_LIST)))env.mk
.DEFAULT_GOAL := $(DEFAULT_VERB)

.PHONY: lint fmt clean

lint:: $(GENERATED)
	ruff check .
	ruff format --check .
	mypy $(if $(PYTHON),--python-executable $(PYTHON))
	$(if $(PYTHON),@$(LICENCES) $(PYTHON))

fmt::
	ruff format .
	ruff check --fix --exit-zero --quiet .

clean::
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
