"""Writes the table of direction numbers, and the points that SobolSequenceTest compares with.

Usage: python3 sobol.py TABLE POINTS   (needs scipy; written with 1.17.1)

The numbers are Joe and Kuo's new-joe-kuo-6.21201, as scipy ships them. The points are scipy's own,
without a scramble: an independent program on the same numbers.
"""

import os
import sys

import numpy as np
import scipy.stats
from scipy.stats import qmc

DIMENSIONS = 128
POINTS = [1, 2, 3, 4, 5, 6, 7, 8, 63, 64, 1000, 65535]

HEADER = """\
# Direction numbers of Sobol sequences, new-joe-kuo-6.21201: S. Joe and F. Y. Kuo, Constructing Sobol
# sequences with better two-dimensional projections, SIAM J. Sci. Comput. 30 (2008), 2635-2654.
# A line a dimension from the second on: degree s, coefficients a, initial numbers m_1 ... m_s.
# Copyright (c) 2008, Frances Y. Kuo and Stephen Joe. All rights reserved. Under the licence below.
#
# Redistribution and use in source and binary forms, with or without modification, are permitted
# provided that the following conditions are met:
# - Redistributions of source code must retain the above copyright notice, this list of conditions
#   and the following disclaimer.
# - Redistributions in binary form must reproduce the above copyright notice, this list of conditions
#   and the following disclaimer in the documentation and/or other materials provided with the
#   distribution.
# - Neither the names of the copyright holders nor the names of the University of New South Wales and
#   the University of Waikato and its contributors may be used to endorse or promote products derived
#   from this software without specific prior written permission.
#
# THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
# INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A
# PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS BE LIABLE FOR ANY DIRECT,
# INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO,
# PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
# INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
# OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN
# IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""


def table(path):
    shipped = np.load(
        os.path.join(os.path.dirname(scipy.stats.__file__), "_sobol_direction_numbers.npz")
    )
    with open(path, "w") as out:
        out.write(HEADER)
        for dimension in range(1, DIMENSIONS):
            polynomial = int(shipped["poly"][dimension])
            degree = polynomial.bit_length() - 1
            inner = (polynomial >> 1) & ((1 << (degree - 1)) - 1)
            numbers = [int(m) for m in shipped["vinit"][dimension][:degree]]
            out.write(" ".join(map(str, [degree, inner] + numbers)) + "\n")


def points(path):
    sobol = qmc.Sobol(d=DIMENSIONS, scramble=False, bits=32)
    all_points = sobol.random(max(POINTS) + 1)
    with open(path, "w") as out:
        out.write("# point, then its coordinates times 2^32\n")
        for n in POINTS:
            out.write(",".join(str(v) for v in [n] + [int(x * 2**32) for x in all_points[n]]) + "\n")


table(sys.argv[1])
points(sys.argv[2])
