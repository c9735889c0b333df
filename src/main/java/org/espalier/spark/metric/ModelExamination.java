package org.espalier.spark.metric;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Reason;
import org.espalier.journal.HeldOutExamination;
import org.espalier.metric.BinaryCurves;
import org.espalier.metric.Calibration;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.ConfusionTable;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.PermutationImportance;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.ProblemType;
import org.espalier.metric.Residuals;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.cell.FailureCause;
import org.espalier.study.Seed;

/**
 * Examination of a finished model on held-out rows: curves, tables and residuals of its
 * predictions, and the importance of the table's columns. Takes two jobs: one predicts a sample of
 * the rows, one all copies of fewer rows with shuffled columns. Scores are those of {@link
 * CellMetrics}, on the driver.
 *
 * @param heldOut rows that the model takes, with a label
 * @param count number of these rows
 * @param columns columns of the rows by the name of the user's column that they are, or are made
 *     of, in the table's order; without a label or a weight
 * @param classes names of the classes 0, 1 and so on; empty to name them by their numbers
 */
public record ModelExamination(
    Scorer scorer,
    Dataset<Row> heldOut,
    long count,
    Map<String, List<String>> columns,
    List<String> classes,
    Seed seed) {

  /** More rows change no curve that is drawn. */
  private static final int MAX_ROWS = 20_000;

  /** Maximum number of rows that are copied. */
  private static final int MAX_COPIED = 1_000;

  /** Maximum number of values in the rows that are copied, so that the driver can hold them. */
  private static final int MAX_VALUES = 500_000;

  /** Number of rows of all copies together that take about a second. */
  private static final int LEAST_PREDICTED = 15_000;

  /** Rows of all copies for each held-out row: a study of many rows has more time. */
  private static final int PREDICTED_PER_ROW = 10;

  private static final String CURVES = "ROC and precision-recall curves";
  private static final String CALIBRATION = "Calibration";
  private static final String CONFUSION = "Confusion matrix";
  private static final String RESIDUALS = "Residuals";
  private static final String IMPORTANCE = "Importance of columns";

  public ModelExamination {
    columns = new LinkedHashMap<>(columns);
    classes = List.copyOf(classes);
  }

  /**
   * Rows of predictions.
   *
   * @param isKept false if the model has dropped the rows that are copied
   */
  private record Predicted(PredictionReader reader, List<Row> rows, boolean isKept) {

    PredictedRows predictions() {
      return PredictedRows.of(rows.stream().map(reader::row).toList());
    }

    /** Rows that are copied. */
    Predicted copied() {
      return new Predicted(
          reader,
          rows.stream()
              .filter(row -> !row.isNullAt(PredictionReader.MORE))
              .limit(MAX_COPIED)
              .toList(),
          isKept);
    }

    List<Row> table() {
      return rows.stream().map(row -> row.getStruct(PredictionReader.MORE)).toList();
    }
  }

  /**
   * Examines a model; an exception of it is thrown on, except by copies of rows.
   *
   * @param model transformation of rows by the model
   */
  public HeldOutExamination examine(UnaryOperator<Dataset<Row>> model) {
    Optional<Measure> measure = scorer.ofArrays().map(metrics -> metrics.measures().get(0));
    if (measure.isEmpty()) {
      return HeldOutExamination.without(
          count,
          "Nothing was examined: %s does not follow from single rows.".formatted(scorer.metric()));
    }
    Metric metric = measure.get().metric();
    Dataset<Row> predicted = model.apply(sampled());
    PredictionReader reader = reader(predicted, metric);
    if (!reader.predictions() && !reader.scores() && !reader.probabilities()) {
      return HeldOutExamination.without(
          count, "Nothing was examined: the predictions lack a column that is read.");
    }
    String copied = copiedName();
    boolean kept = session().isAmong(copied, predicted.columns());
    Column more = kept ? ColumnNames.column(copied) : lit(null);
    List<Row> rows = reader.select(predicted, scorer.columns(), more).collectAsList();
    List<Row> most = rows.subList(0, Math.min(rows.size(), MAX_ROWS));
    return new Parts(new Predicted(reader, most, kept), measure.get()).examination(model);
  }

  private ColumnNames session() {
    return ColumnNames.of(heldOut.sparkSession());
  }

  /** Name of a column that holds those rows of the table that are copied. */
  private String copiedName() {
    return session().fresh("espalier_copied", heldOut.columns());
  }

  private PredictionReader reader(Dataset<Row> predicted, Metric metric) {
    return PredictionReader.ofAll(
        predicted.schema(), scorer.columns(), metric.family() == Metric.Family.PAIRS);
  }

  /** At most about {@link #MAX_ROWS} rows, those that are copied once more in one column. */
  private Dataset<Row> sampled() {
    double share = (double) MAX_ROWS / count;
    Dataset<Row> rows = share < 1 ? heldOut.where(drawn("examined", share)) : heldOut;
    int held = Math.max(2, MAX_VALUES / heldOut.columns().length);
    long predicted = Math.max(LEAST_PREDICTED, PREDICTED_PER_ROW * count);
    long each = predicted / Math.max(1, ColumnImportance.copies(columns.size()));
    long copied = Math.min(MAX_COPIED, Math.min(held, each));
    double part = copied / Math.min((double) count, MAX_ROWS);
    Column[] all = Arrays.stream(heldOut.columns()).map(ColumnNames::column).toArray(Column[]::new);
    Column row = part < 1 ? when(drawn("copied", part), struct(all)) : struct(all);
    return rows.withColumn(copiedName(), row);
  }

  private Column drawn(String purpose, double share) {
    return rand(seed.child(purpose, 0).value()).lt(share);
  }

  /** Parts of an examination, with reasons for those that are left out. */
  private final class Parts {

    private final Predicted rows;
    private final Measure measure;
    private final PredictedRows all;
    private final List<String> leftOut = new ArrayList<>();

    Parts(Predicted rows, Measure measure) {
      this.rows = rows;
      this.measure = measure;
      this.all = rows.predictions();
    }

    HeldOutExamination examination(UnaryOperator<Dataset<Row>> model) {
      if (all.size() == 0) {
        return HeldOutExamination.without(count, "Nothing was examined: no row has a prediction.");
      }
      Metric metric = measure.metric();
      boolean ofClasses = metric.fits(ProblemType.BINARY) || metric.fits(ProblemType.MULTICLASS);
      boolean ofTwo = ofClasses && all.areOfTwoClasses();
      PredictionReader has = rows.reader();
      boolean calibrated = has.probabilities() && (ofTwo || has.predictions());
      return new HeldOutExamination(
          new HeldOutExamination.Sample(Math.min(all.size(), count), count),
          part(ofTwo, CURVES, has.scores(), "are of one class", () -> BinaryCurves.of(all)),
          part(ofClasses, CALIBRATION, calibrated, "have no weight", () -> Calibration.of(all)),
          part(
              ofClasses,
              CONFUSION,
              has.predictions(),
              "are of more than %d classes".formatted(ConfusionTable.MAX_CLASSES),
              () -> ConfusionTable.of(all, classes)),
          part(
              metric.fits(ProblemType.REGRESSION),
              RESIDUALS,
              has.predictions(),
              "have a label or a prediction that is not finite",
              () -> Residuals.of(all)),
          importance(model),
          leftOut);
    }

    /**
     * Part of the examination.
     *
     * @param applies false for another task than the metric's, of which nothing is said
     * @param has true if the model predicts what the part is computed from
     * @param otherwise reason that rows have no such part
     */
    private <T> Optional<T> part(
        boolean applies,
        String name,
        boolean has,
        String otherwise,
        Supplier<Optional<T>> computed) {
      if (!applies) {
        return Optional.empty();
      }
      if (!has) {
        return without(name, "the model does not predict what is needed");
      }
      try {
        Optional<T> part = computed.get();
        return part.isPresent() ? part : without(name, "the rows examined " + otherwise);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        return without(name, "the model predicts numbers that are not probabilities or classes");
      }
    }

    private <T> Optional<T> without(String name, String why) {
      leftOut.add("%s: left out, as %s.".formatted(name, why));
      return Optional.empty();
    }

    private Optional<PermutationImportance> importance(UnaryOperator<Dataset<Row>> model) {
      Predicted copied = rows.copied();
      List<Row> table = copied.table();
      CellMetrics metrics = new CellMetrics(List.of(measure));
      PredictionReader needed = PredictionReader.of(metrics);
      if ((needed.predictions() && !rows.reader().predictions())
          || (needed.scores() && !rows.reader().scores())
          || (needed.probabilities() && !rows.reader().probabilities())) {
        return without(IMPORTANCE, "the model does not predict what the metric reads");
      }
      if (!rows.isKept()) {
        return without(IMPORTANCE, "the model keeps no column of the rows");
      }
      if (columns.isEmpty() || table.size() < 2) {
        return without(IMPORTANCE, "no column of two or more rows is known to be read");
      }
      double score = metrics.scores(copied.predictions()).values().iterator().next();
      if (!Double.isFinite(score)) {
        return without(IMPORTANCE, "the metric is not defined on %d rows".formatted(table.size()));
      }
      try {
        ColumnImportance shuffled =
            new ColumnImportance(
                heldOut.sparkSession(),
                heldOut.schema(),
                table,
                columns,
                measure,
                scorer.columns(),
                score,
                seed.child("shuffled", 0));
        return Optional.of(shuffled.importance(model));
      } catch (Exception e) { // a failed job's exception is checked, and not declared
        if (FailureCause.of(e) == FailureCause.BROKEN_OFF) {
          throw e;
        }
        return without(IMPORTANCE, Reason.of(e, List.of()));
      }
    }
  }
}
