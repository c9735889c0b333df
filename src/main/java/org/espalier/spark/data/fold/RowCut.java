package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.data.fold.FoldAssignment.Group;
import org.espalier.spark.data.fold.FoldAssignment.Placed;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.TimeOrdered;
import org.espalier.spec.EnumNames;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.FoldsPlan.Rule;

/**
 * Assignment of hashed rows to a fold and a rank in [0, 1). The fold is {@link
 * FoldAssignment#HELD_OUT} for held-out rows, and {@link FoldAssignment#ONLY_TRAINING} for rows
 * that no fold validates.
 *
 * @param heldOut rule for held-out rows
 * @param exactRows maximum number of rows for which groups are counted on the driver and spread
 *     evenly; in a larger table, the hashes alone determine the fold of each row
 */
public record RowCut(FoldsPlan folds, HeldOut heldOut, long seed, long exactRows) {

  /**
   * Rows with folds and ranks.
   *
   * @param starts time from which each fold validates; empty for rules without time
   */
  public record Cut(Dataset<Row> rows, List<Double> starts) {
    public Cut {
      starts = List.copyOf(starts);
    }
  }

  /** Number of standard deviations that a binomial count exceeds once in two million draws. */
  private static final double SIGMAS = 5;

  /** 2^-53: the spacing of 53-bit fractions in [0, 1). */
  private static final double ULP = 0x1.0p-53;

  /** Number of bits of a hash that do not fit into a double's fraction. */
  private static final int SPARE_BITS = 11;

  private static final Column IS_HELD_OUT =
      col(ReservedColumns.FOLD).equalTo(FoldAssignment.HELD_OUT);

  /**
   * Cuts the rows of a table.
   *
   * @param hashed rows with the hash columns of {@link ReservedColumns} and a stratum from 0
   * @param rows number of rows
   * @param cuts number of partitions into folds
   */
  public Cut cut(Dataset<Row> hashed, long rows, int cuts) {
    boolean exact = rows <= exactRows;
    Cut first = cut(hashed, exact);
    Dataset<Row> all = first.rows();
    for (int repeat = 1; repeat < cuts; repeat++) {
      all = exact ? exactly(all, repeat) : marked(all, IS_HELD_OUT, hashFold(repeat), repeat);
    }
    return new Cut(all, first.starts());
  }

  private Cut cut(Dataset<Row> hashed, boolean exact) {
    if (folds.rule() == Rule.HASH && heldOut.isByChance()) {
      return new Cut(exact ? exact(hashed) : byHash(hashed), List.of());
    }
    Dataset<Row> marked = markHeldOut(hashed, exact);
    List<Double> starts = folds.rule() == Rule.TIME ? starts(marked) : List.of();
    Dataset<Row> folded = markFolds(marked, starts, exact);
    return new Cut(
        exact
            ? PlacedGroups.withRank(folded)
            : folded.withColumn(ReservedColumns.RANK, uniform(ReservedColumns.RANK_HASH)),
        starts);
  }

  /** Returns the notes for the user about this rule for a number of rows. */
  public List<String> notes(long rows) {
    if (folds.isByPlace()) {
      return List.of(
          ("folds = %s: folds change with the partitions of the source, and rows of equal key may"
                  + " be on both sides")
              .formatted(EnumNames.of(folds.rule())));
    }
    if (rows <= exactRows || folds.rule() != Rule.HASH) {
      return List.of();
    }
    double share = 1.0 / folds.number();
    double training = rows * (1 - heldOut.share());
    return List.of(
        String.format(
            Locale.ROOT,
            "above %,d rows hashes alone decide on folds: each is within %,.0f rows of its share",
            exactRows,
            SIGMAS * Math.sqrt(training * share * (1 - share))));
  }

  /** Sets fold 0 for all rows that are not held out. It runs before any step that moves rows. */
  private Dataset<Row> markHeldOut(Dataset<Row> hashed, boolean exact) {
    if (heldOut.condition().isPresent()) {
      return marked(hashed, heldOut.condition().get());
    }
    if (heldOut.share() == 0) {
      return hashed.withColumn(ReservedColumns.FOLD, lit(0));
    }
    if (heldOut.last()) {
      double start = TimeOrdered.cuts(hashed, List.of(1 - heldOut.share())).get(0);
      return marked(hashed, col(ReservedColumns.TIME).geq(start));
    }
    return exact
        ? PlacedGroups.withFold(
            hashed, FoldAssignment.place(PlacedGroups.groups(hashed), 1, heldOut.share()))
        : marked(hashed, uniform(ReservedColumns.TEST_HASH).lt(heldOut.share()));
  }

  private static Dataset<Row> marked(Dataset<Row> hashed, Column isHeldOut) {
    return marked(hashed, isHeldOut, lit(0), 0);
  }

  private static Dataset<Row> marked(
      Dataset<Row> hashed, Column isHeldOut, Column fold, int repeat) {
    return hashed.withColumn(
        ReservedColumns.fold(repeat),
        when(isHeldOut, lit(FoldAssignment.HELD_OUT)).otherwise(fold));
  }

  private Dataset<Row> markFolds(Dataset<Row> marked, List<Double> starts, boolean exact) {
    return switch (folds.rule()) {
      case HASH -> exact ? placed(marked, this::inFolds) : assignFolds(marked, hashFold(0));
      case SPARK, PYSPARK -> inSparkFolds(marked);
      case TIME -> assignFolds(marked, stretch(starts));
      case COLUMN ->
          assignFolds(
              marked, coalesce(col(ReservedColumns.GIVEN_FOLD), lit(FoldAssignment.ONLY_TRAINING)));
      case SPLIT ->
          exact ? placed(marked, this::inOneSplit) : assignFolds(marked, split(hashShare()));
      case SOURCE ->
          assignFolds(
              marked, split(col(ReservedColumns.ORIGIN).equalTo(ReservedColumns.OF_VALIDATION)));
    };
  }

  /** Sets the fold of rows that are not held out. */
  private static Dataset<Row> assignFolds(Dataset<Row> marked, Column fold) {
    return marked.withColumn(
        ReservedColumns.FOLD, when(IS_HELD_OUT, col(ReservedColumns.FOLD)).otherwise(fold));
  }

  private static Column split(Column validates) {
    return when(validates, lit(0)).otherwise(lit(FoldAssignment.ONLY_TRAINING));
  }

  private Column hashShare() {
    return uniform(ReservedColumns.FOLD_HASH).lt(folds.fraction());
  }

  private Column hashFold(int repeat) {
    return floor(uniform(ReservedColumns.foldHash(repeat)).multiply(folds.number()))
        .cast(DataTypes.IntegerType);
  }

  /**
   * Returns the starts of the folds. Time is cut into k + 1 intervals; the first one only trains,
   * and each of the others is a fold.
   */
  private List<Double> starts(Dataset<Row> marked) {
    List<Double> shares = new ArrayList<>();
    for (int stretch = 1; stretch <= folds.number(); stretch++) {
      shares.add((double) stretch / (folds.number() + 1));
    }
    return TimeOrdered.cuts(marked.where(not(IS_HELD_OUT)), shares);
  }

  private static Column stretch(List<Double> starts) {
    Column fold = lit(FoldAssignment.ONLY_TRAINING);
    for (int i = 0; i < starts.size(); i++) {
      fold = when(col(ReservedColumns.TIME).geq(starts.get(i)), lit(i)).otherwise(fold);
    }
    return fold;
  }

  /** Assigns the groups of rows that are not held out. */
  private static Dataset<Row> placed(
      Dataset<Row> marked, Function<List<Group>, List<Placed>> rule) {
    Dataset<Row> training = training(marked);
    List<Placed> placed = rule.apply(PlacedGroups.groups(training));
    return PlacedGroups.withFold(training, placed).unionByName(marked.where(IS_HELD_OUT));
  }

  private static Dataset<Row> training(Dataset<Row> marked) {
    return marked.where(not(IS_HELD_OUT)).drop(ReservedColumns.FOLD);
  }

  private List<Placed> inFolds(List<Group> groups) {
    return FoldAssignment.place(groups, folds.number(), 0);
  }

  /** Holds out groups a second time, by the hash of folds; these validate. */
  private List<Placed> inOneSplit(List<Group> groups) {
    List<Group> turned = groups.stream().map(Group::turned).toList();
    List<Placed> placed = new ArrayList<>();
    for (Placed one : FoldAssignment.place(turned, 1, folds.fraction())) {
      boolean validates = one.fold() == FoldAssignment.HELD_OUT;
      int fold = validates ? 0 : FoldAssignment.ONLY_TRAINING;
      placed.add(new Placed(one.group().turned(), fold));
    }
    return placed;
  }

  private Dataset<Row> exact(Dataset<Row> hashed) {
    List<Placed> placed =
        FoldAssignment.place(PlacedGroups.groups(hashed), folds.number(), heldOut.share());
    return PlacedGroups.withFoldAndRank(hashed, placed);
  }

  private Dataset<Row> byHash(Dataset<Row> hashed) {
    Column isHeldOut = uniform(ReservedColumns.TEST_HASH).lt(heldOut.share());
    return marked(hashed, isHeldOut, hashFold(0), 0)
        .withColumn(ReservedColumns.RANK, uniform(ReservedColumns.RANK_HASH));
  }

  /** Draws folds for the rows that are not held out. */
  private Dataset<Row> inSparkFolds(Dataset<Row> marked) {
    Dataset<Row> training = training(marked);
    Dataset<Row> folded =
        folds.rule() == Rule.SPARK
            ? SparkFolds.withFold(training, folds.number(), seed, ReservedColumns.FOLD)
            : SparkFolds.withPythonFold(training, folds.number(), seed, ReservedColumns.FOLD);
    boolean none = heldOut.share() == 0 && heldOut.condition().isEmpty();
    return none ? folded : folded.unionByName(marked.where(IS_HELD_OUT));
  }

  /**
   * Cuts rows into folds again, by another hash of the same keys. Held-out rows and ranks stay the
   * same. Each repeat has the properties of the first partition: disjoint folds cover the training
   * rows, equal keys stay together and every class is spread.
   */
  private Dataset<Row> exactly(Dataset<Row> cut, int repeat) {
    String[] by = PlacedGroups.by(repeat);
    String column = ReservedColumns.fold(repeat);
    List<Group> groups = PlacedGroups.groups(cut.where(not(IS_HELD_OUT)), by);
    Dataset<Row> places = PlacedGroups.table(cut, inFolds(groups), PlacedGroups.by(repeat, column));
    return cut.join(broadcast(places), by, "left")
        .withColumn(column, coalesce(col(column), lit(FoldAssignment.HELD_OUT)));
  }

  /** Returns the upper 53 bits of a hash as a fraction in [0, 1). */
  private static Column uniform(String hash) {
    return shiftrightunsigned(col(hash), SPARE_BITS).cast(DataTypes.DoubleType).multiply(ULP);
  }
}
