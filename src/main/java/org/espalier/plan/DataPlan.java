package org.espalier.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table, and what its columns are.
 *
 * @param source a path of any Hadoop file system, or {@code embedded:NAME}
 * @param format how to read it; AUTO goes by the file's name
 * @param options of Spark's reader, passed through
 * @param positive the class whose probability is scored; the last in order unless said
 * @param ignore columns that no model sees
 * @param key columns whose values name a row; empty for all columns as read
 * @param duplicates rows of equal key: kept on one side of every split, or treated as different
 *     rows
 * @param nanIsMissing whether NaN in a feature counts as missing; otherwise it is an error
 * @param testFraction rows held out until the end, in [0, 1); 0 for none
 */
public record DataPlan(
    String source,
    Format format,
    Map<String, String> options,
    String label,
    Optional<String> positive,
    List<String> ignore,
    List<String> key,
    Duplicates duplicates,
    boolean nanIsMissing,
    double testFraction) {

  /** How a source is read. */
  public enum Format {
    AUTO,
    CSV,
    PARQUET
  }

  /** What becomes of rows of equal key. */
  public enum Duplicates {
    TOGETHER,
    APART
  }

  public DataPlan {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    ignore = List.copyOf(ignore);
    key = List.copyOf(key);
  }
}
