"""Draws of one peer: sample.py PEER PLAN DRAWS OUT, with PEER one of pymc, nutpie, stan.

Four chains, one after the other on one core. Writes the draws and the seconds of processor time and of
waiting, for compiling and for sampling (tuning included).
"""

import os
import sys
import time

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np
from models import NAMES, STAN, START, pymc_model, stan_data

CHAINS, TUNING = 4, 1000


def processor():
    """Processor time of this process and of all that it started, in seconds."""
    family, total = {os.getpid()}, 0.0
    stats = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        stats.append((int(pid), int(fields[1]), sum(map(int, fields[11:15]))))
    for pid, parent, ticks in sorted(stats):
        if pid in family or parent in family:
            family.add(pid)
            total += ticks / os.sysconf("SC_CLK_TCK")
    return total


def timed(work):
    wall, cpu = time.time(), processor()
    result = work()
    return result, time.time() - wall, processor() - cpu


def main():
    peer, plan, draws, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    names = NAMES[plan]
    if peer == "stan":
        import stan

        built, *compiling = timed(lambda: stan.build(STAN[plan], data=stan_data(plan), random_seed=1))
        start = {"init": [START[plan]] * CHAINS} if plan in START else {}
        fit, *sampling = timed(
            lambda: built.sample(num_chains=CHAINS, num_samples=draws, num_warmup=TUNING, **start)
        )
        # pystan interleaves chains: draw after draw, chain within draw.
        values = [fit[name].reshape(draws, CHAINS).T for name in names]
    else:
        import pymc as pm

        model, *compiling = timed(lambda: pymc_model(plan))
        with model:
            if peer == "pymc":
                run = lambda: pm.sample(
                    draws, tune=TUNING, chains=CHAINS, cores=1, random_seed=1, progressbar=False,
                    compute_convergence_checks=False,
                )
                trace, *sampling = timed(run)
                inside = float(trace.posterior.attrs.get("sampling_time", sampling[0]))
                share = inside / sampling[0]
                compiling = [a + b * (1 - share) for a, b in zip(compiling, sampling)]
                sampling = [b * share for b in sampling]
            else:
                import nutpie

                function, *more = timed(lambda: nutpie.compile_pymc_model(model))
                compiling = [a + b for a, b in zip(compiling, more)]
                run = lambda: nutpie.sample(
                    function, draws=draws, tune=TUNING, chains=CHAINS, cores=1, seed=1, progress_bar=False
                )
                trace, *sampling = timed(run)
        values = [trace.posterior[name].values for name in names]
    np.savez(out, values=np.array(values), compiling=compiling, sampling=sampling)


if __name__ == "__main__":
    main()
