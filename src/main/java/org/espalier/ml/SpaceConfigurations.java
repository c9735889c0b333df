package org.espalier.ml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.spark.ParamValues;

/** Conversion of a space's configurations to param maps of an estimator's stages. */
final class SpaceConfigurations {

  private record Place(Params stage, Param<?> param) {}

  private final Map<String, Place> places = new LinkedHashMap<>();
  private final SearchSpace space;

  /**
   * @throws IllegalArgumentException with all that does not fit the estimator, a line each
   */
  SpaceConfigurations(SearchSpace asked, Estimator<?> estimator) {
    StableStageNames names = StableStageNames.of(StableStageNames.stages(estimator).values());
    List<Dimension> dimensions = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Dimension given : asked.dimensions()) {
      Dimension dimension = given.renamed(names::canonical);
      String name = dimension.parameter().name();
      try {
        Place place = place(name, names, estimator);
        Parameter values = typed(place.param(), dimension.parameter());
        ParamSpaceBuilder.requireAccepted(name, place.param(), values);
        places.put(name, place);
        dimensions.add(new Dimension(values, dimension.conditions()));
      } catch (IllegalArgumentException e) {
        problems.add("space: " + e.getMessage());
      }
    }
    if (asked.dimensions().isEmpty()) {
      problems.add("space: holds no param; at least one");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    try {
      this.space = new SearchSpace(dimensions);
    } catch (IllegalArgumentException e) { // two names of one param, for example
      throw new IllegalArgumentException("space: " + e.getMessage(), e);
    }
  }

  private static Place place(String name, StableStageNames names, Estimator<?> estimator) {
    int dot = Math.max(0, name.lastIndexOf('.'));
    String stage = name.substring(0, dot);
    if (!names.names().containsValue(stage)) {
      throw new IllegalArgumentException(
          name
              + ": the estimator has no such stage; it has "
              + String.join(", ", names.names().values()));
    }
    String param = name.substring(dot + 1);
    return ParamValues.stages(estimator)
        .filter(one -> names.of(one.uid()).equals(stage) && one.hasParam(param))
        .findFirst() // as a user's stages may share a uid
        .map(one -> new Place(one, one.getParam(param)))
        .orElseThrow(() -> new IllegalArgumentException(name + ": the stage has no such param"));
  }

  /** Whole numbers of a text as real ones, where the param takes these. */
  private static Parameter typed(Param<?> param, Parameter values) {
    boolean real = param instanceof DoubleParam || param instanceof FloatParam;
    return real && values instanceof IntParameter whole
        ? new FloatParameter(
            whole.name(), whole.low(), whole.high(), whole.scale(), whole.step(), whole.points())
        : values;
  }

  /** Value that the estimator has of a param; empty if it has none. */
  Optional<Object> current(Parameter parameter) {
    Place place = place(parameter);
    return ParamValues.current(place.stage(), place.param());
  }

  SearchSpace space() {
    return space;
  }

  /** The estimator as it is; empty if it has no value yet for some param of the space. */
  Optional<Configuration> asItIs() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Dimension dimension : space.dimensions()) {
      Optional<Object> value = current(dimension.parameter());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      if (dimension.activeIn(values)) {
        values.put(dimension.parameter().name(), value.get());
      }
    }
    return Optional.of(new Configuration(values));
  }

  /** The greatest number that a param takes; empty if it is not searched. */
  OptionalInt greatest(Param<?> param) {
    return space.dimensions().stream()
        .map(Dimension::parameter)
        .filter(parameter -> place(parameter).param().equals(param))
        .flatMap(p -> p instanceof IntParameter whole ? Stream.of(whole.high()) : p.grid().stream())
        .filter(Number.class::isInstance)
        .mapToInt(value -> ((Number) value).intValue())
        .max();
  }

  private Place place(Parameter parameter) {
    return Objects.requireNonNull(places.get(parameter.name()));
  }

  ParamMap map(Configuration configuration) {
    ParamMap map = new ParamMap();
    configuration
        .values()
        .forEach(
            (name, value) -> {
              Place place = places.get(name);
              if (place == null) {
                throw new IllegalArgumentException("The space has no '%s'.".formatted(name));
              }
              ParamValues.put(map, place.param(), value);
            });
    return map;
  }
}
