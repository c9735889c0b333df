package org.espalier.ml;

import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.rand;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.RFormula;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.HeldOutExamination;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.ParamValues;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.chain.ColumnNeeds;
import org.espalier.spark.data.HashFolds;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.feature.StageColumns;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.metric.ModelExamination;
import org.espalier.spark.metric.PairedGain;
import org.espalier.spark.metric.Scorer;
import org.espalier.study.Interval;
import org.espalier.study.Seed;

/**
 * Rows of a fit: those that the study sees, and those that are held out until its end.
 *
 * @param training rows that the search sees
 * @param heldOut empty unless the tuner's {@code heldOut} or {@code heldOutSource} requests some
 */
record SeparatedRows(TunerParams<?> tuner, Dataset<?> training, Optional<Dataset<Row>> heldOut)
    implements AutoCloseable {

  /** Params of stages that name columns which are not features. */
  private static final List<String> NO_FEATURES = List.of("labelCol", "weightCol", "censorCol");

  /**
   * Separates a share of the rows by their hashes: a share of each class with {@code foldRule =
   * stratified}, of the groups with {@code group}, and the last rows with {@code time}. Rows of
   * another table replace the share.
   */
  static SeparatedRows of(Dataset<?> dataset, TunerParams<?> tuner) {
    double share = tuner.getHeldOut();
    if (tuner.isSet(tuner.heldOutSource())) {
      Column[] read =
          columns(dataset, tuner).stream().map(ColumnNames::column).toArray(Column[]::new);
      Dataset<Row> heldOut = tuner.getHeldOutSource().select(read).persist();
      return new SeparatedRows(tuner, dataset, Optional.of(heldOut));
    }
    if (share == 0) {
      return new SeparatedRows(tuner, dataset, Optional.empty());
    }
    HashFolds.Parts parts = FoldCut.hashed(dataset, tuner).parts(share);
    return new SeparatedRows(tuner, parts.training(), Optional.of(parts.heldOut().persist()));
  }

  /** Columns of a dataset that held-out rows of another table have, too. */
  static List<String> columns(Dataset<?> dataset, TunerParams<?> tuner) {
    ColumnNames session = ColumnNames.of(dataset.sparkSession());
    String folds = tuner instanceof Tuner folded ? folded.getFoldCol() : "";
    return Arrays.stream(dataset.columns()).filter(name -> !session.isAmong(folds, name)).toList();
  }

  /** Training rows in the folds of the search. */
  FoldedTable folded() {
    return folded(tuner.getSeed());
  }

  /** Training rows in the folds of another seed. */
  FoldedTable folded(long seed) {
    return FoldCut.stored(
        training,
        seed == tuner.getSeed()
            ? tuner
            : (TunerParams<?>) tuner.copy(new ParamMap().put(tuner.seed().w(seed))));
  }

  long numHeldOut() {
    return heldOut.map(Dataset::count).orElse(0L);
  }

  /** Metric of a model on the held-out rows; empty without any, or where it is not finite. */
  OptionalDouble score(Model<?> model) {
    if (heldOut.isEmpty()) {
      return OptionalDouble.empty();
    }
    double score = tuner.getEvaluator().evaluate(model.transform(heldOut.get()));
    return Double.isFinite(score) ? OptionalDouble.of(score) : OptionalDouble.empty();
  }

  /**
   * 95 % interval of a model's gain over another on the held-out rows; empty for a metric that has
   * none.
   */
  Optional<Interval> gain(Model<?> model, Model<?> other, Seed seed) {
    return PairedGain.of(Scorer.of(tuner.getEvaluator()))
        .flatMap(
            paired ->
                predicted(model, paired, seed)
                    .flatMap(
                        rows ->
                            predicted(other, paired, seed)
                                .flatMap(others -> paired.interval(rows, others, seed))));
  }

  /** Predictions for the same rows in the same order; empty if stages drop columns of the rows. */
  private Optional<PredictedRows> predicted(Model<?> model, PairedGain paired, Seed seed) {
    Dataset<Row> rows = heldOut.orElseThrow();
    ColumnNames session = ColumnNames.of(rows.sparkSession());
    String place = session.fresh("place", rows.columns());
    double share = (double) PairedGain.MAX_ROWS / numHeldOut();
    Dataset<Row> placed = rows.withColumn(place, monotonically_increasing_id());
    Dataset<Row> compared = share < 1 ? placed.where(rand(seed.value()).lt(share)) : placed;
    Dataset<Row> predicted = model.transform(compared);
    return session.isAmong(place, predicted.columns())
        ? paired.collect(predicted.orderBy(ColumnNames.column(place)))
        : Optional.empty();
  }

  /**
   * Examination of a model on the held-out rows, which must exist.
   *
   * @param estimator the one that the model was fitted by
   * @param count number of held-out rows
   */
  HeldOutExamination examined(Model<?> model, Estimator<?> estimator, long count, Seed seed) {
    Scorer scorer = Scorer.of(tuner.getEvaluator());
    Dataset<Row> rows =
        ColumnNeeds.of(List.of(estimator, tuner.getEvaluator())).select(heldOut.orElseThrow());
    Set<String> labels = labels(estimator, scorer.columns());
    ColumnNames session = ColumnNames.of(rows.sparkSession());
    Map<String, List<String>> columns = new LinkedHashMap<>();
    ColumnNeeds.of(List.of(estimator)).named(rows).stream()
        .filter(name -> !session.isAmong(name, labels.toArray(String[]::new)))
        .forEach(name -> columns.put(name, List.of(name)));
    List<String> classes = classes(model, scorer.columns().label()).toList();
    return new ModelExamination(scorer, rows, count, columns, classes, seed)
        .examine(model::transform);
  }

  /** Columns of labels and weights, and those that they are made of. */
  private static Set<String> labels(Estimator<?> estimator, MetricColumns read) {
    Set<String> labels = new LinkedHashSet<>(List.of(read.label(), read.weight(), read.censor()));
    List<Params> stages = new ArrayList<>(ParamValues.stages(estimator).toList());
    Collections.reverse(stages);
    for (Params stage : stages) {
      NO_FEATURES.stream()
          .filter(stage::hasParam)
          .flatMap(param -> ParamValues.current(stage, stage.getParam(param)).stream())
          .forEach(name -> labels.add(String.valueOf(name)));
      if (stage instanceof RFormula formula) {
        labels.add(formula.getFormula().split("~", 2)[0].strip());
      }
      StageColumns columns = StageColumns.of((PipelineStage) stage);
      for (int i = 0; columns.arePairs() && i < columns.inputs().size(); i++) {
        if (labels.contains(columns.outputs().get(i))) {
          labels.add(columns.inputs().get(i));
        }
      }
    }
    return labels;
  }

  /** Names of the classes of a label that a model indexes; empty if it does not. */
  private static Stream<String> classes(Transformer model, String label) {
    if (model instanceof PipelineModel pipeline) {
      return Arrays.stream(pipeline.stages()).flatMap(stage -> classes(stage, label));
    }
    return model instanceof StringIndexerModel indexer
            && StageColumns.of(indexer).outputs().equals(List.of(label))
        ? Arrays.stream(indexer.labelsArray()[0])
        : Stream.empty();
  }

  @Override
  public void close() {
    heldOut.ifPresent(rows -> Uninterrupted.run(rows::unpersist));
  }
}
