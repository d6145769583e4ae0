#!/usr/bin/env bash
# Simulation-based calibration of whole plans: truths from the priors, data from the truths, and the
# rank of each truth among runs fitted to its data, which is uniform where the odds are right:
#   bash benches/calibration.sh [DATA SETS, or a range of them] [PLAN…]
# Histograms, chi-square and simultaneous bands of the distribution function; fails where a test does.
set -euo pipefail
cd "$(dirname "$0")/.."
sets=${1:-1024}
shift || true
plans=("$@")
[ ${#plans[@]} -gt 0 ] || plans=(benches/calibration/*.md)
cargo run --release --quiet -p hongtu-study --example calibration -- "$sets" "${plans[@]}"
