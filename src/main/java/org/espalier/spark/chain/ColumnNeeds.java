package org.espalier.spark.chain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.feature.RFormula;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.ParamValues;
import org.espalier.spark.metric.MeasuringEvaluator;

/**
 * The columns that stages and evaluators may read: all whose names, as the session tells them
 * apart, occur in a text among their params. Nothing is known of those that are neither MLlib's nor
 * Espalier's, or query by themselves.
 *
 * @param texts texts of the params; empty if every column may be needed
 */
public record ColumnNeeds(Optional<List<String>> texts) {

  public static ColumnNeeds all() {
    return new ColumnNeeds(Optional.empty());
  }

  public static ColumnNeeds of(List<? extends Params> readers) {
    boolean known =
        readers.stream().flatMap(ParamValues::stages).allMatch(ColumnNeeds::areColumnsKnown);
    return known
        ? new ColumnNeeds(Optional.of(readers.stream().flatMap(ParamValues::texts).toList()))
        : all();
  }

  /** True if all columns that a stage reads occur in texts of its params. */
  private static boolean areColumnsKnown(Params stage) {
    return (StepKey.isMllib(stage) || stage instanceof MeasuringEvaluator)
        && !(stage instanceof SQLTransformer)
        && !(stage instanceof RFormula);
  }

  public static ColumnNeeds none() {
    return new ColumnNeeds(Optional.of(List.of()));
  }

  /** Columns that either needs. */
  public ColumnNeeds and(ColumnNeeds other) {
    return new ColumnNeeds(
        texts.flatMap(
            own ->
                other.texts.map(
                    more -> Stream.concat(own.stream(), more.stream()).distinct().toList())));
  }

  /** Columns of rows that are named by a text, or of which a text names a field. */
  public List<String> named(Dataset<Row> rows) {
    ColumnNames session = ColumnNames.of(rows.sparkSession());
    return Arrays.stream(rows.columns())
        .filter(
            name ->
                texts.isEmpty()
                    || texts.get().stream()
                        .map(session::canonical)
                        .anyMatch(
                            text ->
                                text.equals(session.canonical(name))
                                    || text.startsWith(session.canonical(name) + ".")))
        .toList();
  }

  /** The rows with the columns needed and no others, in their order. */
  public Dataset<Row> select(Dataset<Row> rows) {
    String[] names = rows.columns();
    ColumnNames session = ColumnNames.of(rows.sparkSession());
    long distinct = Arrays.stream(names).map(session::canonical).distinct().count();
    if (texts.isEmpty() || distinct < names.length) {
      return rows;
    }
    List<String> read = texts.get().stream().map(session::canonical).toList();
    Column[] kept =
        Arrays.stream(names)
            .filter(name -> read.stream().anyMatch(text -> text.contains(session.canonical(name))))
            .map(ColumnNames::column)
            .toArray(Column[]::new);
    return kept.length == 0 || kept.length == names.length ? rows : rows.select(kept);
  }
}
