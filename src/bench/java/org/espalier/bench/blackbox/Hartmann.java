package org.espalier.bench.blackbox;

/**
 * Hartmann's functions, a sum of four wells (Dixon and Szegö, 1978), with fidelities that flatten
 * the wells: Kandasamy et al. (ICML 2017), and those of mf-prior-bench (Mallik et al., NeurIPS
 * 2023), whose low fidelities carry little to no information.
 */
final class Hartmann {

  private static final double[] DEPTH = {1.0, 1.2, 3.0, 3.2};

  private static final double[][] STEEP_3 = {{3, 10, 30}, {.1, 10, 35}, {3, 10, 30}, {.1, 10, 35}};

  private static final double[][] CENTER_3 = {
    {.3689, .1170, .2673}, {.4699, .4387, .7470}, {.1091, .8732, .5547}, {.0381, .5743, .8828}
  };

  private static final double[][] STEEP_6 = {
    {10, 3, 17, 3.5, 1.7, 8},
    {.05, 10, 17, .1, 8, 14},
    {3, 3.5, 1.7, 10, 17, 8},
    {17, 8, .05, 10, .1, 14}
  };

  private static final double[][] CENTER_6 = {
    {.1312, .1696, .5569, .0124, .8283, .5886},
    {.2329, .4135, .8307, .3736, .1004, .9991},
    {.2348, .1451, .3522, .2883, .3047, .6650},
    {.4047, .8828, .8732, .5743, .1091, .0381}
  };

  private static final double MINIMUM_3 = -3.86278214782076;
  private static final double MINIMUM_6 = -3.322368011415515;

  private Hartmann() {}

  static Blackbox three() {
    return Formula.of(
        "hartmann3",
        Formula.unitCube(3),
        MINIMUM_3,
        0,
        (x, z) -> wells(x, 0.1 * (1 - z), STEEP_3, CENTER_3));
  }

  static Blackbox six() {
    return Formula.of(
        "hartmann6",
        Formula.unitCube(6),
        MINIMUM_6,
        0,
        (x, z) -> wells(x, 0.1 * (1 - z), STEEP_6, CENTER_6));
  }

  /**
   * Function of six dimensions whose wells lose their depth with the logarithm of the fidelity,
   * observed with half-normal noise that only worsens it.
   *
   * @param bias depth lost at the lowest fidelity
   * @param noise deviation of the noise at the lowest fidelity
   */
  static Blackbox prior(String how, double bias, double noise) {
    return Formula.of(
            "hartmann6/" + how,
            Formula.unitCube(6),
            MINIMUM_6,
            0,
            (x, z) -> wells(x, bias * lost(z), STEEP_6, CENTER_6))
        .with((z, random) -> noise * lost(z) * Math.abs(random.nextGaussian()));
  }

  /** 1 at one percent, 0 at the top, linear in the logarithm. */
  private static double lost(double fidelity) {
    return -Math.log(fidelity) / Math.log(100);
  }

  private static double wells(double[] x, double lost, double[][] steep, double[][] center) {
    double sum = 0;
    for (int well = 0; well < DEPTH.length; well++) {
      double exponent = 0;
      for (int j = 0; j < x.length; j++) {
        double off = x[j] - center[well][j];
        exponent += steep[well][j] * off * off;
      }
      sum -= (DEPTH[well] - lost) * Math.exp(-exponent);
    }
    return sum;
  }
}
