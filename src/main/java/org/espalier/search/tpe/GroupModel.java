package org.espalier.search.tpe;

import static java.util.Arrays.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/** Densities of the good and of the other trials over the parameters of a group. */
final class GroupModel {

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Candidate(double[] point, double score) {}

  /** Standard deviation of the uniform distribution on [0, 1], squared. */
  private static final double UNIFORM_VARIANCE = 1.0 / 12;

  private final ParameterGroup group;
  private final TpeSettings settings;
  private final ParzenEstimator good;
  private final ParzenEstimator bad;

  /**
   * @param prior observations of an earlier study, best first
   * @param priorWeight weight of its observations, in [0, 1]; 0 if they do not count
   */
  GroupModel(
      ParameterGroup group,
      GroupedObservations observations,
      ParameterGroup prior,
      double priorWeight,
      TpeSettings settings) {
    this.group = group;
    this.settings = settings;
    TrialSplit split = TrialSplit.of(group, observations, settings);
    TrialSplit earlier = TrialSplit.ranked(priorWeight > 0 ? prior.size() : 0, settings);
    this.good = estimator(split.good(), prior, earlier.good(), priorWeight);
    this.bad = estimator(split.bad(), prior, earlier.bad(), priorWeight);
  }

  private ParzenEstimator estimator(
      TrialSplit.WeightedMembers part,
      ParameterGroup prior,
      TrialSplit.WeightedMembers earlier,
      double priorWeight) {
    int n = part.members().length + earlier.members().length;
    double[] weights = Arrays.copyOf(part.weights(), n);
    for (int i = 0; i < earlier.weights().length; i++) {
      weights[part.members().length + i] = priorWeight * earlier.weights()[i];
    }
    double[][] columns = group.columns(part.members());
    double[][] more = prior.columns(earlier.members());
    List<Kernel> kernels = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      Axis axis = group.axes().get(i);
      columns[i] = DoubleStream.concat(stream(columns[i]), stream(more[i])).toArray();
      kernels.add(
          axis.isOrdered()
              ? axis.around(
                  settings.density().width(deviation(axis, columns[i]), n, columns.length))
              : axis.any(settings.density().smoothing() / Math.max(1, n)));
    }
    return new ParzenEstimator(kernels, columns, weights, settings.density().priorWeight());
  }

  /** Standard deviation of the observations, the prior counted as one of them. */
  private static double deviation(Axis axis, double[] column) {
    double mean = 0.5;
    for (double coordinate : column) {
      mean += axis.position(coordinate);
    }
    mean /= column.length + 1;
    double squares = UNIFORM_VARIANCE + (0.5 - mean) * (0.5 - mean);
    for (double coordinate : column) {
      double distance = axis.position(coordinate) - mean;
      squares += distance * distance;
    }
    return Math.sqrt(squares / (column.length + 1));
  }

  /**
   * Points drawn from the density of the good trials, in descending order of the logarithm of its
   * ratio to that of the others, with which the expected improvement increases (Bergstra et al.,
   * NeurIPS 2011, section 4.1).
   */
  List<double[]> ranked(RandomGenerator random) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < settings.candidates(); i++) {
      double[] point = good.draw(random);
      Arrays.setAll(point, axis -> group.axes().get(axis).settled(point[axis]));
      candidates.add(new Candidate(point, good.logDensity(point) - bad.logDensity(point)));
    }
    candidates.sort(Comparator.comparingDouble(candidate -> -candidate.score()));
    return candidates.stream().map(Candidate::point).toList();
  }
}
