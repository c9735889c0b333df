package org.espalier.xgboost;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.spark.collected.RowColumns;

/**
 * Search for the fault of rows that cannot be trained on. It runs a job of its own after a fit was
 * refused.
 */
final class RowFault {

  /** Prefix of the size of a row's vector, which is collected along with the faults. */
  private static final String SIZE = "\0";

  private RowFault() {}

  /** Returns the fault in one line, without values of rows; empty if none is found. */
  static Optional<String> find(Dataset<?> rows, RowColumns columns) {
    Dataset<Row> read =
        rows.select(
            functions.col(columns.features()),
            functions.col(columns.label()).cast("double"),
            number(columns.weight(), 1),
            number(columns.extra(), 0));
    List<String> found =
        read.map((MapFunction<Row, String>) row -> fault(row, columns), Encoders.STRING())
            .distinct()
            .collectAsList();
    return found.stream()
        .filter(fault -> !fault.startsWith(SIZE))
        .sorted()
        .findFirst()
        .or(
            () ->
                switch (found.size()) {
                  case 0 -> Optional.of("no rows to learn from; give at least one");
                  case 1 -> Optional.empty();
                  default ->
                      Optional.of(
                          "featuresCol: '%s' has vectors of several sizes; use one size"
                              .formatted(columns.features()));
                });
  }

  private static Column number(String name, double otherwise) {
    return name.isEmpty() ? functions.lit(otherwise) : functions.col(name).cast("double");
  }

  private static String fault(Row row, RowColumns columns) {
    List<String> names =
        List.of(columns.features(), columns.label(), columns.weight(), columns.extra());
    for (int i = 0; i < names.size(); i++) {
      if (row.isNullAt(i)) {
        return "column '%s' has null; leave out such rows, or fill them".formatted(names.get(i));
      }
      if (i > 0 && !Double.isFinite(row.getDouble(i))) {
        return "column '%s' has NaN or an infinite value; use finite ones".formatted(names.get(i));
      }
    }
    if (row.getDouble(2) < 0) {
      return "weightCol: '%s' has negative weights; use at least 0".formatted(columns.weight());
    }
    Vector features = (Vector) row.get(0);
    return Arrays.stream(features.toArray()).anyMatch(Double::isInfinite)
        ? "featuresCol: '%s' has infinite values; use finite ones, or NaN for missing"
            .formatted(columns.features())
        : SIZE + features.size();
  }
}
