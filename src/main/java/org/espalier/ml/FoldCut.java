package org.espalier.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.Numbered;
import org.espalier.study.Seed;

/**
 * Rows, each with the part to which Spark would assign it.
 *
 * @param column column with the number of a row's part
 * @param rule name of the rule, for the journal
 * @param parts number of parts
 * @param folds number of parts, from 0, that are validated in turn
 */
record FoldCut(Dataset<Row> rows, String column, String rule, int parts, int folds) {

  private static final String FOLD = "espalier_fold";
  private static final String RANK = "espalier_rank";

  /**
   * Cuts a dataset by the tuner's own fold column or, without one, by its fold rule.
   *
   * @throws IllegalArgumentException if the fold column is no integer column
   */
  static FoldCut of(Dataset<?> dataset, Tuner tuner) {
    String column = tuner.getFoldCol();
    int folds = tuner.getNumFolds();
    if (column.isEmpty()) {
      Dataset<Row> rows = FoldRule.of(tuner).folds(dataset, tuner, FOLD, RANK);
      return new FoldCut(ranked(rows, tuner), FOLD, tuner.getFoldRule(), folds, folds);
    }
    requireFoldColumn(dataset.schema(), column);
    Dataset<Row> rows = ranked(dataset.toDF(), tuner);
    return new FoldCut(rows, column, "column " + column, folds, folds);
  }

  /** Cuts a dataset in two, of which the first is validated and the second learned from. */
  static FoldCut of(Dataset<?> dataset, SplitTuner tuner) {
    Dataset<Row> rows = FoldRule.of(tuner).split(dataset, tuner, FOLD);
    return new FoldCut(ranked(rows, tuner), FOLD, tuner.getFoldRule(), 2, 1);
  }

  /** With ranks where a fit may get a part of the rows; drawn by place, as Spark draws folds. */
  private static Dataset<Row> ranked(Dataset<Row> cut, TunerParams<?> tuner) {
    boolean known = Arrays.asList(cut.columns()).contains(RANK);
    boolean needed = !tuner.getScheduler().equals("full") && tuner.getResource().equals("rows");
    return known || !needed
        ? cut
        : cut.withColumn(RANK, rand(new Seed(tuner.getSeed()).child("rank", 0).value()));
  }

  /** Refuses a fold column that is not there, or holds no whole numbers; none is fine. */
  static void requireFoldColumn(StructType schema, String column) {
    if (column.isEmpty()) {
      return;
    }
    DataType type = schema.apply(column).dataType();
    if (!type.equals(DataTypes.IntegerType)) {
      throw new IllegalArgumentException(
          "The fold column '%s' must be of type int, but is %s."
              .formatted(column, type.simpleString()));
    }
  }

  /**
   * Counts the rows of each part.
   *
   * @param stored the rows
   * @throws IllegalArgumentException if the column holds something else than 0 to parts - 1, or if
   *     a part is empty
   */
  List<Long> counted(Dataset<Row> stored) {
    long[] counts = new long[parts];
    for (Row group : stored.groupBy(part()).count().collectAsList()) {
      int number = group.isNullAt(0) ? -1 : group.getInt(0);
      if (number < 0 || number >= parts) {
        throw new IllegalArgumentException(
            "The fold column '%s' must hold 0 to %d, but holds %s."
                .formatted(column, parts - 1, group.get(0)));
      }
      counts[number] = group.getLong(1);
    }
    for (int part = 0; part < parts; part++) {
      if (counts[part] == 0) {
        throw new IllegalArgumentException("Part %d of %d has no rows.".formatted(part, parts));
      }
    }
    return Arrays.stream(counts).boxed().toList();
  }

  /** The number of a row's part. */
  private Column part() {
    return col("`" + column.replace("`", "``") + "`");
  }

  /** True of the rows of a part. */
  Column isValidated(int number) {
    return Numbered.is(part(), number);
  }

  /** True of the rows of all other parts. */
  Column isLearnedFrom(int number) {
    return Numbered.isNot(part(), number);
  }

  /** True of about a share of the rows, and for a larger share of the same ones. */
  Column isBelow(double share) {
    return Numbered.isBelow(col(RANK), share);
  }

  /** Rows as an estimator sees them: without these columns, as with Spark. */
  Dataset<Row> without(Dataset<Row> some) {
    return some.drop(column, RANK);
  }
}
