package org.espalier.spark.sharing.fit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.learner.Contained;
import org.espalier.spark.ParamValues;
import org.espalier.spec.learner.Learners;

/**
 * Containment of fits: which fits of an estimator a single fit yields as well, bit for bit, as the
 * descriptor of its learner says.
 *
 * @param unread params that a fit does not read
 * @param most params of which a larger value contains a smaller one
 * @param least params of which a smaller value contains a larger one
 */
record Containment(Set<String> unread, Set<String> most, Set<String> least) {

  private static final Containment NONE = new Containment(Set.of(), Set.of(), Set.of());

  /** Containment of exactly the classes that are described: that of a subclass is unknown. */
  static Containment of(PipelineStage stage) {
    return Learners.known()
        .contained(stage.getClass())
        .map(described -> of(described, stage))
        .orElse(NONE);
  }

  private static Containment of(Contained described, PipelineStage stage) {
    Set<String> unread = new TreeSet<>(described.unread());
    unread.removeIf(name -> !stage.hasParam(name));
    boolean grown =
        !(described.most().isEmpty() && described.least().isEmpty())
            && described.grown().test(values(stage));
    return grown
        ? new Containment(unread, described.most(), described.least())
        : new Containment(unread, Set.of(), Set.of());
  }

  private static Map<String, Object> values(PipelineStage stage) {
    Map<String, Object> values = new HashMap<>();
    ParamValues.pairs(stage.extractParamMap())
        .forEach(pair -> values.put(pair.param().name(), pair.value()));
    return values;
  }

  /** Names of the params for whose values a single fit may be enough. */
  Set<String> answered() {
    Set<String> all = new TreeSet<>(unread);
    all.addAll(most);
    all.addAll(least);
    return all;
  }

  /** True if a fit of one stage contains that of another which differs in these params only. */
  boolean contains(PipelineStage large, PipelineStage small) {
    return most.stream().allMatch(name -> number(large, name) >= number(small, name))
        && least.stream().allMatch(name -> number(large, name) <= number(small, name));
  }

  private static double number(PipelineStage stage, String name) {
    return ((Number) value(stage, name).orElseThrow()).doubleValue();
  }

  private static Optional<Object> value(PipelineStage stage, String name) {
    return Optional.ofNullable(values(stage).get(name));
  }

  /** Stage whose fit contains those of all stages, which differ in these params only. */
  PipelineStage over(List<PipelineStage> stages) {
    PipelineStage any = stages.get(0);
    ParamMap largest = new ParamMap();
    for (String name : most) {
      put(largest, any, name, extreme(stages, name, 1));
    }
    for (String name : least) {
      put(largest, any, name, extreme(stages, name, -1));
    }
    PipelineStage over = any.copy(largest);
    unread.forEach(name -> over.clear(over.getParam(name)));
    return over;
  }

  private static Object extreme(List<PipelineStage> stages, String name, int sign) {
    return stages.stream()
        .max((a, b) -> Double.compare(sign * number(a, name), sign * number(b, name)))
        .flatMap(stage -> value(stage, name))
        .orElseThrow();
  }

  private static void put(ParamMap map, PipelineStage stage, String name, Object value) {
    Param<Object> param = stage.getParam(name);
    map.put(param, value);
  }

  /** Model of a stage, extracted from a fit that contains it. */
  Model<?> derive(Model<?> large, PipelineStage wanted) {
    Model<?> model =
        most.isEmpty() && least.isEmpty()
            ? (Model<?>) large.copy(ParamMap.empty())
            : TreeCut.of(large, wanted);
    unread.forEach(name -> align(model, wanted, name));
    wanted.copyValues(model, ParamMap.empty());
    return parented(model, wanted);
  }

  private static void align(Model<?> model, PipelineStage wanted, String name) {
    if (model.hasParam(name) && !wanted.isSet(wanted.getParam(name))) {
      model.clear(model.getParam(name));
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a model and the estimator of the same kind
  static Model<?> parented(Model model, PipelineStage wanted) {
    return model.setParent((Estimator) wanted);
  }
}
