#!/usr/bin/env bash
# Time and memory of the main job as the number of runs grows. Figures in the README are from here:
#   bash benches/scale.sh [PLAN] [RUNS…]
# Peak memory is VmHWM of the process. The last column is what another run costs in memory against the
# line above.
set -euo pipefail
cd "$(dirname "$0")/.."
plan=${1:-plans/changchun/plan.md}
shift || true
runs=("$@")
[ ${#runs[@]} -gt 0 ] || runs=(10000 100000 1000000)

cargo build --release --quiet
hongtu=target/release/hongtu
echo "$plan, $(nproc) cores"
printf '%10s %9s %12s %14s\n' runs seconds 'peak MiB' 'bytes a run'
previous_runs=0
previous_peak=0
for n in "${runs[@]}"; do
    start=$(date +%s.%N)
    "$hongtu" run "$plan" --runs "$n" --no-cache --format json > /dev/null 2>&1 &
    pid=$!
    peak=0
    while kill -0 "$pid" 2> /dev/null; do
        now=$(awk '/VmHWM/ {print $2}' "/proc/$pid/status" 2> /dev/null || echo "$peak")
        [ -n "$now" ] && [ "$now" -gt "$peak" ] && peak=$now
        sleep 0.02
    done
    wait "$pid"
    end=$(date +%s.%N)
    awk -v n="$n" -v s="$start" -v e="$end" -v p="$peak" -v pn="$previous_runs" -v pp="$previous_peak" 'BEGIN {
        bytes = pn ? (p - pp) * 1024 / (n - pn) : 0
        printf "%10d %9.2f %12.1f %14s\n", n, e - s, p / 1024, pn ? sprintf("%.1f", bytes) : ""
    }'
    previous_runs=$n
    previous_peak=$peak
done
