package org.espalier.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.espalier.journal.StudyEvent;
import org.junit.jupiter.api.Test;

/** Events that a thread of another language takes. */
final class ListenerQueueTest {

  private static final StudyEvent EVENT = new StudyEvent.CellStarted(3, 1, 17);
  private static final String JSON =
      "{\"type\":\"cell-started\",\"event\":{\"proposal\":3,\"fold\":1,\"at\":17}}";

  private final ListenerQueue queue = new ListenerQueue("theirs");

  private static String next(ListenerQueue queue) throws InterruptedException {
    String text = queue.take();
    while (text == null) {
      text = queue.take();
    }
    return text;
  }

  @Test
  void what_was_and_what_happens_are_taken_in_order() throws Exception {
    Thread study =
        new Thread(
            () -> {
              queue.past(List.of(EVENT, EVENT));
              queue.happened(EVENT);
              queue.close();
            },
            "study");
    study.start();
    List<String> taken = List.of(next(queue), next(queue));
    assertThat(queue.isClosed()).isFalse(); // the last one is not done yet
    assertThat(queue.take()).isNull();
    study.join();
    assertThat(taken).containsExactly("[" + JSON + "," + JSON + "]", JSON);
    assertThat(queue.isClosed()).isTrue();
    assertThat(queue.name()).isEqualTo("theirs");
  }

  @Test
  void one_that_does_not_come_back_is_left_by_an_interrupt() throws Exception {
    List<Boolean> interrupted = new ArrayList<>();
    Thread study =
        new Thread(
            () -> {
              queue.happened(EVENT);
              interrupted.add(Thread.currentThread().isInterrupted());
            },
            "study");
    study.start();
    assertThat(next(queue)).isEqualTo(JSON);
    study.interrupt();
    study.join();
    assertThat(interrupted).containsExactly(true);
  }
}
