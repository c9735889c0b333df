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
 * Rows of a study, split and cached.
 *
 * <p>Its data sets have the feature columns as read (NaN is null where it counts as missing), then
 * {@link ReservedColumns#LABEL}, {@link ReservedColumns#FOLD} and {@link ReservedColumns#RANK}.
 * Their partitions and the order of rows in them are a function of data and settings alone. Parts
 * are filters of one cached copy, and not stored. All are valid until {@link #close}.
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
   * @param learnable tasks that some learner of the plan can do
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

  /** The metric of the plan, or else the usual one of the task. */
  public Metric metric() {
    return known.target().metric();
  }

  /** Labels as text, by class index; empty for regression. */
  public List<String> labels() {
    return known.target().labels();
  }

  /** Type of the label column as read: a label's text cast to it is the label. Requires a label. */
  public DataType labelType() {
    return known.target().field().orElseThrow().dataType();
  }

  /** True if rows have {@link ReservedColumns#WEIGHT}. */
  public boolean isWeighted() {
    return rows.columns().contains(ReservedColumns.WEIGHT);
  }

  /** Columns that models may see, in the source's order; those without any value are left out. */
  public List<FeatureColumn> features() {
    return cut.features().columns();
  }

  /** Names of these columns, by that of the source's column that they are, or are made of. */
  public Map<String, List<String>> sources() {
    return features().stream()
        .map(FeatureColumn::name)
        .collect(
            Collectors.groupingBy(known.shape()::source, LinkedHashMap::new, Collectors.toList()));
  }

  /**
   * Feature columns, except numeric ones without a value among about so many training rows: the
   * median of no values fails. At most one job for each fold with such a column.
   *
   * @param fold {@link FoldPart#NONE} or {@link FoldPart#HELD_OUT_TOO} for the rows of all folds
   * @param count number of training rows
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

  /** Number of rows that a model is fitted on in the end: all, or those that are not held out. */
  public long rows(FoldPart part) {
    long heldOut = part.fold() == FoldPart.HELD_OUT_TOO ? folds().heldOutRows() : 0;
    return folds().trainingRows() + heldOut;
  }

  /** Folds of the search. */
  public StudyEvent.Folds folds() {
    FoldsPlan plan = cut.splits().folds();
    return cut.counts().first(plan.repeats()).event(plan.rule());
  }

  /** Folds after those of the search, for the choice of its winner; may be empty. */
  public List<Integer> furtherFolds() {
    int searched = cut.splits().folds().foldsOfAllRepeats();
    return IntStream.range(searched, rows.sizes().size()).boxed().toList();
  }

  /**
   * Statement of an {@code SQLTransformer} that makes features of the source's columns; may be
   * empty.
   */
  public Optional<String> shaping() {
    return known.shape().statement();
  }

  /** SQL of a column that is no feature, in which declared texts are null. */
  public String expression(String column) {
    return known.shape().replaced().getOrDefault(column, ColumnNames.quoted(column));
  }

  /**
   * Texts such as NA that are not declared as missing values, and make categories of numbers or
   * dates.
   */
  public List<String> hidingTexts() {
    return known.shape().hiding();
  }

  /** True if some feature is NaN in some row, which then counts as missing. */
  public boolean hasNan() {
    return !known.scan().nan().isEmpty();
  }

  /** Columns of dates or times from which features are made. */
  List<String> dates() {
    return known.shape().dates();
  }

  /** Information of each single column about the label; none without a label. */
  List<LabelLeak> leaks() {
    return cut.leaks();
  }

  /** Rows of each class, including held-out ones; one number without classes. */
  public List<Long> classSizes() {
    return cut.counts().ofClasses();
  }

  /** Fingerprint of the rows in any order, including rows without a label. */
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
