package org.espalier.spark.data.table;

/** Names of the columns that we add to a table, and references to columns by exact name. */
public final class ReservedColumns {

  /** Prefix of all columns that are added; no column of a source may have it. */
  public static final String RESERVED = "espalier_";

  /** Label: the class index as a double, or the number itself; 0 without a label. */
  public static final String LABEL = RESERVED + "label";

  /** The fold a row validates, from 0; below 0 for held-out rows. */
  public static final String FOLD = RESERVED + "fold";

  /** Weight of a row; only there if the plan names such a column. */
  public static final String WEIGHT = RESERVED + "weight";

  /** Hash of a row's group; only there if the plan names such a column and keeps scores. */
  public static final String GROUP = RESERVED + "group";

  /**
   * 1 where a time ended with the event, 0 where not; only there if the plan names such a column.
   */
  public static final String CENSOR = RESERVED + "censor";

  /** The row's rank in [0, 1) among the rows of its class in its fold. */
  public static final String RANK = RESERVED + "rank";

  public static final String TEST_HASH = RESERVED + "test_hash";
  public static final String FOLD_HASH = RESERVED + "fold_hash";
  public static final String RANK_HASH = RESERVED + "rank_hash";
  public static final String ROW_HASH = RESERVED + "row_hash";

  /** All hashes of a wide table's rows, as an array. */
  public static final String HASHES = RESERVED + "hashes";

  public static final String STRATUM = RESERVED + "stratum";

  /** Time at which a row became known, as a double. */
  public static final String TIME = RESERVED + "time";

  /** The fold that the source names; null for rows that only train. */
  public static final String GIVEN_FOLD = RESERVED + "given_fold";

  /** Table of the plan that a row comes from: one of the numbers below. */
  public static final String ORIGIN = RESERVED + "origin";

  public static final int OF_TABLE = 0;
  public static final int OF_TEST = 1;
  public static final int OF_VALIDATION = 2;

  public static final String NUMBER = RESERVED + "number";

  /** Very many features as the fields of one column. */
  public static final String PACKED = RESERVED + "packed";

  private static final String REPEAT = RESERVED + "repeat_";

  /**
   * Key of a row: the columns of {@code data.key}, or else a hash of all columns; only there if the
   * plan outputs predictions.
   */
  public static final String KEY = RESERVED + "key";

  private static final String MADE = RESERVED + "made_";

  private ReservedColumns() {}

  /**
   * Column of the fold that a row validates in a repeat.
   *
   * @param repeat from 0, which is {@link #FOLD}
   */
  public static String fold(int repeat) {
    return repeat == 0 ? FOLD : REPEAT + repeat;
  }

  /** True if a column holds the folds of a repeat. */
  public static boolean isRepeat(String column) {
    return column.startsWith(REPEAT);
  }

  /** The hash by which the folds of a repeat are cut. */
  public static String foldHash(int repeat) {
    return repeat == 0 ? FOLD_HASH : FOLD_HASH + "_" + repeat;
  }

  /** Name of a column that is made of the source's; no stage reads it as a path. */
  public static String made(String name) {
    return MADE + name.replace("%", "%25").replace(".", "%2E").replace("`", "%60");
  }

  /** The name by which users know a feature. */
  public static String display(String column) {
    return column.startsWith(MADE)
        ? column
            .substring(MADE.length())
            .replace("%60", "`")
            .replace("%2E", ".")
            .replace("%25", "%")
        : column;
  }
}
