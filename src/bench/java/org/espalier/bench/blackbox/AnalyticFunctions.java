package org.espalier.bench.blackbox;

import java.util.List;

/**
 * Analytic test functions of optimisation, each with cheaper, misleading low-fidelity versions. A
 * function that is published as a maximisation is negated.
 *
 * <p>Minima were checked numerically, see the tests.
 */
public final class AnalyticFunctions {

  private AnalyticFunctions() {}

  /** All functions. */
  public static List<Blackbox> all() {
    return List.of(
        branin(),
        Hartmann.three(),
        Hartmann.six(),
        Hartmann.prior("good", 2.5, 2),
        Hartmann.prior("moderate", 3, 3),
        Hartmann.prior("bad", 3.5, 4),
        Hartmann.prior("terrible", 4, 5),
        currin(),
        borehole(),
        forrester(),
        park(),
        crossingCurves(),
        new CountingOnes(4, 4));
  }

  /** Branin with the fidelities of Dragonfly (Kandasamy et al., JMLR 21 (2020)), z1 = z2 = z3. */
  static Blackbox branin() {
    return Formula.of(
        "branin",
        Formula.box(new double[] {-5, 10}, new double[] {0, 15}),
        0.39788735772973816,
        308.12909601160663, // at (-5, 0)
        (x, z) -> {
          double b = 5.1 / (4 * Math.PI * Math.PI) - 0.01 * (1 - z);
          double c = 5 / Math.PI - 0.1 * (1 - z);
          double t = 1 / (8 * Math.PI) + 0.005 * (1 - z);
          double root = x[1] - b * x[0] * x[0] + c * x[0] - 6;
          return root * root + 10 * (1 - t) * Math.cos(x[0]) + 10;
        });
  }

  /**
   * Currin's exponential (JASA 86 (1991)) with the fidelity of Kandasamy et al. (ICML 2017), but
   * exact at the top, where that version leaves out 10 % of the decay.
   */
  static Blackbox currin() {
    return Formula.of(
        "currin",
        Formula.unitCube(2),
        -13.798722044728434, // at (0.216667, 0)
        -1.1804080208620997, // at (0, 1)
        (x, z) -> {
          double a = x[0];
          double above = ((2300 * a + 1900) * a + 2092) * a + 60;
          double below = ((100 * a + 500) * a + 4) * a + 20;
          double decay = x[1] > 0 ? Math.exp(-1 / (2 * x[1])) : 0;
          return -(1 - (0.9 + 0.1 * z) * decay) * above / below;
        });
  }

  /** Flow through a borehole (Morris et al., Technometrics 35 (1993)); low fidelity: Xiong 2013. */
  static Blackbox borehole() {
    return Formula.of(
        "borehole",
        Formula.box(
            new double[] {0.05, 0.15},
            new double[] {100, 50000},
            new double[] {63070, 115600},
            new double[] {990, 1110},
            new double[] {63.1, 116},
            new double[] {700, 820},
            new double[] {1120, 1680},
            new double[] {9855, 12045}),
        -309.5755876604079,
        -7.819676328755232, // the opposite corner
        (x, z) -> -(z * flow(x, 2 * Math.PI, 1) + (1 - z) * flow(x, 5, 1.5)));
  }

  private static double flow(double[] x, double factor, double constant) {
    double logRatio = Math.log(x[1] / x[0]);
    double leak = 2 * x[6] * x[2] / (logRatio * x[0] * x[0] * x[7]);
    return factor * x[2] * (x[3] - x[5]) / (logRatio * (constant + leak + x[2] / x[4]));
  }

  /** Forrester et al. (Proc. R. Soc. A 463 (2007)): the low fidelity has its minimum elsewhere. */
  static Blackbox forrester() {
    return Formula.of(
        "forrester",
        Formula.unitCube(1),
        -6.020740055766075,
        15.829731945974109, // at 1
        (x, z) -> {
          double root = 6 * x[0] - 2;
          double high = root * root * Math.sin(12 * x[0] - 4);
          double low = 0.5 * high + 10 * (x[0] - 0.5) - 5;
          return z * high + (1 - z) * low;
        });
  }

  /** Park (1991), the first of his functions; low fidelity: Xiong et al. 2013. */
  static Blackbox park() {
    return Formula.of(
        "park",
        Formula.unitCube(4),
        -25.589254158606547, // at (1, 1, 1, 1)
        0,
        (x, z) -> {
          double wave = Math.sin(x[0]);
          double high =
              (Math.sqrt(x[0] * x[0] + (x[1] + x[2] * x[2]) * x[3]) - x[0]) / 2
                  + (x[0] + 3 * x[3]) * Math.exp(1 + Math.sin(x[2]));
          double low = (1 + wave / 10) * high - 2 * x[0] + x[1] * x[1] + x[2] * x[2] + 0.5;
          return -(z * high + (1 - z) * low);
        });
  }

  /** Learning curves that cross, after the toy of Ray Tune's documentation; x1 width, x2 height. */
  static Blackbox crossingCurves() {
    return Formula.of(
        "crossing-curves",
        Formula.box(new double[] {0, 20}, new double[] {-100, 100}),
        1 / 20.1 - 10,
        20,
        (x, z) -> 1 / (0.1 + x[0] * z) + 0.1 * x[1]);
  }
}
