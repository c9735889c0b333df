package org.espalier.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.numeric.Normal;

/**
 * PED-ANOVA: the importance of a parameter for reaching the best tenth of the trials, as the
 * Pearson divergence of its values in these from its values in all trials (Watanabe, Bansal and
 * Hutter, PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary Subspaces,
 * IJCAI 2023): the sum of q · (p/q - 1)² over a grid, p the density among the best, q among all.
 *
 * <p>Densities are Parzen estimators on a grid, with bandwidths by Scott's rule. A parameter that
 * some trials do not have is judged by those that have it, weighted with α²/β of its shares α among
 * the best and β among all trials (condPED-ANOVA, arXiv:2601.20800, theorem 4.2). All constants are
 * those of Optuna 5, whose importances these are.
 */
final class PedAnova {

  /** Share of the trials that are the best ones. */
  private static final double BEST = 0.1;

  /** Weight of the uniform prior, in trials. */
  private static final double PRIOR = 1;

  /** Added to densities, against a division by 0. */
  private static final double LEAST_DENSITY = 1e-12;

  /** Minimum of trials that have a parameter. */
  private static final int LEAST_TRIALS = 2;

  /** Least bandwidth in steps of the grid: 90 % of a kernel within its own cell. */
  private static final double LEAST_WIDTH = 0.5 / 1.64;

  private PedAnova() {}

  /**
   * Importances, which add up to 1, by parameter; all 0 if the best trials differ in none.
   *
   * @param losses by trial, lower is better
   */
  static double[] importances(List<ParameterPositions> columns, double[] losses) {
    double[] sorted = losses.clone();
    Arrays.sort(sorted);
    double last = sorted[(int) Math.ceil(BEST * sorted.length) - 1];
    int[] all = IntStream.range(0, losses.length).toArray();
    int[] best = Arrays.stream(all).filter(trial -> losses[trial] <= last).toArray();
    double[] divergences =
        columns.stream().mapToDouble(column -> divergence(column, best, all)).toArray();
    double sum = Arrays.stream(divergences).sum();
    return Arrays.stream(divergences).map(each -> sum > 0 ? each / sum : 0).toArray();
  }

  private static double divergence(ParameterPositions column, int[] best, int[] all) {
    int[] ofBest = counts(column, best);
    int[] ofAll = counts(column, all);
    int having = Arrays.stream(ofAll).sum();
    int bestHaving = Arrays.stream(ofBest).sum();
    if (having < LEAST_TRIALS || bestHaving == 0) {
      return 0;
    }
    double[] top = density(ofBest, column.categories() > 0);
    double[] local = density(ofAll, column.categories() > 0);
    double divergence = 0;
    for (int cell = 0; cell < top.length; cell++) {
      double excess = top[cell] / local[cell] - 1;
      divergence += local[cell] * excess * excess;
    }
    double amongBest = (double) bestHaving / best.length;
    double amongAll = (double) having / all.length;
    return amongBest * amongBest / amongAll * divergence;
  }

  private static int[] counts(ParameterPositions column, int[] trials) {
    int[] counts = new int[column.steps()];
    for (int trial : trials) {
      int cell = column.cells()[trial];
      if (cell >= 0) {
        counts[cell]++;
      }
    }
    return counts;
  }

  /** Parzen estimator of the values that were counted, and of the prior. */
  private static double[] density(int[] counts, boolean unordered) {
    int steps = counts.length;
    int[] cells = IntStream.range(0, steps).filter(cell -> counts[cell] > 0).toArray();
    int sum = Arrays.stream(counts).sum();
    double width = unordered ? 0 : width(counts, cells, sum);
    double[] density = new double[steps];
    Arrays.fill(density, LEAST_DENSITY);
    for (int cell : cells) {
      double[] kernel = unordered ? choice(cell, cells.length, steps) : normal(cell, width, steps);
      add(density, counts[cell] / (sum + PRIOR), kernel);
    }
    double[] prior = unordered ? uniform(steps) : normal((steps - 1) / 2.0, steps, steps);
    add(density, PRIOR / (sum + PRIOR), prior);
    return density;
  }

  private static void add(double[] density, double share, double[] kernel) {
    for (int cell = 0; cell < density.length; cell++) {
      density[cell] += share * kernel[cell];
    }
  }

  private static double[] uniform(int steps) {
    double[] uniform = new double[steps];
    Arrays.fill(uniform, 1.0 / steps);
    return uniform;
  }

  /** Kernel of an unordered value: itself, and the prior's part of one among all kernels. */
  private static double[] choice(int cell, int values, int steps) {
    double part = PRIOR / (values + 1);
    double all = 1 + steps * part;
    double[] kernel = new double[steps];
    Arrays.fill(kernel, part / all);
    kernel[cell] += 1 / all;
    return kernel;
  }

  /** Normal kernel cut to the grid: the mass of each cell. */
  private static double[] normal(double centre, double width, int steps) {
    double below = Normal.cdf((-0.5 - centre) / width);
    double all = Normal.cdf((steps - 0.5 - centre) / width) - below;
    double[] kernel = new double[steps];
    for (int cell = 0; cell < steps; cell++) {
      double to = Normal.cdf((cell + 0.5 - centre) / width);
      double from = Normal.cdf((cell - 0.5 - centre) / width);
      kernel[cell] = (to - from) / all;
    }
    return kernel;
  }

  /** Bandwidth by Scott's rule, in steps of the grid. */
  private static double width(int[] counts, int[] cells, int sum) {
    double mean = 0;
    for (int cell : cells) {
      mean += (double) counts[cell] * cell / sum;
    }
    double squares = 0;
    for (int cell : cells) {
      squares += counts[cell] * (cell - mean) * (cell - mean);
    }
    double deviation = Math.sqrt(squares / Math.max(1, sum - 1));
    int low = cell(counts, cells, sum / 4);
    int high = cell(counts, cells, sum * 3 / 4 + 1);
    double spread = Math.min((high - low) / 1.34, deviation);
    return Math.max(LEAST_WIDTH, 1.059 * spread * Math.pow(sum, -0.2));
  }

  /** First cell up to which so many trials lie; else the last. */
  private static int cell(int[] counts, int[] cells, int trials) {
    int passed = 0;
    for (int cell : cells) {
      passed += counts[cell];
      if (passed >= trials) {
        return cell;
      }
    }
    return cells[cells.length - 1];
  }
}
