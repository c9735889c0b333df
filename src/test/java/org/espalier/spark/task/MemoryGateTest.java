package org.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import org.espalier.spark.local.trainer.FormSize;
import org.espalier.spark.placement.JvmHeap;
import org.espalier.spark.placement.TaskHeap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MemoryGateTest {

  /** Room for two tables of 100 bytes, two copies of each, and one more, beside two forms. */
  private final MemoryGate tables =
      new MemoryGate(new TaskHeap(new JvmHeap(JvmHeap.Role.DRIVER, 1_250), 2));

  /** A thread that enters. */
  private record Reader(FutureTask<String> enters, Thread thread) {}

  private Reader entering(String key) {
    FutureTask<String> enters =
        new FutureTask<>(
            () -> {
              tables.enter(key);
              return key;
            });
    Thread thread = new Thread(enters, "reader of " + key);
    thread.setDaemon(true);
    thread.start();
    return new Reader(enters, thread);
  }

  /** True once a reader waits; false if it comes in. */
  private static boolean waits(Reader reader) {
    while (!reader.enters().isDone()) {
      if (reader.thread().getState() == Thread.State.WAITING) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  @Test
  void as_many_tables_enter_as_there_is_room_for_and_others_wait() throws Exception {
    tables.enter("a");
    Reader second = entering("b");
    assertThat(waits(second)).as("nothing is known of the size of tables").isTrue();
    tables.measured("a", 100, new FormSize(0, 10, 0), 0);
    second.enters().get();
    Reader third = entering("c");
    assertThat(waits(third)).isTrue();
    tables.enter("a"); // a table that is there
    tables.leave("a");
    assertThat(waits(third)).as("it still has a reader").isTrue();
    tables.leave("a");
    third.enters().get();
  }

  @Test
  void columns_that_tables_are_made_from_take_room_for_a_table() throws Exception {
    tables.enter("a");
    tables.measured("a", 100, new FormSize(0, 10, 0), 200);
    Reader second = entering("b");
    assertThat(waits(second)).isTrue();
    tables.leave("a");
    second.enters().get();
  }

  @Test
  void one_table_always_enters() {
    tables.enter("a");
    tables.measured("a", 1_000_000, new FormSize(0, 1_000_000, 0), 0);
    tables.leave("a");
    tables.enter("b");
  }

  @Test
  void a_reader_that_waits_can_be_cancelled() {
    tables.enter("a");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> tables.enter("b")).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
