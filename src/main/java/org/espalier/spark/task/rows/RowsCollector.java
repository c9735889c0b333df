package org.espalier.spark.task.rows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.cell.SparkFunctions;
import org.espalier.spark.feature.PartitionCollector;
import scala.Option;

/** Collects the rows of datasets in arrays. */
public final class RowsCollector {

  private RowsCollector() {}

  /**
   * Collects rows.
   *
   * @param parts of one table; a fit reads the first one
   * @param names of the columns that the fit reads
   * @param most maximum bytes
   */
  public static CollectedTable collect(List<CellRows.Part> parts, RowColumns names, long most) {
    StructField label = field(parts.get(0).rows(), names.label());
    List<Dataset<Row>> tables = new ArrayList<>();
    for (CellRows.Part part : parts) {
      tables.add(part.rows().select(columns(part.part(), names)));
    }
    PartitionCollector<CollectedPartition> collector =
        new PartitionCollector<>(tables.get(0).sparkSession().sparkContext(), most);
    int ofFit = tables.get(0).rdd().getNumPartitions();
    Option<Object> declared = MetadataUtils.getNumClasses(label);
    int classes = declared.isDefined() ? (Integer) declared.get() : 0;
    for (Dataset<Row> table : tables) {
      if (!collector.collects(table, rows -> CollectedPartition.of(rows, names.missing(), most))) {
        return seen(collector.collected(), classes);
      }
    }
    return table(
        collector.collected(),
        ofFit,
        classes,
        label.metadata().json(),
        categories(field(parts.get(0).rows(), names.features())));
  }

  /** Outcome for too many rows, or for some of which MLlib would refuse one. */
  private static CollectedTable seen(List<CollectedPartition> collected, int classes) {
    if (collected.stream().anyMatch(CollectedPartition::isOfNoUse)) {
      return new CollectedTable.Refused();
    }
    long rows = collected.stream().mapToLong(CollectedPartition::rows).sum();
    long stored = collected.stream().mapToLong(CollectedPartition::stored).sum();
    int columns = collected.stream().mapToInt(CollectedPartition::columns).max().orElse(0);
    return new CollectedTable.TooLarge(
        new TableSize(rows, rows, Math.max(0, columns), stored, classes));
  }

  /** Features, label, weight and part, and the further number if it is read. */
  private static Column[] columns(Column part, RowColumns names) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.col(names.features()));
    columns.add(functions.col(names.label()).cast("double"));
    columns.add(
        names.weight().isEmpty()
            ? functions.lit(1.0)
            : functions.col(names.weight()).cast("double"));
    columns.add(part);
    if (!names.extra().isEmpty()) {
      columns.add(functions.col(names.extra()).cast("double"));
    }
    return columns.toArray(Column[]::new);
  }

  /** A column by its name, in upper or lower case as the session resolves it. */
  private static StructField field(Dataset<?> rows, String name) {
    return rows.select(functions.col(name)).schema().fields()[0];
  }

  /** Categories of the columns whose metadata declares them, by column. */
  private static Map<Integer, Integer> categories(StructField features) {
    Map<Integer, Integer> categories = new LinkedHashMap<>();
    MetadataUtils.getCategoricalFeatures(features)
        .foreach(
            SparkFunctions.consumer(
                pair -> categories.put((Integer) pair._1(), (Integer) pair._2())));
    return categories;
  }

  private static CollectedTable table(
      List<CollectedPartition> collected,
      int ofFit,
      int classes,
      String label,
      Map<Integer, Integer> categories) {
    int rows = collected.stream().mapToInt(CollectedPartition::rows).sum();
    int stored = collected.stream().mapToInt(CollectedPartition::stored).sum();
    int[] columns =
        collected.stream()
            .mapToInt(CollectedPartition::columns)
            .filter(size -> size >= 0)
            .distinct()
            .toArray();
    if (columns.length != 1) {
      return new CollectedTable.Refused(); // no row, or vectors of several sizes
    }
    int[] arities = new int[columns[0]];
    categories.forEach((column, arity) -> arities[column] = arity);
    int[] places = new int[ofFit + 1];
    boolean extra = collected.stream().anyMatch(CollectedPartition::hasExtra);
    CollectedRows.Arrays arrays = CollectedRows.Arrays.of(rows, stored, extra);
    int row = 0;
    int value = 0;
    for (int i = 0; i < collected.size(); i++) {
      CollectedPartition partition = collected.get(i);
      partition.copyTo(arrays, row, value);
      row += partition.rows();
      value += partition.stored();
      if (i < ofFit) {
        places[i + 1] = row;
      }
    }
    return new CollectedTable.Whole(
        new CollectedRows(columns[0], classes, arities, places, arrays, label));
  }
}
