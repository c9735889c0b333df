package org.espalier.bench.blackbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;

/** Surrogate of one data set. */
final class Surrogate implements Blackbox {

  private final Surrogates family;
  private final String instance;
  private final ErrorRange errors;
  private final SearchSpace space;
  private final int target;

  Surrogate(Surrogates family, String instance, ErrorRange errors) {
    this.family = family;
    this.instance = instance;
    this.errors = errors;
    this.space = family.space();
    this.target = family.outputs().indexOf(family.scenario().target());
  }

  @Override
  public String name() {
    return family.scenario().folder() + "/" + instance;
  }

  @Override
  public SearchSpace space() {
    return space;
  }

  @Override
  public ResourceRange resource() {
    return family.scenario().resource();
  }

  @Override
  public ErrorRange errors() {
    return errors;
  }

  @Override
  public double error(Configuration configuration, long resource) {
    SurrogateScenario scenario = family.scenario();
    Map<String, Object> inputs = new LinkedHashMap<>(configuration.values());
    inputs.put(scenario.instance(), instance);
    inputs.put(scenario.fidelity(), scenario.fidelity(resource));
    inputs.putAll(SurrogateScenario.FIXED);
    return scenario.error(family.predict(inputs).get(target));
  }

  @Override
  public String toString() {
    return name();
  }
}
