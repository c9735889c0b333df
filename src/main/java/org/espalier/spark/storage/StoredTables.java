package org.espalier.spark.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.cache.StoredValue;

/**
 * Tables that are stored together, such as training and validation rows; no table where storing
 * them is not worth it.
 *
 * @param bytes of memory and disk
 * @param seconds to make them
 */
public record StoredTables(List<CheckpointedRows> tables, long bytes, double seconds)
    implements StoredValue {

  /** No stored tables: each reader computes them. */
  public static final StoredTables NONE = new StoredTables(List.of(), 0, 0);

  private static final double NANOS = 1e9;

  public StoredTables {
    tables = List.copyOf(tables);
  }

  /** Stores tables now; one job for each. */
  public static StoredTables of(
      List<Dataset<Row>> tables, Function<Dataset<Row>, CheckpointedRows> how) {
    long before = System.nanoTime();
    List<CheckpointedRows> stored = new ArrayList<>();
    try {
      tables.forEach(table -> stored.add(how.apply(table)));
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      stored.forEach(CheckpointedRows::free);
      throw e;
    }
    long bytes = stored.stream().mapToLong(CheckpointedRows::bytes).sum();
    return new StoredTables(stored, bytes, (System.nanoTime() - before) / NANOS);
  }

  /** True if there is a table. */
  public boolean isStored() {
    return !tables.isEmpty();
  }

  /** The tables, in their order. */
  public List<Dataset<Row>> rows() {
    return tables.stream().map(CheckpointedRows::rows).toList();
  }

  @Override
  public boolean isWhole() {
    return tables.stream().allMatch(CheckpointedRows::isWhole);
  }

  @Override
  public void free() {
    tables.forEach(CheckpointedRows::free);
  }
}
