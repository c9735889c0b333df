package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.evaluate.Cell;
import org.espalier.metric.Metric;
import org.espalier.metric.Task;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.SharedCosts;
import org.espalier.spark.cell.Trainer;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.data.FeatureColumn;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.metric.PairedGain;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.metric.TaskScorers;
import org.espalier.spark.rows.FewerPartitions;
import org.espalier.spark.rows.RowCache;
import org.espalier.spark.sharing.FitRows;
import org.espalier.spark.sharing.SharedFits;
import org.espalier.spark.sharing.TaskScoring;
import org.espalier.spark.sharing.Verification;
import org.espalier.spark.task.CellRows;
import org.espalier.spark.task.TaskFits;
import org.espalier.study.Interval;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.jspecify.annotations.Nullable;

/** Cells of a job's study: fits and scores them, and refits the winner. */
public final class PipelineCells implements CellWork, AutoCloseable {

  /**
   * Maximum number of rows whose predictions are compared on the driver; more hardly narrow an
   * interval.
   */
  private static final long MAX_COMPARED = 200_000;

  private final StudyPipelines pipelines;
  private final StudyData data;
  private final RungLadder ladder;
  private final SharedCosts<PreparedRows.Key> costs = new SharedCosts<>();
  private final Set<Cell> announced = ConcurrentHashMap.newKeySet();
  private final RowCache<PreparedRows.Key, PreparedRows> prepared;
  private final RowCache<PreparedRows.Key, FittedFeatures> parts;
  private final RowCache<StudyPipelines.FeatureKey, FittedFeatures> whole;
  private final int partitions;
  private final TaskFits tasks;
  private final Verification verification = new Verification();
  private final SharedFits fits;
  private volatile Runnable listener = () -> {};
  private final MetricColumns columns;

  public PipelineCells(
      SparkContext context, StudyPipelines pipelines, StudyData data, RungLadder ladder) {
    this.pipelines = pipelines;
    this.data = data;
    this.ladder = ladder;
    this.partitions = data.allTraining().rdd().getNumPartitions();
    this.tasks = TaskFits.of(context, pipelines.training());
    this.columns = columns(data);
    this.fits = new SharedFits(tasks, scoring(), () -> changed());
    this.prepared = new RowCache<>(pipelines.copies(), rows -> 1, costs::cells, () -> {});
    this.parts = new RowCache<>(pipelines.prefixes(), rows -> 1, key -> 1, () -> {});
    this.whole = new RowCache<>(1, rows -> 1, key -> 1, () -> {});
  }

  private static MetricColumns columns(StudyData data) {
    MetricColumns usual = MetricColumns.USUAL;
    return new MetricColumns(
        StudyData.LABEL,
        usual.prediction(),
        usual.rawPrediction(),
        usual.probability(),
        data.isWeighted() ? StudyData.WEIGHT : "",
        FeatureStages.FEATURES,
        StudyData.CENSOR,
        RatingStages.USER,
        RatingStages.ITEM);
  }

  @Override
  public long rows(Cell cell) {
    return ladder.rung(cell.proposal().rung()).rows();
  }

  /**
   * Number of tasks of one stage of a cell's fit: fewer for a rung of fewer rows, as almost empty
   * tasks still have their overhead. A function of the data and the ladder alone.
   */
  public int tasks(Cell cell) {
    return FewerPartitions.share(rows(cell), ladder.rung(ladder.top()).rows(), partitions);
  }

  @Override
  public String metric() {
    return data.metric().key();
  }

  @Override
  public Set<String> words() {
    return data.features().stream()
        .flatMap(column -> Stream.of(column.name(), column.display()))
        .collect(Collectors.toSet());
  }

  @Override
  public void announce(Cell cell) {
    if (announced.add(cell)) {
      PreparedRows.Key key = key(cell);
      Estimator<?> learner = learner(cell);
      costs.announce(key, 1);
      fits.announce(rows(key, learner), learner);
    }
  }

  @Override
  public Usage settled(Cell cell, boolean ran) {
    if (!announced.remove(cell)) {
      return Usage.NONE;
    }
    PreparedRows.Key key = key(cell);
    Estimator<?> learner = learner(cell);
    return costs.release(key, ran).plus(fits.release(rows(key, learner), learner, ran));
  }

  @Override
  public boolean waits(Cell cell) {
    return fits.isBeingMade(key(cell), learner(cell));
  }

  @Override
  public void onChange(Runnable toTell) {
    listener = toTell;
  }

  private void changed() {
    listener.run();
  }

  /** Scoring inside tasks by all metrics of the study that judge what its learners predict. */
  private TaskScoring scoring() {
    return TaskScoring.of(TaskScorers.of(Scorer.of(metrics(metric -> true), columns)), false);
  }

  @Override
  public FittedCell fit(Cell cell) {
    PreparedRows.Key key = key(cell);
    Estimator<?> learner = learner(cell);
    SharedFits.Fit fit = fits.fit(rows(key, learner), learner);
    Model<?> twin = fit.twin();
    if (twin != null) {
      verification.compare(learner, cell.fold(), fit.scores(), scores(key, twin));
    }
    FittedCell scored = () -> fit.model() == null ? fit.scores() : scores(key, fit.fitted());
    return scored.by(fit.inTask() ? Trainer.TASK : Trainer.JOBS);
  }

  private Map<String, Double> scores(PreparedRows.Key key, Model<?> model) {
    return prepared(key, rows -> scores(model.transform(rows.validation())));
  }

  /** Comparisons of fits inside tasks with ordinary ones, a line each. */
  public List<String> verified() {
    return verification.lines();
  }

  /** Rows of a cell: in storage for an ordinary fit, as they are made for one inside a task. */
  private FitRows rows(PreparedRows.Key key, Estimator<?> learner) {
    Made made = new Made(key);
    return new FitRows(
        key,
        fit -> prepared(key, r -> fit.apply(LearnerColumns.readable(learner, r.training()))),
        CellRows.split(key, made::training, made::validation),
        true);
  }

  /** Learner of a cell, with the number of iterations of its rung. */
  private Estimator<?> learner(Cell cell) {
    Estimator<?> learner = learner(cell.configuration());
    int rung = cell.proposal().rung();
    if (ladder.rung(rung).iterations().isEmpty()) {
      return learner;
    }
    return pipelines
        .iterations(cell.configuration(), learner)
        .<Estimator<?>>map(param -> learner.copy(param.cut(ParamMap.empty(), ladder, rung)))
        .orElse(learner);
  }

  private Estimator<?> learner(Configuration configuration) {
    return pipelines.learner(configuration, pipelines.fitSeed());
  }

  /** Scores by the objective and the secondary metrics. */
  private Map<String, Double> scores(Dataset<Row> predicted) {
    return Scorer.of(metrics(metric -> !lacks(predicted, metric)), columns).scores(predicted);
  }

  /** The objective, and the secondary metrics that are asked for. */
  private List<Metric> metrics(Predicate<Metric> asked) {
    List<Metric> metrics = new ArrayList<>(List.of(data.metric()));
    pipelines.metrics().stream()
        .filter(metric -> !metrics.contains(metric) && asked.test(metric))
        .forEach(metrics::add);
    return metrics;
  }

  /**
   * True if the predictions lack a column that a secondary metric needs; the objective is still
   * computed.
   */
  private static boolean lacks(Dataset<Row> predicted, Metric metric) {
    return metric.needsProbabilities()
        && Arrays.stream(predicted.columns()).noneMatch("probability"::equals);
  }

  private PreparedRows.Key key(Cell cell) {
    return new PreparedRows.Key(
        cell.fold(), rows(cell), pipelines.featureKey(cell.configuration()));
  }

  /** Prepares the rows for a cell's fit, unless they are ready. */
  public void prepareRows(Cell cell) {
    Estimator<?> learner = learner(cell);
    if (!tasks.takes(learner) || !tasks.prepares(rows(key(cell), learner).cells(), learner)) {
      prepared(key(cell), PreparedRows::isWhole);
    }
  }

  private <T> T prepared(PreparedRows.Key key, Function<PreparedRows, T> work) {
    return prepared.with(key, () -> costs.run(key, () -> prepare(new Made(key))), work);
  }

  private static PreparedRows prepare(Made made) {
    return PreparedRows.of(made.training(), made.validation());
  }

  /** Rows behind the feature stages of a key, fitted once. */
  private final class Made {
    private final PreparedRows.Key key;
    private @Nullable PipelineModel features; // once they are fitted

    Made(PreparedRows.Key key) {
      this.key = key;
    }

    private PipelineModel features(Dataset<Row> training) {
      if (features == null) {
        features =
            fitFeatures(key.features().on(key.rows()), withValues(training, key.rows()), training);
      }
      return features;
    }

    Dataset<Row> training() {
      Dataset<Row> training = data.training(key.fold(), key.rows());
      long top = ladder.rung(ladder.top()).rows();
      return FewerPartitions.of(
          made(key.features(), features(training), training), key.rows(), top, partitions);
    }

    Dataset<Row> validation() {
      Dataset<Row> training = data.training(key.fold(), key.rows());
      long all = data.validationRows(key.fold());
      long most = ladder.validationRows(key.rows(), all);
      Dataset<Row> validation = data.validation(key.fold(), most);
      return FewerPartitions.of(
          made(key.features(), features(training), validation), most, all, partitions);
    }
  }

  /**
   * Feature columns without numeric ones that have no value in these rows, though others have some:
   * the median of no values fails. Only columns that mostly lack a value are checked.
   *
   * @param rows approximate number of the rows
   */
  private List<FeatureColumn> withValues(Dataset<Row> training, long rows) {
    List<FeatureColumn> sparse =
        data.features().stream().filter(c -> isImputed(c) && c.missing() > rows / 2).toList();
    if (sparse.isEmpty()) {
      return data.features();
    }
    Column[] values =
        sparse.stream()
            .map(c -> "`%s`".formatted(c.name().replace("`", "``")))
            .map(name -> functions.count(functions.col(name)))
            .toArray(Column[]::new);
    Row counts = training.select(values).first();
    List<FeatureColumn> columns = new ArrayList<>(data.features());
    for (int i = 0; i < values.length; i++) {
      if (counts.getLong(i) == 0) {
        columns.remove(sparse.get(i));
      }
    }
    return columns;
  }

  private static boolean isImputed(FeatureColumn column) {
    return column.kind() == FeatureColumn.Kind.NUMERIC
        || column.kind() == FeatureColumn.Kind.BOOLEAN;
  }

  private PipelineModel fitFeatures(
      StudyPipelines.FeatureKey key, List<FeatureColumn> columns, Dataset<Row> training) {
    List<PipelineStage> stages = new ArrayList<>(pipelines.featureStages(key, columns));
    return new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(training);
  }

  private Dataset<Row> made(
      StudyPipelines.FeatureKey key, PipelineModel features, Dataset<Row> rows) {
    return features.transform(rows).select(LearnerColumns.kept(key.needs(), data));
  }

  /**
   * The finished pipeline of a configuration, fitted on all training rows. What was fitted of its
   * feature stages is kept for the next one, until one has other stages.
   */
  public PipelineModel refit(Configuration configuration) {
    long rows = data.folds().trainingRows();
    StudyPipelines.FeatureKey key = pipelines.featureKey(configuration).on(rows);
    return whole.with(
        key, () -> fitWhole(key), features -> finished(features, configuration, key, rows));
  }

  private FittedFeatures fitWhole(StudyPipelines.FeatureKey key) {
    return features(key, data.allTraining(), data.folds().trainingRows());
  }

  /**
   * Pipeline of a configuration, fitted on about {@code rows} of the training rows of the first
   * fold. Learners with equal feature stages share what was fitted of these.
   */
  public PipelineModel fitPart(Configuration configuration, long rows) {
    PreparedRows.Key key =
        new PreparedRows.Key(0, rows, pipelines.featureKey(configuration).on(rows));
    return parts.with(key, () -> fitPart(key), features -> finished(features, configuration, key));
  }

  private FittedFeatures fitPart(PreparedRows.Key key) {
    return features(key.features(), data.training(key.fold(), key.rows()), key.rows());
  }

  /** Pipeline of a configuration, fitted on all training rows of a fold. */
  PipelineModel fitWithout(int fold, Configuration configuration) {
    long rows = data.trainingRows(fold);
    return fitted(configuration, data.training(fold, rows), rows);
  }

  private PipelineModel fitted(Configuration configuration, Dataset<Row> training, long count) {
    StudyPipelines.FeatureKey key = pipelines.featureKey(configuration).on(count);
    FittedFeatures features = features(key, training, count);
    try {
      return finished(features, configuration, key, count);
    } finally {
      features.free();
    }
  }

  private FittedFeatures features(
      StudyPipelines.FeatureKey key, Dataset<Row> training, long count) {
    PipelineModel stages = fitFeatures(key, withValues(training, count), training);
    return new FittedFeatures(
        stages, PreparedRows.of(made(key, stages, training), made(key, stages, training.limit(0))));
  }

  /**
   * @param key of the rows, in any form
   */
  private PipelineModel finished(
      FittedFeatures features, Configuration configuration, Object... key) {
    Estimator<?> learner = learner(configuration);
    Dataset<Row> readable = LearnerColumns.readable(learner, features.rows().training());
    return pipelines.finished(
        features.stages(),
        fits.refit(
            FitRows.of(List.of(List.of(key), configuration), () -> readable), learner, readable));
  }

  /**
   * 95 % confidence interval of the first pipeline's gain over the second on held-out rows; empty
   * if it cannot be computed for this metric.
   */
  public Optional<Interval> gain(PipelineModel model, PipelineModel baseline, Seed seed) {
    if (data.heldOut().isEmpty()) {
      return Optional.empty();
    }
    Dataset<Row> rows = data.heldOut().get();
    long count = data.folds().heldOutRows();
    if (count > MAX_COMPARED) {
      rows = rows.where(functions.col(StudyData.RANK).lt((double) MAX_COMPARED / count));
    }
    return new PairedGain(data.metric(), columns)
        .interval(inOrder(predicted(model, rows)), inOrder(predicted(baseline, rows)), seed);
  }

  /** Joins with users and items lose the order of rows; everything else keeps it. */
  private Dataset<Row> inOrder(Dataset<Row> predicted) {
    return data.task() == Task.RECOMMENDATION
        ? predicted.orderBy(functions.col(StudyData.RANK), functions.col(StudyData.LABEL))
        : predicted;
  }

  /** Score of a finished pipeline on unseen rows of the study. */
  public double score(PipelineModel model, Dataset<Row> rows) {
    return Scorer.of(List.of(data.metric()), columns)
        .scores(predicted(model, rows))
        .values()
        .iterator()
        .next();
  }

  Dataset<Row> predicted(PipelineModel model, Dataset<Row> rows) {
    Dataset<Row> predicted = rows;
    // The rows of the study already have their derived columns.
    for (int i = data.shaping().isPresent() ? 1 : 0; i < model.stages().length; i++) {
      predicted = model.stages()[i].transform(predicted);
    }
    return predicted;
  }

  @Override
  public void close() {
    prepared.close();
    parts.close();
    whole.close();
    tasks.close();
  }
}
