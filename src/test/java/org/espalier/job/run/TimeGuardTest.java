package org.espalier.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.espalier.spec.Origins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TimeGuardTest {

  private static final Instant END = Instant.ofEpochSecond(100);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final InstantSource clock = now::get;
  private final TimeGuard guard = new TimeGuard(clock, Optional.of(END));

  private void at(Duration before) {
    now.set(END.minus(before));
  }

  @Test
  void a_command_that_ends_in_time_says_its_code() throws Exception {
    assertThat(guard.run(() -> 4, () -> 3)).isEqualTo(4);
  }

  @Test
  void a_command_that_has_ended_is_not_late_however_late_that_is_seen() throws Exception {
    assertThat(
            guard.run(
                () -> {
                  at(Duration.ZERO);
                  return 4;
                },
                () -> 4))
        .isEqualTo(4);
  }

  @Test
  void a_command_that_heeds_no_interrupt_is_left_when_the_time_is_up() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try {
      int code =
          guard.run(
              () -> {
                at(TimeGuard.LEAVING.minusMillis(1));
                while (never.getCount() > 0) {
                  LockSupport.parkNanos(1_000_000);
                }
                return 0;
              },
              () -> 3);
      assertThat(code).isEqualTo(3);
    } finally {
      never.countDown();
    }
  }

  @Test
  void a_command_is_interrupted_after_what_there_is_was_left() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    guard.run(
        () -> {
          at(Duration.ZERO);
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            assertThat(left.getCount()).isZero();
            interrupted.countDown();
          }
          return 0;
        },
        () -> {
          left.countDown();
          return 3;
        });
    interrupted.await();
  }

  @Test
  void a_deadline_that_earlier_drivers_brought_nearer_holds() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    int code =
        guard.run(
            () -> {
              guard.until(Instant.EPOCH);
              never.await();
              return 0;
            },
            () -> 3);
    assertThat(code).isEqualTo(3);
  }

  @Test
  void without_a_deadline_a_command_runs_in_the_thread_that_asks() throws Exception {
    TimeGuard none = new TimeGuard(clock, Optional.empty());
    none.until(Instant.EPOCH);
    Thread asking = Thread.currentThread();
    assertThat(none.run(() -> Thread.currentThread() == asking ? 0 : 1, () -> 3)).isZero();
  }

  @Test
  void what_a_command_throws_is_thrown_as_it_is() {
    assertThatThrownBy(
            () ->
                guard.run(
                    () -> {
                      throw new IOException("no room");
                    },
                    () -> 3))
        .isExactlyInstanceOf(IOException.class);
    assertThatThrownBy(
            () ->
                guard.run(
                    () -> {
                      throw new StackOverflowError("deep");
                    },
                    () -> 3))
        .isExactlyInstanceOf(StackOverflowError.class);
  }

  private static String tooShort(int budget, int before, int reading, int... fitting) {
    return new TimeGuard.Passed(
            Duration.ofSeconds(before),
            Duration.ofSeconds(reading),
            Arrays.stream(fitting).mapToObj(Duration::ofSeconds).findFirst())
        .tooShort(
            new Origins("study.conf", Map.of("budget.timeout", "study.conf: 6")),
            Duration.ofSeconds(budget))
        .toString();
  }

  @Test
  void a_table_that_was_read_needs_twice_that_and_the_time_of_a_fit_that_was_not_done() {
    assertThat(tooShort(60, 0, 31, 28)) // 2 x (31 + 2 x 28) = 174
        .isEqualTo(
            "study.conf: 6: budget.timeout: 60.0 s are too short: the table was read after 31.0 s, and the remaining 28.0 s were too short to fit the defaults; give at least 180 s");
  }

  @Test
  void a_table_that_was_not_read_is_taken_to_need_a_multiple_of_the_time_it_had() {
    assertThat(tooShort(20, 0, 19)) // 2 x 3 x 19 = 114
        .isEqualTo(
            "study.conf: 6: budget.timeout: 20.0 s are too short: the table was not read after 19.0"
                + " s; give at least 120 s");
  }

  @Test
  void what_earlier_runs_worked_is_needed_too() {
    assertThat(tooShort(3540, 3600, 3, 0))
        .contains("are too short, of which earlier runs used 3600.0 s: the table was read")
        .endsWith("at least 3610 s");
  }
}
