package org.espalier.spark.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.espalier.journal.StudyEvent;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.FoldsPlan;

/**
 * Rows of a study, cut into folds and cached.
 *
 * <p>Datasets have the feature columns as read (NaN is null where it counts as missing), then
 * {@link ReservedColumns#LABEL}, {@link ReservedColumns#FOLD} and {@link ReservedColumns#RANK}.
 * Data and settings alone determine the partitions and the order of rows in them. Parts are filters
 * of one cached copy and are not stored. All datasets are valid until {@link #close}.
 */
public final class StudyData implements AutoCloseable {

  private final Preparation.Known known;
  private final Preparation.Cut cut;
  private final FoldedTable rows;
  private final FilledColumns filled;

  StudyData(Preparation.Known known, Preparation.Cut cut) {
    this.known = known;
    this.cut = cut;
    StoredTable stored = cut.cached().without(cut.features().empty());
    FoldedTable.Form form = FoldedTable.Form.filters(cut.partitions());
    this.rows = new FoldedTable(() -> stored, cut.splits(), all -> cut.counts(), form);
    this.filled = new FilledColumns(features());
  }

  /**
   * Reads, checks and cuts a study's table, and caches it.
   *
   * @param learnable tasks that some learner of the plan supports
   * @throws InvalidStudyException with all problems of the data
   */
  public static StudyData prepare(SparkSession spark, StudyPlan plan, Set<ProblemType> learnable) {
    return new Preparation(spark, plan, learnable, Preparation.PreparationLimits.usual()).run();
  }

  public FoldedTable rows() {
    return rows;
  }

  public ProblemType task() {
    return known.target().task();
  }

  /** Returns the metric of the plan, or else the default metric of the task. */
  public Metric metric() {
    return known.target().metric();
  }

  /** Labels as text, by class index; empty for regression. */
  public List<String> labels() {
    return known.target().labels();
  }

  /**
   * Returns the type of the label column as read; a label's text cast to it gives the label.
   *
   * @throws java.util.NoSuchElementException if the study has no label
   */
  public DataType labelType() {
    return known.target().field().orElseThrow().dataType();
  }

  /** Returns true if the rows have the column {@link ReservedColumns#WEIGHT}. */
  public boolean isWeighted() {
    return rows.columns().contains(ReservedColumns.WEIGHT);
  }

  /**
   * Returns the columns that models may see, in the order of the source; columns without any value
   * are left out.
   */
  public List<FeatureColumn> features() {
    return cut.features().columns();
  }

  /**
   * Returns the names of the feature columns, by the column of the source that they equal or derive
   * from.
   */
  public Map<String, List<String>> sources() {
    return features().stream()
        .map(FeatureColumn::name)
        .collect(
            Collectors.groupingBy(known.shape()::source, LinkedHashMap::new, Collectors.toList()));
  }

  /**
   * Returns the feature columns, except numeric and boolean ones without a value in a part of the
   * training rows, as Spark fails on the median of no values. Runs at most one job for each fold
   * with such a column.
   *
   * @param fold {@link FoldPart#NONE} or {@link FoldPart#HELD_OUT_TOO} for the rows of all folds
   * @param count approximate number of training rows of the part
   */
  public List<FeatureColumn> features(int fold, long count) {
    if (fold < 0) {
      return features();
    }
    double share =
        count >= rows.smallestTraining()
            ? Double.POSITIVE_INFINITY
            : (double) count / rows.trainingRows(fold);
    return filled.filled(fold, count, share, () -> rows.parts().training(FoldPart.whole(fold)));
  }

  /**
   * Returns the number of rows that a final model is fitted on: all training rows, and the held-out
   * rows for {@link FoldPart#HELD_OUT_TOO}.
   */
  public long rows(FoldPart part) {
    long heldOut = part.fold() == FoldPart.HELD_OUT_TOO ? folds().heldOutRows() : 0;
    return folds().trainingRows() + heldOut;
  }

  /** Returns the folds of the search. */
  public StudyEvent.Folds folds() {
    FoldsPlan plan = cut.splits().folds();
    return cut.counts().first(plan.repeats()).event(plan.rule());
  }

  /**
   * Returns the folds after those of the search, which serve to choose its winner; may be empty.
   */
  public List<Integer> furtherFolds() {
    int searched = cut.splits().folds().foldsOfAllRepeats();
    return IntStream.range(searched, rows.sizes().size()).boxed().toList();
  }

  /**
   * Returns the statement of an {@code SQLTransformer} that derives features from columns of the
   * source; empty if none are derived.
   */
  public Optional<String> shaping() {
    return known.shape().statement();
  }

  /**
   * Returns the SQL expression of a column that is not a feature; it gives null for texts that are
   * declared as missing.
   */
  public String expression(String column) {
    return known.shape().replaced().getOrDefault(column, ColumnNames.quoted(column));
  }

  /**
   * Returns texts such as NA that are not declared as missing values. They turn columns of numbers
   * or dates into categories.
   */
  public List<String> hidingTexts() {
    return known.shape().hiding();
  }

  /** Returns true if some feature is NaN in some row; NaN then counts as missing. */
  public boolean hasNan() {
    return !known.scan().nan().isEmpty();
  }

  /** Returns the columns of dates or times from which features are derived. */
  List<String> dates() {
    return known.shape().dates();
  }

  /** Returns the information of each single column about the label; empty without a label. */
  List<LabelLeak> leaks() {
    return cut.leaks();
  }

  /**
   * Returns the number of rows of each class, including held-out ones; one number for all rows if
   * there are no classes.
   */
  public List<Long> classSizes() {
    return cut.counts().ofClasses();
  }

  /**
   * Returns the fingerprint of the rows, including rows without a label; it does not depend on
   * their order.
   */
  public StudyEvent.Fingerprint fingerprint() {
    return known.scan().fingerprint();
  }

  /** Notes on the data for the user, one per line. */
  public List<String> notes() {
    return cut.notes();
  }

  /** Notes on columns that alone predict almost every label, one per line. */
  public List<String> leakNotes() {
    return leaks().stream().filter(LabelLeak::isCertain).map(LabelLeak::note).toList();
  }

  /** Frees the cached rows. */
  @Override
  public void close() {
    try {
      rows.close();
    } finally {
      known.settings().close();
    }
  }
}
