package org.espalier.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class RunningStudiesTest {

  private final RunningStudies running = new RunningStudies();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  private static RunningStudies.Asked asked(String user, String digest) {
    return new RunningStudies.Asked("espalier", "id", "churn", user, digest);
  }

  /** A client whose study has begun, and waits. */
  private FutureTask<Void> client(Optional<RuntimeException> thrown) throws InterruptedException {
    FutureTask<Void> first =
        new FutureTask<>(
            () -> {
              running.run(
                  asked("ann", "1"),
                  attached -> {
                    begun.countDown();
                    mayEnd.await();
                    order.add("first");
                    if (thrown.isPresent()) {
                      throw thrown.get();
                    }
                  });
              return null;
            });
    new Thread(first, "first client").start();
    begun.await();
    return first;
  }

  private FutureTask<Void> second() {
    FutureTask<Void> second =
        new FutureTask<>(
            () -> {
              running.run(asked("ann", "1"), attached -> order.add("second " + attached));
              return null;
            });
    new Thread(second, "second client").start();
    return second;
  }

  @Test
  void a_second_client_waits_and_learns_that_the_study_has_ended() throws Exception {
    FutureTask<Void> first = client(Optional.empty());
    FutureTask<Void> second = second();
    mayEnd.countDown();
    first.get();
    second.get();
    assertThat(order.get(0)).isEqualTo("first");
    assertThat(order.get(1)).startsWith("second");
  }

  @Test
  void a_second_client_takes_the_place_of_one_that_was_interrupted() throws Exception {
    FutureTask<Void> first = client(Optional.of(new IllegalStateException("interrupted")));
    FutureTask<Void> second = second();
    mayEnd.countDown();
    second.get();
    assertThatThrownBy(first::get).hasRootCauseMessage("interrupted");
    assertThat(order).containsExactly("first", "second false");
  }

  @Test
  void an_id_is_that_of_one_user_and_one_study() throws Exception {
    FutureTask<Void> first = client(Optional.empty());
    assertThatThrownBy(() -> running.run(asked("bob", "1"), attached -> order.add("bob")))
        .isInstanceOf(ClientException.class)
        .hasMessage("espalier: id: 'churn' belongs to another user; use another id");
    assertThatThrownBy(() -> running.run(asked("ann", "2"), attached -> order.add("other")))
        .hasMessage(
            "espalier: id: 'churn' belongs to a study with other settings or rows; use another id");
    mayEnd.countDown();
    first.get();
    assertThat(order).containsExactly("first");
  }

  @Test
  void an_id_a_journal_and_a_name_are_apart_and_named_in_messages() throws Exception {
    FutureTask<Void> first = client(Optional.empty());
    running.run(
        new RunningStudies.Asked("Tuner", "journal", "churn", "bob", ""),
        attached -> {
          order.add("journal " + attached);
          assertThatThrownBy(
                  () ->
                      running.run(
                          new RunningStudies.Asked("Tuner", "journal", "churn", "ann", ""),
                          again -> order.add("ann")))
              .hasMessage("Tuner: journal: 'churn' belongs to another user; use another journal");
        });
    mayEnd.countDown();
    first.get();
    assertThat(order).containsExactly("journal false", "first");
  }

  @Test
  void an_interrupted_wait_leaves_the_study_alone() throws Exception {
    FutureTask<Void> first = client(Optional.empty());
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> running.run(asked("ann", "1"), attached -> order.add("second")))
        .isInstanceOf(InterruptedException.class);
    mayEnd.countDown();
    first.get();
    assertThat(order).containsExactly("first");
  }
}
