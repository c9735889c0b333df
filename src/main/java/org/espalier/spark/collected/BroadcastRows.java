package org.espalier.spark.collected;

import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.cache.StoredValue;
import org.jspecify.annotations.Nullable;

/**
 * Rows that every executor can read, until they are freed; or the knowledge that these rows must
 * not be trained on in a task.
 */
public final class BroadcastRows implements StoredValue {

  private final @Nullable Broadcast<CollectedRows> rows;
  private final @Nullable TableSize excess;
  private final long beside;

  /**
   * @param beside bytes of the columns that feature stages made the table from, which the driver
   *     holds for further folds; 0 if there are none
   */
  public BroadcastRows(CollectedTable table, long beside, JavaSparkContext context) {
    this.rows =
        table instanceof CollectedTable.Whole whole ? context.broadcast(whole.rows()) : null;
    this.excess = table instanceof CollectedTable.TooLarge large ? large.seen() : null;
    this.beside = beside;
  }

  public Optional<Broadcast<CollectedRows>> rows() {
    return Optional.ofNullable(rows);
  }

  /** Size of the part that was read of rows with more bytes than allowed; empty for others. */
  public Optional<TableSize> excess() {
    return Optional.ofNullable(excess);
  }

  public long bytesBeside() {
    return beside;
  }

  /** Always true: a lost executor's copy is fetched again from the driver. */
  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public void free() {
    if (rows != null) {
      rows.destroy();
    }
  }

  @Override
  public long bytes() {
    return rows == null ? 0 : rows.value().bytes();
  }
}
