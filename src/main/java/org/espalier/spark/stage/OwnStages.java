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
 * Feature stages that a study defines, or a saved pipeline of one of its learners, by name and in
 * order. The last one of a study makes the features: its output column is set to the one that
 * learners read or, for a stage without such a param, a column {@code features} is used.
 *
 * @param path setting with the pipeline; empty for a list of stages
 * @param column features that a pipeline's learner reads; empty for the stages of a study
 * @param stages stages by name; empty if they are chosen automatically, or after a problem
 * @param problems problems that can be found without a table
 */
public record OwnStages(
    StudyPlan plan,
    String path,
    String column,
    Map<String, PipelineStage> stages,
    List<Problem> problems) {

  private static final String SAVED =
      "give auto, a list of stages, or the path of a Pipeline that was saved before fit";

  /** MLlib's usual name of a feature column. */
  private static final String USUAL = "features";

  public OwnStages {
    stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
    problems = List.copyOf(problems);
  }

  /** Stages of a plan; those of a saved pipeline are loaded in the current session. */
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

  /** Stages before the learner of a saved pipeline; none if it has features of the study. */
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

  /** Problem of each param that a stage needs and that neither it nor every learner gives. */
  private static List<Problem> lacking(
      StudyPlan plan, PipelineStage stage, FeatureStage settings, String path) {
    Set<String> given = new LinkedHashSet<>();
    for (String name : settings.params().keySet()) { // a misspelled one is a problem already
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

  /** True if each learner's space has a value for the param of a stage. */
  private static boolean isSearched(StudyPlan plan, FeatureStage stage, String param) {
    String name = stage.name() + "." + param;
    return !plan.learners().isEmpty()
        && plan.learners().stream().allMatch(learner -> learner.space().containsKey(name));
  }

  /** Problem of a predictor, which is not a feature stage. */
  static Optional<Problem> learner(Origins origins, PipelineStage stage, String path) {
    String wrong = "%s is a learner, not a feature stage".formatted(StageType.nameOf(stage));
    return stage.hasParam("predictionCol")
        ? Optional.of(origins.problem(path, wrong, "name it in learners"))
        : Optional.empty();
  }

  /** Sets a param of a stage, or returns the problem with its value. */
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
   * Copies of the stages, which read the study's label and make {@link FeatureStages#FEATURES}.
   *
   * @param values of searched or fixed params, by {@code stage.param}
   */
  List<PipelineStage> with(Map<String, Object> values) {
    List<PipelineStage> copies = new ArrayList<>();
    stages.forEach(
        (name, stage) -> {
          PipelineStage copy = stage.copy(ParamMap.empty());
          StageParams.setAll(copy, name, values);
          // A formula writes its label column, all others read it.
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

  /** The stages with values; those added after them are made anew. */
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
   * True if the output column of the last stage can be set, and is the one that a learner reads; it
   * is set then.
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
   * Problem of the stages with the rows of a study.
   *
   * @param rows schema that feature stages get
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
      } catch (Exception e) { // any exception of a foreign stage
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
