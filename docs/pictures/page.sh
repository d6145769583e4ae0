#!/usr/bin/env bash
# Takes the picture of the page that the README shows, docs/pictures/page.png: the Changchun plan under
# its scenario of everything at once, in headless Chromium, 1,280 wide and light. Needs Chromium and node.
#   bash docs/pictures/page.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --release --quiet
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
target/release/hongtu publish plans/changchun --lang en --no-progress -o "$scratch"
node docs/pictures/page.mjs "$scratch/index.html" docs/pictures/page.png
