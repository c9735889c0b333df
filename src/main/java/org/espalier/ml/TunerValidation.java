package org.espalier.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.ml.param.Param;
import org.espalier.metric.Metric;
import org.espalier.ml.param.EstimatorsParam;
import org.espalier.ml.param.SpaceConfigurations;
import org.espalier.ml.param.StableStageNames;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.space.SearchSpace;
import org.espalier.spark.metric.Scorer;
import org.espalier.spec.Problem;
import org.espalier.spec.Strategies;

/**
 * Problems of a tuner's params: contradictions between params that are each valid alone, missing
 * params, and a space that does not fit the estimator.
 */
final class TunerValidation {

  private final TunerParams<?> tuner;
  private final List<String> problems = new ArrayList<>();
  private int missing = 0;

  private TunerValidation(TunerParams<?> tuner) {
    this.tuner = tuner;
  }

  /** Contradictions and missing params of a tuner. */
  static TunerValidation of(TunerParams<?> tuner) {
    TunerValidation found = new TunerValidation(tuner);
    found.find();
    return found;
  }

  /** The space, if it is searched and fits the estimator; adds problems if it does not fit. */
  Optional<SpaceConfigurations> space() {
    if (tuner.hasMaps() || !isSearched() || !isGiven(tuner.estimator())) {
      return Optional.empty();
    }
    try {
      SearchSpace asked =
          tuner.isSet(tuner.space()) ? tuner.getSpace() : new SearchSpace(List.of());
      return Optional.of(new SpaceConfigurations(asked, EstimatorsParam.estimators(tuner)));
    } catch (IllegalArgumentException e) {
      String.valueOf(e.getMessage())
          .lines()
          .forEach(line -> problems.add("%s: %s".formatted(StableStageNames.where(tuner), line)));
      return Optional.empty();
    }
  }

  private boolean isSearched() {
    return tuner.isSet(tuner.space()) || isChoice();
  }

  private boolean isChoice() {
    return EstimatorsParam.estimators(tuner).size() > 1;
  }

  void addAll(List<Problem> found) {
    found.forEach(problem -> problems.add(problem.toString()));
  }

  /**
   * Throws if there are problems.
   *
   * @throws IllegalArgumentException with all of them, one per line
   * @throws NoSuchElementException if only estimator or evaluator is missing, as by Spark's
   *     validators
   */
  void check() {
    if (!problems.isEmpty()) {
      String all = String.join("\n", problems);
      throw missing == problems.size()
          ? new NoSuchElementException(all)
          : new IllegalArgumentException(all);
    }
  }

  private void find() {
    missing(tuner.estimator(), "set an estimator to tune");
    missing(tuner.evaluator(), "set an evaluator");
    whatIsTried();
    folds();
    repeats();
    if (tuner.isSet(tuner.heldOutSource()) && tuner.getHeldOut() > 0) {
      report(tuner.heldOutSource(), "is set together with heldOut", "set one of the two");
    }
    target();
    addAll(TunerPlan.asked(tuner).contradictions(1));
    if (tuner.getCollectSubModels() && !tuner.getJournal().isEmpty()) {
      report(
          tuner.collectSubModels(),
          "is set together with journal, which holds no models",
          "set one of the two");
    }
  }

  private void whatIsTried() {
    boolean maps = tuner.hasMaps();
    boolean space = tuner.isSet(tuner.space());
    if (maps && space) {
      report(tuner.space(), "is set together with estimatorParamMaps", "set one of the two");
    }
    if (maps && isChoice()) {
      report(
          tuner.estimators(), "is set together with estimatorParamMaps", "set a space, or no maps");
    }
    if (tuner.isSet(tuner.estimators()) && tuner.getEstimators()[0] != tuner.getEstimator()) {
      report(
          tuner.estimators(), "does not begin with estimator, which is set", "set one of the two");
    }
    if (!maps && !isSearched()) {
      report(
          tuner.estimatorParamMaps(), "is empty", "give maps, even a single empty one, or a space");
    }
    if (!isSearched()) {
      needsSpace(tuner.sampler());
      needsSpace(tuner.trials());
      needsSpace(tuner.maxFailures());
      needsSpace(tuner.startPoints());
      needsSpace(tuner.prior());
      needsSpace(tuner.then());
      if (ladder() == LadderKind.GENERATIONS) {
        needsSpace(tuner.scheduler());
      }
    }
  }

  private LadderKind ladder() {
    return Strategies.schedulerSpec(tuner.getScheduler()).orElseThrow().ladder();
  }

  private void folds() {
    LadderKind ladder = ladder();
    boolean racing = ladder == LadderKind.FOLD_BY_FOLD;
    boolean ofFolds = tuner.getResource().equals("folds") && ladder == LadderKind.RUNGS;
    if (tuner instanceof SplitTuner && (ofFolds || racing)) {
      report(tuner.scheduler(), "works by folds, but a split has none", "use rows, or a Tuner");
    }
    if (tuner instanceof SplitTuner && !FoldCut.BY_PLACE.contains(tuner.getFoldRule())) {
      report(
          tuner.foldRule(),
          "is not a rule for a split",
          "use " + String.join(" or ", FoldCut.BY_PLACE));
    }
    if (tuner instanceof Tuner folded
        && tuner.isSet(tuner.foldRule())
        && !tuner.getFoldRule().equals("pyspark")
        && !folded.getFoldCol().isEmpty()) {
      report(tuner.foldRule(), "is set together with foldCol", "set one of the two");
    }
    ofRules(tuner.group(), List.of("group", "stratified"));
    ofRules(tuner.time(), List.of("time"));
    ofRules(tuner.foldWindow(), List.of("time"));
    ofRules(tuner.gap(), List.of("time"));
  }

  /**
   * Reports a param that the fold rule does not read, and a rule whose param is not set.
   *
   * @param rules rules that read it
   */
  private void ofRules(Param<?> param, List<String> rules) {
    String rule = tuner.getFoldRule();
    if (tuner.isSet(param) && !rules.contains(rule)) {
      String right = "set foldRule = %s, or leave it out".formatted(String.join(" or ", rules));
      report(param, "is set together with foldRule = " + rule, right);
    }
    if (!tuner.isSet(param) && rule.equals(param.name())) {
      report(param, "is not set, but foldRule = " + rule, "set it to a column of the rows");
    }
  }

  /** Reports repeats of a fold column or of time, which have only one partition into folds. */
  private void repeats() {
    boolean column = tuner instanceof Tuner folded && !folded.getFoldCol().isEmpty();
    if (tuner.getWinnerRepeats() > 0 && (column || tuner.getFoldRule().equals("time"))) {
      report(
          tuner.winnerRepeats(),
          "needs folds that can be drawn again",
          column ? "leave it out, or unset foldCol" : "leave it out, or set another foldRule");
    }
  }

  private void missing(Param<?> param, String right) {
    if (!isGiven(param)) {
      report(param, "is not set", right);
      missing++;
    }
  }

  /** True if a param is set, and not to null, which Spark's own params take. */
  private boolean isGiven(Param<?> param) {
    return tuner.isDefined(param) && tuner.getOrDefault(param) != null;
  }

  /** Reports a target beyond the best score, which would never end the search. */
  private void target() {
    if (!isGiven(tuner.evaluator()) || !tuner.isDefined(tuner.targetScore())) {
      return;
    }
    double target = tuner.getTargetScore();
    String by = Scorer.of(tuner.getEvaluator()).metric();
    Metric.keys().stream()
        .flatMap(key -> Metric.of(key).stream())
        .filter(metric -> metric.key().equals(by) && metric.isBeyondBest(target))
        .findFirst()
        .ifPresent(
            metric ->
                report(
                    tuner.targetScore(),
                    "is %s, which no model can reach by %s".formatted(target, by),
                    "give a score that a model can reach"));
  }

  private void needsSpace(Param<?> param) {
    if (tuner.isSet(param)) {
      report(param, "is set, but maps are not searched", "set a space, or leave it out");
    }
  }

  private void report(Param<?> param, String wrong, String right) {
    String where = StableStageNames.where(tuner);
    problems.add("%s: %s: %s; %s".formatted(where, param.name(), wrong, right));
  }
}
