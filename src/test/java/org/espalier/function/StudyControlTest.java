package org.espalier.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.TrialRow;
import org.espalier.testing.SparkTest;
import org.espalier.tune.StudyControl;
import org.espalier.tune.StudyListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study that is asked from another thread to stop, or to take another limit. */
final class StudyControlTest extends SparkTest {

  private static final int TRIALS = 8;

  /** Trials from this one on wait until the study was asked to stop. */
  private static final int WAITING = 4;

  private static volatile CountDownLatch asked = new CountDownLatch(0);

  /** Listener that uses the control at once, and at each event. */
  private static final class Asking implements StudyListener {

    private final Consumer<StudyControl> first;
    private final BiConsumer<StudyControl, StudyEvent> then;
    private final CompletableFuture<StudyControl> control = new CompletableFuture<>();

    Asking(Consumer<StudyControl> first, BiConsumer<StudyControl, StudyEvent> then) {
      this.first = first;
      this.then = then;
    }

    @Override
    public void begins(StudyControl begun) {
      control.complete(begun);
      first.accept(begun);
    }

    @Override
    public void happened(StudyEvent event) {
      then.accept(control.join(), event);
    }
  }

  private static FunctionTuner tuner() {
    return new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", -2, 2))
        .setSampler("random")
        .setParallelism(1)
        .setTrials(TRIALS)
        .setSeed(3);
  }

  private static Map<String, Double> loss(FunctionTrial trial) throws InterruptedException {
    if (trial.trial() >= WAITING) {
      asked.await();
    }
    return Map.of("loss", Math.pow(trial.number("x"), 2));
  }

  private FunctionStudy study(FunctionTuner tuner) {
    return tuner.tune(spark(), StudyControlTest::loss);
  }

  private static List<String> scores(FunctionStudy study) {
    return study.tables().trials().stream().map(StudyControlTest::score).toList();
  }

  private static String score(TrialRow trial) {
    return trial.trial() + " " + trial.evaluation().score();
  }

  @Test
  void a_study_that_is_asked_to_stop_is_a_prefix_of_the_uncut_one(@TempDir Path folder) {
    List<String> uncut = scores(study(tuner()));
    asked = new CountDownLatch(1);
    FunctionTuner stopped =
        tuner()
            .setJournal(folder.resolve("study").toString())
            .setListeners(
                new Asking(
                    control -> {},
                    (control, event) -> {
                      if (event instanceof StudyEvent.Told told
                          && told.outcome().proposal().trial() == WAITING - 1) {
                        control.stop();
                        asked.countDown();
                      }
                    }));
    FunctionStudy study = study(stopped);
    List<String> completed =
        study.tables().trials().stream()
            .filter(trial -> trial.evaluation().score().isPresent())
            .map(StudyControlTest::score)
            .toList();
    assertThat(completed)
        .hasSizeBetween(WAITING, TRIALS - 1)
        .isEqualTo(uncut.subList(0, completed.size()));
    assertThat(study.tables().summary().end().reason()).startsWith("it was asked to stop");
    assertThat(study.best().trial()).isLessThan(completed.size());
    assertThat(study.tables().summary().provenance().causes())
        .contains("stopped or limited while it ran");
    assertThat(scores(study(stopped.setListeners()))).isEqualTo(uncut); // the same goes on
  }

  @Test
  void limits_that_are_set_while_it_runs_count_in_place_of_those_before() {
    FunctionTuner hasty = tuner().setTimeout(0.001);
    assertThat(
            scores(
                study(hasty.setListeners(at(control -> control.setTimeout(Duration.ofHours(1)))))))
        .hasSize(TRIALS);
    assertThatThrownBy(
            () ->
                study(
                    tuner()
                        .setListeners(
                            at(
                                control -> {
                                  control.setTimeout(Duration.ofMillis(1));
                                  passes(Duration.ofMillis(1));
                                }))))
        .hasMessageStartingWith("No trial completed within the budget: the time of");
    FunctionStudy few = study(tuner().setListeners(at(control -> control.setMaxUnits(3))));
    assertThat(few.tables().trials()).hasSize(3);
    assertThat(few.tables().summary().end().reason()).isEqualTo("the 3 planned units were used up");
    assertThatThrownBy(() -> study(tuner().setListeners(at(control -> control.setMaxUnits(0)))))
        .hasMessage("The units must be positive, not 0.");
    assertThatThrownBy(
            () -> study(tuner().setListeners(at(control -> control.setTimeout(Duration.ZERO)))))
        .hasMessage("The timeout must be positive, not PT0S.");
  }

  /** Lasts until the clock has gone on by a time, before the study asks for a trial. */
  private static void passes(Duration time) {
    Instant end = Instant.now().plus(time);
    while (!Instant.now().isAfter(end)) {
      Thread.onSpinWait();
    }
  }

  private static StudyListener at(Consumer<StudyControl> begin) {
    return new Asking(begin, (control, event) -> {});
  }
}
