"""Writes normal.csv: cdf, log cdf and erfcx of the normal distribution to 17 digits.

Plain decimal arithmetic with 420 digits: the Taylor series of erf, which converges everywhere.
    python3 normal.py > normal.csv
"""
from decimal import Decimal as D
from decimal import getcontext

getcontext().prec = 420


def arctan_inverse(n):
    total, term, k = D(0), D(1) / n, 0
    while abs(term) > D(10) ** -410:
        total += term / (2 * k + 1) * (-1) ** k
        term /= n * n
        k += 1
    return total


PI = 4 * (4 * arctan_inverse(5) - arctan_inverse(239))


def erf(x):
    total, term, k = D(0), x, 0
    while abs(term) > D(10) ** -410:
        total += term / (2 * k + 1)
        k += 1
        term *= -x * x / k
    return 2 * total / PI.sqrt()


def erfc(x):
    return 1 - erf(x)


def text(x):
    return "%.17e" % x


print("z,cdf,log_cdf,erfcx")
for z in "-20 -12 -8 -5.7 -4 -3 -2.5 -2 -1.5 -1.0001 -0.9999 -0.7 -0.66 -0.3 0 0.3 0.66 0.7 1 2 3 5 6 8".split():
    x = D(z)
    p = erfc(-x / D(2).sqrt()) / 2
    scaled = (x * x).exp() * erfc(x)
    print(",".join([z, text(p), text(p.ln()), text(scaled)]))
