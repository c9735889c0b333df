package org.espalier.job.sketch;

import java.util.Collections;
import java.util.List;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spec.Recommendation;

/**
 * Observations of a table that was inspected.
 *
 * @param rows with a label
 * @param labels texts of the classes; empty for numbers
 * @param classes rows of each class; empty for numbers
 * @param features columns that models may see
 * @param hasNan true if some feature is NaN in some row
 * @param foldRule rule by which the rows were assigned to folds
 * @param notes on the data, one per line
 */
record SeenTable(
    ProblemType task,
    long rows,
    List<String> labels,
    List<Long> classes,
    List<FeatureColumn> features,
    boolean hasNan,
    String foldRule,
    List<String> notes) {

  private static final int TRIALS = 30;

  /** Trials on so few rows that the best of more would be the luckiest one. */
  private static final int FEW_TRIALS = 10;

  private static final long FEW_ROWS = 100;

  /** Rows of the smaller of two classes below which a table is small. */
  private static final long FEW_OF_CLASS = 20;

  SeenTable {
    labels = List.copyOf(labels);
    classes = List.copyOf(classes);
    features = List.copyOf(features);
    notes = List.copyOf(notes);
  }

  static SeenTable of(StudyData data) {
    return new SeenTable(
        data.task(),
        data.folds().trainingRows() + data.folds().heldOutRows(),
        data.labels(),
        data.task().isClassification() ? data.classSizes() : List.of(),
        data.features(),
        data.hasNan(),
        data.folds().rule(),
        data.notes());
  }

  /** True if there are so few rows, or so few of the smaller of two classes. */
  boolean isSmall() {
    return rows < FEW_ROWS
        || (task == ProblemType.BINARY && Collections.min(classes) < FEW_OF_CLASS);
  }

  /** The study as far as the table shows it. */
  Recommendation.Study study() {
    return new Recommendation.Study(task, classes, rows, isSmall() ? FEW_TRIALS : TRIALS);
  }
}
