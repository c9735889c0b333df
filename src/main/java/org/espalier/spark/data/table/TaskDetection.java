package org.espalier.spark.data.table;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.spec.Suggestion;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;

/**
 * Rule that determines the task of a study: by the plan's columns if they allow one task only,
 * otherwise by the metric, otherwise by the learners' tasks, otherwise by the label's type and
 * number of values.
 *
 * @param learnable tasks that some learner supports
 * @param values distinct labels in order, neither null nor NaN; cut off above {@link #MAX_CLASSES}
 */
public record TaskDetection(
    StudyPlan plan,
    Set<ProblemType> learnable,
    StructField label,
    List<Object> values,
    DataProblems problems) {

  /**
   * Maximum number of classes; more indicate a mistake, such as a column of names or of numbers.
   */
  public static final int MAX_CLASSES = 1_000;

  /** Maximum number of distinct whole numbers that are classes by default. */
  private static final int MAX_WHOLE_CLASSES = 20;

  public TaskDetection {
    learnable = Set.copyOf(learnable);
    values = List.copyOf(values);
  }

  /** Returns the target; empty if the label has none, and then adds the reason to the problems. */
  public Optional<Target> target() {
    if (values.size() < 2) {
      problems.add(
          "data.label",
          values.isEmpty()
              ? "column '%s' has no value in any row".formatted(label.name())
              : "column '%s' is '%s' in every row"
                  .formatted(label.name(), Target.text(values.get(0))),
          "name a column with at least two values");
      return Optional.empty();
    }
    ProblemType task = task();
    if (!fits(task)) {
      return Optional.empty();
    }
    return Optional.of(
        new Target(
            task,
            plan.scoring().metric().orElse(Metric.defaultFor(task)),
            Optional.of(label),
            task.isClassification() ? values : List.of(),
            positiveIsFirst(task)));
  }

  /**
   * Returns the task: the only one that the plan's columns allow, or else by metric, learners and
   * label.
   */
  private ProblemType task() {
    Set<ProblemType> possible = plan.data().tasks();
    if (possible.size() == 1) {
      return possible.iterator().next();
    }
    return isRegression() ? ProblemType.REGRESSION : classification();
  }

  private ProblemType classification() {
    return values.size() == 2 ? ProblemType.BINARY : ProblemType.MULTICLASS;
  }

  private boolean isRegression() {
    boolean telling =
        plan.scoring()
            .metric()
            .filter(m -> m.tasks().size() < ProblemType.values().length)
            .isPresent();
    if (telling) {
      return plan.scoring().metric().orElseThrow().fits(ProblemType.REGRESSION);
    }
    boolean some = learnable.contains(ProblemType.REGRESSION);
    boolean only = learnable.equals(EnumSet.of(ProblemType.REGRESSION));
    return only || (some && looksLikeQuantity(label.dataType()));
  }

  private boolean looksLikeQuantity(DataType type) {
    if (type instanceof StringType || type instanceof BooleanType) {
      return false;
    }
    boolean fractional =
        TableScan.isFraction(type) || (type instanceof DecimalType decimal && decimal.scale() > 0);
    return fractional || values.size() > MAX_WHOLE_CLASSES;
  }

  private boolean fits(ProblemType task) {
    if (!task.isClassification() && !(label.dataType() instanceof NumericType)) {
      notANumber(task);
      return false;
    }
    if (task.isClassification() && values.size() > MAX_CLASSES) {
      problems.add(
          "data.label",
          "column '%s' has %s".formatted(label.name(), valuesInWords()),
          "use at most %s classes".formatted(grouped(MAX_CLASSES))
              + (label.dataType() instanceof NumericType
                  ? ", or metric = rmse for regression"
                  : ""));
      return false;
    }
    boolean judged = plan.scoring().metric().map(metric -> metric.fits(task)).orElse(true);
    if (!judged) {
      problems.add(
          "metric",
          "%s is a metric for %s, but label '%s' has %s"
              .formatted(metricKey(), judgedInWords(), label.name(), valuesInWords()),
          "one of " + keysFor(task));
    }
    if (judged && !learnable.contains(task)) {
      problems.add(
          "learners",
          "%s cannot all do %s, but label '%s' has %s"
              .formatted(learners(), task.text(), label.name(), valuesInWords()),
          "learners for " + task.text());
    }
    return judged && learnable.contains(task) && allFit(task);
  }

  /** Returns true if all metrics besides the objective fit the task. */
  private boolean allFit(ProblemType task) {
    boolean fit = true;
    for (int i = 0; i < plan.scoring().metrics().size(); i++) {
      Metric metric = plan.scoring().metrics().get(i);
      if (!metric.fits(task)) {
        fit = false;
        problems.add(
            "metrics[%d]".formatted(i),
            "'%s' is not a metric for %s, but label '%s' has %s"
                .formatted(metric, task.text(), label.name(), valuesInWords()),
            "one of " + keysFor(task));
      }
    }
    return fit;
  }

  private String learners() {
    return plan.learners().stream().map(LearnerPlan::type).collect(Collectors.joining(", "));
  }

  private void notANumber(ProblemType task) {
    String wrong =
        "%s needs a number, but label '%s' is of type %s"
            .formatted(task.text(), label.name(), label.dataType().simpleString());
    if (task != ProblemType.REGRESSION) {
      problems.add("data.label", wrong, "name a column of numbers");
    } else if (plan.scoring().metric().isPresent()) {
      problems.add(
          "metric",
          "%s is a metric for regression; %s".formatted(metricKey(), wrong),
          "one of " + keysFor(classification()));
    } else {
      problems.add("learners", wrong, "take a learner for " + classification().text());
    }
  }

  private boolean positiveIsFirst(ProblemType task) {
    if (plan.data().target().positive().isEmpty()) {
      return false;
    }
    String positive = plan.data().target().positive().get();
    if (task != ProblemType.BINARY) {
      problems.add(
          "data.positive",
          "a positive class needs two classes, but label '%s' has %s"
              .formatted(label.name(), valuesInWords()),
          "leave it out");
      return false;
    }
    List<String> classes = values.stream().map(Target::text).toList();
    boolean first = isWritten(positive, values.get(0));
    if (!first && !isWritten(positive, values.get(1))) {
      problems.add(
          "data.positive",
          "'%s' is not a class of label '%s'".formatted(positive, label.name()),
          Suggestion.of(positive, classes));
    }
    return first;
  }

  /**
   * Returns true if a text denotes a value; numbers are compared by value, so 1 denotes 1.0, too.
   */
  private static boolean isWritten(String text, Object value) {
    if (!(value instanceof Number)) {
      return text.equals(Target.text(value));
    }
    try {
      return new BigDecimal(text.strip()).compareTo(Target.number(value)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private String metricKey() {
    return plan.scoring().metric().map(Metric::key).orElse("");
  }

  private String judgedInWords() {
    return plan.scoring().metric().stream()
        .flatMap(metric -> metric.tasks().stream())
        .map(ProblemType::text)
        .findFirst()
        .orElse("");
  }

  private static String keysFor(ProblemType task) {
    return Metric.keysFor(EnumSet.of(task));
  }

  private String valuesInWords() {
    return values.size() > MAX_CLASSES
        ? "more than %s different values".formatted(grouped(MAX_CLASSES))
        : "%d different values".formatted(values.size());
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
