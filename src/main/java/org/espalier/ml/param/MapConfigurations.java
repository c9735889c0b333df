package org.espalier.ml.param;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.espalier.space.Configuration;
import org.espalier.spark.ParamValues;
import org.espalier.spark.chain.IterationParam;

/**
 * Configurations of param maps: equal maps give equal configurations, whatever the order of their
 * pairs.
 *
 * <p>Params are named by {@link StableStageNames}.
 */
public final class MapConfigurations implements EstimatorConfigurations {

  private final Estimator<?> estimator;
  private final List<Configuration> configurations = new ArrayList<>();
  private final Map<Configuration, ParamMap> maps = new LinkedHashMap<>();
  private final Map<String, List<Object>> objects = new LinkedHashMap<>();

  /**
   * @param estimator whose stages' params the maps hold
   */
  public MapConfigurations(ParamMap[] paramMaps, Estimator<?> estimator) {
    this.estimator = estimator;
    Set<String> parents = new LinkedHashSet<>();
    for (ParamMap map : paramMaps) {
      ParamValues.pairs(map).forEach(pair -> parents.add(String.valueOf(pair.param().parent())));
    }
    StableStageNames names = StableStageNames.of(parents, estimator);
    for (ParamMap map : paramMaps) {
      Configuration configuration = configuration(map, names);
      configurations.add(configuration);
      maps.putIfAbsent(configuration, map);
    }
  }

  /** A configuration for each map, in the order of the maps. */
  public List<Configuration> all() {
    return configurations;
  }

  @Override
  public Map<String, Estimator<?>> estimators() {
    return Map.of("", estimator);
  }

  @Override
  public OptionalInt longest(IterationParam param) {
    List<OptionalInt> all = maps.values().stream().map(param::inFull).toList();
    return all.stream().allMatch(OptionalInt::isPresent)
        ? all.stream().mapToInt(OptionalInt::getAsInt).max()
        : OptionalInt.empty();
  }

  @Override
  public List<Configuration> typical() {
    return List.copyOf(maps.keySet());
  }

  @Override
  public ParamMap map(Configuration configuration) {
    ParamMap map = maps.get(configuration);
    if (map == null) {
      throw new IllegalArgumentException("No param map is %s.".formatted(configuration));
    }
    return map;
  }

  private Configuration configuration(ParamMap map, StableStageNames names) {
    Map<String, Object> values = new TreeMap<>();
    for (ParamPair<?> pair : ParamValues.pairs(map)) {
      String name = names.of(String.valueOf(pair.param().parent()), pair.param().name());
      values.put(name, value(name, pair));
    }
    return new Configuration(values);
  }

  /**
   * Value in a configuration: numbers, texts and truth values themselves; any other object is its
   * text with an index, because texts may be equal.
   */
  private Object value(String name, ParamPair<?> pair) {
    Object value = pair.value();
    boolean plain =
        value instanceof Boolean
            || value instanceof Integer
            || value instanceof Long
            || value instanceof String
            || (value instanceof Double real && Double.isFinite(real));
    if (plain) {
      return value;
    }
    List<Object> known = objects.computeIfAbsent(name, n -> new ArrayList<>());
    int index = known.indexOf(value);
    if (index < 0) {
      known.add(value);
      index = known.size() - 1;
    }
    return "%s (%d)".formatted(StableParamText.brief(value), index);
  }
}
