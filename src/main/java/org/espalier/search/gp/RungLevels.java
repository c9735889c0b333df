package org.espalier.search.gp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.espalier.search.gp.Observations.Observation;
import org.espalier.space.Configuration;

/**
 * Losses of all rungs shifted to the level of the highest: minus the median gain of trials on the
 * way up.
 *
 * <p>On fewer rows every loss is higher; the information of a low rung is how trials differ. The
 * gain from a rung to the next is taken from trials that have both, as promoted trials are better
 * than the others.
 */
final class RungLevels {

  private RungLevels() {}

  /** The losses, in the order of the observations. */
  static double[] aligned(List<Observation> told) {
    NavigableMap<Integer, Map<Configuration, Double>> rungs = new TreeMap<>();
    for (Observation o : told) {
      rungs.computeIfAbsent(o.rung(), r -> new LinkedHashMap<>()).put(o.configuration(), o.loss());
    }
    Map<Integer, Double> above = new LinkedHashMap<>();
    double sum = 0;
    Map<Configuration, Double> higher = Map.of();
    for (Map.Entry<Integer, Map<Configuration, Double>> rung : rungs.descendingMap().entrySet()) {
      sum += gain(rung.getValue(), higher);
      above.put(rung.getKey(), sum);
      higher = rung.getValue();
    }
    return told.stream().mapToDouble(o -> o.loss() - above.getOrDefault(o.rung(), 0.0)).toArray();
  }

  /** Median change of the losses from one rung to a higher one; 0 if no trial has both. */
  private static double gain(Map<Configuration, Double> low, Map<Configuration, Double> high) {
    List<Double> gains = new ArrayList<>();
    low.forEach(
        (configuration, loss) -> {
          if (high.containsKey(configuration)) {
            gains.add(loss - high.get(configuration));
          }
        });
    gains.sort(Double::compare);
    return gains.isEmpty() ? 0 : gains.get(gains.size() / 2);
  }
}
