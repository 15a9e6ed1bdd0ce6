# Wraps the scripts; each does its work alone too.
.PHONY: help setup build demo test lint format release image

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
setup: ## install what is missing (Debian's packages, grammars)
	@Scripts/setup
build: setup ## build the program for debugging
	@swift build
release: setup ## build the program as it ships
	@Scripts/build-release
demo: ## sweep the sample fleet twice, from nothing
	@Scripts/demo
test: ## run every test
	@Scripts/test
image: ## build the container image and try it out
	@Scripts/image test
lint: ## check formatting and layering
	@Scripts/lint
format: ## format the sources
	@swift format --in-place --recursive --parallel Package.swift Sources Tests
