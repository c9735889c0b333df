package org.espalier.bench.blackbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;

/**
 * Counting ones: bits and probabilities, all of which should be one (BOHB: Falkner, Klein, Hutter,
 * ICML 2018, section 5.1). A probability is observed as the mean of as many draws as there are
 * units of resource.
 */
record CountingOnes(int bits, int probabilities) implements Blackbox {

  /** Draws of BOHB's lowest and highest rung. */
  private static final ResourceRange DRAWS = new ResourceRange("draws", 9, 729);

  @Override
  public String name() {
    return "counting-ones";
  }

  @Override
  public SearchSpace space() {
    List<Dimension> dimensions = new ArrayList<>();
    for (int i = 0; i < bits; i++) {
      dimensions.add(Dimension.always(new ChoiceParameter("bit" + i, List.of(false, true))));
    }
    for (int i = 0; i < probabilities; i++) {
      dimensions.add(Dimension.always(new FloatParameter("p" + i, 0, 1, Scale.LINEAR)));
    }
    return new SearchSpace(dimensions);
  }

  @Override
  public ResourceRange resource() {
    return DRAWS;
  }

  @Override
  public ErrorRange errors() {
    return new ErrorRange(-(bits + probabilities), 0);
  }

  @Override
  public double error(Configuration configuration, long resource) {
    double ones = 0;
    for (Object value : configuration.values().values()) {
      ones += value instanceof Double probability ? probability : bit(value);
    }
    return -ones;
  }

  @Override
  public double observed(Configuration configuration, long resource, Seed draw) {
    double ones = 0;
    for (Map.Entry<String, Object> entry : configuration.values().entrySet()) {
      if (entry.getValue() instanceof Double probability) {
        RandomGenerator random = draw.child(entry.getKey(), resource).random();
        long hits = random.doubles(resource).filter(u -> u < probability).count();
        ones += (double) hits / resource;
      } else {
        ones += bit(entry.getValue());
      }
    }
    return -ones;
  }

  private static int bit(Object value) {
    return value.equals(true) ? 1 : 0;
  }
}
