package org.espalier.search.gp;

import java.util.ArrayList;
import java.util.List;
import org.espalier.space.Configuration;
import org.espalier.study.Study;

/**
 * Acquisition function: the logarithm of the expected improvement at a point, at one rung.
 *
 * @param rung position of the rung at which improvement counts
 * @param study study whose configurations are excluded
 */
public record Acquisition(
    ConfigurationEmbedding features,
    GaussianProcess process,
    LogExpectedImprovement improvement,
    double rung,
    Study study) {

  /**
   * True if a configuration must not be proposed: it was proposed already, or violates a
   * constraint.
   */
  boolean isExcluded(Configuration configuration) {
    return study.trialOf(configuration).isPresent() || !features.allows(configuration);
  }

  /** The places at many positions, in their order. */
  List<AcquisitionPoint> at(List<double[]> positions) {
    List<Configuration> configurations = positions.stream().map(features::configuration).toList();
    List<double[]> points = configurations.stream().map(c -> features.point(c, rung)).toList();
    double[][] posteriors = process.at(points);
    List<AcquisitionPoint> places = new ArrayList<>();
    for (int i = 0; i < posteriors.length; i++) {
      double acquisition = improvement.value(posteriors[i][0], posteriors[i][1]);
      places.add(
          new AcquisitionPoint(
              positions.get(i), points.get(i), configurations.get(i), acquisition));
    }
    return places;
  }

  /**
   * Acquisition at a point, with its gradient unless that is not needed.
   *
   * @param gradient filled in
   */
  double at(double[] point, double[] gradient) {
    return improvement.value(process.at(point), gradient);
  }
}
