package org.espalier.spark.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Collector of the columns of a table that a program of stages, and what is behind it, reads.
 *
 * @param columns of which the last two are {@link CollectedColumn#PART} and {@link
 *     CollectedColumn#RANK}
 */
public record ColumnCollector(List<CollectedColumn> columns) {

  /** Rows after which the bytes of a partition are counted again. */
  private static final int COUNTED = 1000;

  public ColumnCollector {
    columns = List.copyOf(columns);
  }

  /**
   * A collector for a program; empty if a column is missing, or of a type that is not collected.
   *
   * @param behind names of columns that are read after the stages
   */
  public static Optional<ColumnCollector> of(
      ArrayPipeline program, List<String> behind, StructType schema) {
    Set<String> texts = program.texts();
    List<CollectedColumn> columns =
        program.reads(behind).stream()
            .flatMap(name -> Stream.ofNullable(CollectedColumn.of(schema, name, texts)))
            .toList();
    return columns.size() == program.reads(behind).size()
        ? Optional.of(
            new ColumnCollector(
                Stream.concat(
                        columns.stream(), Stream.of(CollectedColumn.PART, CollectedColumn.RANK))
                    .toList()))
        : Optional.empty();
  }

  /** Columns of one partition; none if a value cannot be held. */
  private record Collected(List<ColumnValues> columns, boolean isRefused)
      implements PartitionCollector.Collected {

    private static final long serialVersionUID = 1;

    @Override
    public long bytes() {
      return columns.stream().mapToLong(ColumnValues::bytes).sum();
    }
  }

  private static Collected collected(List<CollectedColumn> columns, long most, Iterator<Row> rows) {
    List<ColumnBuilder> builders = columns.stream().map(CollectedColumn::builder).toList();
    boolean held = true;
    for (int number = 1; held && rows.hasNext(); number++) {
      Row row = rows.next();
      for (int i = 0; i < builders.size(); i++) {
        held &= builders.get(i).add(row.get(i));
      }
      if (number % COUNTED == 0) {
        held &= builders.stream().mapToLong(ColumnBuilder::bytes).sum() <= most;
      }
    }
    List<ColumnValues> values =
        held ? builders.stream().map(ColumnBuilder::values).toList() : List.of();
    return new Collected(values, !held);
  }

  /**
   * Collects the columns.
   *
   * @param part the fold that a row validates, an integer
   * @param rank the rank by which parts of a fold are cut
   * @param most maximum bytes of the columns
   * @return empty if they are larger, or a vector is missing or not as long as the others
   */
  public Optional<ColumnTable> collect(Dataset<?> table, Column part, Column rank, long most) {
    Stream<Column> selected =
        Stream.concat(
            columns.subList(0, columns.size() - 2).stream().map(CollectedColumn::column),
            Stream.of(part.cast(DataTypes.DoubleType), rank.cast(DataTypes.DoubleType)));
    List<CollectedColumn> collected = columns;
    PartitionCollector<Collected> collector =
        new PartitionCollector<>(table.sparkSession().sparkContext(), most);
    return collector.collects(
            table.toDF().select(selected.toArray(Column[]::new)),
            rows -> collected(collected, most, rows))
        ? table(collector.collected())
        : Optional.empty();
  }

  private Optional<ColumnTable> table(List<Collected> partitions) {
    Map<String, ColumnValues> all = new LinkedHashMap<>();
    List<double[]> cut = new ArrayList<>(); // folds and ranks
    int[] starts = new int[partitions.size() + 1];
    for (int i = 0; i < columns.size(); i++) {
      ColumnBuilder builder = columns.get(i).builder();
      for (int p = 0; p < partitions.size(); p++) {
        if (!builder.addAll(partitions.get(p).columns().get(i))) {
          return Optional.empty();
        }
        starts[p + 1] = builder.rows();
      }
      if (i < columns.size() - 2) {
        all.put(columns.get(i).field().name(), builder.values());
      } else if (builder.values() instanceof ColumnValues.Numbers numbers) {
        cut.add(numbers.values());
      }
    }
    int[] folds = Arrays.stream(cut.get(0)).mapToInt(fold -> (int) fold).toArray();
    return Optional.of(new ColumnTable(starts, folds, cut.get(1), all));
  }
}
