package org.espalier.spec.rows;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Table and the way it is read.
 *
 * @param source a path of any Hadoop file system, {@code embedded:NAME}, a table's name, a query or
 *     the address of a database
 * @param options options passed to Spark's reader
 */
public record TablePlan(String source, Format format, Map<String, String> options) {

  public enum Format {
    /** Inferred from the file name or address. */
    AUTO,
    CSV,
    JSON,
    PARQUET,
    ORC,
    AVRO,
    LIBSVM,
    TEXT,
    IMAGE,
    /** WAV files, as bytes. */
    SOUND,
    DELTA,
    ICEBERG,
    /** A table of the session's catalogue. */
    TABLE,
    /** A query over the tables that the plan names, and those of the catalogue. */
    SQL,
    JDBC
  }

  public TablePlan {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }
}
