package org.espalier.ml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.espalier.ml.ParamSpace.Axis;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
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
  SpaceConfigurations(ParamSpace asked, Estimator<?> estimator) {
    StableStageNames names =
        StableStageNames.of(
            asked.axes().stream().map(Axis::stage).collect(Collectors.toSet()), estimator);
    List<Dimension> dimensions = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Axis axis : asked.axes()) {
      try {
        Place place = place(axis, estimator);
        ParamSpaceBuilder.requireAccepted(place.param(), axis.values());
        String name = names.of(axis.stage(), axis.param());
        places.put(name, place);
        dimensions.add(Dimension.always(axis.values().named(name)));
      } catch (IllegalArgumentException e) {
        problems.add("space: " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    this.space = new SearchSpace(dimensions);
  }

  private static Place place(Axis axis, Estimator<?> estimator) {
    Set<String> uids = StableStageNames.stages(estimator).keySet();
    if (!uids.contains(axis.stage())) {
      throw new IllegalArgumentException(
          "%s.%s: the estimator has no such stage; it has %s"
              .formatted(axis.stage(), axis.param(), String.join(", ", uids)));
    }
    return ParamValues.stages(estimator)
        .filter(stage -> stage.uid().equals(axis.stage()) && stage.hasParam(axis.param()))
        .findFirst() // as a user's stages may share a uid
        .map(stage -> new Place(stage, stage.getParam(axis.param())))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: the stage has no such param"
                        .formatted(StableStageNames.where(axis.stage(), axis.param()))));
  }

  /** Searched params, by the stage's uid and the param's name with a dot in between. */
  Map<String, Parameter> searched() {
    Map<String, Parameter> searched = new LinkedHashMap<>();
    for (Dimension dimension : space.dimensions()) {
      Place place = place(dimension.parameter());
      String name = "%s.%s".formatted(place.stage().uid(), place.param().name());
      searched.putIfAbsent(name, dimension.parameter());
    }
    return searched;
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
    for (Map.Entry<String, Place> entry : places.entrySet()) {
      Place place = entry.getValue();
      Optional<Object> value = ParamValues.current(place.stage(), place.param());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.put(entry.getKey(), value.get());
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
