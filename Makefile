# Every target prepares what it needs. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run phone test check bench bench-sync bench-phone crowd sim model fuzz pictures types clean-data

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: ## install what every other target needs (Debian packages, npm)
	@scripts/setup.sh

run: ## build and start server, console and the phone in the browser, with demo data
	@scripts/run.sh

phone: ## open the real phone app in a window on this desktop
	@scripts/phone.sh

test: ## set up and run every test
	@scripts/test.sh

check: ## format, lints, types, generated files, file sizes, leftover words
	@scripts/check.sh

bench: ## measure the budgets (scripts/bench.sh)
	@scripts/bench.sh

bench-sync: ## measure sync beside its floors, Anki and PouchDB (docs/BENCH-SYNC.md)
	@scripts/bench-sync.sh

bench-phone: ## measure the phone on ten years of a large city
	@scripts/bench-phone.sh

crowd: ## let a thousand phones come back to one server within a minute
	@scripts/crowd.sh

sim: ## run the long simulation of phones, server and broken networks (SEEDS=n, or SEED=n for one story)
	@scripts/sim.sh $(if $(SEEDS),--seeds $(SEEDS)) $(if $(FROM),--from $(FROM)) $(if $(SEED),--seed $(SEED) --trace) $(if $(STEPS),--steps $(STEPS))

model: ## look through every state of the model of the sync protocol (docs/SYNC.md, section 17)
	@scripts/model.sh

fuzz: ## let libFuzzer make bytes for what reads bytes of others (SECONDS=n for each target; fuzz/README.md)
	@scripts/fuzz.sh $(if $(SECONDS),$(SECONDS),60)

pictures: ## take the pictures of the README again
	@scripts/pictures.sh

types: ## write the generated files (*.gen.ts, *.gen/) again
	@scripts/types.sh

clean-data: ## remove the demo data; refuses to touch any other
	@scripts/clean-data.sh
