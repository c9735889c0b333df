package org.espalier.ml;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.engine.Ending;
import org.espalier.engine.StudySearch;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.space.Configuration;
import org.espalier.spark.metric.Scorer;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.study.RungLadder;
import org.espalier.tune.StudyListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fit of a tuner of either kind: the study, then the best map on all rows. */
record TunerFit(TunerParams<?> tuner, List<StudyListener> listeners) {

  private static final Logger LOG = LoggerFactory.getLogger(TunerFit.class);

  TunerFit {
    listeners = List.copyOf(listeners);
  }

  /**
   * What a fit found.
   *
   * @param maps those given, or where there was a strategy those that were completed in full
   * @param averages over folds, in the order of the maps; of a failed map the worst finite one
   * @param deviations over folds (of the population, as PySpark's), in the order of the maps; none
   *     of a failed map
   * @param bestModel fitted on all rows
   * @param subModels empty unless they were asked for
   * @param predictions out of fold, of the best map; empty unless they were asked for
   */
  record Found(
      List<ParamMap> maps,
      List<Double> averages,
      List<OptionalDouble> deviations,
      Model<?> bestModel,
      StudyRecord study,
      Optional<SubModels> subModels,
      Optional<Dataset<Row>> predictions) {
    Found {
      maps = List.copyOf(maps);
      averages = List.copyOf(averages);
      deviations = List.copyOf(deviations);
    }

    double[] metrics() {
      return averages.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /** Spark's writer asks for maps, be there none. */
  static ParamMap noMaps(TunerParams<?> tuner) {
    return new ParamMap().put(tuner.estimatorParamMaps().w(new ParamMap[0]));
  }

  Found fit(Dataset<?> dataset, SeparatedRows.Cut cut) {
    Instant started = InstantSource.system().instant();
    TunerPlan asked = TunerPlan.of(tuner);
    new SchemaCheck(asked, dataset).run();
    SparkContext context = dataset.sparkSession().sparkContext();
    String metric = Scorer.of(tuner.getEvaluator()).metric();
    TunerPlan plan = asked.withPrior(metric, context.hadoopConfiguration());
    return FitJobs.run(context, () -> study(dataset, cut, plan, started));
  }

  private Found study(Dataset<?> dataset, SeparatedRows.Cut cut, TunerPlan plan, Instant started) {
    try (FitJournal journal = FitJournal.open(plan, dataset.sparkSession());
        SeparatedRows separated = SeparatedRows.of(dataset, tuner, cut);
        FoldedRows rows = separated.folded()) {
      listeners.forEach(listener -> journal.recorder().listen(listener, LOG::warn));
      return fit(separated, plan, journal, rows, started);
    } catch (InvalidStudyException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Found fit(
      SeparatedRows separated,
      TunerPlan plan,
      FitJournal journal,
      FoldedRows rows,
      Instant started) {
    RungLadder ladder =
        journal.opened().map(opened -> opened.setup().ladder()).orElseGet(() -> plan.ladder(rows));
    try (EstimatorCells cells =
        new EstimatorCells(
            plan,
            rows,
            ladder,
            plan.known(),
            journal.ended(),
            journal.training(),
            journal.choices())) {
      TunerStudy study = new TunerStudy(plan, ladder, cells, rows, separated, journal, started);
      StudySearch.Result ended = study.run();
      if (ended.contenders().isEmpty()) {
        study.close(ended);
        throw nothing(ended.ending(), cells);
      }
      List<TrialRow> trials = trials(plan, journal.tables().trials(), ended);
      List<Configuration> configurations =
          trials.stream().map(t -> ended.study().trials().get(t.trial()).configuration()).toList();
      List<ParamMap> maps = configurations.stream().map(plan.toMap()).toList();
      int winner = study.winner(ended);
      Model<?> model = study.confirm(ended, winner);
      Optional<Dataset<Row>> predictions =
          tuner.getCollectPredictions()
              ? Optional.of(
                  new OutOfFoldPredictions(tuner, cells, rows)
                      .of(ended.study().trials().get(winner).configuration()))
              : Optional.empty();
      study.close(ended);
      return new Found(
          maps,
          averages(trials, tuner.getEvaluator().isLargerBetter()),
          trials.stream().map(TunerFit::deviation).toList(),
          model,
          journal.tables(),
          tuner.getCollectSubModels()
              ? Optional.of(cells.subModels(configurations))
              : Optional.empty(),
          predictions);
    }
  }

  /** Trials of the model: all maps, or where there was a strategy those that compare in full. */
  private static List<TrialRow> trials(
      TunerPlan plan, List<TrialRow> all, StudySearch.Result ended) {
    if (plan.isPlain()) {
      return all;
    }
    Set<Integer> compared =
        ended.contenders().stream().map(o -> o.proposal().trial()).collect(Collectors.toSet());
    return all.stream().filter(trial -> compared.contains(trial.trial())).toList();
  }

  private IllegalStateException nothing(Ending ending, EstimatorCells cells) {
    String recorded =
        tuner.getJournal().isEmpty()
            ? ""
            : " It is recorded: another journal, or none, to try again.";
    return new IllegalStateException(
        ending.sentence() + recorded, cells.firstThrown().orElse(null));
  }

  private static List<Double> averages(List<TrialRow> trials, boolean largerBetter) {
    double[] finite =
        trials.stream().flatMapToDouble(t -> t.evaluation().score().stream()).sorted().toArray();
    double worst = largerBetter ? finite[0] : finite[finite.length - 1];
    return trials.stream().map(trial -> trial.evaluation().score().orElse(worst)).toList();
  }

  private static OptionalDouble deviation(TrialRow trial) {
    if (trial.evaluation().score().isEmpty()) {
      return OptionalDouble.empty();
    }
    double mean = trial.evaluation().score().getAsDouble();
    List<Double> squares = new ArrayList<>();
    for (OptionalDouble score : trial.evaluation().scores()) {
      score.ifPresent(value -> squares.add((value - mean) * (value - mean)));
    }
    double sum = squares.stream().mapToDouble(Double::doubleValue).sum();
    return OptionalDouble.of(Math.sqrt(sum / squares.size()));
  }
}
