package org.espalier.spark.data;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** Columns by their exact name. */
final class Names {

  /** Every column of ours starts so; no column of a source may. */
  static final String RESERVED = "espalier_";

  static final String TEST_HASH = RESERVED + "test_hash";
  static final String FOLD_HASH = RESERVED + "fold_hash";
  static final String RANK_HASH = RESERVED + "rank_hash";
  static final String ROW_HASH = RESERVED + "row_hash";
  static final String STRATUM = RESERVED + "stratum";
  static final String NUMBER = RESERVED + "number";

  private Names() {}

  /** A column whose name may hold spaces, dots and backticks. */
  static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
