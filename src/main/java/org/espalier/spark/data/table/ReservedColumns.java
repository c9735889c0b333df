package org.espalier.spark.data.table;

/** Names of the columns that a study adds to a table. */
public final class ReservedColumns {

  /** Prefix of all added columns; no column of a source may have it. */
  public static final String RESERVED = "espalier_";

  /**
   * Label: the class index as a double, or the numeric label itself; 0 for a study without a label.
   */
  public static final String LABEL = RESERVED + "label";

  /** Fold that a row validates, from 0; below 0 for held-out rows and rows that only train. */
  public static final String FOLD = RESERVED + "fold";

  /** Weight of a row; exists only if the plan names a weight column. */
  public static final String WEIGHT = RESERVED + "weight";

  /** Hash of a row's group; exists only if the plan names a group column and keeps scores. */
  public static final String GROUP = RESERVED + "group";

  /**
   * 1 if the event was observed, 0 if the time is censored. It exists if the plan names a censor
   * column, and for every regression, where it is 1 by default.
   */
  public static final String CENSOR = RESERVED + "censor";

  /** Rank of a row in [0, 1) among the rows of its class in its fold. */
  public static final String RANK = RESERVED + "rank";

  public static final String TEST_HASH = RESERVED + "test_hash";
  public static final String FOLD_HASH = RESERVED + "fold_hash";
  public static final String RANK_HASH = RESERVED + "rank_hash";
  public static final String ROW_HASH = RESERVED + "row_hash";

  /** All hashes of a row of a wide table, as an array. */
  public static final String HASHES = RESERVED + "hashes";

  public static final String STRATUM = RESERVED + "stratum";

  /** Time at which a row became known, as a double. */
  public static final String TIME = RESERVED + "time";

  /** Fold that the source names; null for rows that only train. */
  public static final String GIVEN_FOLD = RESERVED + "given_fold";

  /**
   * Table of the plan that a row comes from: {@link #OF_TABLE}, {@link #OF_TEST} or {@link
   * #OF_VALIDATION}.
   */
  public static final String ORIGIN = RESERVED + "origin";

  public static final int OF_TABLE = 0;
  public static final int OF_TEST = 1;
  public static final int OF_VALIDATION = 2;

  public static final String NUMBER = RESERVED + "number";

  /** Features of a wide table, as the fields of one column. */
  public static final String PACKED = RESERVED + "packed";

  private static final String REPEAT = RESERVED + "repeat_";

  /**
   * Key of a row: the columns of {@code data.key}, or else a hash of all columns; exists only if
   * the plan outputs predictions.
   */
  public static final String KEY = RESERVED + "key";

  private static final String MADE = RESERVED + "made_";

  private ReservedColumns() {}

  /**
   * Returns the column of the fold that a row validates in a repeat.
   *
   * @param repeat number of the repeat from 0, which is {@link #FOLD}
   */
  public static String fold(int repeat) {
    return repeat == 0 ? FOLD : REPEAT + repeat;
  }

  /** Returns true if a column holds the folds of a repeat after the first. */
  public static boolean isRepeat(String column) {
    return column.startsWith(REPEAT);
  }

  /** Returns the column of the hash that determines the folds of a repeat. */
  public static String foldHash(int repeat) {
    return repeat == 0 ? FOLD_HASH : FOLD_HASH + "_" + repeat;
  }

  /**
   * Returns the name of a column derived from the source's; special characters are escaped, so that
   * no stage reads it as a path.
   */
  public static String made(String name) {
    return MADE + name.replace("%", "%25").replace(".", "%2E").replace("`", "%60");
  }

  /** Returns the name of a feature that users know. */
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
