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

  /** Bytes of a stored row beside its values: header, label, vector. */
  private static final long ROW = 80;

  private static final long NUMBER = 8;

  /** Bytes of an index and a value of a sparse vector. */
  private static final long ENTRY = 12;

  /** Approximate number of different words and pairs of words in a text. */
  private static final long TERMS = 40;

  private static final double MEGABYTE = 1 << 20;

  public StorageNeed {
    if (rows < 0 || rowBytes < 0 || copies < 0 || storage < 0) {
      throw new IllegalArgumentException(
          "%d rows of %d bytes, %d times, in %d.".formatted(rows, rowBytes, copies, storage));
    }
  }

  /** Approximate number of bytes of a feature in a row. */
  static long bytes(FeatureColumn.Kind kind) {
    return switch (kind) {
      case NUMERIC, BOOLEAN -> NUMBER;
      case TEXT -> ENTRY;
      case PROSE -> TERMS * ENTRY;
      // Of unknown size; counted as a hundred numbers.
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

  /** Warning; empty if all rows fit, or the storage is not known. */
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
