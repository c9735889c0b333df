package org.espalier.ml;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.engine.EndStatus;
import org.espalier.engine.StudySearch;
import org.espalier.engine.StudySession;
import org.espalier.evaluate.ScoreStore;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.space.Configuration;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.fit.CellFits;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.store.NamedFolder;
import org.espalier.spec.Redaction;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Placement;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.tune.StudyListener;

/** Fit of a tuner of either kind: the study, then the best map on all rows. */
record TunerFit(TunerParams<?> tuner, List<StudyListener> listeners) {

  private static final InstantSource CLOCK = InstantSource.system();

  /** Must differ from the prefix of cells' tags, because this work serves many cells. */
  private static final String JOBS = "espalier.fit-";

  TunerFit {
    listeners = List.copyOf(listeners);
  }

  /**
   * Result of a fit.
   *
   * @param estimator estimator of the best model
   * @param maps the given maps or, with a strategy, those that completed in full
   * @param averages over folds, in the order of the maps; the worst finite one for a failed map
   * @param deviations over folds (of the population, as PySpark's), in the order of the maps; none
   *     for a failed map
   * @param bestModel model fitted on all rows
   * @param subModels empty unless they were requested
   * @param predictions out-of-fold predictions of the finalists; empty unless they were requested
   */
  record Found(
      Estimator<?> estimator,
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

  /** No maps: Spark's writer requests the param. */
  static ParamMap noMaps(TunerParams<?> tuner) {
    return new ParamMap().put(tuner.estimatorParamMaps().w(new ParamMap[0]));
  }

  Found fit(Dataset<?> dataset) {
    Instant started = CLOCK.instant();
    TunerPlan asked = TunerPlan.of(tuner);
    SparkContext context = dataset.sparkSession().sparkContext();
    Redaction.alsoBy(dataset.sparkSession().conf().get(Redaction.SPARK_REGEX, ""));
    new SchemaCheck(asked, dataset).run();
    String metric = Scorer.of(tuner.getEvaluator()).metric();
    TunerPlan plan = asked.withPrior(metric, context.hadoopConfiguration());
    return withJobs(context, () -> study(dataset, plan, started));
  }

  /**
   * Runs a fit with all its jobs, whichever thread runs them. If it throws, the jobs are cancelled
   * and an interrupt is restored: Spark does not stop a job whose thread is interrupted, and clears
   * the thread's flag.
   */
  private static <T> T withJobs(SparkContext context, Supplier<T> fit) {
    String tag = JOBS + UUID.randomUUID();
    context.addJobTag(tag);
    try {
      return fit.get();
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (!context.isStopped()) {
        context.cancelJobsWithTag(tag);
      }
      if (isInterrupt(e)) {
        Thread.currentThread().interrupt();
      }
      throw e;
    } finally {
      context.removeJobTag(tag);
    }
  }

  /** Also true if a job failed first and the interrupt came while its rows were released. */
  private static boolean isInterrupt(Throwable thrown) {
    return thrown instanceof InterruptedException
        || Stream.concat(Stream.ofNullable(thrown.getCause()), Stream.of(thrown.getSuppressed()))
            .anyMatch(TunerFit::isInterrupt);
  }

  private Found study(Dataset<?> dataset, TunerPlan plan, Instant started) {
    FitSettings settings = FitSettings.of(plan);
    try (StudySession session =
            StudySession.open(
                settings.asked(),
                dataset.sparkSession().sparkContext().hadoopConfiguration(),
                CLOCK,
                started);
        SeparatedRows separated = SeparatedRows.of(dataset, tuner);
        FoldedTable rows = separated.folded()) {
      session.listen(listeners);
      return fit(separated, settings, session, rows);
    }
  }

  private Found fit(
      SeparatedRows separated, FitSettings asked, StudySession session, FoldedTable rows) {
    TunerPlan plan =
        session
            .earlier()
            .map(earlier -> asked.fit().begunAs(earlier.opened()))
            .orElseGet(() -> asked.fit().scheduled(rows));
    FitSettings settings = asked.with(plan);
    RungLadder ladder = session.ladder(() -> plan.ladder(rows));
    List<Placement> choices =
        session.earlier().map(earlier -> earlier.opened().training()).orElse(List.of());
    TunerChains chains = new TunerChains(TunerLearners.of(plan), rows);
    try (CellFits cells = chains.on(rows, ladder, plan.known(), ended(session), choices);
        TunerStudy study = TunerStudy.of(settings, session, separated, rows, cells, ladder)) {
      Optional<OutOfFoldPredictions> predictions =
          plan.keepsScores() ? Optional.of(predictions(chains, cells, rows)) : Optional.empty();
      StudySearch.Result ended = study.run();
      List<TrialRow> compared = trials(plan, session.tables().trials(), ended);
      OptionalInt winner = study.winner(ended);
      Optional<Dataset<Row>> predicted =
          predictions
              .filter(kept -> winner.isPresent() && tuner.getCollectPredictions())
              .map(kept -> kept.table(ended, winner.getAsInt()));
      Model<?> model =
          study.finish(ended, winner).orElseThrow(() -> nothing(ended.ending(), chains));
      Configuration best = configuration(ended, winner.getAsInt());
      List<TrialRow> trials =
          compared.stream()
              .filter(one -> configuration(ended, one.trial()).learner().equals(best.learner()))
              .toList();
      List<Configuration> configurations =
          trials.stream().map(one -> configuration(ended, one.trial())).toList();
      return new Found(
          plan.configurations().estimator(best),
          configurations.stream().map(plan.configurations()::map).toList(),
          averages(trials, tuner.getEvaluator().isLargerBetter()),
          trials.stream().map(TunerFit::deviation).toList(),
          model,
          session.tables(),
          tuner.getCollectSubModels()
              ? Optional.of(chains.subModels(configurations, rows.sizes().size()))
              : Optional.empty(),
          predicted);
    }
  }

  /** Predictions of the study, whose scores are kept in its journal's folder, or on the heap. */
  private OutOfFoldPredictions predictions(TunerChains chains, CellFits cells, FoldedTable rows) {
    ScoreStore store =
        tuner.getJournal().isEmpty()
            ? ScoreStore.onHeap()
            : NamedFolder.folder(tuner.getJournal(), rows.context().hadoopConfiguration()).scores();
    return OutOfFoldPredictions.of(tuner, chains, cells, rows, store);
  }

  private static Configuration configuration(StudySearch.Result ended, int trial) {
    return ended.study().trials().get(trial).configuration();
  }

  /** Fits that have ended before and are not run again. */
  private static Set<TunerChains.Fit> ended(StudySession session) {
    Set<TunerChains.Fit> ended = new LinkedHashSet<>();
    StudyHistory history = session.recorder().history();
    if (session.earlier().isPresent()) {
      Study study = history.study();
      study
          .outcomes()
          .forEach(outcome -> addEnded(ended, study, outcome.proposal(), outcome.cells()));
      history
          .endedCells()
          .forEach(
              (number, cells) ->
                  addEnded(
                      ended,
                      study,
                      study.proposals().get(Math.toIntExact(number)),
                      cells.values()));
    }
    return ended;
  }

  private static void addEnded(
      Set<TunerChains.Fit> ended, Study study, Proposal proposal, Collection<CellOutcome> cells) {
    cells.stream()
        .filter(cell -> cell.state() != CellState.CANCELLED)
        .map(
            cell ->
                new TunerChains.Fit(
                    study.trials().get(proposal.trial()).configuration(), cell.fold()))
        .forEach(ended::add);
  }

  /** Trials of the model: all maps, or with a strategy the contenders. */
  private static List<TrialRow> trials(
      TunerPlan plan, List<TrialRow> all, StudySearch.Result ended) {
    if (plan.isPlain()) {
      return all;
    }
    Set<Integer> compared =
        ended.contenders().stream().map(o -> o.proposal().trial()).collect(Collectors.toSet());
    return all.stream().filter(trial -> compared.contains(trial.trial())).toList();
  }

  private IllegalStateException nothing(EndStatus ending, TunerChains chains) {
    String recorded =
        tuner.getJournal().isEmpty()
            ? ""
            : " It is recorded in the journal; use another journal, or none, to try again.";
    return new IllegalStateException(
        ending.sentence() + recorded, chains.firstThrown().orElse(null));
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
    double[] squares =
        trial.evaluation().scores().stream()
            .flatMapToDouble(OptionalDouble::stream)
            .map(score -> (score - mean) * (score - mean))
            .toArray();
    return OptionalDouble.of(Math.sqrt(Arrays.stream(squares).sum() / squares.length));
  }
}
