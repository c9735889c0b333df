package org.espalier.spark.task;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.espalier.spark.local.trainer.FormSize;
import org.espalier.spark.placement.TaskHeap;

/**
 * Gate of the tables that fits read at a time: as many as a heap has room for besides the forms
 * that tasks make of them, and always one. Fits on further tables wait, so that folds whose rows do
 * not fit together enter one after another.
 */
final class MemoryGate {

  private static final class Table {
    private int readers = 0;
    private long bytes = 0; // 0 until the table is collected
  }

  private final TaskHeap heap;
  private final Map<Object, Table> live = new LinkedHashMap<>(); // guarded by this
  private long largest = 0; // of all tables so far; guarded by this
  private FormSize form = FormSize.NONE; // the largest one, likewise
  private long beside = 0; // of all columns that tables are made from, which folds share; likewise

  MemoryGate(TaskHeap heap) {
    this.heap = heap;
  }

  /**
   * Enters a reader of a table, once there is room for the table.
   *
   * @throws CancellationException if the thread is interrupted
   */
  synchronized void enter(Object key) {
    try {
      while (!isRoomFor(key)) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for room for a table");
    }
    live.computeIfAbsent(key, k -> new Table()).readers++;
  }

  /** True if there is room; until a table is collected, only for the first one. */
  private boolean isRoomFor(Object key) {
    return live.isEmpty()
        || live.containsKey(key)
        || (largest > 0 && heap.holds(bytes() + largest, largest, live.size() + 1, form, beside));
  }

  private long bytes() {
    return live.values().stream().mapToLong(table -> table.bytes > 0 ? table.bytes : largest).sum();
  }

  /**
   * Records the size of a table that was entered.
   *
   * @param bytes above 0, if it can be trained on
   * @param form bytes that its fits take besides it
   * @param beside bytes of the columns that it was made from; 0 if there are none
   */
  synchronized void measured(Object key, long bytes, FormSize form, long beside) {
    Table table = live.get(key);
    if (table != null) {
      table.bytes = bytes;
    }
    largest = Math.max(largest, Math.max(1, bytes));
    this.form = this.form.or(form);
    this.beside = Math.max(this.beside, beside);
    notifyAll();
  }

  /** Leaves a table that was entered by {@link #enter}. */
  synchronized void leave(Object key) {
    Table table = live.get(key);
    if (table != null && --table.readers == 0) {
      live.remove(key);
      notifyAll();
    }
  }
}
