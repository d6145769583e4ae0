"""Pareto-smoothed importance weights by ArviZ, for the test `smoothed_weights_are_those_of_arviz` of
hongtu-study (tests/main/lessons.rs), which makes the same numbers and compares.

    python3 -m venv venv && venv/bin/pip install 'arviz==0.23.4' && venv/bin/python benches/psis_reference.py

The data are stated here in full: uniform numbers u from Knuth's linear congruential generator (MMIX),
and 500 log ratios -shape * ln(u) + v / 10, u and v by turns.
"""

import math

import arviz
import numpy

for shape in (0.3, 0.6, 0.9):
    state = 2024
    uniform = []
    for _ in range(1000):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        uniform.append(((state >> 11) + 0.5) / 2**53)
    u, v = numpy.array(uniform[0::2]), numpy.array(uniform[1::2])
    ratios = numpy.array([-shape * math.log(x) for x in u]) + v / 10
    for efficiency in (1.0, 0.4):
        weights, k = arviz.psislw(ratios.copy(), reff=efficiency)
        weights = numpy.asarray(weights)
        largest = numpy.sort(weights)[-3:]
        effective = 1 / numpy.sum(numpy.exp(2 * weights))
        mean = numpy.sum(numpy.exp(weights) * v)
        print(f"({shape}, {efficiency}, {float(k)!r}, {[float(x) for x in largest]!r}, {float(effective)!r}, {float(mean)!r}),")
