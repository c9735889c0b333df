package org.espalier.ml;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
import org.espalier.spark.cache.ChainCells;
import org.espalier.spark.cache.ChainKey;
import org.espalier.spark.cache.FittedChain;
import org.espalier.spark.cache.RowStorage;
import org.espalier.spark.cache.StageEvents;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.local.TaskHeap;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.IterationParam;
import org.espalier.spark.rows.PipelineSteps;
import org.espalier.study.Direction;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;

/** Cells of a tuner: a param map on a fold, with the user's estimator and evaluator as they are. */
final class EstimatorCells extends ChainCells {

  private record Thrown(Cell cell, Throwable thrown) {
    private boolean isBefore(Thrown other) {
      return Comparator.comparing((Thrown each) -> each.cell.proposal().number())
              .thenComparing(each -> each.cell.fold())
              .compare(this, other)
          < 0;
    }
  }

  record Fit(Configuration configuration, int fold) {}

  /** Number of prefixes, of which a space with searched stages has many, kept for later trials. */
  private static final int PREFIXES = 8;

  private final Scorer scores;
  private final int folds;

  private final boolean keepModels;
  private final boolean longestFirst;
  private final TunerLearners learners;
  private final TunerPlan plan;
  private final Map<Fit, Model<?>> models = new ConcurrentHashMap<>();
  private final Set<String> words;
  private Optional<Thrown> first = Optional.empty(); // guarded by this

  /**
   * @param asked configurations that are evaluated in full in any case
   * @param ended fits that are recorded already, and not run
   * @param recorded training of the estimator in a study that is resumed; empty to choose
   */
  EstimatorCells(
      TunerLearners learners,
      FoldedTable rows,
      RungLadder ladder,
      List<Configuration> asked,
      Set<Fit> ended,
      List<Placement> recorded) {
    super(
        rows,
        ladder,
        new RowStorage(
            rows.budget(ladder), readers(learners.plan()), idle(learners.plan(), rows), List.of()),
        learners.places(TaskHeap.of(rows.context()), ladder, recorded),
        TaskScoring.of(
            Scorer.of(learners.plan().tuner().getEvaluator()),
            isAssembled(learners.plan(), rows),
            learners.plan().keepsScores()),
        isAssembled(learners.plan(), rows));
    this.learners = learners;
    this.plan = learners.plan();
    this.scores = Scorer.of(plan.tuner().getEvaluator());
    this.folds = rows.sizes().size();
    this.keepModels = plan.tuner().getCollectSubModels();
    this.longestFirst = !asked.isEmpty();
    this.words = new LinkedHashSet<>(ParamValues.texts(plan.tuner()).toList());
    this.words.addAll(Arrays.asList(rows.all().columns()));
    try {
      announceAll(asked, ended);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      close();
      throw e;
    }
  }

  /** True if models, or Spark's events of them, are read by others. */
  private static boolean isAssembled(TunerPlan plan, FoldedTable rows) {
    return plan.tuner().getCollectSubModels() || StageEvents.isHeard(rows.context());
  }

  /** Training of each estimator at the top rung. */
  List<Placement> choicesInFull() {
    return choices().stream().filter(choice -> choice.rung() == ladder().top()).toList();
  }

  @Override
  protected Configuration usual(String learner) {
    return learners.usual(learner);
  }

  @Override
  protected Configuration most(String learner, ToLongFunction<Configuration> number) {
    return learners.most(learner, number);
  }

  /** Announces all cells, so that shared work is known before the first one runs. */
  private void announceAll(List<Configuration> configurations, Set<Fit> ended) {
    for (Configuration configuration : new LinkedHashSet<>(configurations)) {
      for (int fold = 0; fold < folds; fold++) {
        Fit fit = new Fit(configuration, fold);
        if (!ended.contains(fit)) {
          announce(new ChainKey(configuration, fold, ladder().top()));
        }
      }
    }
  }

  /** Folds of the prefixes that trials to come may read again. */
  private static int idle(TunerPlan plan, FoldedTable rows) {
    return plan.candidates() instanceof SearchTarget.Searched ? PREFIXES * rows.sizes().size() : 0;
  }

  /** Evaluators for which stored rows are pruned; none if models are returned to the user. */
  private static List<Evaluator> readers(TunerPlan plan) {
    return plan.isPlain() && !plan.tuner().getCollectSubModels()
        ? List.of(plan.tuner().getEvaluator())
        : List.of();
  }

  @Override
  protected PipelineSteps chain(ChainKey reader) {
    Estimator<?> estimator = plan.configurations().estimator(reader.configuration());
    ParamMap map = plan.configurations().map(reader.configuration());
    return learners
        .chains()
        .of(
            estimator,
            IterationParam.of(estimator)
                .map(param -> iterations().of(reader, param, map))
                .orElse(map));
  }

  @Override
  protected MetricColumns columns(PipelineSteps chain) {
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
  protected Direction direction() {
    return plan.tuner().getEvaluator().isLargerBetter() ? Direction.MAXIMIZE : Direction.MINIMIZE;
  }

  @Override
  public Set<String> words() {
    return words;
  }

  /** Longest fits first, if all cells are known and none decides about another. */
  @Override
  public double precedence(Cell cell) {
    return longestFirst ? plannedWork(cell) : 0;
  }

  /** The estimator under a configuration's map, fitted on all rows. */
  Model<?> refit(Configuration configuration, Dataset<?> all) {
    return refit(configuration, FoldPart.NONE, all);
  }

  /**
   * The estimator under a configuration's map, fitted on the training rows of a fold.
   *
   * @param training these rows
   */
  Model<?> fitWithout(int fold, Configuration configuration, Dataset<?> training) {
    return refit(configuration, fold, training);
  }

  private Model<?> refit(Configuration configuration, int without, Dataset<?> training) {
    PipelineSteps chain = chosen(new ChainKey(configuration, without, ladder().top()));
    return pipelines().refit(chain, without, training.toDF());
  }

  @Override
  protected Map<String, Double> scores(Dataset<Row> predicted) {
    return scores.scores(predicted);
  }

  @Override
  protected void fitted(ChainKey reader, FittedChain fitted) {
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

  @Override
  public String metric() {
    return scores.metric();
  }

  /** The last fitted model of each configuration and fold. */
  SubModels subModels(List<Configuration> of) {
    return SubModels.of(folds, of.size(), (fold, map) -> models.get(new Fit(of.get(map), fold)));
  }
}
