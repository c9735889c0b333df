package org.espalier.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.ml.param.Param;
import org.espalier.plan.Strategies;
import org.espalier.schedule.SchedulerSpec.LadderKind;

/** Contradictions between params of a tuner that are each valid alone, and missing params. */
final class TunerValidation {

  /** Rules that go by a row's place, as a split does. */
  private static final List<String> PLACED = List.of("spark", "pyspark");

  private final TunerParams<?> tuner;
  private final List<String> problems = new ArrayList<>();
  private int missing = 0;

  private TunerValidation(TunerParams<?> tuner) {
    this.tuner = tuner;
  }

  /**
   * @throws IllegalArgumentException with all of them, a line each
   * @throws NoSuchElementException instead, as Spark's own, where nothing but estimator or
   *     evaluator is missing
   */
  static void check(TunerParams<?> tuner) {
    TunerValidation found = new TunerValidation(tuner);
    found.find();
    if (!found.problems.isEmpty()) {
      String all = String.join("\n", found.problems);
      throw found.missing == found.problems.size()
          ? new NoSuchElementException(all)
          : new IllegalArgumentException(all);
    }
  }

  private void find() {
    missing(tuner.estimator(), "an estimator to tune");
    missing(tuner.evaluator(), "a metric to tune for");
    whatIsTried();
    folds();
    repeats();
    ParamsPlan.of(tuner).contradictions(1).forEach(problem -> problems.add(problem.toString()));
    if (tuner.getCollectSubModels() && !tuner.getJournal().isEmpty()) {
      report(
          tuner.collectSubModels(),
          "is set beside journal, which holds no models",
          "one of the two");
    }
  }

  private void whatIsTried() {
    boolean maps = tuner.hasMaps();
    boolean space = tuner.isSet(tuner.space());
    if (maps && space) {
      report(tuner.space(), "is set beside estimatorParamMaps", "one of the two");
    }
    if (!maps && !space) {
      report(tuner.estimatorParamMaps(), "is empty", "maps, even a single empty one, or a space");
    }
    if (!space) {
      needsSpace(tuner.sampler());
      needsSpace(tuner.trials());
      needsSpace(tuner.maxFailures());
      needsSpace(tuner.startPoints());
      needsSpace(tuner.prior());
      needsSpace(tuner.then());
      needsSpace(tuner.maxRegret());
    }
  }

  private void folds() {
    LadderKind ladder = Strategies.schedulerSpec(tuner.getScheduler()).orElseThrow().ladder();
    boolean racing = ladder == LadderKind.FOLD_BY_FOLD;
    boolean ofFolds = tuner.getResource().equals("folds") && ladder == LadderKind.RUNGS;
    if (tuner instanceof SplitTuner && (ofFolds || racing)) {
      report(tuner.scheduler(), "goes by folds, of which a split has none", "rows, or a Tuner");
    }
    if (tuner instanceof SplitTuner && !PLACED.contains(tuner.getFoldRule())) {
      report(tuner.foldRule(), "is no rule for a split", String.join(" or ", PLACED));
    }
    if (tuner instanceof Tuner folded
        && tuner.isSet(tuner.foldRule())
        && !tuner.getFoldRule().equals("pyspark")
        && !folded.getFoldCol().isEmpty()) {
      report(tuner.foldRule(), "is set beside foldCol", "one of the two");
    }
  }

  /** A column names one partition into folds, and no other. */
  private void repeats() {
    if (tuner.getWinnerRepeats() > 0
        && tuner instanceof Tuner folded
        && !folded.getFoldCol().isEmpty()) {
      report(
          tuner.winnerRepeats(), "needs folds that can be cut in more ways", "it without foldCol");
    }
  }

  private void missing(Param<?> param, String right) {
    if (!tuner.isDefined(param)) {
      report(param, "is not set", right);
      missing++;
    }
  }

  private void needsSpace(Param<?> param) {
    if (tuner.isSet(param)) {
      report(param, "is set, but maps are tried as they are", "a space, or leave it out");
    }
  }

  private void report(Param<?> param, String wrong, String right) {
    problems.add("%s: %s: %s; %s".formatted(tuner.uid(), param.name(), wrong, right));
  }
}
