#!/usr/bin/env bash
# How fast a published page answers in headless Chromium, and how large it is:
#   bash benches/page.sh [PLAN] [PAGE…]
# Publishes the plan and measures the page from loopback; further pages, such as one that an earlier
# version published, are measured side by side with it, round by round. ROUNDS is how often (3). The last
# page is no plan's: it tells what the machine adds to five milliseconds of work in a frame.
set -euo pipefail
cd "$(dirname "$0")/.."
plan=${1:-plans/changchun/plan.md}
shift || true
cargo build --release --quiet
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
target/release/hongtu publish "$plan" --lang en --no-progress -o "$scratch" > /dev/null 2>&1
node benches/page/measure.mjs "$scratch/index.html" "$@" benches/page/machine.html
