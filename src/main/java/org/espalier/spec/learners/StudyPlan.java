package org.espalier.spec.learners;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.metric.Metric;
import org.espalier.space.Domain;
import org.espalier.spec.EnumNames;
import org.espalier.spec.ModelPlan;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.Problem;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.rows.DataPlan;
import org.espalier.spec.rows.FoldsPlan;

/**
 * Plan of a study: everything that the loop, the data and the output need to know, each value
 * within its range.
 *
 * @param name name of the output folder
 * @param features stages that make features of the columns
 * @param tuning part that does not depend on where rows and learners come from; its folds are those
 *     of {@code folds}
 */
public record StudyPlan(
    String name,
    DataPlan data,
    FeaturesPlan features,
    List<LearnerPlan> learners,
    Scoring scoring,
    FoldsPlan folds,
    TuningPlan tuning,
    OutputPlan output) {

  /**
   * Metrics of the study.
   *
   * @param metric metric that is optimised; empty for the task's default
   * @param metrics additional metrics, recorded for each cell
   */
  public record Scoring(Optional<Metric> metric, List<Metric> metrics) {
    public Scoring {
      metrics = List.copyOf(metrics);
    }
  }

  private static final String LISTED = "take it out of the list";

  public StudyPlan {
    learners = List.copyOf(learners);
    if (tuning.folds() != folds.foldsOfAllRepeats()) {
      throw new IllegalArgumentException(
          "%d folds are planned, but %d tuned on."
              .formatted(folds.foldsOfAllRepeats(), tuning.folds()));
    }
  }

  public StudyPlan with(TuningPlan other) {
    return new StudyPlan(name, data, features, learners, scoring, folds, other, output);
  }

  /** Contradictions between settings that are each valid alone; each at its place. */
  public List<Problem> contradictions() {
    List<Problem> problems = new ArrayList<>();
    Origins.Report report = tuning.origins().into(problems);
    namesTwice(report);
    label(report);
    if (!features.isChosen() && !data.missing().markers().isEmpty()) {
      report.problem(
          "data.missing",
          "is for features = auto only",
          "set data.options.nullValue, or add a stage that replaces them");
    }
    ratings(report);
    if (tuning.search().isExhaustive()) {
      rangesWithoutGrid(report);
    }
    timeAndGroups(report);
    repeats(report);
    problems.addAll(tuning.contradictions(learners.size()));
    scoring.metric().flatMap(this::unreachable).ifPresent(problems::add);
    if (output.overwrite() && output.resume() != OutputPlan.Resume.NEVER) {
      report.problem(
          "output.overwrite",
          "replaces the study that output.resume continues",
          "set overwrite = false, or resume = never");
    }
    if (output.predictions() && output.hidesNames()) {
      report.problem(
          "output.collect-predictions",
          "holds labels and keys of rows, but output.names = hidden",
          "leave one of them out");
    }
    withoutModel(report);
    if (tuning.run().track().model().isPresent() && output.hidesNames()) {
      report.problem(
          "track.mlflow-model",
          "registers a model, which holds names of columns, but output.names = hidden",
          "leave one of them out");
    }
    if (output.model().ensemble() > 1 && output.model().save() == ModelPlan.Save.NATIVE) {
      report.problem(
          "model.ensemble",
          "is saved by Spark alone, but model.save = native",
          "leave one of them out");
    }
    return problems;
  }

  /** True if the search keeps the out-of-fold scores of the trials that lead it. */
  public boolean keepsScores() {
    return output.predictions() || output.model().isRefined();
  }

  private void withoutModel(Origins.Report report) {
    if (output.savesModel()) {
      return;
    }
    Map<String, Boolean> needs = new LinkedHashMap<>();
    needs.put("output.collect-predictions", output.predictions());
    needs.put("track.mlflow-model", tuning.run().track().model().isPresent());
    needs.put("model", output.model().isRefined());
    needs.put("model.refit", output.model().refit() == ModelPlan.Refit.ALL);
    needs.forEach(
        (setting, isGiven) -> {
          if (isGiven) {
            report.problem(
                setting,
                "needs the winner's model, but model.save = none",
                "leave one of them out");
          }
        });
  }

  private void label(Origins.Report report) {
    if (data.target().label().isEmpty()) {
      if (learners.stream().noneMatch(LearnerPlan::mayLackLabel)) {
        report.problem(
            "data.label", "is missing", "name the column to be predicted: label = column");
      }
      if (data.target().positive().isPresent()) {
        report.problem(
            "data.positive",
            "is a class of the label, and there is no label",
            "leave it out, or name the label");
      }
      return;
    }
    String label = data.target().label().get();
    if (data.ignore().contains(label)) {
      report.problem("data.ignore", "names the label '%s'".formatted(label), LISTED);
    }
    data.roles()
        .named()
        .forEach(
            (role, column) -> {
              if (column.equals(label)) {
                report.problem(
                    "data." + role,
                    "names the label '%s'".formatted(column),
                    "name another column");
              }
            });
  }

  /** Checks the columns of ratings: user and item need each other, and exclude survival data. */
  private void ratings(Origins.Report report) {
    Map<String, String> named = data.roles().named();
    for (String role : List.of("user", "item")) {
      String other = role.equals("user") ? "item" : "user";
      if (named.containsKey(role) && !named.containsKey(other)) {
        report.problem(
            "data." + role, "needs data." + other, "name the column: %s = column".formatted(other));
      }
      if (named.containsKey(role) && data.ignore().contains(named.get(role))) {
        report.problem("data.ignore", "names the %s '%s'".formatted(role, named.get(role)), LISTED);
      }
    }
    if (named.containsKey("user") && !features.isChosen()) {
      report.problem(
          "features", "are not used with data.user and data.item", "take features = auto");
    }
    if (named.containsKey("user") && named.containsKey("censor")) {
      report.problem("data.censor", "cannot be combined with data.user", "leave one of them out");
    }
  }

  /** Reports a target that no model can reach by this metric. */
  public Optional<Problem> unreachable(Metric by) {
    return tuning.budget().target().stream()
        .filter(by::isBeyondBest)
        .mapToObj(
            target ->
                tuning
                    .origins()
                    .problem(
                        "budget.target-score",
                        "is %s, which no model can reach by %s".formatted(target, by.key()),
                        "give a score that a model can reach, or none"))
        .findFirst();
  }

  private void timeAndGroups(Origins.Report report) {
    boolean byTime = folds.rule() == FoldsPlan.Rule.TIME;
    boolean timed = data.roles().time().isPresent();
    if ((byTime || data.test().after().isPresent()) && !timed) {
      report.problem(
          byTime ? "folds.fold-rule" : "data.test.held-out-after",
          "needs the time at which a row became known",
          "name the column: data.time = column");
    }
    if (byTime && data.roles().group().isPresent()) {
      report.problem(
          "data.group",
          "cannot be combined with folds by time, which divide groups",
          "leave it out");
    }
    if (folds.isByPlace() && data.roles().group().isPresent()) {
      report.problem(
          "data.group",
          "cannot be combined with folds = %s, which divides groups"
              .formatted(EnumNames.of(folds.rule())),
          "take folds = hash");
    }
  }

  /** Reports repeats with other rules than hash: only hashes can be drawn again. */
  private void repeats(Origins.Report report) {
    boolean byHash = folds.rule() == FoldsPlan.Rule.HASH;
    String right = "take folds by the rule hash, or leave it out";
    if (folds.repeats() > 1 && !byHash) {
      report.problem("folds.repeats", "needs folds that can be drawn again", right);
    }
    if (tuning.winner().repeats() > 0 && !byHash) {
      report.problem("winner.winner-repeats", "needs folds that can be drawn again", right);
    }
  }

  private void namesTwice(Origins.Report report) {
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < learners.size(); i++) {
      String name = learners.get(i).name();
      Integer other = first.putIfAbsent(name, i);
      if (other != null) {
        report.problem(
            "learners[%d].name".formatted(i),
            "'%s' is the name of learners[%d] too".formatted(name, other),
            "give each learner a name of its own");
      }
    }
  }

  private void rangesWithoutGrid(Origins.Report report) {
    for (int i = 0; i < learners.size(); i++) {
      for (Map.Entry<String, Domain> param : learners.get(i).space().entrySet()) {
        if (isContinuum(param.getValue())) {
          report.problem(
              path(i, param.getKey()),
              "is a range without grid values",
              "give it step or points, or a list of choices, for a grid");
        }
      }
    }
  }

  private static boolean isContinuum(Domain domain) {
    return domain instanceof Domain.Range range
        ? range.step().isEmpty() && range.points().isEmpty()
        : domain instanceof Domain.Elements list
            && list.elements().stream().anyMatch(StudyPlan::isContinuum);
  }

  public static String path(int learner, String param) {
    return "learners[%d].space.%s".formatted(learner, param);
  }
}
