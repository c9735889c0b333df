package org.espalier.plan;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.space.Configuration;

/**
 * Order of configurations by simplicity: first by the learner's place in the study file, then by
 * params, the most important first. Params that are not listed are ignored, and so are
 * measurements.
 */
public record Simplicity(List<String> learners) implements Comparator<Configuration> {

  /** Params in the order in which they are compared; true if smaller is simpler. */
  private static final Map<String, Boolean> LESS_IS_SIMPLER = params();

  public Simplicity {
    learners = List.copyOf(learners);
  }

  private static Map<String, Boolean> params() {
    Map<String, Boolean> params = new LinkedHashMap<>();
    params.put("maxDepth", true);
    params.put("numTrees", true);
    params.put("hiddenLayers", true);
    params.put("factorSize", true);
    params.put("rank", true);
    params.put("k", true);
    params.put("minInstancesPerNode", false);
    params.put("minInfoGain", false);
    params.put("regParam", false);
    params.put("elasticNetParam", false);
    params.put("smoothing", false);
    params.put("maxIter", true);
    params.put("maxBins", true);
    return Collections.unmodifiableMap(params);
  }

  /** Negative if the first is simpler; 0 if the two are equally simple. */
  @Override
  public int compare(Configuration one, Configuration other) {
    int byLearner = Integer.compare(place(one), place(other));
    if (byLearner != 0) {
      return byLearner;
    }
    String learner = String.valueOf(one.values().get(StudySpace.LEARNER));
    for (Map.Entry<String, Boolean> param : LESS_IS_SIMPLER.entrySet()) {
      Object a = one.values().get(learner + "." + param.getKey());
      Object b = other.values().get(learner + "." + param.getKey());
      if (a != null && b != null) {
        int less = Double.compare(size(a), size(b));
        if (less != 0) {
          return param.getValue() ? less : -less;
        }
      }
    }
    return 0;
  }

  private int place(Configuration configuration) {
    return learners.indexOf(String.valueOf(configuration.values().get(StudySpace.LEARNER)));
  }

  /** Number itself; for a list of layers, the total number of units. */
  private static double size(Object value) {
    return value instanceof Number number
        ? number.doubleValue()
        : Arrays.stream(value.toString().split(" "))
            .filter(part -> part.matches("\\d+"))
            .mapToDouble(Double::parseDouble)
            .sum();
  }
}
