package org.espalier.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Reason;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.lineage.Receipt;
import org.espalier.spark.store.LineageFiles;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spark.store.TableRows;
import org.espalier.spark.store.Tables;

/** Audit of a study: of its folder by its receipt, or of its record by a second run. */
public record StudyAudit(SparkSession spark, StudyFolder folder) {

  /**
   * The first difference of the folder from its receipt, in words; empty if there is none.
   *
   * <p>The journal is compared first, as bytes, since all else is read from it.
   */
  public Optional<String> difference(Receipt receipt) throws IOException {
    LineageFiles files = folder.lineage();
    List<Receipt.Part> parts = new ArrayList<>(files.journal());
    Optional<Receipt.Difference> early =
        receipt.broken().or(() -> receipt.difference(LineageFiles.JOURNAL, parts));
    if (early.isPresent()) {
      return early.map(StudyAudit::text);
    }
    StudyRecord record = folder.history().record();
    Map<String, List<Row>> tables = new HashMap<>();
    List<Receipt.Part> digests = new ArrayList<>();
    for (String name : Tables.names(record)) {
      if (folder.has(folder.table(name))) {
        digests.add(part(name, tables));
      }
    }
    parts.addAll(StudyLineage.of(folder, record).others(digests));
    Optional<Receipt.Difference> found = receipt.difference("", parts);
    return found
        .flatMap(difference -> inTable(difference, tables, record))
        .or(() -> found.map(StudyAudit::text));
  }

  private static String text(Receipt.Difference difference) {
    return difference.part() + ": " + difference.text();
  }

  /**
   * A table as it was written.
   *
   * @param read to which its rows are added, if they can be read
   */
  private Receipt.Part part(String name, Map<String, List<Row>> read) {
    try {
      List<Row> rows = Tables.written(name, spark, folder);
      read.put(name, rows);
      return TableRows.part(name, rows);
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      return new Receipt.Part(name, "unreadable: " + Reason.of(e, List.of()));
    }
  }

  /** Row and column of a table that are not as the journal says. */
  private Optional<String> inTable(
      Receipt.Difference difference, Map<String, List<Row>> tables, StudyRecord record) {
    String table = difference.part();
    List<Row> rows = tables.get(table);
    return rows == null
        ? Optional.empty()
        : TableRows.difference(table, Tables.rows(table, spark, record), rows, Set.of());
  }

  /**
   * The first difference of a second run of a study, in words; empty if there is none. Measured
   * columns may differ.
   */
  public static Optional<String> difference(SparkSession spark, StudyRecord was, StudyRecord is) {
    for (String table : Tables.names(was)) {
      List<Row> before = Tables.rows(table, spark, was);
      Optional<String> found =
          TableRows.difference(
              table, before, Tables.rows(table, spark, is), Tables.measured(table));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The rows of a study as they are now, if they are others than they were; empty if not. */
  public static Optional<String> otherRows(StudyRecord was, StudyEvent.Fingerprint now) {
    String digest = was.fingerprint().map(StudyEvent.Fingerprint::digest).orElse("none");
    return digest.equals(now.digest())
        ? Optional.empty()
        : Optional.of(
            "data.source: the rows are not those of the study: their fingerprint was %s, is %s"
                .formatted(digest, now.digest()));
  }
}
