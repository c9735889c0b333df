package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.data.fold.FoldAssignment.Group;
import org.espalier.spark.data.fold.FoldAssignment.Placed;
import org.espalier.spark.data.fold.FoldAssignment.Ranked;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.ReservedColumns;

/**
 * Groups of rows with equal hashes. Spark collects their keys, the driver counts and assigns the
 * groups, and a broadcast join adds the result to the rows.
 */
public final class PlacedGroups {

  private static final String FIRST = ReservedColumns.RESERVED + "first";
  private static final String OF = ReservedColumns.RESERVED + "of";

  private static final int HASHES = 3;
  private static final String[] GROUP = by(0);
  private static final String[] PLACED = by(0, ReservedColumns.FOLD);

  private PlacedGroups() {}

  /**
   * Returns the columns that identify a group in a repeat: the hashes of test, fold and rank, and
   * the stratum.
   *
   * @param more columns after them
   */
  static String[] by(int repeat, String... more) {
    Stream<String> group =
        Stream.of(
            ReservedColumns.TEST_HASH,
            ReservedColumns.foldHash(repeat),
            ReservedColumns.RANK_HASH,
            ReservedColumns.STRATUM);
    return Stream.concat(group, Stream.of(more)).toArray(String[]::new);
  }

  static List<Group> groups(Dataset<Row> hashed) {
    return groups(hashed, GROUP);
  }

  /**
   * Returns the groups of rows whose hashes are in given columns.
   *
   * @param by columns of the hashes of test, fold and rank, and of the stratum
   */
  static List<Group> groups(Dataset<Row> hashed, String[] by) {
    return counted(hashed, by).stream().map(Placed::group).toList();
  }

  /** Adds the fold of each row's group by a broadcast join, which does not move rows. */
  static Dataset<Row> withFold(Dataset<Row> hashed, List<Placed> placed) {
    return hashed.join(broadcast(table(hashed, placed, PLACED)), GROUP);
  }

  /** Adds the fold of each row's group, and a rank in [0, 1). */
  static Dataset<Row> withFoldAndRank(Dataset<Row> hashed, List<Placed> placed) {
    return ranked(hashed, placed, GROUP);
  }

  /** Adds a rank in [0, 1) to rows that have folds. */
  static Dataset<Row> withRank(Dataset<Row> folded) {
    return ranked(folded, counted(folded, PLACED), PLACED);
  }

  /**
   * Returns assigned groups as a table.
   *
   * @param names names of the hashes of test, fold and rank, then of the stratum and the fold
   */
  static Dataset<Row> table(Dataset<Row> of, List<Placed> placed, String... names) {
    List<Row> rows = placed.stream().map(one -> row(one.group(), one.fold())).toList();
    return of.sparkSession().createDataFrame(rows, schema(names));
  }

  /** Returns true if no two rows have the same three hashes; compares them on the driver. */
  public static boolean areDistinct(Dataset<Row> hashed) {
    String[] hashes = Arrays.copyOf(GROUP, HASHES);
    KeyTally keys = ColumnPass.over(hashed, List.of(columns(hashes)), new KeyTally(HASHES));
    Set<Group> seen = new HashSet<>();
    for (int i = 0; i < keys.size; i += HASHES) {
      if (!seen.add(keys.group(i, 0))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Counts the groups by their keys. If the keys include a fold, it is the last one; otherwise the
   * fold is 0.
   */
  private static List<Placed> counted(Dataset<Row> rows, String[] by) {
    KeyTally keys = ColumnPass.over(rows, List.of(columns(by)), new KeyTally(by.length));
    Map<Placed, Long> counts = new LinkedHashMap<>();
    for (int i = 0; i < keys.size; i += by.length) {
      counts.merge(keys.placed(i), 1L, Long::sum);
    }
    List<Placed> counted = new ArrayList<>(counts.size());
    counts.forEach((key, count) -> counted.add(new Placed(key.group().of(count), key.fold())));
    return counted;
  }

  /** Keys of all rows, one after the other. */
  private static final class KeyTally implements ColumnPass.Tally<KeyTally> {

    @Serial private static final long serialVersionUID = 1;

    private final int width;
    private long[] keys = {};
    private int size = 0;

    KeyTally(int width) {
      this.width = width;
    }

    @Override
    public void add(InternalRow row) {
      reserve(width);
      for (int i = 0; i < width; i++) {
        keys[size++] = i < HASHES ? row.getLong(i) : row.getInt(i);
      }
    }

    @Override
    public void add(KeyTally other) {
      reserve(other.size);
      System.arraycopy(other.keys, 0, keys, size, other.size);
      size += other.size;
    }

    private void reserve(int more) {
      if (size + more > keys.length) {
        keys = Arrays.copyOf(keys, Math.max(size + more, keys.length * 2));
      }
    }

    Group group(int at, int stratum) {
      return new Group(keys[at], keys[at + 1], keys[at + 2], stratum, 1);
    }

    Placed placed(int at) {
      Group group = group(at, (int) keys[at + HASHES]);
      return new Placed(group, width > GROUP.length ? (int) keys[at + GROUP.length] : 0);
    }
  }

  private static Dataset<Row> ranked(Dataset<Row> hashed, List<Placed> placed, String[] by) {
    List<Row> rows = new ArrayList<>();
    for (Ranked one : FoldAssignment.rank(placed)) {
      rows.add(row(one.placed().group(), one.placed().fold(), one.first(), one.of()));
    }
    StructType schema =
        schema(PLACED).add(FIRST, DataTypes.LongType, false).add(OF, DataTypes.LongType, false);
    boolean alone = placed.stream().allMatch(one -> one.group().rows() == 1);
    // Rows with the same row hash are equal in every column, so their order does not matter.
    Column index =
        alone
            ? lit(0)
            : row_number()
                .over(Window.partitionBy(columns(PLACED)).orderBy(col(ReservedColumns.ROW_HASH)))
                .minus(1);
    return hashed
        .join(broadcast(hashed.sparkSession().createDataFrame(rows, schema)), by)
        .withColumn(
            ReservedColumns.RANK, col(FIRST).plus(index).cast(DataTypes.DoubleType).divide(col(OF)))
        .drop(FIRST, OF);
  }

  private static StructType schema(String... names) {
    StructType schema = new StructType();
    for (int i = 0; i < names.length; i++) {
      DataType type = i < HASHES ? DataTypes.LongType : DataTypes.IntegerType;
      schema = schema.add(names[i], type, false);
    }
    return schema;
  }

  private static Row row(Group group, Object... more) {
    List<Object> values =
        new ArrayList<>(
            List.of(group.testHash(), group.foldHash(), group.rankHash(), group.stratum()));
    values.addAll(List.of(more));
    return RowFactory.create(values.toArray());
  }

  private static Column[] columns(String[] names) {
    return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
  }
}
