package org.espalier.spark.data.fold;

import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * Held-out rows: a random share of them, the last share by time, or those that meet a condition.
 *
 * @param share share in [0, 1); 0 with a condition
 * @param last true if the share is the last by time
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
