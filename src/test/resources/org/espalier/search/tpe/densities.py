"""Writes densities.csv: the density of a small Parzen estimator over a real, an ordinal and a choice.

Kernels are products over the axes: a normal density cut to [0, 1]; the mass such a density has on the interval of each
of an ordinal's values; a choice's own value or, with the share that is kept for all, any. The prior is uniform. Written
from these formulas alone, with the error function as an integral (Simpson, 20,000 intervals).
    python3 densities.py > densities.csv
"""
from fractions import Fraction
from math import exp, log, pi, sqrt

OBSERVED = [(0.05, 0, 1), (0.5, 3, 1), (0.62, 2, 0), (0.97, 3, 2)]  # position, index of 4, index of 3
WEIGHTS = [1.0, 0.5, 2.0, 1.0]
PRIOR = 1.0
REAL_WIDTH, ORDINAL_WIDTH, SHARE = 0.13, 0.21, 0.3
QUERIES = [(0.0, 0, 0), (0.05, 0, 1), (0.33, 1, 2), (0.6, 2, 0), (0.61, 3, 1), (0.99, 3, 2), (1.0, 2, 2)]
INTERVALS = 20000


def normal(x, centre, width):
    return exp(-0.5 * ((x - centre) / width) ** 2) / (width * sqrt(2 * pi))


def mass(low, high, centre, width):
    step = (high - low) / INTERVALS
    total = normal(low, centre, width) + normal(high, centre, width)
    for i in range(1, INTERVALS):
        total += (4 if i % 2 else 2) * normal(low + i * step, centre, width)
    return total * step / 3


def real(x, centre):
    return normal(x, centre, REAL_WIDTH) / mass(0, 1, centre, REAL_WIDTH)


def ordinal(value, centre):
    middle = float(Fraction(2 * centre + 1, 8))
    return mass(value / 4, (value + 1) / 4, middle, ORDINAL_WIDTH) / mass(0, 1, middle, ORDINAL_WIDTH)


def choice(value, centre):
    return SHARE / 3 + (1 - SHARE if value == centre else 0)


print("real,ordinal,choice,log_density")
for x, o, c in QUERIES:
    density = PRIOR * 1.0 / 4 / 3
    for weight, (rx, ro, rc) in zip(WEIGHTS, OBSERVED):
        density += weight * real(x, rx) * ordinal(o, ro) * choice(c, rc)
    print(f"{x},{o},{c},{log(density / (PRIOR + sum(WEIGHTS))):.17g}")
