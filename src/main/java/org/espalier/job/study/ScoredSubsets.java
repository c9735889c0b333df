package org.espalier.job.study;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.engine.SubsetScores;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.outoffold.OutOfFoldTable;
import org.espalier.outoffold.WorstSlices;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.fold.FinalistScores;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spec.study.FairnessPlan;

/** Winner of a search on parts of its rows: groups by a column, and the slices that are worst. */
record ScoredSubsets(PreparedStudy prepared, FinalistScores scores, SubsetScores winner) {

  /** Rows that slices are sought among; of more, a sample. */
  private static final long MOST_ROWS = 20_000;

  /** Columns that slices are made of, the first ones: their pairs are many. */
  private static final int MOST_COLUMNS = 50;

  private record Sliced(String name, Column values, boolean numeric) {}

  static OutOfFoldFindings of(
      PreparedStudy prepared,
      FinalistScores scores,
      OutOfFoldTable table,
      int winner,
      OutOfFoldFindings findings) {
    FairnessPlan plan = prepared.plan().scoring().fairness();
    ScoredSubsets subsets =
        new ScoredSubsets(
            prepared, scores, new SubsetScores(table, winner, prepared.data().metric()));
    return findings.with(
        new OutOfFoldFindings.Scored(
            findings.scored().rows(),
            findings.scored().trials(),
            plan.column().map(subsets::groups),
            plan.slices() ? subsets.slices() : Optional.empty()));
  }

  private OutOfFoldFindings.Groups groups(String column) {
    List<String> labels =
        rows(prepared.data().folds().sizes().size(), List.of(col(ReservedColumns.SENSITIVE)), 1)
            .map(row -> row.isNullAt(0) ? "missing" : row.getString(0).intern())
            .toList();
    return winner.groups(column, labels);
  }

  private Stream<Row> rows(int folds, List<Column> columns, int every) {
    return IntStream.range(0, folds)
        .mapToObj(fold -> scores.values(fold, columns, every))
        .flatMap(List::stream);
  }

  /** The slices of the first repeat's rows; empty if there is no column, or no row. */
  private Optional<OutOfFoldFindings.Slices> slices() {
    List<Sliced> sliced = sliced();
    int folds = prepared.foldsOfRepeat();
    int every = Math.toIntExact((prepared.data().rows().count() + MOST_ROWS - 1) / MOST_ROWS);
    int[] places = scores.places(folds, every);
    if (sliced.isEmpty() || places.length == 0) {
      return Optional.empty();
    }
    List<Row> rows = rows(folds, sliced.stream().map(Sliced::values).toList(), every).toList();
    List<WorstSlices.Column> columns =
        IntStream.range(0, sliced.size())
            .mapToObj(i -> column(sliced.get(i), rows, i))
            .flatMap(Optional::stream)
            .toList();
    return Optional.of(winner.slices(places, columns));
  }

  private static Optional<WorstSlices.Column> column(Sliced sliced, List<Row> rows, int place) {
    return sliced.numeric()
        ? WorstSlices.Column.of(
            sliced.name(),
            rows.stream()
                .mapToDouble(row -> row.isNullAt(place) ? Double.NaN : row.getDouble(place))
                .toArray())
        : WorstSlices.Column.of(
            sliced.name(),
            rows.stream().map(row -> Optional.ofNullable(row.getString(place))).toList());
  }

  private List<Sliced> sliced() {
    List<Sliced> sliced = new ArrayList<>();
    FairnessPlan plan = prepared.plan().scoring().fairness();
    plan.column()
        .filter(column -> !plan.feature())
        .ifPresent(column -> sliced.add(new Sliced(column, col(ReservedColumns.SENSITIVE), false)));
    prepared.data().features().stream()
        .flatMap(feature -> of(feature).stream())
        .limit(MOST_COLUMNS)
        .forEach(sliced::add);
    return sliced;
  }

  private static Optional<Sliced> of(FeatureColumn feature) {
    Column column = ColumnNames.column(feature.name());
    return switch (feature.kind()) {
      case NUMERIC ->
          Optional.of(new Sliced(feature.display(), column.cast(DataTypes.DoubleType), true));
      case BOOLEAN, TEXT ->
          feature.distinct() > WorstSlices.MOST_VALUES
              ? Optional.empty()
              : Optional.of(
                  new Sliced(feature.display(), column.cast(DataTypes.StringType), false));
      case PROSE, VECTOR, OTHER -> Optional.empty();
    };
  }
}
