package org.espalier.spark.data;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.plan.FoldsPlan;
import org.espalier.spark.data.FoldAssignment.Group;
import org.espalier.spark.data.FoldAssignment.Placed;
import org.espalier.spark.data.FoldAssignment.Ranked;

/**
 * Gives hashed rows a fold ({@link FoldAssignment#HELD_OUT} for those held out) and a rank in [0,
 * 1).
 *
 * @param heldOutShare in [0, 1)
 * @param exactRows up to so many rows, groups are counted on the driver and spread evenly; above,
 *     each row's hashes alone decide
 */
record RowCut(FoldsPlan folds, double heldOutShare, long seed, long exactRows) {

  private static final String FIRST = Names.RESERVED + "first";
  private static final String OF = Names.RESERVED + "of";

  private static final String[] GROUP = {
    Names.TEST_HASH, Names.FOLD_HASH, Names.RANK_HASH, Names.STRATUM
  };
  private static final String[] PLACED = {
    Names.TEST_HASH, Names.FOLD_HASH, Names.RANK_HASH, Names.STRATUM, StudyData.FOLD
  };

  /** A binomial number is further off than so many standard deviations once in two million. */
  private static final double SIGMAS = 5;

  /** 2^-53: the spacing of 53-bit fractions in [0, 1). */
  private static final double ULP = 0x1.0p-53;

  /** Bits of a hash that a double cannot hold. */
  private static final int SPARE_BITS = 11;

  /**
   * @param hashed with the hash columns of {@link Names} and a stratum from 0
   * @param rows their number
   */
  Dataset<Row> cut(Dataset<Row> hashed, long rows) {
    if (rows > exactRows) {
      return byHash(hashed);
    }
    return folds.rule() == FoldsPlan.Rule.SPARK ? exactInSparkFolds(hashed) : exact(hashed);
  }

  /** What the user should be told of this rule for a number of rows. */
  List<String> notes(long rows) {
    if (folds.rule() == FoldsPlan.Rule.SPARK) {
      return List.of(
          "folds = spark: folds change with the partitions of the source, and rows of equal key may"
              + " be on both sides");
    }
    if (rows <= exactRows) {
      return List.of();
    }
    double share = 1.0 / folds.number();
    double training = rows * (1 - heldOutShare);
    return List.of(
        String.format(
            Locale.ROOT,
            "above %,d rows hashes alone decide on folds: each is within %,.0f rows of its share",
            exactRows,
            SIGMAS * Math.sqrt(training * share * (1 - share))));
  }

  private Dataset<Row> exact(Dataset<Row> hashed) {
    List<Placed> placed = FoldAssignment.place(groups(hashed), folds.number(), heldOutShare);
    return ranked(hashed, placed, GROUP);
  }

  /** Spark's draw comes before anything that would move a row out of its place. */
  private Dataset<Row> exactInSparkFolds(Dataset<Row> hashed) {
    Dataset<Row> marked =
        heldOutShare == 0
            ? hashed.withColumn(StudyData.FOLD, lit(0))
            : marked(hashed, FoldAssignment.place(groups(hashed), 1, heldOutShare));
    Dataset<Row> folded = inSparkFolds(marked);
    return ranked(folded, placed(folded), PLACED);
  }

  private Dataset<Row> byHash(Dataset<Row> hashed) {
    Dataset<Row> marked =
        hashed.withColumn(
            StudyData.FOLD,
            when(uniform(Names.TEST_HASH).lt(heldOutShare), lit(FoldAssignment.HELD_OUT))
                .otherwise(
                    floor(uniform(Names.FOLD_HASH).multiply(folds.number()))
                        .cast(DataTypes.IntegerType)));
    Dataset<Row> folded = folds.rule() == FoldsPlan.Rule.SPARK ? inSparkFolds(marked) : marked;
    return folded.withColumn(StudyData.RANK, uniform(Names.RANK_HASH));
  }

  /** Draws folds for the rows that are not held out. */
  private Dataset<Row> inSparkFolds(Dataset<Row> marked) {
    Column heldOut = col(StudyData.FOLD).equalTo(FoldAssignment.HELD_OUT);
    Dataset<Row> training =
        SparkFolds.withFold(
            marked.where(not(heldOut)).drop(StudyData.FOLD), folds.number(), seed, StudyData.FOLD);
    return heldOutShare == 0 ? training : training.unionByName(marked.where(heldOut));
  }

  /** The upper 53 bits of a hash as a fraction. */
  private static Column uniform(String hash) {
    return shiftrightunsigned(col(hash), SPARE_BITS).cast(DataTypes.DoubleType).multiply(ULP);
  }

  private static List<Group> groups(Dataset<Row> hashed) {
    List<Group> groups = new ArrayList<>();
    for (Row row : counted(hashed, GROUP)) {
      groups.add(group(row, GROUP.length));
    }
    return groups;
  }

  private static List<Placed> placed(Dataset<Row> folded) {
    List<Placed> placed = new ArrayList<>();
    for (Row row : counted(folded, PLACED)) {
      placed.add(new Placed(group(row, PLACED.length), row.getInt(GROUP.length)));
    }
    return placed;
  }

  private static List<Row> counted(Dataset<Row> rows, String[] by) {
    return rows.groupBy(columns(by)).agg(sum(lit(1L))).collectAsList();
  }

  private static Group group(Row row, int count) {
    return new Group(
        row.getLong(0), row.getLong(1), row.getLong(2), row.getInt(3), row.getLong(count));
  }

  /** Joined on the side that is not moved, so that rows keep their places. */
  private static Dataset<Row> marked(Dataset<Row> hashed, List<Placed> placed) {
    List<Row> rows = placed.stream().map(one -> row(one.group(), one.fold())).toList();
    return hashed.join(
        broadcast(hashed.sparkSession().createDataFrame(rows, placedSchema())), GROUP);
  }

  private static Dataset<Row> ranked(Dataset<Row> hashed, List<Placed> placed, String[] by) {
    List<Row> rows = new ArrayList<>();
    for (Ranked one : FoldAssignment.rank(placed)) {
      rows.add(row(one.placed().group(), one.placed().fold(), one.first(), one.of()));
    }
    StructType schema =
        placedSchema().add(FIRST, DataTypes.LongType, false).add(OF, DataTypes.LongType, false);
    // Ties in the row hash are rows that are equal in every column.
    Column index =
        row_number()
            .over(Window.partitionBy(columns(PLACED)).orderBy(col(Names.ROW_HASH)))
            .minus(1);
    return hashed
        .join(broadcast(hashed.sparkSession().createDataFrame(rows, schema)), by)
        .withColumn(
            StudyData.RANK, col(FIRST).plus(index).cast(DataTypes.DoubleType).divide(col(OF)))
        .drop(FIRST, OF);
  }

  private static StructType placedSchema() {
    return new StructType()
        .add(Names.TEST_HASH, DataTypes.LongType, false)
        .add(Names.FOLD_HASH, DataTypes.LongType, false)
        .add(Names.RANK_HASH, DataTypes.LongType, false)
        .add(Names.STRATUM, DataTypes.IntegerType, false)
        .add(StudyData.FOLD, DataTypes.IntegerType, false);
  }

  private static Row row(Group group, Object... more) {
    List<Object> values =
        new ArrayList<>(
            List.of(group.testHash(), group.foldHash(), group.rankHash(), group.stratum()));
    values.addAll(List.of(more));
    return RowFactory.create(values.toArray());
  }

  private static Column[] columns(String[] names) {
    Column[] columns = new Column[names.length];
    for (int i = 0; i < names.length; i++) {
      columns[i] = col(names[i]);
    }
    return columns;
  }
}
