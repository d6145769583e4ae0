#!/usr/bin/env bash
# Whether the tempered and the no-U-turn sampler draw the same posterior of a plan, alternatives held:
#   bash benches/agreement.sh [PLAN] [RUNS] [SEED]
# Differences are in standard errors, which have 15 degrees of freedom on either side; the mean of their squares
# is about 1.07 where the samplers agree.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo run --release --quiet -p hongtu-study --example agreement -- "$@"
