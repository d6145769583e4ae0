#!/usr/bin/env bash
# Hongtu beside other samplers on the same plans (benches/peers): moments, quantiles, effective draws a second
# of one core, and their ratios, in one run. Fails where they disagree.
#   bash benches/peers.sh [DRAWS A CHAIN]
# Needs python3 with venv, pip and a C++ compiler (which PyMC and Stan compile models with). PyMC's own sampler
# takes more than an hour for the epidemic; draws that are there (target/peers/DRAWS) are not taken again.
set -euo pipefail
cd "$(dirname "$0")/.."
draws=${1:-15000}
here=$PWD/target/peers
drawn=$here/$draws
mkdir -p "$drawn"
cargo build --release --quiet
if [ ! -d "$here/pymc" ]; then
    python3 -m venv "$here/pymc"
    "$here/pymc/bin/pip" install --quiet pymc nutpie arviz
fi
# Stan has an environment of its own; without a wheel for this machine it is left out.
if [ ! -d "$here/stan" ]; then
    python3 -m venv "$here/stan"
    "$here/stan/bin/pip" install --quiet pystan || echo "no Stan here"
fi
for plan in schools epidemic; do
    for peer in pymc nutpie stan; do
        of=$drawn/$peer-$plan
        [ -f "$of.npz" ] && continue
        python="$here/$([ "$peer" = stan ] && echo stan || echo pymc)/bin/python"
        # Stan leaves what it compiles in the folder it is started in.
        (cd "$here" && "$python" "$OLDPWD/benches/peers/sample.py" "$peer" "$plan" "$draws" "$of.npz") > "$of.log" 2>&1 ||
            echo "$peer failed on $plan: $of.log"
    done
done
nproc
awk -F: '/model name/ {print $2; exit}' /proc/cpuinfo
"$here/pymc/bin/python" benches/peers/compare.py target/release/hongtu "$drawn" schools epidemic
