package org.espalier.ml;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.TrialRow;
import org.espalier.space.Configuration;
import org.espalier.study.RungLadder;
import org.espalier.study.TrialState;
import org.espalier.tune.CommonCause;
import org.espalier.tune.StopReason;
import org.espalier.tune.TuningListener;

/** Fit of a tuner of either kind: the study, then the best map on all rows. */
record TunerFit(TunerParams<?> tuner, TuningListener listener) {

  /**
   * What a fit found.
   *
   * @param maps those given, or where there was a strategy those that were completed in full
   * @param averages over folds, in the order of the maps; of a failed map the worst finite one
   * @param deviations over folds (of the population, as PySpark's), in the order of the maps; none
   *     of a failed map
   * @param bestModel fitted on all rows
   * @param subModels empty unless they were asked for
   */
  record Found(
      List<ParamMap> maps,
      List<Double> averages,
      List<OptionalDouble> deviations,
      Model<?> bestModel,
      StudyRecord study,
      Optional<SubModels> subModels) {
    Found {
      maps = List.copyOf(maps);
      averages = List.copyOf(averages);
      deviations = List.copyOf(deviations);
    }

    double[] metrics() {
      return averages.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /** Whether a tuner was given maps. */
  static boolean hasMaps(TunerParams<?> tuner) {
    return tuner.isDefined(tuner.estimatorParamMaps()) && tuner.getEstimatorParamMaps().length > 0;
  }

  /** Spark's writer asks for maps, be there none. */
  static ParamMap noMaps(TunerParams<?> tuner) {
    return new ParamMap().put(tuner.estimatorParamMaps().w(new ParamMap[0]));
  }

  Found fit(Dataset<?> dataset, Supplier<FoldedRows> cut) {
    Instant started = InstantSource.system().instant();
    TunerPlan plan = TunerPlan.of(tuner);
    new SchemaCheck(plan, dataset).run();
    return FitJobs.run(
        dataset.sparkSession().sparkContext(), () -> study(dataset, cut, plan, started));
  }

  private Found study(
      Dataset<?> dataset, Supplier<FoldedRows> cut, TunerPlan plan, Instant started) {
    try (FitJournal journal = FitJournal.open(plan, dataset.sparkSession());
        FoldedRows rows = cut.get()) {
      return fit(dataset, plan, journal, rows, started);
    }
  }

  private Found fit(
      Dataset<?> dataset, TunerPlan plan, FitJournal journal, FoldedRows rows, Instant started) {
    RungLadder ladder =
        journal.opened().map(opened -> opened.setup().ladder()).orElseGet(() -> plan.ladder(rows));
    try (MapCells cells = new MapCells(plan, rows, ladder, journal.ended(), journal.training())) {
      MapStudy study = new MapStudy(plan, ladder, cells, rows, listener, journal, started);
      MapStudy.Ended ended = study.run();
      List<TrialRow> all = journal.tables().trials();
      List<TrialRow> trials = plan.isPlain() ? all : complete(all, ladder);
      requireScores(trials, ended, study, cells.firstThrown());
      List<Configuration> configurations =
          trials.stream().map(t -> ended.study().trials().get(t.trial()).configuration()).toList();
      List<ParamMap> maps = configurations.stream().map(plan.toMap()).toList();
      boolean largerBetter = tuner.getEvaluator().isLargerBetter();
      int best = best(trials, largerBetter);
      Model<?> model =
          study.confirm(
              trials.get(best).trial(), () -> cells.refit(configurations.get(best), dataset));
      study.close(StudyStatus.FINISHED, ended.reason());
      return new Found(
          maps,
          averages(trials, largerBetter),
          trials.stream().map(TunerFit::deviation).toList(),
          model,
          journal.tables(),
          tuner.getCollectSubModels()
              ? Optional.of(cells.subModels(configurations))
              : Optional.empty());
    }
  }

  private static List<TrialRow> complete(List<TrialRow> trials, RungLadder ladder) {
    return trials.stream()
        .filter(trial -> trial.state() == TrialState.COMPLETED && trial.rung() == ladder.top())
        .toList();
  }

  private void requireScores(
      List<TrialRow> trials, MapStudy.Ended ended, MapStudy study, Optional<Throwable> cause) {
    boolean failures = ended.reason() == StopReason.FAILURES;
    if (!failures && trials.stream().anyMatch(trial -> trial.score().isPresent())) {
      return;
    }
    study.close(StudyStatus.GAVE_UP, ended.reason());
    String recorded =
        tuner.getJournal().isEmpty()
            ? ""
            : " It is recorded: another journal, or none, to try again.";
    String why = why(ended);
    String end = why.endsWith(".") ? "" : ".";
    throw new IllegalStateException(why + end + recorded, cause.orElse(null));
  }

  private String why(MapStudy.Ended ended) {
    return switch (ended.reason()) {
      case FAILURES ->
          "%d configurations failed in a row; %s"
              .formatted(tuner.getMaxFailures(), CommonCause.of(ended.study()));
      case DEADLINE ->
          "No configuration was completed within %s seconds.".formatted(tuner.getTimeout());
      case UNITS ->
          "No configuration was completed within %,d units.".formatted(tuner.getMaxUnits());
      case TASK_TIME ->
          "No configuration was completed within %s seconds of task time."
              .formatted(tuner.getMaxTaskTime());
      default ->
          "All %d configurations failed; %s"
              .formatted(ended.study().trials().size(), CommonCause.of(ended.study()));
    };
  }

  private static List<Double> averages(List<TrialRow> trials, boolean largerBetter) {
    double[] finite = trials.stream().flatMapToDouble(t -> t.score().stream()).sorted().toArray();
    double worst = largerBetter ? finite[0] : finite[finite.length - 1];
    return trials.stream().map(trial -> trial.score().orElse(worst)).toList();
  }

  private static OptionalDouble deviation(TrialRow trial) {
    if (trial.score().isEmpty()) {
      return OptionalDouble.empty();
    }
    double mean = trial.score().getAsDouble();
    List<Double> squares = new ArrayList<>();
    for (OptionalDouble score : trial.scores()) {
      score.ifPresent(value -> squares.add((value - mean) * (value - mean)));
    }
    double sum = squares.stream().mapToDouble(Double::doubleValue).sum();
    return OptionalDouble.of(Math.sqrt(sum / squares.size()));
  }

  /** The first of the best, as Spark chooses: by the scores as they are, not as they were told. */
  private static int best(List<TrialRow> trials, boolean largerBetter) {
    int best = -1;
    for (int i = 0; i < trials.size(); i++) {
      boolean scored = trials.get(i).score().isPresent();
      if (scored && (best < 0 || better(trials.get(i), trials.get(best), largerBetter))) {
        best = i;
      }
    }
    return best;
  }

  private static boolean better(TrialRow trial, TrialRow than, boolean largerBetter) {
    double difference = trial.score().getAsDouble() - than.score().getAsDouble();
    return largerBetter ? difference > 0 : difference < 0;
  }
}
