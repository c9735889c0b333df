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
import org.espalier.engine.ResumeRules;
import org.espalier.engine.ResumedStudy;
import org.espalier.engine.StudySession;
import org.espalier.hocon.SettingsChange;
import org.espalier.journal.StudyEvent;
import org.espalier.ml.param.EstimatorsParam;
import org.espalier.ml.param.StableParamText;
import org.espalier.ml.param.StableStageNames;
import org.espalier.ml.param.TunerParam;
import org.espalier.numeric.CountedNoun;
import org.espalier.space.Configuration;
import org.espalier.spark.ParamValues;
import org.espalier.spark.data.table.TableFingerprint;
import org.espalier.spec.Redaction;

/**
 * Settings that determine a fit, except its rows, as stored in a journal: the tuner's plan, params
 * of its estimator's stages and of its evaluator, maps, and the identity of a held-out source.
 *
 * @param fit the fit
 * @param written the tuner's own settings in their written form
 * @param values the others by name; none for a fit without a journal
 * @param defaults names of the params of stages that were not set
 */
record FitSettings(
    TunerPlan fit, String written, Map<String, String> values, Set<String> defaults) {

  /** Params that do not affect the result, or are recorded elsewhere. */
  private static final Set<String> LEFT_OUT =
      Set.of("journal", "parallelism", "collect-sub-models", "collect-predictions");

  static FitSettings of(TunerPlan plan) {
    TunerParams<?> tuner = plan.tuner();
    if (tuner.getJournal().isEmpty()) {
      return new FitSettings(plan, "", Map.of(), Set.of());
    }
    FitSettings settings =
        new FitSettings(
            plan,
            TunerText.of(tuner, TunerParam.effective(tuner).without(LEFT_OUT)).write(),
            new LinkedHashMap<>(),
            new LinkedHashSet<>());
    Set<Params> stages = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Params> ordered =
        Stream.concat(EstimatorsParam.estimators(tuner).stream(), Stream.of(tuner.getEvaluator()))
            .flatMap(ParamValues::stages)
            .filter(stages::add)
            .toList();
    StableParamText text = new StableParamText(StableStageNames.of(ordered));
    ordered.forEach(stage -> settings.putStage(stage, text));
    List<String> learners = List.copyOf(plan.configurations().estimators().keySet());
    if (learners.size() > 1) {
      settings.put("estimators", String.join(", ", learners));
    }
    if (tuner.isSet(tuner.heldOutSource())) {
      StudyEvent.Fingerprint rows = TableFingerprint.of(tuner.getHeldOutSource());
      settings.put(
          tuner.heldOutSource().name(),
          "%s (%s)".formatted(CountedNoun.of(rows.rows(), "row"), rows.digest()));
    }
    if (tuner.hasMaps()) {
      List<Configuration> maps = plan.maps();
      for (int i = 0; i < maps.size(); i++) {
        settings.values.put("maps[%d]".formatted(i), maps.get(i).toString());
      }
    }
    return settings;
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
    values.put(name, Redaction.text(value));
  }

  /** Copy with a plan whose schedule is chosen. */
  FitSettings with(TunerPlan chosen) {
    return new FitSettings(chosen, written, values, defaults);
  }

  /** Request for the study from its session. */
  StudySession.Asked asked() {
    return new StudySession.Asked(
        TunerParam.entryPoint(fit.tuner()),
        fit.asked(),
        fit.tuner().getJournal(),
        this::since,
        this::mayChange);
  }

  /** The plan, and a line for each param of a stage, which its reader leaves alone. */
  String settingsText() {
    return written
        + values.entrySet().stream()
            .map(
                e ->
                    "  %s = %s%n"
                        .formatted(TextNode.valueOf(e.getKey()), TextNode.valueOf(e.getValue())))
            .collect(Collectors.joining("", "handles {\n", "}\n"));
  }

  /**
   * Comparison of the settings with recorded ones. A param that the record lacks, because Spark did
   * not have it then, counts as unchanged while it has its default.
   */
  SettingsChange.Comparison since(String recorded) {
    SettingsChange.Comparison settings =
        SettingsChange.between(TunerParam.entryPoint(fit.tuner()), recorded, settingsText());
    List<SettingsChange> changes = new ArrayList<>();
    for (SettingsChange change : settings.changes()) {
      String path = change.path().replaceFirst("^handles\\.", "");
      changes.add(new SettingsChange(path, change.before(), change.now()));
    }
    changes.removeIf(change -> change.isNew() && defaults.contains(change.path()));
    return new SettingsChange.Comparison(changes, settings.passedOver());
  }

  /** True for limits of the fit, and for where it keeps rows. */
  private boolean mayChange(String path, ResumedStudy study) {
    return new ResumeRules(
            Set.of("max-storage"),
            () ->
                fit.begunAs(study.opened())
                    .strategies(study.opened().setup().ladder())
                    .mayPlanMore())
        .mayChange(fit.asked().origins().path(path));
  }
}
