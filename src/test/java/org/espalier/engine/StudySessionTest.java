package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.evaluate.PoolLostException;
import org.espalier.function.FakeStudy;
import org.espalier.function.FunctionSpace;
import org.espalier.function.FunctionTuner;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.TrialRow;
import org.espalier.study.TrialState;
import org.espalier.testing.FakeRunner;
import org.junit.jupiter.api.Test;

/** Drivers of one study after each other, without Spark: what each finds, refuses and records. */
final class StudySessionTest {

  private static FunctionTuner settings() {
    return new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", 0, 1))
        .setSampler("random")
        .setMetric("loss")
        .setTrials(4)
        .setFolds(2)
        .setParallelism(1)
        .setWindow(1)
        .setSeed(7);
  }

  private static FakeRunner runner() {
    return new FakeRunner((cell, clock) -> cell.configuration().number("x") + cell.fold());
  }

  private static List<TrialRow> trials(FakeStudy.Left left) {
    return left.tables().trials();
  }

  private static long completed(FakeStudy.Left left) {
    return trials(left).stream().filter(one -> one.state() == TrialState.COMPLETED).count();
  }

  @Test
  void a_finished_study_is_answered_from_its_record_without_a_cell() throws Exception {
    FakeStudy study = new FakeStudy(settings());
    FakeStudy.Left first = study.run(runner());
    FakeRunner idle = runner();
    FakeStudy again = study.again(settings());
    FakeStudy.Left left = again.run(idle);
    assertThat(idle.ran()).isEmpty();
    assertThat(again.events()).isEqualTo(study.events());
    assertThat(trials(left)).isEqualTo(trials(first));
    assertThat(left.winner()).isEqualTo(first.winner());
  }

  @Test
  void a_study_that_a_deadline_ended_is_only_read_and_what_was_under_way_is_not_run()
      throws Exception {
    FunctionTuner timed = settings().setTrials(1000).setTimeout(20);
    FakeStudy study = new FakeStudy(timed);
    FakeStudy.Left first = study.run(runner());
    FakeRunner idle = runner();
    FakeStudy again = study.again(timed);
    FakeStudy.Left left = again.run(idle);
    assertThat(idle.ran()).isEmpty();
    assertThat(again.events()).isEqualTo(study.events());
    assertThat(left.winner()).isEqualTo(first.winner());
    assertThat(trials(left)).isEqualTo(trials(first));
  }

  @Test
  void a_finished_study_goes_on_if_more_trials_are_set() throws Exception {
    FakeStudy study = new FakeStudy(settings());
    FakeStudy.Left first = study.run(runner());
    FakeRunner further = runner();
    FakeStudy.Left left = study.again(settings().setTrials(6)).run(further);
    assertThat(further.ran()).hasSize(2 * 2);
    assertThat(trials(left)).hasSize(6);
    assertThat(trials(left).subList(0, 4)).isEqualTo(trials(first));
    assertThat(left.tables().summary().end().resumed()).isEqualTo(1);
  }

  @Test
  void settings_that_decide_on_trials_may_not_change_and_all_are_listed() throws Exception {
    FakeStudy study = new FakeStudy(settings());
    study.run(runner());
    FakeStudy changed = study.again(settings().setSeed(8).setFolds(3).setSampler("sobol"));
    int events = changed.events().size();
    assertThatThrownBy(() -> changed.run(runner()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed: was 7 when the study started, and is now 8")
        .hasMessageContaining("folds: was 2")
        .hasMessageContaining("sampler: was random");
    assertThat(changed.events()).as("nothing is recorded").hasSize(events);
  }

  @Test
  void settings_without_an_effect_on_the_result_may_change() throws Exception {
    FakeStudy study = new FakeStudy(settings());
    study.run(runner());
    FakeStudy killed = study.killed(settings().setParallelism(3).setCellTimeout(60), 9);
    assertThat(trials(killed.run(runner()))).hasSize(4);
  }

  @Test
  void time_of_earlier_drivers_counts_towards_the_deadline() throws Exception {
    FunctionTuner timed = settings().setTrials(1000).setTimeout(20);
    FakeStudy study = new FakeStudy(timed);
    FakeStudy.Left alone = study.run(runner());
    int half = 0;
    for (int told = 0; told < 4; half++) {
      told += study.events().get(half) instanceof StudyEvent.Told ? 1 : 0;
    }
    FakeStudy.Left resumed = study.killed(timed, half).run(runner());
    assertThat(completed(resumed)).isEqualTo(completed(alone));
    FakeStudy.Left raised = study.again(settings().setTrials(1000).setTimeout(30)).run(runner());
    assertThat(completed(raised)).isEqualTo(completed(alone) + 5);
  }

  @Test
  void a_lost_cluster_interrupts_the_study_which_goes_on_with_the_next_driver() throws Exception {
    AtomicInteger cells = new AtomicInteger();
    FakeRunner losing =
        new FakeRunner(
            (cell, clock) -> {
              if (cells.incrementAndGet() == 4) {
                throw new PoolLostException("the cluster is gone");
              }
              return cell.configuration().number("x") + cell.fold();
            });
    FakeStudy study = new FakeStudy(settings());
    assertThatThrownBy(() -> study.run(losing)).isInstanceOf(PoolLostException.class);
    StudyHistory history = StudyHistory.of(study.events());
    assertThat(history.closed().orElseThrow().status()).isEqualTo(StudyStatus.INTERRUPTED);
    assertThat(history.closed().orElseThrow().reason()).isEqualTo("the cluster is gone");
    FakeRunner next = runner();
    FakeStudy.Left left = study.again(settings()).run(next);
    assertThat(trials(left)).hasSize(4);
    assertThat(next.ran()).as("three cells are recorded").hasSize(5);
    assertThat(left.tables().summary().end().status()).isEqualTo(StudyStatus.FINISHED);
  }

  @Test
  void an_interrupted_thread_ends_the_study_as_interrupted() {
    Thread own = Thread.currentThread();
    FakeRunner interrupting =
        new FakeRunner(
            (cell, clock) -> {
              own.interrupt();
              return FakeRunner.ENDLESS;
            });
    FakeStudy study = new FakeStudy(settings());
    assertThatThrownBy(() -> study.run(interrupting))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The study was interrupted.");
    assertThat(Thread.interrupted()).isFalse();
    assertThat(StudyHistory.of(study.events()).closed().orElseThrow().status())
        .isEqualTo(StudyStatus.INTERRUPTED);
  }

  @Test
  void a_defect_is_recorded_as_the_end_and_thrown() throws Exception {
    FakeStudy study = new FakeStudy(settings());
    FakeRunner broken =
        new FakeRunner(
            (cell, clock) -> {
              throw new InternalError("a bug");
            });
    assertThatThrownBy(() -> study.run(broken)).isInstanceOf(IllegalStateException.class);
    assertThat(StudyHistory.of(study.events()).closed().orElseThrow().status())
        .isEqualTo(StudyStatus.DEFECT);
  }

  @Test
  void the_baseline_whose_drivers_died_is_evaluated_again_after_the_search() throws Exception {
    // With a required improvement the first start point is the baseline.
    FunctionTuner settings =
        settings().setStartPoints(List.of(Map.of("x", 0.5))).setMinImprovement(0.001);
    FakeStudy dying = new FakeStudy(settings);
    for (int death = 0; death < 3; death++) {
      FakeRunner killed =
          new FakeRunner(
              (cell, clock) -> {
                throw new PoolLostException("killed");
              });
      FakeStudy before = dying;
      assertThatThrownBy(() -> before.run(killed)).isInstanceOf(PoolLostException.class);
      dying = dying.killed(settings, dying.events().size() - 1);
    }
    FakeRunner last = runner();
    FakeStudy.Left left = dying.run(last);
    assertThat(trials(left).get(0).state()).isEqualTo(TrialState.COMPLETED);
    List<Integer> order = new ArrayList<>();
    last.ran().forEach(cell -> order.add(cell.proposal().trial()));
    assertThat(order).as("after all others").endsWith(0, 0);
    assertThat(left.tables().summary().provenance().causes()).contains(StudyHistory.DRIVER_DIED);
    assertThat(left.tables().summary().result().improvement()).isPresent();
  }

  @Test
  void a_study_has_the_time_of_its_clock_alone() throws Exception {
    FakeRunner runner = runner();
    new FakeStudy(settings()).run(runner);
    assertThat(Duration.between(Instant.EPOCH, runner.instant())).isEqualTo(Duration.ofSeconds(8));
  }
}
