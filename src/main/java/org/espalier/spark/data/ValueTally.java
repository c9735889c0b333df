package org.espalier.spark.data;

import java.io.Serial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.espalier.spark.data.table.ColumnPass;
import org.jspecify.annotations.Nullable;

/**
 * Sums of numbers, and the different texts of columns as long as they are few. The rows that it
 * takes have the numbers first.
 */
final class ValueTally implements ColumnPass.Tally<ValueTally> {

  @Serial private static final long serialVersionUID = 1;

  /** Texts that all columns together keep at most, of some 100 bytes each. */
  private static final int KEPT = 1_000_000;

  /** Different texts of a column that it keeps at most. */
  static final int MOST = 1_000;

  private final long[] sums;
  private final List<@Nullable Set<UTF8String>> texts = new ArrayList<>(); // null: more than most
  private final int most;

  /**
   * A tally of no row.
   *
   * @param numbers leading columns of whole numbers; null counts as 0
   * @param texts columns of strings after them
   */
  ValueTally(int numbers, int texts) {
    this.sums = new long[numbers];
    this.most = Math.min(MOST, KEPT / Math.max(1, texts));
    for (int i = 0; i < texts; i++) {
      this.texts.add(new HashSet<>());
    }
  }

  @Override
  public void add(InternalRow row) {
    ColumnPass.addTotals(sums, row);
    for (int i = 0; i < texts.size(); i++) {
      Set<UTF8String> seen = texts.get(i);
      int column = sums.length + i;
      if (seen != null && !row.isNullAt(column)) {
        UTF8String text = row.getUTF8String(column);
        if (!seen.contains(text)) {
          seen.add(text.copy());
          forgetIfMany(i, seen);
        }
      }
    }
  }

  @Override
  public void add(ValueTally other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
    for (int i = 0; i < texts.size(); i++) {
      Set<UTF8String> seen = texts.get(i);
      Set<UTF8String> more = other.texts.get(i);
      if (seen == null || more == null) {
        texts.set(i, null);
      } else {
        seen.addAll(more);
        forgetIfMany(i, seen);
      }
    }
  }

  private void forgetIfMany(int column, Set<UTF8String> seen) {
    if (seen.size() > most) {
      texts.set(column, null);
    }
  }

  long[] sums() {
    return sums.clone();
  }

  /** Number of different texts of a column; empty if they were too many to keep. */
  OptionalLong distinct(int text) {
    Set<UTF8String> seen = texts.get(text);
    return seen == null ? OptionalLong.empty() : OptionalLong.of(seen.size());
  }
}
