"""Hongtu and its peers on the same plans: compare.py HONGTU FOLDER PLAN…

Runs Hongtu on one thread with several seeds, reads the peers' draws (PEER-PLAN.npz) and prints moments,
quantiles, effective draws a second of processor time, and their ratios. Fails where they disagree.
"""

import csv
import json
import pathlib
import resource
import subprocess
import sys
import time

import arviz
import numpy as np
from models import HERE, NAMES
from scipy.stats import rankdata

RUNS, SEEDS, ISLANDS, BATCHES = 16_384, 32, 16, 16


def hongtu(binary, plan, folder):
    """Draws of every quantity, weights, groups (islands), seconds of waiting and of processor time."""
    values, weights, groups, timing = [], [], [], np.zeros(2)
    for seed in range(1, SEEDS + 1):
        command = [binary, "run", str(HERE / f"{plan}.md"), "--runs", str(RUNS), "--seed", str(seed)]
        command += ["--threads", "1", "--no-levers", "--no-cache", "--format", "json"]
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
        answers = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        timing += [time.time() - wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime]
        # The same runs once more, to have them in a file.
        subprocess.run(command + ["--out", str(folder)], capture_output=True, check=True)
        with open(folder / "runs.csv") as file:
            rows = list(csv.reader(file))
        measures = [measure(name, plan) for name in NAMES[plan]]
        columns = [next(i for i, head in enumerate(rows[0]) if head.startswith(m)) for m in measures]
        table = np.array([[float(row[i]) for i in columns] for row in rows[1:]])
        weight = np.array([float(row[1]) for row in rows[1:]])
        # Weights are relative to the largest; the evidence makes those of several seeds comparable.
        weight *= len(weight) / weight.sum() * np.exp(answers["weighting"]["log_evidence"])
        values.append(table.T)
        weights.append(weight)
        groups.append(np.arange(len(weight)) % ISLANDS + (seed - 1) * ISLANDS)
    return np.hstack(values), np.hstack(weights), np.hstack(groups), timing


def measure(name, plan):
    """The measure of a quantity, as the plan writes it."""
    if name.startswith("effect_"):
        return f"level(effect[{name[-1]}], 0 hour)"
    if name == "ill_at_the_end":
        return "level(ill, 60 day)"
    return f"level({name}, 0 {'day' if plan == 'epidemic' else 'hour'})"


def mean(values, weights, groups):
    """A weighted mean and its standard error, from groups that are independent of one another."""
    count = groups.max() + 1
    total = np.bincount(groups, weights, count)
    centre = (weights * values).sum() / weights.sum()
    off = np.bincount(groups, weights * (values - centre), count)
    return centre, np.sqrt(count / (count - 1) * (off**2).sum()) / total.sum()


def effective(values, weights, groups):
    """Independent draws that would tell as much of the mean rank as these do."""
    ranks = rankdata(values)
    centre, error = mean(ranks, weights, groups)
    return np.average((ranks - centre) ** 2, weights=weights) / error**2


def quantile(values, weights, share):
    order = np.argsort(values)
    return values[order][np.searchsorted(np.cumsum(weights[order]), share * weights.sum())]


def main():
    binary, folder, plans = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    agree = True
    for plan in plans:
        ours = hongtu(binary, plan, folder)
        print(f"\n{plan}: Hongtu {SEEDS} × {RUNS} runs; peers as drawn; seconds of one core")
        peers = {}
        for peer in ("pymc", "nutpie", "stan"):
            path = folder / f"{peer}-{plan}.npz"
            if not path.exists():
                print(f"  {peer}: no draws")
                agree = agree and peer == "stan"
                continue
            file = np.load(path)
            drawn = file["values"]
            chains, draws = drawn.shape[1:]
            batch = np.arange(draws) * BATCHES // draws
            groups = (batch + BATCHES * np.arange(chains)[:, None]).ravel()
            peers[peer] = (drawn, groups, file["compiling"], file["sampling"])
        sizes = {"hongtu": [effective(v, ours[1], ours[2]) for v in ours[0]]}
        bulk = {}
        for peer, (drawn, groups, *_) in peers.items():
            ones = np.ones(len(groups))
            sizes[peer] = [effective(v.ravel(), ones, groups) for v in drawn]
            bulk[peer] = min(float(arviz.ess(v, method="bulk")) for v in drawn)
        print(f"  {'':16}{'':8}{'mean':>10}{'sd':>10}{'5 %':>10}{'95 %':>10}{'eff.':>9}{'Δmean/sd':>10}{'z 5 %':>8}{'z 95 %':>8}")
        for index, name in enumerate(NAMES[plan]):
            value, weights, groups = ours[0][index], ours[1], ours[2]
            centre = np.average(value, weights=weights)
            sd = np.sqrt(np.average((value - centre) ** 2, weights=weights))
            tails = [quantile(value, weights, share) for share in (0.05, 0.95)]
            print(f"  {name:16}{'hongtu':8}{centre:10.4g}{sd:10.4g}{tails[0]:10.4g}{tails[1]:10.4g}{sizes['hongtu'][index]:9.0f}")
            for peer, (drawn, batches, *_) in peers.items():
                theirs, ones = drawn[index].ravel(), np.ones(len(batches))
                shift = (theirs.mean() - centre) / sd
                zs = []
                # Where our quantile is in their draws, against the errors of both.
                for share, tail in zip((0.05, 0.95), tails):
                    there, error = mean((theirs <= tail).astype(float), ones, batches)
                    here, own = mean((value <= tail).astype(float), weights, groups)
                    zs.append((there - here) / np.hypot(error, own))
                ends = np.quantile(theirs, [0.05, 0.95])
                print(f"  {'':16}{peer:8}{theirs.mean():10.4g}{theirs.std():10.4g}{ends[0]:10.4g}{ends[1]:10.4g}{sizes[peer][index]:9.0f}{shift:10.3f}{zs[0]:8.2f}{zs[1]:8.2f}")
                if abs(shift) > 0.05 or max(map(abs, zs)) > 4:
                    print(f"  {name}: {peer} DISAGREES")
                    agree = False
        least, typical = {}, {}
        for peer, found in sizes.items():
            least[peer] = min(found)
            # One group estimate is uncertain by some 20 %; the harmonic mean over quantities by less.
            typical[peer] = len(found) / sum(1 / size for size in found)
        rate = typical["hongtu"] / ours[3][1]
        print(f"\n  {'':8}{'eff. (harm.)':>13}{'least':>8}{'bulk ESS':>10}{'core s':>9}{'wall s':>9}{'+compile':>10}{'eff./core s':>13}{'Hongtu ×':>10}{'× w. compile':>14}")
        print(f"  {'hongtu':8}{typical['hongtu']:13.0f}{least['hongtu']:8.0f}{'':>10}{ours[3][1]:9.2f}{ours[3][0]:9.2f}{'':>10}{rate:13.0f}")
        for peer, (_, _, compiling, sampling) in peers.items():
            per = typical[peer] / sampling[1]
            whole = typical[peer] / (sampling[1] + compiling[1])
            print(f"  {peer:8}{typical[peer]:13.0f}{least[peer]:8.0f}{bulk[peer]:10.0f}{sampling[1]:9.2f}{sampling[0]:9.2f}{compiling[1]:10.2f}{per:13.0f}{rate / per:10.1f}{rate / whole:14.1f}")
        for peer, size in least.items():
            if size < 10_000:
                print(f"  {peer} has fewer than 10,000 effective draws of some quantity")
    print("\nall agree" if agree else "\nDISAGREEMENT")
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
