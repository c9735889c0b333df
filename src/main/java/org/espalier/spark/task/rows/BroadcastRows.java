package org.espalier.spark.task.rows;

import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.spark.rows.StoredRows;
import org.jspecify.annotations.Nullable;

/**
 * Rows that every executor can read, until they are freed; or the knowledge that these rows must
 * not be trained on in a task.
 */
public final class BroadcastRows implements StoredRows {

  private final @Nullable Broadcast<CollectedRows> rows;

  /**
   * @param rows null if they are too large, or if MLlib would refuse one of them
   */
  public BroadcastRows(@Nullable Broadcast<CollectedRows> rows) {
    this.rows = rows;
  }

  public Optional<Broadcast<CollectedRows>> rows() {
    return Optional.ofNullable(rows);
  }

  /** Always: a lost executor's copy is fetched again from the driver. */
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

  public long bytes() {
    return rows == null ? 0 : rows.value().bytes();
  }
}
