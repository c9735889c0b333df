package org.espalier.ml;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.espalier.settings.SettingsChange;
import org.espalier.space.Configuration;
import org.espalier.spark.ParamValues;
import org.espalier.spec.Redaction;

/**
 * Settings that determine a fit, except its rows, by name, as stored in a journal: params of the
 * tuner, of its estimator's stages and of its evaluator, and the candidates.
 *
 * @param defaults names of the params that were not set
 */
record FitSettings(Map<String, String> values, Set<String> defaults) {

  /** Params that change nothing of what is found, or that are told otherwise. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "estimator",
          "evaluator",
          "estimatorParamMaps",
          "space",
          "startPoints",
          "then",
          "journal",
          "parallelism",
          "collectSubModels",
          "collectPredictions");

  /** Of a fit that nobody goes on with. */
  static final FitSettings NONE = new FitSettings(Map.of(), Set.of());

  private static final Redaction REDACTION = new Redaction(Redaction.SPARK);

  static FitSettings of(TunerPlan plan) {
    TunerParams<?> tuner = plan.tuner();
    FitSettings settings = new FitSettings(new LinkedHashMap<>(), new LinkedHashSet<>());
    settings.put(
        "tuner", tuner.getClass().getSimpleName()); // first: StudyHistory.owner tells by it
    for (Param<?> param : tuner.params()) {
      if (!LEFT_OUT.contains(param.name()) && tuner.isDefined(param)) {
        settings.put(param.name(), StableParamText.brief(tuner.getOrDefault(param)));
        if (!tuner.isSet(param)) {
          settings.defaults.add(param.name());
        }
      }
    }
    Set<Params> stages = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Params> ordered =
        Stream.of(tuner.getEstimator(), tuner.getEvaluator())
            .flatMap(ParamValues::stages)
            .filter(stages::add)
            .toList();
    StableParamText text = new StableParamText(StableStageNames.of(ordered));
    ordered.forEach(stage -> settings.putStage(stage, text));
    if (tuner.hasMaps()) {
      List<Configuration> maps = plan.configurations();
      for (int i = 0; i < maps.size(); i++) {
        settings.values.put("maps[%d]".formatted(i), maps.get(i).toString());
      }
    } else {
      settings.put("space", text.names().in(tuner.getSpace().toJson()));
      settings.putOwn(tuner, tuner.startPoints(), text.names());
      settings.putOwn(tuner, tuner.then(), text.names());
    }
    return settings;
  }

  /** Value that names stages by their uids, which are others in another process. */
  private void putOwn(TunerParams<?> tuner, Param<?> param, StableStageNames names) {
    put(param.name(), names.in(String.valueOf(tuner.getOrDefault(param))));
    if (!tuner.isSet(param)) {
      defaults.add(param.name());
    }
  }

  private void putStage(Params stage, StableParamText text) {
    String name = text.names().of(String.valueOf(stage.uid()));
    while (values.containsKey(name)) { // as a user's stages may share a uid
      name += "'";
    }
    put(name, stage.getClass().getName());
    for (Param<?> param : stage.params()) {
      if (stage.isDefined(param)) {
        String path = name + "." + param.name();
        put(path, text.of(stage.getOrDefault(param)));
        if (!stage.isSet(param)) {
          defaults.add(path);
        }
      }
    }
  }

  private void put(String name, String value) {
    values.put(name, REDACTION.text(value));
  }

  /** A line for each, in HOCON as settings of a job are. */
  String text() {
    return values.entrySet().stream()
        .map(e -> TextNode.valueOf(e.getKey()) + " = " + TextNode.valueOf(e.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /**
   * What is not as it was recorded. A param that the record does not know, as Spark or we had none
   * of it then, is no difference while it has its default.
   */
  List<SettingsChange> changesSince(String recorded) {
    List<SettingsChange> changes = new ArrayList<>(SettingsChange.between(recorded, text()));
    changes.removeIf(change -> change.isNew() && defaults.contains(change.path()));
    return changes;
  }
}
