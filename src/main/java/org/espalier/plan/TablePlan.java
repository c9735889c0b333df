package org.espalier.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A table and how it is read.
 *
 * @param source a path of any Hadoop file system, {@code embedded:NAME}, a table's name, a query or
 *     the address of a database
 * @param options of Spark's reader, passed through
 */
public record TablePlan(String source, Format format, Map<String, String> options) {

  /** How a source is read. */
  public enum Format {
    /** By the source's own look. */
    AUTO,
    CSV,
    JSON,
    PARQUET,
    ORC,
    AVRO,
    LIBSVM,
    TEXT,
    IMAGE,
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
