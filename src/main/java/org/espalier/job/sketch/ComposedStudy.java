package org.espalier.job.sketch;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.data.ColumnHint;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spec.Recommendation;
import org.espalier.spec.ScheduleChoice;
import org.espalier.spec.learners.Learners;

/**
 * Text of a study file that is run as it is: learners, folds and strategies are chosen by an
 * inspected table and the time there is.
 *
 * @param leftOut columns that no model may see, each with the reason
 * @param usable types of learners whose libraries are there
 * @param slots fits at a time
 */
public record ComposedStudy(
    DataSketch table, List<ColumnHint> leftOut, Set<String> usable, int slots) {

  private static final String BOOSTING = "xgboost";

  /**
   * Rounds of boosting without a better mean over folds after which a trial ends: as many as H2O's
   * and CatBoost's users take for a hundred to some hundred rounds.
   */
  private static final int PATIENCE = 20;

  /** Metrics that are not computed inside tasks. */
  private static final Set<Metric.Family> NOT_OF_TASKS =
      EnumSet.of(Metric.Family.PAIRS, Metric.Family.EVALUATOR);

  private static final Set<String> LINEAR = Set.of("logistic-regression", "linear-regression");

  /**
   * Learners that may be chosen, in the order of the time of a fit: the first one's defaults are
   * the baseline, and the fallback model.
   */
  private static final List<String> QUICK_FIRST =
      List.of(
          "logistic-regression",
          "linear-regression",
          "naive-bayes",
          "decision-tree",
          BOOSTING,
          "random-forest",
          "gradient-boosted-trees");

  /** Rows below which a single tree may do as well as many. */
  private static final long SINGLE_TREE_ROWS = 1_000;

  /** Maximum members of an ensemble: each is fitted again after the search. */
  private static final int MEMBERS = 3;

  /** Maximum number of trials: those that a Gaussian process takes without becoming slow. */
  private static final int TRIALS = 200;

  /** Maximum number of trials on a table of which a search soon learns the noise of its folds. */
  private static final int TRIALS_OF_FEW_ROWS = 50;

  private static final long FEW_ROWS = 1_000;

  /** Slots below which the usual window holds proposals back for longer than it has to. */
  private static final int FEW_SLOTS = 4;

  private static final int WINDOW_OF_A_SLOT = 4;

  public ComposedStudy {
    leftOut = List.copyOf(leftOut);
    usable = Set.copyOf(usable);
  }

  private SeenTable seen() {
    return table.seen();
  }

  /** The text, which {@code tune} takes. */
  public String text() {
    List<String> lines = table.lines(ignored());
    lines.add(
        "learners = [    # the shortest fits first; the first one's defaults are the baseline");
    learners().forEach(type -> lines.add("  " + entry(type)));
    lines.add("]");
    lines.add("");
    strategies(lines);
    lines.addAll(table.asked().lines());
    return String.join("\n", lines) + "\n";
  }

  private List<String> ignored() {
    List<String> lines = new ArrayList<>();
    if (!leftOut.isEmpty()) {
      String names = StudySketch.list(leftOut.stream().map(ColumnHint::column).distinct().toList());
      String why =
          leftOut.stream().map(ColumnHint::why).distinct().collect(Collectors.joining("; "));
      lines.add("  ignore = %s    # %s".formatted(names, why));
    }
    if (!seen().hasNan()) {
      lines.add("  nan = missing    # as null is, also in rows to come");
    }
    return lines;
  }

  /** Types of the learners. */
  List<String> learners() {
    List<String> chosen = QUICK_FIRST.stream().filter(this::isChosen).toList();
    return chosen.isEmpty() ? Learners.known().proposed(seen().task()) : chosen;
  }

  private boolean isChosen(String type) {
    boolean learns =
        Learners.known()
            .ofType(type)
            .filter(learner -> learner.estimators().containsKey(seen().task()))
            .isPresent();
    return learns
        && usable.contains(type)
        && switch (type) {
          case "naive-bayes" -> hasProse();
          case "decision-tree" -> seen().rows() < SINGLE_TREE_ROWS;
          case BOOSTING -> !hasProse() && seen().task() != ProblemType.SURVIVAL;
          case "random-forest" -> !(isLargeForTime() && isChosen(BOOSTING));
          case "gradient-boosted-trees" -> !isChosen(BOOSTING);
          default -> true;
        };
  }

  /** Entry of a learner in the list of them. */
  private String entry(String type) {
    if (type.equals(BOOSTING) && isLargeForTime() && mayStopEarly()) {
      return "{ type = %s, space { auto = true, numEarlyStoppingRounds = %d } }    # the folds find the rounds"
          .formatted(type, PATIENCE);
    }
    return LINEAR.contains(type) && isLargeForTime() && isChosen(BOOSTING)
        ? "{ type = %s }    # its defaults: there is time for few trials, and boosting gains more by them"
            .formatted(type)
        : "{ type = %s, space = auto }".formatted(type);
  }

  /**
   * True if the rounds of a trial can end by the mean of its folds. A typed schedule, a typed
   * {@code run} or a metric that tasks do not compute may prevent that.
   */
  private boolean mayStopEarly() {
    return !table.asked().sets("schedule")
        && !table.asked().sets("run")
        && table
            .asked()
            .value("metric")
            .flatMap(Metric::of)
            .map(Metric::family)
            .filter(NOT_OF_TASKS::contains)
            .isEmpty();
  }

  /** True if there is time for few trials, which then go to the most promising learners. */
  private boolean isLargeForTime() {
    return table.splitting().isForTime();
  }

  /** True if there is a column of sentences, whose words become columns. */
  private boolean hasProse() {
    return seen().features().stream().anyMatch(one -> one.kind() == FeatureColumn.ColumnKind.PROSE);
  }

  private void strategies(List<String> lines) {
    Recommendation.Study study = seen().study();
    if (!table.asked().sets("metric")) {
      Recommendation metric = Recommendation.of(Recommendation.METRICS, study);
      String why = metric.usual() ? "" : "    # " + metric.situation();
      lines.add("metric   = %s%s".formatted(metric.value(), why));
    }
    table.folds(lines);
    if (seen().isSmall()) {
      lines.add("# With more trials on so few rows, the best would be the luckiest.");
    }
    int trials = trials(study);
    Recommendation.Study longer =
        new Recommendation.Study(study.task(), study.classes(), study.rows(), trials);
    lines.add(
        "search   = { sampler = %s, trials = %d }"
            .formatted(Recommendation.of(Recommendation.SAMPLERS, longer).value(), trials));
    // A section if a part of it was typed, which follows.
    String form = table.asked().sets("schedule") ? "{ scheduler = %s }" : "%s";
    lines.add(
        "schedule = %s    # by the planned cost of a fit and the time; the run says which"
            .formatted(form.formatted(ScheduleChoice.AUTO)));
    if (slots < FEW_SLOTS && !table.asked().sets("run")) {
      String why = "no more proposals than keep %s busy wait for an outcome";
      lines.add(
          "run      = { window = %d }    # %s"
              .formatted(slots * WINDOW_OF_A_SLOT, why.formatted(CountedNoun.of(slots, "slot"))));
    }
    lines.add("output   = { path = %s }".formatted(StudySketch.quoted(table.asked().output())));
    model(study.task()).ifPresent(lines::add);
  }

  /**
   * Line of the model. A refinement by out-of-fold scores is kept if it is better across folds; it
   * is left out if other settings of the model were typed.
   */
  private Optional<String> model(ProblemType task) {
    List<String> parts = new ArrayList<>();
    List<String> why = new ArrayList<>();
    if (!table.asked().sets("model")) {
      refinements(task, parts);
      if (!parts.isEmpty()) {
        why.add("from out-of-fold scores");
      }
    }
    boolean holdsOut = table.splitting().heldOut() || table.asked().sets("data.test");
    boolean isTyped =
        table.asked().setsWhole("model")
            || table.asked().sets("model.refit")
            || table.asked().sets("model.save");
    if (holdsOut && !isTyped) {
      parts.add("refit = all");
      why.add("fitted on the held-out rows too, once these have given its score");
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "model    = { %s }    # %s"
                .formatted(String.join(", ", parts), String.join("; ", why)));
  }

  private void refinements(ProblemType task, List<String> parts) {
    if (!table.splitting().isForLittleTime()
        && (task.isClassification() || task == ProblemType.REGRESSION)) {
      parts.add("ensemble = " + MEMBERS);
    }
    if (task == ProblemType.BINARY) {
      parts.add("calibration = auto");
      parts.add("threshold = auto");
    }
  }

  private int trials(Recommendation.Study study) {
    return seen().isSmall()
        ? study.trials()
        : seen().rows() < FEW_ROWS ? TRIALS_OF_FEW_ROWS : TRIALS;
  }
}
