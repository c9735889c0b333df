package org.espalier.numeric;

/**
 * Standard normal distribution, accurate in the far tails: density, distribution function,
 * quantiles, and the scaled complementary error function.
 *
 * <p>erfc by the rational approximations of Cody (Math. Comp. 23 (1969) 631), relative error below
 * 1e-15 in exact arithmetic.
 */
public final class Normal {

  /** log √(2π). */
  public static final double LOG_SQRT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private static final double SQRT_TWO = Math.sqrt(2);

  // |x| <= 0.46875: erf(x) = x · A(x²) / B(x²), highest power first.
  private static final double[] A = {
    0.18577770618460315,
    3.1611237438705655,
    113.86415415105016,
    377.485237685302,
    3209.3775891384694
  };
  private static final double[] B = {
    1.0, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171
  };

  // 0.46875 < x <= 4: exp(x²) erfc(x) = C(x) / D(x).
  private static final double[] C = {
    2.1531153547440383e-8,
    0.5641884969886701,
    8.883149794388377,
    66.11919063714163,
    298.6351381974001,
    881.952221241769,
    1712.0476126340707,
    2051.0783778260716,
    1230.3393547979972
  };
  private static final double[] D = {
    1.0,
    15.744926110709835,
    117.6939508913125,
    537.1811018620099,
    1621.3895745666903,
    3290.7992357334597,
    4362.619090143247,
    3439.3676741437216,
    1230.3393548037495
  };

  // x > 4: exp(x²) erfc(x) = (1/√π - x⁻² P(x⁻²) / Q(x⁻²)) / x.
  private static final double[] P = {
    0.016315387137302097,
    0.30532663496123236,
    0.36034489994980445,
    0.12578172611122926,
    0.016083785148742275,
    0.0006587491615298378
  };
  private static final double[] Q = {
    1.0,
    2.568520192289822,
    1.8729528499234673,
    0.5279051029514285,
    0.06051834131244132,
    0.0023352049762686918
  };

  private static final double SMALL = 0.46875;
  private static final double ONE_OVER_SQRT_PI = 1 / Math.sqrt(Math.PI);

  private Normal() {}

  private static double horner(double[] coefficients, double x) {
    double value = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      value = value * x + coefficients[i];
    }
    return value;
  }

  /** exp(x²) · erfc(x); infinite below about -26. */
  public static double erfcx(double x) {
    if (x < -SMALL) {
      return 2 * Math.exp(x * x) - erfcx(-x);
    }
    if (x <= SMALL) {
      double square = x * x;
      return Math.exp(square) * (1 - x * horner(A, square) / horner(B, square));
    }
    if (x <= 4) {
      return horner(C, x) / horner(D, x);
    }
    double inverse = 1 / (x * x);
    return (ONE_OVER_SQRT_PI - inverse * horner(P, inverse) / horner(Q, inverse)) / x;
  }

  /** The complementary error function 1 - erf(x), in [0, 2]. */
  public static double erfc(double x) {
    if (Math.abs(x) <= SMALL) {
      double square = x * x;
      return 1 - x * horner(A, square) / horner(B, square);
    }
    return x < 0 ? 2 - erfc(-x) : expOfMinusSquare(x) * erfcx(x);
  }

  /** exp(-x²), the rounding error of the square taken into account (as in Cody's program). */
  private static double expOfMinusSquare(double x) {
    double near = Math.rint(x * 16) / 16;
    return Math.exp(-near * near) * Math.exp(-(x - near) * (x + near));
  }

  public static double density(double z) {
    return Math.exp(logDensity(z));
  }

  public static double logDensity(double z) {
    return -0.5 * z * z - LOG_SQRT_TWO_PI;
  }

  /** The probability of a value at most z. */
  public static double cdf(double z) {
    return 0.5 * erfc(-z / SQRT_TWO);
  }

  /** The logarithm of the probability of a value at most z, also where that is below 1e-308. */
  public static double logCdf(double z) {
    return z > -1 ? Math.log1p(-cdf(-z)) : Math.log(0.5 * erfcx(-z / SQRT_TWO)) - 0.5 * z * z;
  }

  /**
   * The value below which a share p lies: a rational approximation (Acklam 2003, relative error
   * 1.2e-9), then one step of Halley's method.
   *
   * @param p in (0, 1)
   * @throws IllegalArgumentException if p is not in (0, 1)
   */
  public static double quantile(double p) {
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException("A probability must be in (0, 1), but is " + p + ".");
    }
    if (p > 0.5) {
      return -quantile(1 - p);
    }
    double z = p < 0.02425 ? tail(Math.sqrt(-2 * Math.log(p))) : centre(p - 0.5);
    double error = (cdf(z) - p) / density(z);
    return z - error / (1 + 0.5 * z * error);
  }

  private static double tail(double q) {
    double[] over = {
      -7.784894002430293e-03,
      -3.223964580411365e-01,
      -2.400758277161838e+00,
      -2.549732539343734e+00,
      4.374664141464968e+00,
      2.938163982698783e+00
    };
    double[] under = {
      7.784695709041462e-03,
      3.224671290700398e-01,
      2.445134137142996e+00,
      3.754408661907416e+00,
      1.0
    };
    return horner(over, q) / horner(under, q);
  }

  private static double centre(double q) {
    double[] over = {
      -3.969683028665376e+01,
      2.209460984245205e+02,
      -2.759285104469687e+02,
      1.383577518672690e+02,
      -3.066479806614716e+01,
      2.506628277459239e+00
    };
    double[] under = {
      -5.447609879822406e+01,
      1.615858368580409e+02,
      -1.556989798598866e+02,
      6.680131188771972e+01,
      -1.328068155288572e+01,
      1.0
    };
    double square = q * q;
    return q * horner(over, square) / horner(under, square);
  }
}
