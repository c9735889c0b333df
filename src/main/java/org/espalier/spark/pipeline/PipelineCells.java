package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.espalier.evaluate.Cell;
import org.espalier.metric.Metric;
import org.espalier.space.Ascent;
import org.espalier.space.Configuration;
import org.espalier.spark.cache.ChainCells;
import org.espalier.spark.cache.ChainKey;
import org.espalier.spark.cache.RowStorage;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.ensemble.DecisionStages;
import org.espalier.spark.ensemble.WeightedEnsemble;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.PipelineSteps;
import org.espalier.spec.study.StudySpace;
import org.espalier.study.Direction;
import org.espalier.study.RungLadder;
import org.jspecify.annotations.Nullable;

/**
 * Cells of a job's study: learners behind feature stages, scored by the metrics of the study. Fits
 * its finished pipelines, too.
 */
public final class PipelineCells extends ChainCells {

  private final StudyPipelines study;
  private final StudyData data;
  private final MetricColumns columns;
  private final boolean longestFirst;
  private @Nullable StudySpace space; // from its first use on; guarded by this

  /**
   * @param longestFirst true to begin with the longest fits, if cells decide about no others
   */
  public PipelineCells(
      StudyPipelines study, StudyData data, RungLadder ladder, boolean longestFirst) {
    super(
        data.rows(),
        ladder,
        new RowStorage(data.rows().budget(ladder), List.of(), study.copies(), LearnerColumns.ALL),
        study.places(ladder),
        scoring(study, data),
        false);
    this.study = study;
    this.data = data;
    this.columns = columns(data);
    this.longestFirst = longestFirst;
  }

  /** Scores of finished pipelines. */
  public PipelineScores finishedScores() {
    return new PipelineScores(data, columns);
  }

  private static MetricColumns columns(StudyData data) {
    MetricColumns usual = MetricColumns.USUAL;
    return new MetricColumns(
        ReservedColumns.LABEL,
        usual.prediction(),
        usual.rawPrediction(),
        usual.probability(),
        data.isWeighted() ? ReservedColumns.WEIGHT : "",
        FeatureStages.FEATURES,
        ReservedColumns.CENSOR,
        new MetricColumns.Rating(RatingStages.USER, RatingStages.ITEM));
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
  protected PipelineSteps chain(ChainKey reader) {
    long rows = ladder().rung(reader.rung()).rows();
    return study.chain(reader.configuration(), learner(reader), reader.fold(), rows);
  }

  @Override
  protected Configuration usual(String learner) {
    return space().usual(learner);
  }

  @Override
  protected Configuration most(String learner, ToLongFunction<Configuration> number) {
    return Ascent.from(space().space(), usual(learner), number);
  }

  private synchronized StudySpace space() {
    if (space == null) {
      space = StudySpace.of(study.plan(), LearnerCatalogue.of(study.plan()));
    }
    return space;
  }

  @Override
  protected MetricColumns columns(PipelineSteps chain) {
    return columns;
  }

  /** Scoring inside tasks by all metrics of the study. */
  private static TaskScoring scoring(StudyPipelines study, StudyData data) {
    Scorer scorer = Scorer.of(metrics(study, data, metric -> true), columns(data));
    return TaskScoring.of(scorer, false, study.plan().keepsScores());
  }

  /** Highest for the defaults, with which all others are compared. */
  @Override
  public double precedence(Cell cell) {
    if (!longestFirst) {
      return cell.proposal().trial() < study.plan().learners().size() ? 1 : 0;
    }
    return cell.proposal().trial() == 0 ? Double.POSITIVE_INFINITY : plannedWork(cell);
  }

  /** Learner of a configuration, with the number of iterations of a rung. */
  @Override
  protected Estimator<?> learner(ChainKey reader) {
    Estimator<?> learner = study.learner(reader.configuration());
    return under(
        learner,
        study
            .iterations(reader.configuration(), learner)
            .map(param -> iterations().of(reader, param, ParamMap.empty()))
            .orElse(ParamMap.empty()));
  }

  private static Estimator<?> under(Estimator<?> learner, ParamMap map) {
    return map.size() == 0 ? learner : learner.copy(map);
  }

  @Override
  protected Direction direction() {
    return Scorer.objective(data.metric()).direction();
  }

  @Override
  protected Map<String, Double> scores(Dataset<Row> predicted) {
    return Scorer.of(metrics(study, data, metric -> !lacks(predicted, metric)), columns)
        .scores(predicted);
  }

  /** The objective, and the secondary metrics that meet a condition. */
  private static List<Metric> metrics(
      StudyPipelines study, StudyData data, Predicate<Metric> asked) {
    List<Metric> metrics = new ArrayList<>(List.of(data.metric()));
    study.plan().scoring().metrics().stream()
        .filter(metric -> !metrics.contains(metric) && asked.test(metric))
        .forEach(metrics::add);
    return metrics;
  }

  /** True if the predictions lack a column that a secondary metric needs. */
  private static boolean lacks(Dataset<Row> predicted, Metric metric) {
    return metric.needsProbabilities()
        && Arrays.stream(predicted.columns()).noneMatch("probability"::equals);
  }

  /** The finished pipeline of a configuration, fitted on all training rows. */
  public PipelineModel refit(Configuration configuration) {
    return fitted(configuration, FoldPart.ofAllFolds(), data.folds().trainingRows());
  }

  /**
   * Finished pipeline of one or several other ones.
   *
   * @param members results of {@link #refit} with their weights, above 0, of the sum 1
   * @param decision of classes; without effect on a regression
   * @throws IllegalArgumentException if their stages cannot be joined
   */
  public PipelineModel refined(Map<PipelineModel, Double> members, DecisionStages decision) {
    List<WeightedEnsemble.Member> joined = new ArrayList<>();
    members.forEach(
        (model, weight) -> joined.add(new WeightedEnsemble.Member(finished().own(model), weight)));
    WeightedEnsemble ensemble = new WeightedEnsemble(joined);
    StructType rows = data.rows().all().schema();
    if (!data.task().isClassification()) {
      return finished().of(ensemble.regressor(rows));
    }
    return finished()
        .of(
            joined.size() == 1
                ? decision.after(joined.get(0).stages())
                : ensemble.classifier(rows, decision));
  }

  /**
   * Pipeline of a configuration, fitted on about {@code rows} of the training rows of the first
   * fold.
   */
  public PipelineModel fitPart(Configuration configuration, long rows) {
    long trained = rows < data.rows().smallestTraining() ? rows : FoldPart.ALL;
    return fitted(configuration, new FoldPart(0, trained, 0), rows);
  }

  /**
   * Score of a configuration on about so many rows of the first fold, with the lowest rung's
   * iterations, if its learner is trained inside tasks. No cell pays for it.
   *
   * @return empty if the learner is not trained inside a task, or a stage before it does not come
   *     with Spark
   */
  public OptionalDouble rehearsed(Configuration configuration, long rows) {
    ChainKey reader = new ChainKey(configuration, 0, 0);
    PipelineSteps chosen = chosen(reader);
    if (!chosen.jobs().isEmpty()
        || !chosen.stages().subList(0, chosen.last()).stream().allMatch(ModelFolder::isSparks)) {
      return OptionalDouble.empty();
    }
    boolean few = rows < data.rows().smallestTraining();
    FoldPart part =
        few
            ? new FoldPart(0, rows, Math.min(rows, data.rows().validationRows(0)))
            : FoldPart.whole(0);
    PipelineSteps chain = study.chain(configuration, learner(reader), 0, rows);
    Map<String, Double> scores =
        SparkBatches.beforehand(
            data.rows().context(),
            "pre-flight of " + chain.learner().getClass().getSimpleName(),
            () -> scored(chain, part),
            cost -> {});
    return OptionalDouble.of(scores.getOrDefault(metric(), Double.NaN));
  }

  /** Pipeline of a configuration, fitted on all training rows of a fold. */
  PipelineModel fitWithout(int fold, Configuration configuration) {
    return fitted(configuration, FoldPart.whole(fold), data.rows().trainingRows(fold));
  }

  private PipelineModel fitted(Configuration configuration, FoldPart part, long rows) {
    PipelineSteps chain = chain(configuration, part, rows);
    return finished().of(pipelines().stages(chain, part));
  }

  private PipelineSteps chain(Configuration configuration, FoldPart part, long rows) {
    Estimator<?> learner = study.learner(configuration);
    ParamMap whole =
        study
            .iterations(configuration, learner)
            .map(param -> iterations().whole(configuration, param))
            .orElse(ParamMap.empty());
    return study.chain(configuration, under(learner, whole), part.fold(), rows);
  }

  private FinishedPipeline finished() {
    return new FinishedPipeline(study.plan(), data);
  }

  /**
   * PySpark code of the finished pipeline of a configuration before its fit on all training rows.
   *
   * @param model result of the fit
   */
  public String code(Configuration configuration, PipelineModel model) {
    FoldPart all = FoldPart.ofAllFolds();
    return finished().code(chain(configuration, all, data.folds().trainingRows()), model);
  }
}
