package org.espalier.job.prepare;

import java.util.Locale;
import java.util.Optional;
import org.espalier.numeric.Counted;
import org.espalier.spark.data.column.FeatureColumn;

/**
 * Comparison of the storage that copies of a study's rows after their feature stages need with the
 * executors' storage. Rows that do not fit are read from disk, which is slow but correct; it is
 * therefore a warning, not an error.
 *
 * @param rows number of rows of one copy
 * @param rowBytes approximate size of one row
 * @param copies number of copies stored at a time: each fold of each different prefix of stages
 * @param storage bytes that all executors can store; 0 if there is no executor yet
 */
public record StorageNeed(long rows, long rowBytes, int copies, long storage) {

  /** Of a row that Spark keeps, beside its values: header, label, vector. */
  private static final long ROW = 80;

  private static final long NUMBER = 8;

  /** An index and a value of a sparse vector. */
  private static final long ENTRY = 12;

  /** Different words and pairs of words of a text, about. */
  private static final long TERMS = 40;

  private static final double MEGABYTE = 1 << 20;

  public StorageNeed {
    if (rows < 0 || rowBytes < 0 || copies < 0 || storage < 0) {
      throw new IllegalArgumentException(
          "%d rows of %d bytes, %d times, in %d.".formatted(rows, rowBytes, copies, storage));
    }
  }

  /** About what a feature takes in a row. */
  static long bytes(FeatureColumn.Kind kind) {
    return switch (kind) {
      case NUMERIC, BOOLEAN -> NUMBER;
      case TEXT -> ENTRY;
      case PROSE -> TERMS * ENTRY;
      // Their size is not known; counted as hundred numbers.
      case VECTOR, OTHER -> 100 * NUMBER;
    };
  }

  public static long rowBytes(Iterable<FeatureColumn> columns) {
    long bytes = ROW;
    for (FeatureColumn column : columns) {
      bytes += bytes(column.kind());
    }
    return bytes;
  }

  /** What to say of it; empty if all fits, or nothing is known. */
  public Optional<String> warning() {
    double need = (double) rows * rowBytes * copies;
    if (storage == 0 || need <= storage) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "about %,.0f MB of prepared rows (%s), but executors store %,.0f MB: the rest"
                + " goes to disk; more executor memory, or fewer folds or learners",
            need / MEGABYTE,
            Counted.of(copies, "copy"),
            storage / MEGABYTE));
  }
}
