# Development commands; dev/README.md tells what they need and where things go.
.DEFAULT_GOAL := help
.PHONY: help test-pure bench-quick bench-workers bench-keys bench-worklist bench-files bench-words demo test test-all torture bench bench-proof bench-overhead bench-evidence lint format i18n wheel screenshots stop clean-db
export T PROFILE FRESH

help: ## show this list
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 12
	@echo
	@echo 'make test T=…: a tag, a class, :Class, :Class.method, .method, standalone[:NAME],'
	@echo '  torture[:NAME] or dev; on a database that is kept (FRESH=1: made anew);'
	@echo '  PROFILE=base: with accounting only instead of all apps.'
	@echo 'dev/odoo ARGS…: Odoo with this module.  dev/run PROGRAM ARGS…: e.g. psql, python.'

demo: ## serve a demo database on this machine (Ctrl-C stops it)
	@dev/demo

test: ## run the tests, browser tours included (T=… narrows)
	@dev/test

test-pure: ## run the tests that need no database (T=:Class; T=long: the longer ones)
	@dev/test-pure

test-all: ## run what takes longer: all Community apps, accounting alone, a quick torture
	@PA_QUICK=1 dev/test --rest

torture: ## races, kills, faults and very many inputs, with new draws; ends with a table
	@T="$${T:-torture}" dev/test

bench: ## run the benchmarks: anonymizing (ARGS=…), the proof, the overhead
	@dev/run python benchmarks/run.py $(ARGS)
	@dev/run python benchmarks/proof.py
	@dev/run python benchmarks/overhead.py

bench-quick: ## measure on a database that is like life (ARGS=…; writes RESULTS.md)
	@dev/run --all python benchmarks/quick.py $(ARGS)

bench-proof: ## run the benchmark of the proof alone
	@dev/run python benchmarks/proof.py

bench-files: ## measure memory and time of large files (ARGS=--quick: a tenth)
	@dev/run python benchmarks/files.py $(ARGS)

bench-overhead: ## measure what those pay who do not use the module
	@dev/run python benchmarks/overhead.py

bench-evidence: ## measure what the ledger and the log's chain cost (ARGS=--quick)
	@dev/run python benchmarks/evidence.py $(ARGS)

bench-keys: ## measure making, wrapping and rotating keys (ARGS=--quick: a tenth)
	@dev/run python benchmarks/keys.py $(ARGS)

bench-worklist: ## run the benchmark of the worklist (a million partners)
	@dev/run python benchmarks/worklist.py $(ARGS)

bench-workers: ## measure workers that share a run, and who invoices meanwhile
	@dev/run --all python benchmarks/workers.py $(ARGS)

bench-words: ## count whose words go (ARGS=--quick: a tenth; --before COMMIT, --presidio)
	@dev/run python benchmarks/words.py $(ARGS)

lint: ## check style
	@dev/check

format: ## fix what the style checks can fix
	@dev/check --fix

i18n: ## export the terms, merge them into the translations
	@dev/i18n $(ARGS)

wheel: ## build the wheel for a package index (ARGS=FOLDER; default: dist)
	@dev/wheel $(ARGS)

screenshots: ## take the pictures of the documentation from a demo of its own
	@dev/run python dev/screenshots.py

stop: ## stop the demo, and PostgreSQL unless another command uses it
	@dev/run stop

clean-db: ## drop the test, template and demo databases
	@dev/run clean-db
