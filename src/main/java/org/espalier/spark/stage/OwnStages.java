package org.espalier.spark.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.RFormula;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.espalier.evaluate.Reason;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.Suggestion;
import org.espalier.spec.learners.ClassPathCatalogue.ParamType;
import org.espalier.spec.learners.FeaturesPlan;
import org.espalier.spec.learners.FeaturesPlan.FeatureStage;
import org.espalier.spec.learners.ParamValue;
import org.espalier.spec.learners.StudyPlan;

/**
 * Feature stages that a study defines, or those of a saved pipeline of one of its learners, by name
 * and in order. The output column of the last stage is set to the one that learners read. If it has
 * no param for its output column, learners read its column {@code features}.
 *
 * @param plan plan of the study
 * @param path setting of the pipeline; empty for a list of stages
 * @param column feature column that a pipeline's learner reads; empty for the stages of a study
 * @param stages stages by name; empty if they are chosen automatically, or after a problem
 * @param problems problems that are found without a table
 */
public record OwnStages(
    StudyPlan plan,
    String path,
    String column,
    Map<String, PipelineStage> stages,
    List<Problem> problems) {

  private static final String SAVED =
      "give auto, a list of stages, or the path of a Pipeline that was saved before fit";

  /** MLlib's default name of a feature column. */
  private static final String USUAL = "features";

  public OwnStages {
    stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
    problems = List.copyOf(problems);
  }

  /**
   * Returns the stages of a plan. The stages of a saved pipeline are loaded in the current session.
   */
  public static OwnStages of(StudyPlan plan) {
    if (plan.features() instanceof FeaturesPlan.Stages listed) {
      return listed(plan, listed.stages());
    }
    if (!(plan.features() instanceof FeaturesPlan.Saved saved)) {
      return new OwnStages(plan, "", "", Map.of(), List.of());
    }
    Origins origins = plan.tuning().origins();
    try {
      Map<String, PipelineStage> stages = SavedPipeline.load(saved.path()).stages();
      List<Problem> problems =
          stages.values().stream()
              .flatMap(stage -> learner(origins, stage, USUAL).stream())
              .toList();
      return new OwnStages(plan, USUAL, "", stages, problems);
    } catch (IllegalArgumentException e) {
      Problem problem = origins.problem(USUAL, String.valueOf(e.getMessage()), SAVED);
      return new OwnStages(plan, USUAL, "", Map.of(), List.of(problem));
    }
  }

  /**
   * Returns the stages before the learner of a saved pipeline; none if it uses the study's
   * features.
   *
   * @param learner index of the learner in the settings
   */
  public static OwnStages of(StudyPlan plan, int learner, SavedPipeline saved) {
    return new OwnStages(
        plan,
        "learners[%d].path".formatted(learner),
        saved.features(),
        saved.before(plan.data().target().label().orElse("")),
        List.of());
  }

  private static OwnStages listed(StudyPlan plan, List<FeatureStage> listed) {
    Map<String, PipelineStage> stages = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    Origins origins = plan.tuning().origins();
    for (int i = 0; i < listed.size(); i++) {
      FeatureStage one = listed.get(i);
      String path = FeaturesPlan.path(i, "type");
      Optional<String> objection = StageType.objection(one.type());
      if (objection.isPresent()) {
        problems.add(origins.problem(path, objection.get(), StageType.advice(one.type())));
        continue;
      }
      PipelineStage stage = StageType.create(one.type());
      String params = FeaturesPlan.path(i, "params.");
      one.params()
          .forEach(
              (name, value) ->
                  give(origins, stage, name, value, params + name).ifPresent(problems::add));
      learner(origins, stage, path).ifPresent(problems::add);
      problems.addAll(lacking(plan, stage, one, params));
      stages.put(one.name(), stage);
    }
    return new OwnStages(plan, "", "", stages, problems);
  }

  /**
   * Returns a problem for each param that a stage needs and that has no value, neither from the
   * stage's settings nor from the search space of every learner.
   */
  private static List<Problem> lacking(
      StudyPlan plan, PipelineStage stage, FeatureStage settings, String path) {
    Set<String> given = new LinkedHashSet<>();
    for (String name : settings.params().keySet()) { // a misspelled name is a problem already
      given.add(Suggestion.nearest(name, StageParams.names(stage)).orElse(name));
    }
    return StageType.lacking(stage, given).stream()
        .filter(needed -> needed.stream().noneMatch(name -> isSearched(plan, settings, name)))
        .map(
            needed ->
                plan.tuning()
                    .origins()
                    .problem(
                        path + needed.get(0),
                        "is missing, which %s needs".formatted(StageType.nameOf(stage)),
                        advice(stage, needed)))
        .toList();
  }

  private static String advice(PipelineStage stage, List<String> needed) {
    String doc = stage.getParam(needed.get(0)).doc().replaceFirst("(?s)\\. .*", "");
    return "give %s: %s".formatted(String.join(" or ", needed), doc);
  }

  /** Returns true if the space of each learner has a value for the param of a stage. */
  private static boolean isSearched(StudyPlan plan, FeatureStage stage, String param) {
    String name = stage.name() + "." + param;
    return !plan.learners().isEmpty()
        && plan.learners().stream().allMatch(learner -> learner.space().containsKey(name));
  }

  /**
   * Returns the problem of a stage that is a predictor and thus not a feature stage; empty
   * otherwise.
   */
  static Optional<Problem> learner(Origins origins, PipelineStage stage, String path) {
    String wrong = "%s is a learner, not a feature stage".formatted(StageType.nameOf(stage));
    return stage.hasParam("predictionCol")
        ? Optional.of(origins.problem(path, wrong, "name it in learners"))
        : Optional.empty();
  }

  /** Sets a param of a stage, or returns the problem of its value. */
  private static Optional<Problem> give(
      Origins origins, PipelineStage stage, String name, Object given, String path) {
    if (!stage.hasParam(name)) {
      String wrong = "is not a param of " + StageType.nameOf(stage);
      String right = Suggestion.of(name, StageParams.names(stage));
      return Optional.of(origins.problem(path, wrong, right));
    }
    Optional<ParamType> type = StageParams.settable(stage, name);
    if (type.isEmpty()) {
      String wrong = "takes a value that a setting cannot express";
      return Optional.of(origins.problem(path, wrong, "use a saved pipeline"));
    }
    Optional<Object> value = ParamValue.convert(type.get(), given);
    if (value.isEmpty()) {
      String wrong = "must be %s, but is %s".formatted(type.get().expected(), given);
      return Optional.of(origins.problem(path, wrong, ""));
    }
    Optional<String> verdict = StageParams.verdict(stage, name, value.get());
    if (verdict.isEmpty()) {
      StageParams.set(stage, name, value.get());
    }
    return verdict.map(says -> origins.problem(path, says, ""));
  }

  /**
   * Returns copies of the stages that read the study's label and write {@link
   * FeatureStages#FEATURES}.
   *
   * @param values values of searched or fixed params, by {@code stage.param}
   */
  List<PipelineStage> with(Map<String, Object> values) {
    List<PipelineStage> copies = new ArrayList<>();
    stages.forEach(
        (name, stage) -> {
          PipelineStage copy = stage.copy(ParamMap.empty());
          StageParams.setAll(copy, name, values);
          // A formula writes its label column; all other stages read it.
          if (copy.hasParam("labelCol") && !(copy instanceof RFormula)) {
            StageParams.set(copy, "labelCol", ReservedColumns.LABEL);
          }
          copies.add(copy);
        });
    if (!makesFeatures(copies.get(copies.size() - 1), column)) {
      copies.add(
          new SQLTransformer()
              .setStatement(
                  "SELECT *, `%s` AS %s FROM __THIS__".formatted(made(), FeatureStages.FEATURES)));
    }
    return copies;
  }

  /** Returns copies of the stages with the given values. A stage added after them counts as new. */
  FeatureStages.Built built(Map<String, Object> values) {
    List<PipelineStage> all = with(values);
    List<String> originals =
        new ArrayList<>(stages.values().stream().map(Identifiable::uid).toList());
    originals.addAll(Collections.nCopies(all.size() - originals.size(), ""));
    return new FeatureStages.Built(all, 0, originals, List.of(String.join(", ", stages.keySet())));
  }

  private String made() {
    return column.isEmpty() ? USUAL : column;
  }

  /**
   * Sets the output column of the last stage if it can be set and is the column that the learner
   * reads. Returns true if it was set.
   */
  private static boolean makesFeatures(Params last, String column) {
    boolean several = last.hasParam("outputCols") && last.isSet(last.getParam("outputCols"));
    if (several || last instanceof SQLTransformer) {
      return false;
    }
    String param = last instanceof RFormula ? "featuresCol" : "outputCol";
    boolean isMade =
        last.hasParam(param)
            && (column.isEmpty() || column.equals(last.getOrDefault(last.getParam(param))));
    if (isMade) {
      StageParams.set(last, param, FeatureStages.FEATURES);
    }
    return isMade;
  }

  /**
   * Returns the problem of the stages with the rows of a study; empty if they fit.
   *
   * @param rows schema of the rows that the feature stages read
   */
  public Optional<Problem> unfit(StructType rows) {
    Origins origins = plan.tuning().origins();
    StructType now = rows;
    List<PipelineStage> all = with(Map.of());
    for (int i = 0; i < all.size(); i++) {
      int place = Math.min(i, stages.size() - 1);
      String at = path.isEmpty() ? FeaturesPlan.path(place, "") : path;
      String name = List.copyOf(stages.keySet()).get(place);
      StageInputs inputs = new StageInputs(all.get(i), now);
      Optional<String> missing = i < stages.size() ? inputs.missing() : Optional.empty();
      if (missing.isPresent()) {
        String wrong = "%s reads a column '%s', which is not there".formatted(name, missing.get());
        return Optional.of(origins.problem(at, wrong, inputs.instead(missing.get())));
      }
      try {
        now = all.get(i).transformSchema(now);
      } catch (Exception e) { // a third-party stage may throw anything
        String wrong =
            i < stages.size()
                ? "%s does not fit: %s".formatted(name, Reason.plain(e))
                : name + " makes no column '%s', and has no outputCol".formatted(made());
        return Optional.of(origins.problem(at, wrong, i < stages.size() ? "" : END));
      }
    }
    DataType last = now.apply(FeatureStages.FEATURES).dataType();
    return last.equals(SQLDataTypes.VectorType())
        ? Optional.empty()
        : Optional.of(
            origins.problem(
                path.isEmpty() ? USUAL : path,
                "end in a column of type " + last.simpleString(),
                END));
  }

  private static final String END = "end in one vector, as vector-assembler makes";
}
