package org.espalier.spark.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.espalier.spark.cell.SharedWork;
import org.espalier.spark.local.BatchFitter;
import org.espalier.spark.local.TaskFit;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.local.rows.CellRows;
import org.espalier.spark.rows.StepKey;
import org.junit.jupiter.api.Test;

/** Candidates of one task, beside training that is a fake: without Spark. */
final class CandidateBatchesTest {

  private static final FitRows ROWS =
      FitRows.of(
          "rows",
          () -> {
            throw new AssertionError("No row is read.");
          });

  /** Training of several that goes on until it is interrupted. */
  private static class Endless extends FakeTasks {

    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);

    @Override
    void train(List<String> uids) {
      if (uids.size() > 1) {
        begun.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          interrupted.countDown();
          throw new CancellationException();
        }
      }
    }
  }

  private static LogisticRegression candidate(String uid, double penalty) {
    return new LogisticRegression(uid).setRegParam(penalty);
  }

  private static final LogisticRegression A = candidate("a", 0.1);
  private static final LogisticRegression B = candidate("b", 0.2);
  private static final LogisticRegression C = candidate("c", 0.3);

  private static CandidateBatches batches(BatchFitter tasks, List<LogisticRegression> candidates) {
    CandidateBatches batches = new CandidateBatches(SharedWork.graph(), tasks, TaskScoring.NONE);
    candidates.forEach(each -> batches.announce(ROWS, each, StepKey.of(each)));
    return batches;
  }

  private static Optional<TaskFit<?>> fit(CandidateBatches batches, LogisticRegression candidate) {
    return batches.fit(ROWS, candidate, StepKey.of(candidate)).fit();
  }

  private static void drop(CandidateBatches batches, LogisticRegression candidate) {
    batches.release(ROWS, StepKey.of(candidate), true);
  }

  /** A thread that fits a candidate, and what comes of it. */
  private static CompletableFuture<Optional<TaskFit<?>>> fitting(
      CandidateBatches batches, LogisticRegression candidate, List<Thread> threads) {
    CompletableFuture<Optional<TaskFit<?>>> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(fit(batches, candidate));
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    threads.add(thread);
    thread.start();
    return result;
  }

  @Test
  void a_task_ends_with_the_last_of_its_candidates_and_not_before() throws Exception {
    Endless tasks = new Endless();
    CandidateBatches batches = batches(tasks, List.of(A, B, C));
    List<Thread> threads = new ArrayList<>();
    CompletableFuture<Optional<TaskFit<?>>> first = fitting(batches, A, threads);
    assertThat(tasks.begun.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<Optional<TaskFit<?>>> second = fitting(batches, B, threads);
    threads.forEach(Thread::interrupt); // as cells that are cancelled
    for (CompletableFuture<Optional<TaskFit<?>>> cell : List.of(first, second)) {
      assertThatThrownBy(() -> cell.get(1, TimeUnit.MINUTES))
          .isInstanceOf(CancellationException.class);
    }
    drop(batches, A);
    drop(batches, B);
    assertThat(tasks.interrupted.getCount()).as("the third has not been run yet").isOne();
    assertThat(batches.isBeingMade(ROWS.key(), StepKey.of(C))).isTrue();
    drop(batches, C);
    assertThat(tasks.interrupted.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(tasks.trained).containsExactly(List.of("a", "b", "c"));
    assertThat(batches.isEmpty()).isTrue();
  }

  @Test
  void a_candidate_that_is_cancelled_before_its_task_begins_is_not_trained() {
    AtomicReference<CandidateBatches> all = new AtomicReference<>();
    FakeTasks tasks =
        new FakeTasks() {
          @Override
          public Planned planned(CellRows source, List<PipelineStage> estimators) {
            drop(all.get(), B);
            return super.planned(source, estimators);
          }
        };
    CandidateBatches batches = batches(tasks, List.of(A, B, C));
    all.set(batches);
    assertThat(fit(batches, A)).contains(FakeTasks.trained("a"));
    assertThat(fit(batches, C)).contains(FakeTasks.trained("c"));
    assertThat(tasks.trained).containsExactly(List.of("a", "c"));
  }

  @Test
  void a_candidate_whose_training_throws_fails_alone() {
    FakeTasks tasks =
        new FakeTasks() {
          @Override
          void train(List<String> uids) {
            if (uids.contains("b")) {
              throw new IllegalStateException("of b");
            }
          }
        };
    CandidateBatches batches = batches(tasks, List.of(A, B, C));
    assertThat(fit(batches, A)).contains(FakeTasks.trained("a"));
    assertThat(fit(batches, B)).as("an ordinary fit says why").isEmpty();
    assertThat(fit(batches, C)).contains(FakeTasks.trained("c"));
    assertThat(tasks.trained)
        .containsExactly(List.of("a", "b", "c"), List.of("a"), List.of("b"), List.of("c"));
  }

  @Test
  void candidates_of_a_task_that_takes_longer_than_their_share_of_the_limit_are_trained_alone()
      throws Exception {
    Endless tasks =
        new Endless() {
          @Override
          public Optional<Duration> limit() {
            return Optional.of(Duration.ofNanos(3)); // the task never ends
          }
        };
    CandidateBatches batches = batches(tasks, List.of(A, B, C));
    assertThat(fit(batches, A)).contains(FakeTasks.trained("a"));
    assertThat(tasks.interrupted.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(fit(batches, B)).contains(FakeTasks.trained("b"));
    assertThat(fit(batches, C)).contains(FakeTasks.trained("c"));
    assertThat(tasks.trained)
        .containsExactlyInAnyOrder(
            List.of("a", "b", "c"), List.of("a"), List.of("b"), List.of("c"));
    List.of(A, B, C).forEach(each -> drop(batches, each));
    assertThat(batches.isEmpty()).isTrue();
  }

  @Test
  void a_task_has_no_more_candidates_than_there_is_memory_for() {
    FakeTasks tasks =
        new FakeTasks() {
          @Override
          public Planned planned(CellRows source, List<PipelineStage> estimators) {
            return new Planned(Collections.nCopies(estimators.size(), 1L), 0, 2);
          }
        };
    List<LogisticRegression> candidates = List.of(A, B, C);
    CandidateBatches batches = batches(tasks, candidates);
    candidates.forEach(each -> assertThat(fit(batches, each)).isPresent());
    assertThat(tasks.trained).containsExactly(List.of("a", "b"), List.of("c"));
  }

  @Test
  void candidates_leave_work_for_slots_that_would_be_idle() {
    FakeTasks tasks =
        new FakeTasks() {
          @Override
          public int slots() {
            return 2;
          }

          @Override
          public Planned planned(CellRows source, List<PipelineStage> estimators) {
            return new Planned(
                Collections.nCopies(estimators.size(), TimeUnit.SECONDS.toNanos(1)), 0);
          }
        };
    LogisticRegression last = candidate("d", 0.4);
    List<LogisticRegression> candidates = List.of(A, B, C, last);
    CandidateBatches batches = batches(tasks, candidates);
    candidates.forEach(each -> assertThat(fit(batches, each)).isPresent());
    assertThat(tasks.trained).containsExactly(List.of("a", "b"), List.of("c"), List.of("d"));
  }

  @Test
  void a_candidate_that_is_alone_has_the_whole_limit_of_its_cell() {
    FakeTasks tasks =
        new FakeTasks() {
          @Override
          public Optional<Duration> limit() {
            return Optional.of(Duration.ofNanos(1));
          }
        };
    assertThat(fit(batches(tasks, List.of(A)), A)).contains(FakeTasks.trained("a"));
    assertThat(tasks.trained).containsExactly(List.of("a"));
  }
}
