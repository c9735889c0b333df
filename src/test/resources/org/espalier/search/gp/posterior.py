"""Writes posterior.csv: means, variances and log expected improvements of a small Gaussian process.

Matern 5/2 with a lengthscale for each coordinate, the second coordinate a choice, by elimination in
decimal arithmetic with 1600 digits (the tail at 60 deviations has 800 zeros); written from the formulas alone.
    python3 posterior.py > posterior.csv
"""
from decimal import Decimal as D
from decimal import getcontext

getcontext().prec = 1600

POINTS = [("0.1", 0, "0.9"), ("0.35", 1, "0.2"), ("0.5", 0, "0.5"), ("0.8", 1, "0.7"), ("0.95", 0, "0.1")]
VALUES = ["1.5", "-0.4", "0.2", "-1.1", "0.6"]
LENGTHSCALES = ["0.4", "1.3", "0.7"]
VARIANCE, NOISE, MEAN, BEST = D("1.7"), D("0.001"), D("0.3"), D("-1.1")
QUERIES = [("0.16", 0, "0.8"), ("0.2", 1, "0.4"), ("0.81", 1, "0.69"), ("0.8", 1, "0.7"), ("0.5", 0, "0.55"),
           ("0.02", 0, "0.98")]


def point(p):
    return (D(p[0]), p[1], D(p[2]))


def kernel(a, b):
    s, c, t = (D(scale) for scale in LENGTHSCALES)
    squared = ((a[0] - b[0]) / s) ** 2 + (0 if a[1] == b[1] else 1 / c**2) + ((a[2] - b[2]) / t) ** 2
    r = (5 * squared).sqrt()
    return VARIANCE * (1 + r + r * r / 3) * (-r).exp()


def solve(matrix, right):
    n = len(right)
    rows = [list(matrix[i]) + [right[i]] for i in range(n)]
    for k in range(n):
        for i in range(k + 1, n):
            f = rows[i][k] / rows[k][k]
            rows[i] = [x - f * y for x, y in zip(rows[i], rows[k])]
    x = [D(0)] * n
    for i in reversed(range(n)):
        x[i] = (rows[i][n] - sum(rows[i][j] * x[j] for j in range(i + 1, n))) / rows[i][i]
    return x


def arctan_inverse(n):
    total, term, k = D(0), D(1) / n, 0
    while term > D(10) ** -1590:
        total += term / (2 * k + 1) * (-1) ** k
        term /= n * n
        k += 1
    return total


PI = 4 * (4 * arctan_inverse(5) - arctan_inverse(239))


def cdf(z):
    x = z / D(2).sqrt()
    total, term, k = D(0), x, 0
    while abs(term) > D(10) ** -1590:
        total += term / (2 * k + 1)
        k += 1
        term *= -x * x / k
    return D("0.5") + total / PI.sqrt()


points = [point(p) for p in POINTS]
K = [[kernel(a, b) + (NOISE if a is b else 0) for b in points] for a in points]
weights = solve(K, [D(v) - MEAN for v in VALUES])
print("x,choice,y,mean,variance,log_expected_improvement")
for q in QUERIES:
    k = [kernel(point(q), p) for p in points]
    mean = MEAN + sum(a * b for a, b in zip(k, weights))
    variance = VARIANCE - sum(a * b for a, b in zip(k, solve(K, k)))
    z = (BEST - mean) / variance.sqrt()
    h = (-z * z / 2).exp() / (2 * PI).sqrt() + z * cdf(z)
    log_ei = (h * variance.sqrt()).ln()
    print(",".join([q[0], str(q[1]), q[2]] + ["%.17e" % v for v in (mean, variance, log_ei)]))
