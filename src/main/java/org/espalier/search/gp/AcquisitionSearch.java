package org.espalier.search.gp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.espalier.space.Configuration;
import org.espalier.space.Parameter;

/**
 * Maximisation of the acquisition, by candidates and local search from the best of them: half of
 * the candidates are drawn anywhere, half around the incumbents, and the incumbents themselves are
 * included. In a space of no more configurations than there are candidates, all are compared.
 */
public record AcquisitionSearch(
    ConfigurationEmbedding features, Acquisition acquisition, RandomGenerator random) {

  /**
   * The best place whose configuration is not excluded; empty if none was seen.
   *
   * @param incumbents positions of the best known configurations
   * @param starts number of starts of local search
   */
  public Optional<AcquisitionPoint> best(List<double[]> incumbents, int candidates, int starts) {
    Optional<List<double[]>> all = features.all(candidates);
    if (all.isPresent()) {
      return best(acquisition.at(all.get()));
    }
    List<double[]> positions = new ArrayList<>(incumbents);
    for (int i = 0; i < candidates; i++) {
      positions.add(
          i % 2 == 0 || incumbents.isEmpty()
              ? features.draw(random)
              : around(incumbents.get((i / 2) % incumbents.size())));
    }
    List<AcquisitionPoint> places = new ArrayList<>(acquisition.at(positions));
    places.sort(Comparator.comparingDouble((AcquisitionPoint p) -> -p.acquisition()));
    LocalSearch local = new LocalSearch(features, acquisition);
    List<AcquisitionPoint> ends = new ArrayList<>();
    Set<Configuration> started = new HashSet<>();
    for (AcquisitionPoint place : places) {
      if (started.size() < starts && started.add(place.configuration())) {
        ends.add(local.from(place));
      }
    }
    ends.addAll(places);
    return best(ends);
  }

  private Optional<AcquisitionPoint> best(List<AcquisitionPoint> places) {
    return places.stream()
        .filter(place -> !acquisition.isExcluded(place.configuration()))
        .max(Comparator.comparingDouble(AcquisitionPoint::acquisition));
  }

  /** Copy with some positions moved, by a width that is drawn anew each time: from near to far. */
  private double[] around(double[] incumbent) {
    double[] positions = incumbent.clone();
    double width = Math.pow(10, -2.5 + 2 * random.nextDouble());
    double share = Math.max(1.5 / positions.length, random.nextDouble());
    for (int i = 0; i < positions.length; i++) {
      if (random.nextDouble() < share) {
        positions[i] = moved(features.parameter(i), positions[i], width);
      }
    }
    return positions;
  }

  private double moved(Parameter parameter, double position, double width) {
    if (!parameter.ordered()) {
      return random.nextDouble();
    }
    double step =
        parameter.size().isPresent() ? Math.max(width, 1.0 / parameter.size().getAsLong()) : width;
    return Math.min(1, Math.max(0, position + step * random.nextGaussian()));
  }
}
