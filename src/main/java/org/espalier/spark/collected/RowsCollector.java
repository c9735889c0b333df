package org.espalier.spark.collected;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.feature.CollectedColumn;
import org.espalier.spark.feature.ColumnValues;
import org.espalier.spark.feature.FoldColumns;
import org.espalier.spark.feature.RowCollector;
import org.espalier.spark.feature.RowTable;
import org.espalier.spark.feature.VectorValues;
import scala.Option;

/** Collector of the rows of fits, from datasets or from columns that feature stages made. */
public final class RowsCollector {

  private RowsCollector() {}

  /**
   * Collects rows.
   *
   * @param parts of one table; a fit reads the first one
   * @param names of the columns that the fit reads
   * @param most maximum bytes
   */
  public static CollectedTable collect(
      List<CellRows.PartOfRows> parts, RowColumns names, long most) {
    Dataset<?> first = parts.get(0).rows();
    StructField label = field(first, names.label());
    Optional<CollectedColumn> features =
        CollectedColumn.ofVectors(names.features(), field(first, names.features()));
    if (features.isEmpty()) {
      return new CollectedTable.Refused();
    }
    List<CollectedColumn> columns = new ArrayList<>();
    columns.add(features.get());
    columns.add(CollectedColumn.ofNumbers(names.label(), label.metadata()));
    for (String name : read(names).subList(2, read(names).size())) {
      columns.add(CollectedColumn.ofNumbers(name, Metadata.empty()));
    }
    RowCollector.Outcome outcome =
        new RowCollector(columns, false)
            .collect(
                parts.stream().map(part -> selected(part, names)).toList(),
                values -> areTaken(values, names),
                most);
    RowTable.Size size = outcome.size();
    if (outcome.isRefused() || size.rows() == 0) {
      return new CollectedTable.Refused();
    }
    return outcome
        .table()
        .<CollectedTable>map(table -> new CollectedTable.Whole(new CollectedRows(table, names)))
        .orElseGet(
            () ->
                new CollectedTable.TooLarge(
                    new TableSize(
                        size.rows(),
                        size.rows(),
                        size.columns(),
                        size.stored(),
                        classes(label, size.largest()),
                        outcome.partition())));
  }

  /** Classes that a label's column declares, or one more than its largest label. */
  private static int classes(StructField label, double largest) {
    Option<Object> declared = MetadataUtils.getNumClasses(label);
    boolean isClass = largest >= 0 && largest == Math.rint(largest) && largest < Integer.MAX_VALUE;
    return Math.max(
        declared.isDefined() ? (Integer) declared.get() : 0, isClass ? (int) largest + 1 : 0);
  }

  /** A column by its name, in upper or lower case as the session resolves it. */
  private static StructField field(Dataset<?> rows, String name) {
    Option<Object> place = rows.schema().getFieldIndex(name);
    return place.isDefined()
        ? rows.schema().apply((Integer) place.get())
        : rows.select(functions.col(name)).schema().apply(0);
  }

  /** Names of features, label, the further number if it is read, and weight, which may be empty. */
  private static List<String> read(RowColumns names) {
    return names.extra().isEmpty()
        ? List.of(names.features(), names.label(), names.weight())
        : List.of(names.features(), names.label(), names.extra(), names.weight());
  }

  /** Features, label, the further number if it is read, weight and part. */
  private static Dataset<Row> selected(CellRows.PartOfRows part, RowColumns names) {
    List<Column> columns = new ArrayList<>();
    for (String name : read(names)) {
      Column column = name.isEmpty() ? functions.lit(1.0) : functions.col(name);
      columns.add(name.equals(names.features()) ? column : column.cast(DataTypes.DoubleType));
    }
    columns.add(part.part().cast(DataTypes.DoubleType));
    return part.rows().select(columns.toArray(Column[]::new));
  }

  /**
   * Takes the rows of columns that stages made; empty if there are none, they take more bytes than
   * allowed, or MLlib would refuse one of them.
   *
   * @param scored true if the rows come with those that are scored
   * @param names of the columns that the fit reads
   * @param most maximum bytes
   */
  public static Optional<CollectedRows> rowsOf(
      FoldColumns columns, boolean scored, RowColumns names, long most) {
    Map<String, ColumnValues> read = new LinkedHashMap<>();
    for (String name : read(names)) {
      ColumnValues column = name.isEmpty() ? ones(columns.rows()) : columns.column(name);
      if (column == null
          || column instanceof VectorValues != name.equals(names.features())
          || !(column instanceof VectorValues || column instanceof ColumnValues.Numbers)) {
        return Optional.empty();
      }
      read.put(name, column);
    }
    int[] parts =
        IntStream.range(0, columns.rows())
            .map(row -> columns.isTraining(row) ? CellRows.TRAINING : CellRows.VALIDATION)
            .toArray();
    RowTable table =
        new RowTable(columns.learned(), parts, new double[0], read)
            .of(
                IntStream.range(0, parts.length)
                    .filter(row -> scored || parts[row] == CellRows.TRAINING)
                    .toArray());
    List<ColumnValues> values = read(names).stream().map(table.columns()::get).toList();
    CollectedRows rows = new CollectedRows(table, names);
    return rows.size() > 0 && areTaken(values, names) && rows.plannedBytes() <= most
        ? Optional.of(rows)
        : Optional.empty();
  }

  private static ColumnValues ones(int rows) {
    double[] ones = new double[rows];
    Arrays.fill(ones, 1);
    return new ColumnValues.Numbers(ones, CollectedColumn.ofNumbers("", Metadata.empty()).field());
  }

  /**
   * False if MLlib would refuse a row.
   *
   * @param values of features, label, the further number if it is read, weight, and others
   */
  private static boolean areTaken(List<ColumnValues> values, RowColumns names) {
    if (!((VectorValues) values.get(0)).areFinite(names.missing())) {
      return false;
    }
    int weight = names.extra().isEmpty() ? 2 : 3;
    for (int i = 1; i < values.size(); i++) {
      for (double value : ((ColumnValues.Numbers) values.get(i)).values()) {
        if (!Double.isFinite(value) || (i >= weight && value < 0)) {
          return false;
        }
      }
    }
    return true;
  }
}
