package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.metric.Metric;
import org.espalier.space.Ascent;
import org.espalier.space.Configuration;
import org.espalier.spark.chain.IterationParam;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spark.fit.ChainKey;
import org.espalier.spark.fit.FitIterations;
import org.espalier.spark.fit.StudyChains;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.stage.FeatureStages;
import org.espalier.spark.stage.RatingStages;
import org.espalier.spark.task.TaskScoring;
import org.espalier.spec.learners.StudySpace;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.jspecify.annotations.Nullable;

/** Chains of a job's study: learners behind feature stages, scored by the metrics of the study. */
final class JobChains implements StudyChains {

  private final StudyPipelines study;
  private final StudyData data;
  private final RungLadder ladder;
  private final MetricColumns columns;
  private final boolean longestFirst;
  private @Nullable StudySpace space; // from its first use on; guarded by this

  JobChains(StudyPipelines study, StudyData data, RungLadder ladder, boolean longestFirst) {
    this.study = study;
    this.data = data;
    this.ladder = ladder;
    this.columns = columns(data);
    this.longestFirst = longestFirst;
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

  /** Columns of all predictions. */
  MetricColumns columns() {
    return columns;
  }

  @Override
  public MetricColumns columns(PipelineSteps chain) {
    return columns;
  }

  @Override
  public Objective objective() {
    return Scorer.objective(data.metric());
  }

  @Override
  public Set<String> words() {
    return data.features().stream()
        .flatMap(column -> Stream.of(column.name(), column.display()))
        .collect(Collectors.toSet());
  }

  @Override
  public PipelineSteps chain(ChainKey reader, FitIterations iterations) {
    long rows = ladder.rung(reader.rung()).rows();
    return study.chain(reader.configuration(), learner(reader, iterations), reader.fold(), rows);
  }

  /** Learner of a configuration, with the number of iterations of a rung. */
  @Override
  public Estimator<?> learner(ChainKey reader, FitIterations iterations) {
    return learner(
        reader.configuration(), param -> iterations.params(reader, param, ParamMap.empty()));
  }

  /**
   * Learner of a configuration.
   *
   * @param iterations values under which it runs its iterations
   */
  Estimator<?> learner(Configuration configuration, Function<IterationParam, ParamMap> iterations) {
    Estimator<?> learner = study.learner(configuration);
    ParamMap map =
        study.iterations(configuration, learner).map(iterations).orElse(ParamMap.empty());
    return map.size() == 0 ? learner : learner.copy(map);
  }

  @Override
  public Configuration usual(String learner) {
    return space().defaults(learner);
  }

  @Override
  public Configuration most(String learner, ToLongFunction<Configuration> number) {
    return Ascent.from(space().space(), usual(learner), number);
  }

  private synchronized StudySpace space() {
    if (space == null) {
      space = StudySpace.of(study.plan(), LearnerCatalogue.of(study.plan()));
    }
    return space;
  }

  /** Highest for the defaults, with which all others are compared. */
  @Override
  public double precedence(Cell cell, DoubleSupplier work) {
    if (!longestFirst) {
      return cell.proposal().trial() < study.plan().learners().size() ? 1 : 0;
    }
    return cell.proposal().trial() == 0 ? Double.POSITIVE_INFINITY : work.getAsDouble();
  }

  /** Scoring inside tasks by all metrics of the study. */
  TaskScoring scoring() {
    Scorer scorer = Scorer.of(metrics(metric -> true), columns);
    return TaskScoring.of(scorer, false, study.plan().keepsScores());
  }

  @Override
  public Map<String, Double> scores(Dataset<Row> predicted) {
    return Scorer.of(metrics(metric -> !lacks(predicted, metric)), columns).scores(predicted);
  }

  /** The objective, and the secondary metrics that meet a condition. */
  private List<Metric> metrics(Predicate<Metric> asked) {
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
}
