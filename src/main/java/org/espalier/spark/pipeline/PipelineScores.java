package org.espalier.spark.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.journal.HeldOutExamination;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.feature.AssembledRows;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.metric.ModelExamination;
import org.espalier.spark.metric.PairedGain;
import org.espalier.spark.metric.Scorer;
import org.espalier.study.Interval;
import org.espalier.study.Seed;

/** Scores of the finished pipelines of a study, on rows that they have not seen. */
public record PipelineScores(StudyData data, MetricColumns columns) {

  /**
   * Finished pipeline with its score on the held-out rows.
   *
   * @param rows the predictions, if they are few and can be compared row by row
   */
  public record Judged(PipelineModel model, double score, Optional<PredictedRows> rows) {}

  /** Scores a finished pipeline on the held-out rows, which must exist, in one pass. */
  public Judged judged(PipelineModel model) {
    Dataset<Row> heldOut = data.rows().heldOut().orElseThrow();
    boolean few =
        data.folds().heldOutRows() * Math.max(1, data.labels().size()) <= PairedGain.MAX_ROWS
            && data.task() != ProblemType.RECOMMENDATION;
    Optional<PredictedRows> rows =
        few ? gain().flatMap(paired -> paired.collect(scored(model, heldOut))) : Optional.empty();
    double score =
        rows.map(each -> only(objective().ofArrays().orElseThrow().scores(each)))
            .orElseGet(() -> score(model, heldOut));
    return new Judged(model, score, rows);
  }

  private Scorer objective() {
    return Scorer.of(List.of(data.metric()), columns);
  }

  private static double only(Map<String, Double> scores) {
    return scores.values().iterator().next();
  }

  private Optional<PairedGain> gain() {
    return PairedGain.of(objective());
  }

  /**
   * 95 % confidence interval of the first pipeline's gain over the second on held-out rows; empty
   * if it cannot be computed for this metric.
   */
  public Optional<Interval> gain(Judged one, Judged other, Seed seed) {
    return gain()
        .flatMap(
            paired ->
                compared(one)
                    .flatMap(
                        rows ->
                            compared(other)
                                .flatMap(others -> paired.interval(rows, others, seed))));
  }

  private Optional<PredictedRows> compared(Judged judged) {
    return judged.rows().or(() -> compared(judged.model()));
  }

  private Optional<PredictedRows> compared(PipelineModel model) {
    Dataset<Row> rows = data.rows().heldOut().orElseThrow();
    long count = data.folds().heldOutRows();
    if (count > PairedGain.MAX_ROWS) {
      double share = (double) PairedGain.MAX_ROWS / count;
      rows = rows.where(functions.col(ReservedColumns.RANK).lt(share));
    }
    Dataset<Row> predicted = inOrder(scored(model, rows));
    return gain().flatMap(paired -> paired.collect(predicted));
  }

  /** Joins with users and items lose the order of rows; everything else keeps it. */
  private Dataset<Row> inOrder(Dataset<Row> predicted) {
    return data.task() == ProblemType.RECOMMENDATION
        ? predicted.orderBy(
            functions.col(ReservedColumns.RANK), functions.col(ReservedColumns.LABEL))
        : predicted;
  }

  /**
   * Examines a finished pipeline on the held-out rows, which must exist.
   *
   * @param named false where names are hidden: columns and classes are numbered, and no label of a
   *     row is revealed
   */
  public HeldOutExamination examined(PipelineModel model, boolean named, Seed seed) {
    long count = data.folds().heldOutRows();
    if (data.task() == ProblemType.RECOMMENDATION) {
      return HeldOutExamination.without(
          count,
          "Nothing was examined: a rating is predicted from others, not from its row alone.");
    }
    Map<String, List<String>> sources = new LinkedHashMap<>();
    data.sources()
        .forEach(
            (name, made) -> sources.put(named ? name : "column " + (sources.size() + 1), made));
    List<String> classes = named ? data.labels() : List.of();
    Dataset<Row> heldOut = data.rows().heldOut().orElseThrow();
    HeldOutExamination examined =
        new ModelExamination(objective(), heldOut, count, sources, classes, seed)
            .examine(rows -> scored(model, rows));
    return named
        ? examined
        : examined.withoutResiduals(
            "Residuals: left out, as names are hidden and they tell labels of rows.");
  }

  /** Score of a finished pipeline on unseen rows of the study. */
  public double score(PipelineModel model, Dataset<Row> rows) {
    return only(objective().scores(scored(model, rows)));
  }

  Dataset<Row> predicted(PipelineModel model, Dataset<Row> rows) {
    return transformed(own(model), rows);
  }

  /** Predictions for metrics: without the numbers of a wide table that the model assembles. */
  private Dataset<Row> scored(PipelineModel model, Dataset<Row> rows) {
    List<Transformer> stages = own(model);
    Optional<AssembledRows.Applied> first = AssembledRows.of(stages, rows);
    return first
        .map(begun -> transformed(stages.subList(begun.stages(), stages.size()), begun.rows()))
        .orElseGet(() -> transformed(stages, rows));
  }

  /** Stages of a model; the rows of the study already have their derived columns. */
  private List<Transformer> own(PipelineModel model) {
    List<Transformer> stages = List.of(model.stages());
    return stages.subList(data.shaping().isPresent() ? 1 : 0, stages.size());
  }

  private static Dataset<Row> transformed(List<Transformer> stages, Dataset<Row> rows) {
    Dataset<Row> transformed = rows;
    for (Transformer stage : stages) {
      transformed = stage.transform(transformed);
    }
    return transformed;
  }
}
