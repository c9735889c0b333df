package org.espalier.numeric;

/**
 * The standard normal distribution, accurate in the far tails: its density, distribution function,
 * quantiles, and the scaled complementary error function they rest on.
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
    1.85777706184603153e-1,
    3.16112374387056560e0,
    1.13864154151050156e2,
    3.77485237685302021e2,
    3.20937758913846947e3
  };
  private static final double[] B = {
    1.0,
    2.36012909523441209e1,
    2.44024637934444173e2,
    1.28261652607737228e3,
    2.84423683343917062e3
  };

  // 0.46875 < x <= 4: exp(x²) erfc(x) = C(x) / D(x).
  private static final double[] C = {
    2.15311535474403846e-8,
    5.64188496988670089e-1,
    8.88314979438837594e0,
    6.61191906371416295e1,
    2.98635138197400131e2,
    8.81952221241769090e2,
    1.71204761263407058e3,
    2.05107837782607147e3,
    1.23033935479799725e3
  };
  private static final double[] D = {
    1.0,
    1.57449261107098347e1,
    1.17693950891312499e2,
    5.37181101862009858e2,
    1.62138957456669019e3,
    3.29079923573345963e3,
    4.36261909014324716e3,
    3.43936767414372164e3,
    1.23033935480374942e3
  };

  // x > 4: exp(x²) erfc(x) = (1/√π - x⁻² P(x⁻²) / Q(x⁻²)) / x.
  private static final double[] P = {
    1.63153871373020978e-2,
    3.05326634961232344e-1,
    3.60344899949804439e-1,
    1.25781726111229246e-1,
    1.60837851487422766e-2,
    6.58749161529837803e-4
  };
  private static final double[] Q = {
    1.0,
    2.56852019228982242e0,
    1.87295284992346725e0,
    5.27905102951428412e-1,
    6.05183413124413191e-2,
    2.33520497626869185e-3
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

  /** The density at z. */
  public static double density(double z) {
    return Math.exp(logDensity(z));
  }

  /** The logarithm of the density at z. */
  public static double logDensity(double z) {
    return -0.5 * z * z - LOG_SQRT_TWO_PI;
  }

  /** The probability of a value at most z. */
  public static double cdf(double z) {
    return 0.5 * erfc(-z / SQRT_TWO);
  }

  /** The logarithm of the probability of a value at most z, also where that is below 1e-308. */
  public static double logCdf(double z) {
    return z > -1
        ? Math.log1p(-cdf(-z))
        : Math.log(0.5 * erfcx(-z / SQRT_TWO)) - 0.5 * z * z;
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
