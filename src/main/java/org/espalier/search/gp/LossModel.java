package org.espalier.search.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.espalier.search.gp.Observations.Observation;
import org.espalier.study.Study;

/** Observations as the process sees them: losses on its scale, and the incumbents. */
final class LossModel {

  /**
   * Noise variance, for losses of variance 1, from which on single losses are not trusted: a rough
   * objective without noise is fitted with less than a tenth, one whose noise has half the spread
   * of its losses with more than a fifth.
   */
  private static final double NOISY = 0.2;

  /**
   * Improvement that is wanted for each exact repeat of the best loss, of losses with variance 1;
   * chosen by benchmark, on problems that are not reported.
   */
  private static final double STEP = 0.1;

  private final ConfigurationEmbedding features;
  private final double[][] points;
  private final double[] values;
  private final double[] noise;
  private final GaussianProcess process;
  private final double fittedNoise;
  private final double top;
  private final double[] atTop;

  /**
   * @param told observations, at least two
   * @param values their losses on the scale of the process
   * @param prior of the hyperparameters, for one dimension
   */
  LossModel(
      ConfigurationEmbedding features,
      List<Observation> told,
      double[] values,
      GpSettings settings,
      Prior prior,
      RandomGenerator random) {
    this.features = features;
    this.points =
        told.stream()
            .map(o -> features.point(o.configuration(), position(o.rung())))
            .toArray(double[][]::new);
    this.values = values.clone();
    int highest = told.stream().mapToInt(Observation::rung).max().orElse(0);
    this.top = position(highest);
    double[] extraNoise = told.stream().mapToDouble(Observation::extraNoise).toArray();
    FittingSubset subset = FittingSubset.of(points, values, extraNoise, settings.fit().points());
    Hyperparameters fitted =
        new HyperparameterFit(
                prior.scaled(features.parameters()),
                settings.fit().starts(),
                settings.fit().evaluations(told.size()))
            .fit(subset, features.choices(), random);
    this.fittedNoise = fitted.noise();
    this.noise = Arrays.stream(extraNoise).map(extra -> fitted.noise() + extra).toArray();
    this.process =
        new GaussianProcess(
            new Matern52(features.choices(), fitted.lengthscales(), fitted.variance()),
            noise,
            fitted.mean(),
            points,
            values);
    this.atTop = atTop(told, highest);
  }

  /**
   * Position of a rung: rungs of a ladder grow by a factor, so that they are equally spaced in the
   * logarithm of the resource. The rung of an earlier study is further away than any step between
   * rungs.
   */
  private static double position(int rung) {
    return rung == Observations.EARLIER ? rung : rung / 3.0;
  }

  /**
   * Losses at the highest rung, of configurations observed at any rung: as observed, or predicted
   * from lower rungs. If much of the losses is noise, all are means of the process, because noise
   * favours the best observation; otherwise the process would smooth away real differences.
   */
  private double[] atTop(List<Observation> told, int highest) {
    List<double[]> raised = new ArrayList<>();
    for (double[] point : points) {
      double[] copy = point.clone();
      copy[copy.length - 1] = top;
      raised.add(copy);
    }
    double[][] posteriors = process.at(raised);
    return IntStream.range(0, values.length)
        .mapToDouble(
            i ->
                fittedNoise < NOISY && told.get(i).rung() == highest ? values[i] : posteriors[i][0])
        .toArray();
  }

  /** Positions of the best configurations, the first of each loss: equal ones are one plateau. */
  List<double[]> incumbents(int count) {
    Set<Double> seen = new HashSet<>();
    return IntStream.range(0, atTop.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> atTop[i]))
        .filter(i -> seen.add(atTop[i]))
        .limit(count)
        .map(i -> features.positions(points[i]))
        .toList();
  }

  /**
   * Expected improvement on the wanted loss, with pending outcomes replaced by a standard deviation
   * above the process's expectation.
   */
  Acquisition acquisition(List<Observation> pending, Study study) {
    LogExpectedImprovement improvement = new LogExpectedImprovement(wanted());
    return new Acquisition(features, believing(pending), improvement, top, study);
  }

  /**
   * The best loss, lowered for each exact repeat of it: repeats show a plateau, which the process
   * takes for the bottom of a smooth bowl, so that it expects the improvements around it, small as
   * they are, to be larger than elsewhere.
   */
  private double wanted() {
    double least = Arrays.stream(atTop).min().orElseThrow();
    long repeats = Arrays.stream(atTop).filter(loss -> loss == least).count() - 1;
    return least - STEP * repeats;
  }

  /**
   * The kriging believer (Ginsbourger, Le Riche and Carraro 2010, section 4.2), but pessimistic, so
   * that proposals under way keep others away from places that are good by expectation only.
   */
  private GaussianProcess believing(List<Observation> pending) {
    if (pending.isEmpty()) {
      return process;
    }
    double[][] allPoints = Arrays.copyOf(points, points.length + pending.size());
    double[] allValues = Arrays.copyOf(values, allPoints.length);
    double[] allNoise = Arrays.copyOf(noise, allPoints.length);
    for (int i = 0; i < pending.size(); i++) {
      Observation o = pending.get(i);
      double[] point = features.point(o.configuration(), position(o.rung()));
      allPoints[points.length + i] = point;
      Posterior posterior = process.at(point);
      allValues[points.length + i] = posterior.mean() + Math.sqrt(posterior.variance());
      allNoise[points.length + i] = fittedNoise;
    }
    return process.with(allNoise, allPoints, allValues);
  }
}
