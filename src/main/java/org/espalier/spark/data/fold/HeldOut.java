package org.espalier.spark.data.fold;

import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * Rule for held-out rows: a random share, the last share by time, or the rows that meet a
 * condition.
 *
 * @param share share of all rows, in [0, 1); 0 with a condition
 * @param last true if the share is the last by time
 * @param condition true for held-out rows; empty if the share decides
 */
public record HeldOut(double share, boolean last, Optional<Column> condition) {

  public static HeldOut of(double share) {
    return new HeldOut(share, false, Optional.empty());
  }

  public static HeldOut last(double share) {
    return new HeldOut(share, true, Optional.empty());
  }

  static HeldOut where(Column condition) {
    return new HeldOut(0, false, Optional.of(condition));
  }

  boolean isByChance() {
    return !last && condition.isEmpty();
  }
}
