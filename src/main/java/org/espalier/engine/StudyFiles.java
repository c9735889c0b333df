package org.espalier.engine;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.StudyRecord;
import org.espalier.lineage.Receipt;
import org.espalier.report.ReportPage;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spark.store.TableRows;
import org.espalier.spark.store.Tables;

/** Tables, page, summary and lineage of a study in its folder, made from its events alone. */
public record StudyFiles(StudyFolder folder, boolean hasJournal) {

  /**
   * Writes tables, page and the summary, which marks the output as complete; last, the receipt of
   * all of them.
   */
  public void write(SparkSession spark, StudyRecord record) throws IOException {
    Tables.write(spark, record, folder);
    Map<String, String> tables = new LinkedHashMap<>();
    Tables.names(record).forEach(table -> tables.put(table, table));
    write(
        record,
        tables,
        tables.keySet().stream()
            .map(table -> TableRows.part(table, Tables.rows(table, spark, record)))
            .toList());
  }

  /**
   * Writes page and summary, which need no Spark.
   *
   * @param others files that the summary names in place of the tables
   */
  public void writePage(StudyRecord record, Map<String, String> others) throws IOException {
    write(record, others, List.of());
  }

  private void write(StudyRecord record, Map<String, String> others, List<Receipt.Part> tables)
      throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    if (folder.has(folder.model())) {
      files.put("model", "model");
      if (folder.has(folder.code())) {
        files.put("pipeline", folder.code().getName());
      }
    }
    if (folder.has(folder.predictions())) {
      files.put("predictions", "predictions");
    }
    files.put("report", "report.html");
    if (hasJournal) {
      files.put("journal", "journal");
    }
    files.putAll(others);
    folder.writeReport(ReportPage.of(record));
    if (!hasJournal) {
      folder.writeSummary(record.summary().withFiles(files));
      return;
    }
    StudyLineage lineage = StudyLineage.of(folder, record);
    files.putAll(lineage.write());
    folder.writeSummary(record.summary().withFiles(files));
    lineage.writeReceipt(tables);
  }
}
