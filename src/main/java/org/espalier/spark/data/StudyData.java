package org.espalier.spark.data;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.espalier.journal.StudyEvent;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.spark.UncompiledThresholds;
import org.espalier.spark.data.column.FeatureColumn;
import org.espalier.spark.data.column.PlanSettings;
import org.espalier.spark.data.column.ReservedColumns;
import org.espalier.spark.data.fold.FoldAssignment;
import org.espalier.spark.data.shape.Target;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.FoldedTable;
import org.espalier.spark.rows.OrderedCoalesce;
import org.espalier.spark.rows.RankCut;
import org.espalier.spec.StudyPlan;
import org.espalier.spec.data.FoldsPlan;
import org.espalier.spec.problem.InvalidStudyException;

/**
 * Rows of a study, split and cached.
 *
 * <p>Its data sets have the feature columns as read (NaN is null where it counts as missing), then
 * {@link ReservedColumns#LABEL}, {@link ReservedColumns#FOLD} and {@link ReservedColumns#RANK}.
 * Their partitions and the order of rows in them are a function of data and settings alone. Parts
 * are filters of one cached copy, and not stored. All are valid until {@link #close}.
 */
public final class StudyData implements FoldedTable, AutoCloseable {

  private final Target target;
  private final PlanSettings settings;
  private final Preparation.Cut cut;
  private final Dataset<Row> rows;
  private final FilledColumns filled;

  StudyData(Target target, PlanSettings settings, Preparation.Cut cut) {
    this.target = target;
    this.settings = settings;
    this.cut = cut;
    List<String> empty = cut.features().empty();
    Dataset<Row> all = cut.cached().rows();
    this.rows = empty.isEmpty() ? all : all.drop(empty.toArray(String[]::new));
    this.filled = new FilledColumns(features());
  }

  /**
   * Reads, checks and cuts a study's table, and caches it.
   *
   * @param learnable tasks that some learner of the plan can do
   * @throws InvalidStudyException with all problems of the data
   */
  public static StudyData prepare(SparkSession spark, StudyPlan plan, Set<ProblemType> learnable) {
    return new Preparation(spark, plan, learnable, Preparation.Limits.usual()).run();
  }

  public ProblemType task() {
    return target.task();
  }

  /** The metric of the plan, or else the usual one of the task. */
  public Metric metric() {
    return target.metric();
  }

  /** Labels as text, by class index; empty for regression. */
  public List<String> labels() {
    return target.labels();
  }

  /** Type of the label column as read: a label's text cast to it is the label. Requires a label. */
  public DataType labelType() {
    return target.field().orElseThrow().dataType();
  }

  /** True if rows have {@link ReservedColumns#WEIGHT}. */
  public boolean isWeighted() {
    return Arrays.asList(rows.columns()).contains(ReservedColumns.WEIGHT);
  }

  /** True if rows have {@link ReservedColumns#CENSOR}. */
  public boolean isCensored() {
    return Arrays.asList(rows.columns()).contains(ReservedColumns.CENSOR);
  }

  /** Columns that models may see, in the source's order; those without any value are left out. */
  public List<FeatureColumn> features() {
    return cut.features().columns();
  }

  /**
   * The same, except numeric columns without a value in {@link #training(int, long)}: the median of
   * no values fails. At most one job for each fold with such a column.
   *
   * @param fold as there; {@link FoldPart#NONE} for the rows of all folds
   * @param rows as there
   */
  public List<FeatureColumn> features(int fold, long rows) {
    if (fold == FoldPart.NONE) {
      return features();
    }
    double share =
        rows >= smallestTraining()
            ? Double.POSITIVE_INFINITY
            : (double) rows / cut.counts().trainingOf().get(checked(fold));
    return filled.of(fold, rows, share, () -> training(allTraining(), fold));
  }

  /** Folds of the search. */
  public StudyEvent.Folds folds() {
    FoldsPlan plan = cut.splits().folds();
    return cut.counts().first(plan.repeats()).event(plan.rule());
  }

  /** Folds after those of the search, for the choice of its winner; may be empty. */
  public List<Integer> furtherFolds() {
    int searched = cut.splits().folds().all();
    return IntStream.range(searched, cut.counts().sizes().size()).boxed().toList();
  }

  /**
   * Statement of an {@code SQLTransformer} that makes features of the source's columns; may be
   * empty.
   */
  public Optional<String> shaping() {
    return cut.shape().statement();
  }

  /**
   * Texts such as NA that are not declared as missing values, and make categories of numbers or
   * dates.
   */
  public List<String> hidingTexts() {
    return cut.shape().hiding();
  }

  /** True if some feature is NaN in some row, which then counts as missing. */
  public boolean hasNan() {
    return !cut.scan().nan().isEmpty();
  }

  /** Columns of dates or times from which features are made. */
  List<String> dates() {
    return cut.shape().dates();
  }

  /** Rows of each class, including held-out ones; one number without classes. */
  public List<Long> classSizes() {
    return cut.counts().ofClasses();
  }

  /** Fingerprint of the rows in any order, including rows without a label. */
  @Override
  public StudyEvent.Fingerprint fingerprint() {
    return cut.scan().fingerprint();
  }

  /** Notes on the data for the user, a line each. */
  public List<String> notes() {
    return cut.notes();
  }

  @Override
  public long smallestTraining() {
    return cut.counts().smallestTraining();
  }

  public long trainingRows(int fold) {
    return cut.counts().trainingOf().get(checked(fold));
  }

  /**
   * Training rows of a fold: about the given number, with the same share of every class of every
   * other fold. The rows of a smaller number are among those of a larger one.
   *
   * @param rows at least 1; from {@link #smallestTraining()} on, all rows of the other folds
   */
  public Dataset<Row> training(int fold, long rows) {
    Dataset<Row> others = training(allTraining(), fold);
    if (rows < 1) {
      throw new IllegalArgumentException("At least one row to learn from, not %d.".formatted(rows));
    }
    if (rows >= smallestTraining()) {
      return others;
    }
    long all = cut.counts().trainingOf().get(fold);
    return others.where(
        UncompiledThresholds.isBelow(col(ReservedColumns.RANK), (double) rows / all));
  }

  @Override
  public Dataset<Row> all() {
    return allTraining();
  }

  /** Rows of the folds of the search, and of those after them. */
  @Override
  public List<Long> sizes() {
    return cut.counts().sizes();
  }

  @Override
  public Dataset<Row> training(Dataset<Row> table, int fold) {
    return table.where(cut.splits().isTraining(checked(fold)));
  }

  @Override
  public Dataset<Row> validation(Dataset<Row> table, int fold) {
    return table.where(cut.splits().isValidation(checked(fold)));
  }

  @Override
  public Dataset<Row> training(FoldPart part) {
    return part.fold() == FoldPart.NONE ? all() : training(part.fold(), part.trained());
  }

  @Override
  public Dataset<Row> validation(FoldPart part) {
    return part.validated() == 0 ? rows.limit(0) : validation(part.fold(), part.validated());
  }

  public Dataset<Row> validation(int fold) {
    return validation(rows, fold);
  }

  @Override
  public long bytes(FoldPart part) {
    long all = cut.cached().bytes();
    return part.trained() == FoldPart.ALL
        ? all
        : (long) ((double) all * part.trained() / cut.counts().training());
  }

  @Override
  public String foldColumn() {
    return ReservedColumns.FOLD;
  }

  @Override
  public Optional<String> rankColumn() {
    return Optional.of(ReservedColumns.RANK);
  }

  /**
   * Empty for folds over time, which train on earlier rows, and for those after the first repeat.
   */
  @Override
  public Optional<RankCut> cut(FoldPart part) {
    FoldsPlan folds = cut.splits().folds();
    int fold = part.fold();
    if (folds.rule() == FoldsPlan.Rule.TIME || fold >= folds.number()) {
      return Optional.empty();
    }
    if (fold == FoldPart.NONE) {
      return Optional.of(RankCut.whole(fold));
    }
    double trained = share(part.trained(), smallestTraining(), trainingRows(fold));
    double validated = share(part.validated(), validationRows(fold), validationRows(fold));
    int learned = OrderedCoalesce.share(part.trained(), smallestTraining(), partitions());
    return Optional.of(new RankCut(fold, trained, validated, partitions(), learned));
  }

  /** Rank below which so many rows lie; infinite from {@code most} on. */
  private static double share(long rows, long most, long all) {
    return rows >= most ? Double.POSITIVE_INFINITY : (double) rows / all;
  }

  /** Number of partitions of the training rows. */
  public int partitions() {
    return cut.partitions();
  }

  public long validationRows(int fold) {
    return sizes().get(checked(fold));
  }

  /** About the given number of rows of a fold, with the same share of every class. */
  public Dataset<Row> validation(int fold, long rows) {
    long all = validationRows(fold);
    return rows >= all
        ? validation(fold)
        : validation(fold)
            .where(UncompiledThresholds.isBelow(col(ReservedColumns.RANK), (double) rows / all));
  }

  /** Session in which the rows lie. */
  public SparkSession spark() {
    return rows.sparkSession();
  }

  /** The rows that are not held out. */
  public Dataset<Row> allTraining() {
    return rows.where(col(ReservedColumns.FOLD).notEqual(FoldAssignment.HELD_OUT));
  }

  /** Rows that no model sees before the end; empty if there are none. */
  public Optional<Dataset<Row>> heldOut() {
    return cut.counts().heldOut() == 0
        ? Optional.empty()
        : Optional.of(rows.where(col(ReservedColumns.FOLD).equalTo(FoldAssignment.HELD_OUT)));
  }

  /** Frees the cached rows. */
  @Override
  public void close() {
    try {
      cut.cached().free();
    } finally {
      settings.close();
    }
  }

  private int checked(int fold) {
    int folds = sizes().size();
    if (fold < 0 || fold >= folds) {
      throw new IllegalArgumentException("Fold %d of %d, counted from 0.".formatted(fold, folds));
    }
    return fold;
  }
}
