package org.espalier.spark.store;

import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.CellRow;
import org.espalier.journal.DecisionRow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;

/** Tables of a study: trials, cells and decisions. */
public final class Tables {

  /** Table with a row per trial. */
  public static final String TRIALS = "trials";

  /** Table with a row per cell of a proposal. */
  public static final String CELLS = "cells";

  /** Table with a row per decision. */
  public static final String DECISIONS = "decisions";

  private Tables() {}

  /** Trials by number. */
  public static Dataset<Row> trials(SparkSession spark, StudyRecord record) {
    List<TrialRow> rows =
        record.trials().stream().sorted(Comparator.comparing(TrialRow::trial)).toList();
    return RecordTable.of(spark, TrialRow.class, rows);
  }

  /** Cells by proposal and fold. */
  public static Dataset<Row> cells(SparkSession spark, StudyRecord record) {
    List<CellRow> rows =
        record.cells().stream()
            .sorted(Comparator.comparing(CellRow::proposal).thenComparing(CellRow::fold))
            .toList();
    return RecordTable.of(spark, CellRow.class, rows);
  }

  /** Decisions by number. */
  public static Dataset<Row> decisions(SparkSession spark, StudyRecord record) {
    List<DecisionRow> rows =
        record.decisions().stream().sorted(Comparator.comparing(DecisionRow::number)).toList();
    return RecordTable.of(spark, DecisionRow.class, rows);
  }

  /** Writes all three as Parquet, one file each, in place of earlier ones. */
  public static void write(SparkSession spark, StudyRecord record, StudyFolder folder) {
    write(trials(spark, record), folder, TRIALS);
    write(cells(spark, record), folder, CELLS);
    write(decisions(spark, record), folder, DECISIONS);
  }

  private static void write(Dataset<Row> table, StudyFolder folder, String name) {
    table.coalesce(1).write().mode(SaveMode.Overwrite).parquet(folder.table(name).toString());
  }
}
