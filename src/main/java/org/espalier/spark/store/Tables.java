package org.espalier.spark.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.CellRow;
import org.espalier.journal.CurveRow;
import org.espalier.journal.DecisionRow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.spark.cell.DetachedWork;

/**
 * Tables of a study: trials, cells, decisions and, for a function that reports scores, learning
 * curves.
 */
public final class Tables {

  /** Table with a row per trial. */
  public static final String TRIALS = "trials";

  /** Table with a row per cell of a proposal. */
  public static final String CELLS = "cells";

  /** Table with a row per decision. */
  public static final String DECISIONS = "decisions";

  /** Table with a row per point of a learning curve. */
  public static final String CURVES = "curves";

  private Tables() {}

  /** Returns the trials by number. */
  public static Dataset<Row> trials(SparkSession spark, StudyRecord record) {
    return RecordTable.dataset(spark, TrialRow.class, record.trials());
  }

  /** Returns the cells by proposal and fold. */
  public static Dataset<Row> cells(SparkSession spark, StudyRecord record) {
    List<CellRow> rows =
        record.cells().stream()
            .sorted(
                Comparator.comparing(CellRow::proposal).thenComparing(cell -> cell.split().fold()))
            .toList();
    return RecordTable.dataset(spark, CellRow.class, rows);
  }

  /** Returns the decisions by number. */
  public static Dataset<Row> decisions(SparkSession spark, StudyRecord record) {
    return RecordTable.dataset(spark, DecisionRow.class, record.decisions());
  }

  /** Returns the points of learning curves by proposal and fold, in the order of their reports. */
  public static Dataset<Row> curves(SparkSession spark, StudyRecord record) {
    return RecordTable.dataset(spark, CurveRow.class, record.curves());
  }

  /**
   * Returns the names of the tables that a study writes. Curves are included only if anything was
   * reported.
   *
   * @param record record of the study
   */
  public static List<String> names(StudyRecord record) {
    return record.curves().isEmpty()
        ? List.of(TRIALS, CELLS, DECISIONS)
        : List.of(TRIALS, CELLS, DECISIONS, CURVES);
  }

  /** Writes the tables as Parquet, one file each, several at a time, and replaces earlier ones. */
  public static void write(SparkSession spark, StudyRecord record, StudyFolder folder) {
    List<DetachedWork<String>> written = new ArrayList<>();
    for (String name : names(record)) {
      Dataset<Row> table = table(name, spark, record);
      written.add(begin(table, folder.table(name).toString()));
    }
    written.forEach(DetachedWork::result);
  }

  private static Dataset<Row> table(String name, SparkSession spark, StudyRecord record) {
    return switch (name) {
      case TRIALS -> trials(spark, record);
      case CELLS -> cells(spark, record);
      case DECISIONS -> decisions(spark, record);
      default -> curves(spark, record);
    };
  }

  private static DetachedWork<String> begin(Dataset<Row> table, String path) {
    return DetachedWork.begin(
        () -> {
          table.coalesce(1).write().mode(SaveMode.Overwrite).parquet(path);
          return path;
        });
  }
}
