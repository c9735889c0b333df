package org.espalier.ml;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.ToLongFunction;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.engine.SearchTarget;
import org.espalier.evaluate.Cell;
import org.espalier.space.Configuration;
import org.espalier.spark.ParamValues;
import org.espalier.spark.chain.IterationParam;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.fit.CellFits;
import org.espalier.spark.fit.ChainKey;
import org.espalier.spark.fit.FitIterations;
import org.espalier.spark.fit.FittedChain;
import org.espalier.spark.fit.RowStorage;
import org.espalier.spark.fit.StageEvents;
import org.espalier.spark.fit.StudyChains;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.placement.TaskHeap;
import org.espalier.spark.task.TaskScoring;
import org.espalier.study.Objective;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;

/** Chains of a tuner: the user's estimator under a param map, scored by the user's evaluator. */
final class TunerChains implements StudyChains {

  private record Thrown(Cell cell, Throwable thrown) {
    private boolean isBefore(Thrown other) {
      return Comparator.comparing((Thrown each) -> each.cell.proposal().number())
              .thenComparing(each -> each.cell.fold())
              .compare(this, other)
          < 0;
    }
  }

  record Fit(Configuration configuration, int fold) {}

  /** Number of prefixes that are kept for later trials; a space with searched stages has many. */
  private static final int PREFIXES = 8;

  private final TunerLearners learners;
  private final TunerPlan plan;
  private final Scorer scores;
  private final boolean keepModels;
  private final boolean longestFirst;
  private final Map<Fit, Model<?>> models = new ConcurrentHashMap<>();
  private final Set<String> words;
  private Optional<Thrown> first = Optional.empty(); // guarded by this

  TunerChains(TunerLearners learners, FoldedTable rows) {
    this.learners = learners;
    this.plan = learners.plan();
    this.scores = Scorer.of(plan.tuner().getEvaluator());
    this.keepModels = plan.tuner().getCollectSubModels();
    this.longestFirst = !plan.known().isEmpty();
    this.words = new LinkedHashSet<>(ParamValues.texts(plan.tuner()).toList());
    this.words.addAll(rows.columns());
  }

  /**
   * Fits of these chains on a table. Known cells are announced, so that shared work is known before
   * the first cell runs.
   *
   * @param asked configurations that are evaluated in full in any case
   * @param ended fits that are recorded already, and not run
   * @param recorded training of the estimator in a study that is resumed; empty to choose
   */
  CellFits on(
      FoldedTable rows,
      RungLadder ladder,
      List<Configuration> asked,
      Set<Fit> ended,
      List<Placement> recorded) {
    // Models, or Spark's events of them, may be read by others.
    boolean assembled = keepModels || StageEvents.isHeard(rows.context());
    CellFits fits =
        new CellFits(
            this,
            rows,
            ladder,
            new RowStorage(rows.budget(ladder), readers(), idle(rows), List.of()),
            learners.places(TaskHeap.of(rows.context()), ladder, recorded),
            TaskScoring.of(scores, assembled, plan.keepsScores()),
            assembled);
    try {
      for (Configuration configuration : new LinkedHashSet<>(asked)) {
        for (int fold = 0; fold < rows.sizes().size(); fold++) {
          if (!ended.contains(new Fit(configuration, fold))) {
            fits.announce(new ChainKey(configuration, fold, ladder.top()));
          }
        }
      }
      return fits;
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      fits.close();
      throw e;
    }
  }

  @Override
  public Configuration usual(String learner) {
    return learners.usual(learner);
  }

  @Override
  public Configuration most(String learner, ToLongFunction<Configuration> number) {
    return learners.most(learner, number);
  }

  /** Folds of the prefixes that trials to come may read again. */
  private int idle(FoldedTable rows) {
    return plan.candidates() instanceof SearchTarget.Searched ? PREFIXES * rows.sizes().size() : 0;
  }

  /** Evaluators for which stored rows are pruned; none if models are returned to the user. */
  private List<Evaluator> readers() {
    return plan.isPlain() && !keepModels ? List.of(plan.tuner().getEvaluator()) : List.of();
  }

  @Override
  public PipelineSteps chain(ChainKey reader, FitIterations iterations) {
    Estimator<?> estimator = plan.configurations().estimator(reader.configuration());
    ParamMap map = plan.configurations().map(reader.configuration());
    return learners
        .chains()
        .chainOf(
            estimator,
            IterationParam.of(estimator)
                .map(param -> iterations.params(reader, param, map))
                .orElse(map));
  }

  @Override
  public MetricColumns columns(PipelineSteps chain) {
    Params last =
        chain.stages().stream()
            .filter(stage -> stage.hasParam("predictionCol"))
            .reduce((earlier, later) -> later)
            .orElse(chain.stages().get(chain.stages().size() - 1));
    return columns(plan.tuner().getEvaluator(), last);
  }

  /** Columns of the predictions of a configuration. */
  MetricColumns columns(Configuration configuration) {
    return columns(learners.chain(configuration));
  }

  /**
   * Columns that an evaluator reads.
   *
   * @param last stage that makes those that the evaluator does not name
   */
  static MetricColumns columns(Evaluator evaluator, Params last) {
    MetricColumns usual = MetricColumns.USUAL;
    return new MetricColumns(
        text(evaluator, "labelCol").orElse(""),
        text(evaluator, "predictionCol")
            .or(() -> text(last, "predictionCol"))
            .orElse(usual.prediction()),
        text(last, "rawPredictionCol").orElse(usual.rawPrediction()),
        text(last, "probabilityCol").orElse(usual.probability()),
        text(evaluator, "weightCol").orElse(""),
        usual.features(),
        usual.censor(),
        usual.rating());
  }

  private static Optional<String> text(Params stage, String param) {
    return stage.hasParam(param)
        ? ParamValues.current(stage, stage.getParam(param))
            .map(String::valueOf)
            .filter(name -> !name.isEmpty())
        : Optional.empty();
  }

  @Override
  public Objective objective() {
    return plan.objective(scores.metric());
  }

  @Override
  public Set<String> words() {
    return words;
  }

  /**
   * Order with the longest fits first, if all cells are known and no cell decides about another.
   */
  @Override
  public double precedence(Cell cell, DoubleSupplier work) {
    return longestFirst ? work.getAsDouble() : 0;
  }

  @Override
  public Map<String, Double> scores(Dataset<Row> predicted) {
    return scores.scores(predicted);
  }

  @Override
  public void fitted(ChainKey reader, FittedChain fitted) {
    if (keepModels) {
      models.put(new Fit(reader.configuration(), reader.fold()), fitted.whole());
    }
  }

  @Override
  public synchronized void threw(Cell cell, Throwable thrown) {
    Thrown now = new Thrown(cell, thrown);
    first = first.filter(known -> !now.isBefore(known)).or(() -> Optional.of(now));
  }

  /** Exception of the first cell, in the order of cells, that threw one. */
  synchronized Optional<Throwable> firstThrown() {
    return first.map(Thrown::thrown);
  }

  /** The last fitted model of each configuration and fold. */
  SubModels subModels(List<Configuration> of, int folds) {
    return SubModels.of(folds, of.size(), (fold, map) -> models.get(new Fit(of.get(map), fold)));
  }
}
