package org.espalier.spark.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.rows.DetachedRows;
import org.espalier.spark.rows.StoredRows;

/**
 * Tables behind shared stages, stored together; no table where storing them is not worth it.
 *
 * @param bytes of memory and disk
 * @param seconds to make them
 */
record StoredTables(List<DetachedRows> tables, long bytes, double seconds) implements StoredRows {

  /** Tables that whoever reads them computes. */
  static final StoredTables NONE = new StoredTables(List.of(), 0, 0);

  private static final double NANOS = 1e9;

  StoredTables {
    tables = List.copyOf(tables);
  }

  /** Stores tables now; one job for each. */
  static StoredTables of(List<Dataset<Row>> tables, Function<Dataset<Row>, DetachedRows> how) {
    long before = System.nanoTime();
    List<DetachedRows> stored = new ArrayList<>();
    try {
      tables.forEach(table -> stored.add(how.apply(table)));
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      stored.forEach(DetachedRows::free);
      throw e;
    }
    long bytes = stored.stream().mapToLong(DetachedRows::bytes).sum();
    return new StoredTables(stored, bytes, (System.nanoTime() - before) / NANOS);
  }

  boolean isStored() {
    return !tables.isEmpty();
  }

  List<Dataset<Row>> rows() {
    return tables.stream().map(DetachedRows::rows).toList();
  }

  @Override
  public boolean isWhole() {
    return tables.stream().allMatch(DetachedRows::isWhole);
  }

  @Override
  public void free() {
    tables.forEach(DetachedRows::free);
  }
}
