package org.espalier.spark.cache;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.learner.LearnerDescriptor.Fits;
import org.espalier.spark.ParamValues;
import org.espalier.spec.study.Learners;

/**
 * ModelReuse of fits: which fits of an estimator a single fit yields as well, bit for bit, as the
 * descriptor of its learner says.
 *
 * @param unread params that a fit does not read
 * @param growing params by which a model grows: 1 if a larger value contains a smaller one, -1 if a
 *     smaller one contains a larger one
 */
record ModelReuse(Set<String> unread, Map<String, Integer> growing) {

  /** ModelReuse of exactly the classes that are described: that of a subclass is unknown. */
  static ModelReuse of(PipelineStage stage) {
    return Learners.known()
        .ofFitted(stage.getClass())
        .map(learner -> of(learner.fits(), stage))
        .orElse(new ModelReuse(Set.of(), Map.of()));
  }

  private static ModelReuse of(Fits described, PipelineStage stage) {
    Set<String> unread = new TreeSet<>(described.unread());
    unread.removeIf(name -> !stage.hasParam(name));
    return new ModelReuse(
        unread, described.grows().test(values(stage)) ? described.growing() : Map.of());
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
    all.addAll(growing.keySet());
    return all;
  }

  /** True if a fit of one stage contains that of another which differs in these params only. */
  boolean contains(PipelineStage large, PipelineStage small) {
    return growing.keySet().stream().allMatch(name -> size(large, name) >= size(small, name));
  }

  /** Number that is larger for a larger model. */
  private double size(PipelineStage stage, String name) {
    double value = ((Number) stage.getOrDefault(stage.getParam(name))).doubleValue();
    return growing.getOrDefault(name, 1) * value;
  }

  /** Stage whose fit contains those of all stages, which differ in these params only. */
  PipelineStage over(List<PipelineStage> stages) {
    ParamMap largest = new ParamMap();
    for (String name : growing.keySet()) {
      PipelineStage any =
          stages.stream().max(Comparator.comparing(stage -> size(stage, name))).orElseThrow();
      Param<Object> param = any.getParam(name);
      largest.put(param, any.getOrDefault(param));
    }
    PipelineStage over = stages.get(0).copy(largest);
    unread.forEach(name -> over.clear(over.getParam(name)));
    return over;
  }

  /** Model of a stage, extracted from a fit that contains it. */
  Model<?> derive(Model<?> large, PipelineStage wanted) {
    Model<?> model =
        growing.isEmpty() ? (Model<?>) large.copy(ParamMap.empty()) : TreeCut.of(large, wanted);
    unread.forEach(name -> align(model, wanted, name));
    wanted.copyValues(model, ParamMap.empty());
    return withParent(model, wanted);
  }

  private static void align(Model<?> model, PipelineStage wanted, String name) {
    if (model.hasParam(name) && !wanted.isSet(wanted.getParam(name))) {
      model.clear(model.getParam(name));
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a model and the estimator of the same kind
  static Model<?> withParent(Model model, PipelineStage wanted) {
    return model.setParent((Estimator) wanted);
  }
}
