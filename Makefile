# What one does with this package from a shell; `make help` lists it.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=

# The sample video of `make demo` and the object in its first frame: x,y,width,height in pixels.
CLIP ?= rover
ROUNDS ?= 100
# Parts leave the whole alone.
JSON ?= .build/benchmark/$(or $(SECTIONS),results).json
STARTS ?= 10
STEPS ?= 1000
BOX ?= 213,158,127,106

# Each way of building keeps a folder of its own: compiler flags differ, and in a shared folder every
# change from one to the other would compile everything again.
BUILD := $(SWIFT) build -c release
INSTALL_BUILD := $(BUILD) --static-swift-stdlib --scratch-path .build/install
TEST_FLAGS := -c release -Xswiftc -enable-testing --scratch-path .build/testing
TEST := $(SWIFT) test $(TEST_FLAGS)
TEST_BUILD := $(SWIFT) build $(TEST_FLAGS)

SWIFT_FILES := Package.swift $(wildcard Sources Tests Benchmarks Examples Tools)

.DEFAULT_GOAL := build
.PHONY: help setup build demo test test-threads test-browser test-cluster lint format benchmark benchmark-compare benchmark-training benchmark-peers evaluate evaluate-samples check-parity check-peers verify-glyphs install clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' Makefile

setup: ## Install what is missing to build (Debian packages; sudo unless root)
	@Scripts/setup.sh

build: setup ## Build everything, optimised
	$(BUILD)

demo: setup ## Build, and track an object through a sample video (CLIP, BOX)
	$(BUILD) --product track
	@mkdir -p demo
	.build/release/track SampleVideos/$(CLIP).mp4 --box $(BOX) --force \
	  --output demo/$(CLIP).track.csv --video demo/$(CLIP).annotated.mp4
	@echo "Boxes:           demo/$(CLIP).track.csv"
	@echo "Annotated video: demo/$(CLIP).annotated.mp4"

test: setup ## Run the tests, optimised (FILTER=name for some of them)
	$(TEST) --disable-xctest $(if $(FILTER),--filter "$(FILTER)") </dev/null

test-threads: setup ## Run what uses several threads under ThreadSanitizer
	$(SWIFT) test --sanitize=thread --scratch-path .build/threads --disable-xctest \
	  --filter "plansRunSideBySide|copiesOnSeveralThreadsGiveTheSameBoxes|theNumberOfWorkersChangesNothing|VideoReaderTests|BatchQueueTests|CropCacheTests.*threads|NegativePairTests.*stopping" </dev/null

# Built where the tests are, which have built most of it. Chromium brings no fonts of its own.
test-browser: ## Look at a report's page in a headless Chromium (installs it)
	@Scripts/setup.sh chromium fonts-liberation
	$(TEST_BUILD) --product track
	$(TEST_BUILD) --product check-page
	Scripts/test-browser.sh .build/testing/release .build/browser
	@echo "Report: .build/browser/report.html; screenshots: .build/browser/screenshots"

test-cluster: setup ## Evaluate and train on a Slurm of its own and with OpenMPI (installs them)
	$(BUILD) --product track
	$(BUILD) --product check-process-group
	Scripts/test-mpi.sh .build/release/track .build/release/check-process-group
	Scripts/test-cluster.sh .build/release/track .build/release/check-process-group

lint: ## Check the formatting and what must not be committed
	@$(SWIFT) format --version >/dev/null 2>&1 || \
	  { echo "lint: this toolchain has no 'swift format'; Swift 6's has" >&2; exit 1; }
	$(SWIFT) format lint --strict --parallel --recursive $(SWIFT_FILES)
	@! grep -n unsafeFlags Package.swift || \
	  { echo "lint: unsafeFlags would bar this package from being a dependency" >&2; exit 1; }
	@made=$$(git ls-files Package.resolved .build demo); test -z "$$made" || \
	  { echo "lint: made by the build, must not be committed:" $$made >&2; exit 1; }

format: ## Format the Swift files in place
	$(SWIFT) format --in-place --parallel --recursive $(SWIFT_FILES)

benchmark: setup ## Measure the speed of every stage (ROUNDS=100, SECTIONS=network,tracking JSON=file)
	$(BUILD) --product track
	$(BUILD) --product benchmark
	@mkdir -p .build/benchmark
	OMP_WAIT_POLICY=passive .build/release/benchmark SampleVideos/$(CLIP).mp4 $(BOX) .build/benchmark \
	  --rounds $(ROUNDS) $(if $(SECTIONS),--sections $(SECTIONS)) --json $(JSON)

benchmark-compare: ## What changed since an earlier benchmark (OLD=file.json, NEW=newest)
	@test -n "$(OLD)" || { echo "benchmark-compare: say with what: make benchmark-compare OLD=file.json" >&2; exit 1; }
	@$(BUILD) --product benchmark >/dev/null
	@.build/release/benchmark --compare "$(OLD)" "$(or $(NEW),$(JSON))"

benchmark-training: setup ## Measure a step of training beside PyTorch, from PyPI
	$(BUILD) --product training-step
	Peers/measure.sh training "$${XDG_CACHE_HOME:-$$HOME/.cache}/track-peers"

benchmark-peers: setup ## Measure tracking beside PyTorch and OpenCV, from PyPI
	$(BUILD) --product tracking-speed
	Peers/measure.sh tracking "$${XDG_CACHE_HOME:-$$HOME/.cache}/track-peers"

evaluate-samples: ## The shipped models, and random weights, on the sample clips (STARTS=10)
	@$(MAKE) --no-print-directory evaluate SEQUENCES=SampleVideos

evaluate: setup ## The same on the sequences of a folder (SEQUENCES=folder, STARTS=10)
	@test -n "$(SEQUENCES)" || { echo "evaluate: say which sequences: make evaluate SEQUENCES=folder" >&2; exit 1; }
	$(BUILD) --product track
	Scripts/evaluate.sh .build/release/track "$(SEQUENCES)" \
	  ".build/evaluation/$(notdir $(abspath $(SEQUENCES)))" $(STARTS)

# Nothing of it is committed: the pictures are drawn anew, the same ones each time.
verify-glyphs: setup ## Train a verifier on glyphs that are drawn for it, and test it (STEPS=1000)
	$(BUILD) --product track
	$(BUILD) --product make-glyphs
	rm -rf .build/glyphs
	.build/release/make-glyphs .build/glyphs/pictures
	.build/release/track verify train .build/glyphs/pictures --output .build/glyphs/verifier \
	  --steps $(STEPS)
	.build/release/track verify test .build/glyphs/verifier .build/glyphs/pictures --controls

check-parity: setup ## Compare with recorded runs of the published implementation (PARITY=folder, MODEL=its weights, imported)
	@test -n "$(PARITY)" || { echo "check-parity: say which folder: make check-parity PARITY=folder" >&2; exit 1; }
	$(SWIFT) run -c release check-parity "$(PARITY)" $(if $(MODEL),"$(MODEL)")

check-peers: setup ## Compare with PyTorch, OpenCV, got10k and the vot-toolkit, from PyPI
	$(BUILD) --product track
	$(BUILD) --product measure-workspace
	$(BUILD) --product tracking-speed
	Peers/check.sh "$${XDG_CACHE_HOME:-$$HOME/.cache}/track-peers"

# The installed program carries the Swift runtime in itself, so it outlives the toolchain. Its manual
# page is made from the declarations of its options by swift-argument-parser's own generator.
install: setup ## Install program, models, recipes and manual page (PREFIX=/usr/local, DESTDIR)
	$(INSTALL_BUILD) --product track
	$(INSTALL_BUILD) --product generate-manual
	@mkdir -p .build/install/manual
	.build/install/release/generate-manual .build/install/release/track \
	  --output-directory .build/install/manual \
	  --date "$$(git log -1 --format=%cs 2>/dev/null || date +%F)"
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/man/man1"
	install -m 755 .build/install/release/track "$(DESTDIR)$(PREFIX)/bin/track"
	install -m 644 .build/install/manual/track.1 "$(DESTDIR)$(PREFIX)/share/man/man1/track.1"
	@set -e; for model in Weights/*/; do \
	  folder="$(DESTDIR)$(PREFIX)/share/track/models/$$(basename "$$model")"; \
	  echo "install $$model -> $$folder"; \
	  install -d "$$folder"; install -m 644 "$$model"* "$$folder"; \
	done
	install -d "$(DESTDIR)$(PREFIX)/share/track/recipes"
	install -m 644 Recipes/*.json "$(DESTDIR)$(PREFIX)/share/track/recipes"

clean: ## Remove what was built and the demo's results
	rm -rf .build demo
