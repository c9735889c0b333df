package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.espalier.evaluate.Cell;
import org.espalier.function.FakeStudy;
import org.espalier.function.FunctionSpace;
import org.espalier.function.FunctionTuner;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.ModelRefit;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.study.Seed;
import org.espalier.testing.FakeRunner;
import org.espalier.testing.Sample;
import org.espalier.tune.StudyInterruptedException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** End of a study under a deadline, without Spark: which model is left, and what is skipped. */
final class StudyEndTest {

  private static final Configuration DEFAULTS = new Configuration(Map.of("x", 0.9));

  /** Fit 3 s, score 1 s, save 1 s; page and summary 3 s. */
  private static final FakeModels.Seconds SHORT = new FakeModels.Seconds(3, 1, 0, 1, 0, 3, 1);

  private static FunctionTuner settings(long timeout) {
    FunctionTuner untimed =
        new FunctionTuner()
            .setSpace(new FunctionSpace().addFloat("x", 0, 1))
            .setStartPoints(List.of(Map.of("x", 0.9)))
            .setMinImprovement(0)
            .setSampler("random")
            .setMetric("loss")
            .setTrials(1_000)
            .setParallelism(1)
            .setWindow(1)
            .setSeed(42);
    return timeout == 0 ? untimed : untimed.setTimeout((double) timeout);
  }

  private static double loss(Cell cell) {
    return Math.abs(cell.configuration().number("x") - 0.5);
  }

  /** Fit beyond any deadline here, which ends only when it is cancelled. */
  private static double endless(Cell cell, FakeRunner clock) {
    clock.pass(Duration.ofMinutes(1));
    return FakeRunner.ENDLESS;
  }

  /**
   * Study that ran to its end, or was ended by the guard of its deadline.
   *
   * @param seconds when it ended
   */
  private record Ended(FakeStudy study, FakeModels models, double seconds) {

    StudyHistory history() {
      return StudyHistory.of(study.events());
    }

    StudyEvent.Closed closed() {
      return history().closed().orElseThrow();
    }

    List<String> afterSearch() {
      return models.steps().subList(3, models.steps().size());
    }

    Configuration winner() {
      int trial = history().confirmed().orElseThrow().winner();
      return history().study().trials().get(trial).configuration();
    }
  }

  private static Ended run(long timeout, FakeModels.Seconds seconds, FakeRunner.Fit fit)
      throws IOException {
    return run(timeout, new FakeModels(DEFAULTS, seconds), fit);
  }

  private static Ended run(long timeout, FakeModels models, FakeRunner.Fit fit) throws IOException {
    FakeRunner runner = new FakeRunner(fit);
    FakeStudy study = new FakeStudy(settings(timeout)).fitting(models);
    try {
      study.run(runner);
    } catch (StudyInterruptedException e) {
      assertThat(models.isGuarded()).isTrue();
    }
    return new Ended(study, models, runner.millis() / 1000.0);
  }

  private static Ended run(long timeout) throws IOException {
    return run(timeout, SHORT, (cell, clock) -> loss(cell));
  }

  @Test
  void the_search_ends_when_the_time_left_is_what_the_winner_needs() throws Exception {
    Ended ended = run(60);
    assertThat(ended.afterSearch())
        .containsExactly("fit", "judge", "refine", "save", "predictions");
    assertThat(ended.models().isGuarded()).isFalse();
    assertThat(ended.seconds()).isBetween(50.0, 60.0);
    assertThat(ended.models().model()).hasValue(ended.winner());
    assertThat(ended.winner()).isNotEqualTo(DEFAULTS);
    assertThat(ended.models().isSaved()).as("the fallback").isFalse();
    assertThat(ended.closed().status()).isEqualTo(StudyStatus.FINISHED);
    assertThat(ended.history().confirmed().orElseThrow().baselineHeldOut()).hasValue(0.25);
  }

  @Test
  void a_step_that_does_not_fit_is_skipped_and_the_record_says_why() throws Exception {
    HeldOutExamination examination = run(60).history().examination().orElseThrow();
    assertThat(examination.leftOut())
        .containsExactly("Nothing was examined: there was no time for it before the deadline.");
  }

  @Test
  void a_search_that_ends_early_leaves_time_for_every_step() throws Exception {
    FakeRunner runner = new FakeRunner((cell, clock) -> loss(cell));
    FakeModels models = new FakeModels(DEFAULTS, SHORT);
    FakeStudy study = new FakeStudy(settings(600).setTrials(4)).fitting(models);
    study.run(runner);
    assertThat(models.steps().subList(3, models.steps().size()))
        .containsExactly("fit", "judge", "refine", "save", "predictions", "examine");
    assertThat(StudyHistory.of(study.events()).examination().orElseThrow().leftOut()).isEmpty();
  }

  @Test
  void a_winner_that_was_fitted_before_the_search_is_not_fitted_or_saved_again() throws Exception {
    Ended ended = run(60, SHORT, (cell, clock) -> cell.proposal().trial() == 0 ? 0 : loss(cell));
    assertThat(ended.winner()).isEqualTo(DEFAULTS);
    assertThat(ended.afterSearch()).doesNotContain("fit", "save");
    assertThat(ended.models().model()).hasValue(DEFAULTS);
    assertThat(ended.models().isSaved()).as("the fallback").isFalse();
    assertThat(ended.history().confirmed().orElseThrow().refitSeconds()).isEqualTo(3);
  }

  @Test
  void without_time_to_fit_the_winner_the_defaults_are_left_and_the_end_names_it()
      throws Exception {
    // The second trial is the best, and takes so long that its fit on all rows would be late.
    Ended ended =
        run(
            60,
            SHORT,
            (cell, clock) -> {
              if (cell.proposal().trial() == 1) {
                clock.pass(Duration.ofSeconds(40));
                return 0;
              }
              return loss(cell);
            });
    assertThat(ended.winner()).isEqualTo(DEFAULTS);
    assertThat(ended.models().model()).hasValue(DEFAULTS);
    assertThat(ended.models().isGuarded()).isFalse();
    assertThat(ended.closed().reason())
        .endsWith(
            "; there was no time to fit trial 1 on all rows: the defaults, fitted before the"
                + " search, are the model");
  }

  @Test
  void without_a_completed_trial_the_defaults_are_left() throws Exception {
    Ended ended = run(30, SHORT, StudyEndTest::endless);
    assertThat(ended.models().model()).hasValue(DEFAULTS);
    assertThat(ended.history().confirmed()).isEmpty();
    assertThat(ended.closed().status()).isEqualTo(StudyStatus.GAVE_UP);
    assertThat(ended.closed().reason())
        .contains("no trial completed within the budget: the time of 30 s was up")
        .endsWith(
            "; the defaults of the function are left as the model, fitted on all rows and compared"
                + " with nothing; held-out loss 0.25");
  }

  /** Study whose time is up while its first cell runs. */
  private static Ended duringSearch(FakeModels models) throws IOException {
    FakeRunner runner =
        new FakeRunner(
            (cell, clock) -> {
              clock.pass(Duration.ofMinutes(1));
              models.look();
              return loss(cell);
            });
    FakeStudy study = new FakeStudy(settings(30)).fitting(models);
    assertThatThrownBy(() -> study.run(runner)).isInstanceOf(StudyInterruptedException.class);
    return new Ended(study, models, runner.millis() / 1000.0);
  }

  @Test
  void when_the_guard_ends_a_search_without_a_trial_the_defaults_are_left() throws Exception {
    Ended ended = duringSearch(new FakeModels(DEFAULTS, SHORT));
    assertThat(ended.models().model()).hasValue(DEFAULTS);
    assertThat(ended.history().confirmed()).isEmpty();
    assertThat(ended.closed().exitCode()).isEqualTo(StudyStatus.GAVE_UP.exitCode());
    assertThat(ended.closed().reason())
        .startsWith(
            "no trial completed within the budget: the time of 30 s was up; the defaults of");
  }

  @Test
  void when_the_guard_ends_a_study_without_a_model_the_record_says_what_it_needs()
      throws Exception {
    Ended ended = duringSearch(new FakeModels(DEFAULTS, SHORT).notBefore());
    assertThat(ended.models().model()).isEmpty();
    assertThat(ended.closed().status()).isEqualTo(StudyStatus.GAVE_UP);
    assertThat(ended.closed().reason()).isEqualTo("needs more time");
  }

  @Test
  void a_fallback_that_the_guard_left_and_a_killed_driver_did_not_adopt_is_adopted_later()
      throws Exception {
    FakeModels.Seconds slow = new FakeModels.Seconds(3, 1, 0, 20, 0, 3, 3);
    Ended ended = run(120, slow, (cell, clock) -> loss(cell));
    assertThat(ended.models().isGuarded()).isTrue();
    assertThat(ended.winner()).isEqualTo(DEFAULTS);
    FakeModels saved = new FakeModels(DEFAULTS, SHORT);
    FakeStudy again = ended.study().again(settings(120)).fitting(saved);
    again.run(new FakeRunner((cell, clock) -> loss(cell)));
    assertThat(again.events()).isEqualTo(ended.study().events());
    assertThat(saved.model()).hasValue(DEFAULTS);
    assertThat(saved.isSaved()).isFalse();
  }

  @Test
  void defaults_that_were_not_fitted_before_the_search_are_fitted_and_saved_after_it()
      throws Exception {
    FakeRunner slow = new FakeRunner(StudyEndTest::endless);
    FakeModels models = new FakeModels(DEFAULTS, SHORT).notBefore().unguarded();
    FakeStudy study = new FakeStudy(settings(30)).fitting(models);
    study.run(slow);
    assertThat(models.steps()).containsExactly("fit", "save", "judge");
    assertThat(models.model()).hasValue(DEFAULTS);
    assertThat(StudyHistory.of(study.events()).closed().orElseThrow().reason())
        .contains("; the defaults of the function are left as the model");
  }

  @Test
  void a_model_that_a_killed_driver_left_is_not_fitted_again() throws Exception {
    FunctionTuner settings = settings(0).setTrials(4);
    FakeStudy study = new FakeStudy(settings).fitting(new FakeModels(DEFAULTS, SHORT));
    study.run(new FakeRunner((cell, clock) -> loss(cell)));
    int winner = StudyHistory.of(study.events()).confirmed().orElseThrow().winner();
    FakeModels again = new FakeModels(DEFAULTS, SHORT);
    FakeStudy resumed = study.killed(settings, study.events().size() - 1).fitting(again);
    resumed.run(new FakeRunner((cell, clock) -> loss(cell)));
    assertThat(again.steps()).isEmpty();
    StudyHistory history = StudyHistory.of(resumed.events());
    assertThat(history.confirmed().orElseThrow().winner()).isEqualTo(winner);
    assertThat(history.closed().orElseThrow().status()).isEqualTo(StudyStatus.FINISHED);
  }

  @Test
  void the_model_is_fitted_on_all_rows_after_everything_that_needs_the_held_out_ones()
      throws Exception {
    FakeModels models = new FakeModels(DEFAULTS, SHORT).refitting(4);
    FakeStudy study = new FakeStudy(settings(0).setTrials(4)).fitting(models);
    study.run(new FakeRunner((cell, clock) -> loss(cell)));
    assertThat(models.steps()).endsWith("save", "predictions", "examine", "refit");
    assertThat(models.isOfAllRows()).isTrue();
    assertThat(models.isBeside()).isFalse();
    assertThat(StudyHistory.of(study.events()).refit()).hasValue(ModelRefit.of(100, 4));
    assertThat(study.events().subList(study.events().size() - 2, study.events().size()))
        .hasOnlyElementsOfTypes(StudyEvent.Refitted.class, StudyEvent.Closed.class);
  }

  @Test
  void a_fit_on_all_rows_that_would_be_late_is_skipped_and_the_record_says_why() throws Exception {
    Ended ended =
        run(60, new FakeModels(DEFAULTS, SHORT).refitting(30), (cell, clock) -> loss(cell));
    assertThat(ended.models().steps()).doesNotContain("refit");
    assertThat(ended.models().isGuarded()).isFalse();
    assertThat(ended.models().isOfAllRows()).isFalse();
    assertThat(ended.history().refit())
        .hasValue(ModelRefit.without(100, "there was no time for it before the deadline"));
  }

  @Test
  void a_fit_on_all_rows_that_has_room_goes_before_the_examination() throws Exception {
    Ended ended =
        run(60, new FakeModels(DEFAULTS, SHORT).refitting(3), (cell, clock) -> loss(cell));
    assertThat(ended.afterSearch()).doesNotContain("examine").endsWith("refit");
    assertThat(ended.models().isOfAllRows()).isTrue();
    assertThat(ended.seconds()).isLessThanOrEqualTo(60);
  }

  @Test
  void a_fit_on_all_rows_that_fails_leaves_the_model_of_the_training_rows() throws Exception {
    FakeModels models = new FakeModels(DEFAULTS, SHORT).refitting(4).failing();
    FakeStudy study = new FakeStudy(settings(0).setTrials(4)).fitting(models);
    study.run(new FakeRunner((cell, clock) -> loss(cell)));
    StudyHistory history = StudyHistory.of(study.events());
    assertThat(history.closed().orElseThrow().status()).isEqualTo(StudyStatus.FINISHED);
    assertThat(history.refit().orElseThrow().skipped().orElseThrow()).contains("singular");
    assertThat(models.model()).isPresent();
    assertThat(models.isOfAllRows()).isFalse();
    assertThat(models.isBeside()).isFalse();
  }

  @Test
  void when_the_guard_ends_a_fit_on_all_rows_the_model_of_the_training_rows_is_left()
      throws Exception {
    FakeModels models = new FakeModels(DEFAULTS, SHORT).refitting(3, 100);
    Ended ended = run(60, models, (cell, clock) -> loss(cell));
    assertThat(models.isGuarded()).isTrue();
    assertThat(models.steps()).endsWith("refit", "time is up");
    assertThat(models.model()).hasValue(ended.winner());
    assertThat(models.isOfAllRows()).isFalse();
    assertThat(models.isBeside()).isFalse();
    assertThat(ended.history().refit().orElseThrow().skipped())
        .hasValue("there was no time for it before the deadline");
    assertThat(ended.closed().status()).isEqualTo(StudyStatus.FINISHED);
  }

  @Test
  void a_driver_that_goes_on_after_any_event_leaves_the_model_of_all_rows() throws Exception {
    FunctionTuner settings = settings(0).setTrials(4);
    FakeStudy study = new FakeStudy(settings).fitting(new FakeModels(DEFAULTS, SHORT).refitting(4));
    study.run(new FakeRunner((cell, clock) -> loss(cell)));
    StudyHistory whole = StudyHistory.of(study.events());
    Configuration winner =
        whole.study().trials().get(whole.confirmed().orElseThrow().winner()).configuration();
    for (int cut = 1; cut < study.events().size(); cut++) {
      StudyHistory left = StudyHistory.of(study.events().subList(0, cut));
      boolean isRecorded = left.refit().isPresent();
      FakeModels models = new FakeModels(DEFAULTS, SHORT).refitting(4);
      if (left.confirmed().isPresent()) {
        models.left(winner, isRecorded);
      }
      FakeStudy resumed = study.killed(settings, cut).fitting(models);
      resumed.run(new FakeRunner((cell, clock) -> loss(cell)));
      String what = "after %d events".formatted(cut);
      assertThat(models.model()).as(what).hasValue(winner);
      assertThat(models.isOfAllRows()).as(what).isTrue();
      assertThat(models.isBeside()).as(what).isFalse();
      assertThat(models.steps().contains("refit")).as(what).isEqualTo(!isRecorded);
      assertThat(models.steps().contains("fit")).as(what).isEqualTo(left.confirmed().isEmpty());
      assertThat(StudyHistory.of(resumed.events()).refit()).as(what).isEqualTo(whole.refit());
    }
  }

  @Test
  void a_study_without_a_deadline_needs_no_model_before_its_search() throws Exception {
    FakeRunner runner = new FakeRunner((cell, clock) -> loss(cell));
    FakeModels models = new FakeModels(DEFAULTS, SHORT);
    FakeStudy study = new FakeStudy(settings(0).setTrials(4)).fitting(models);
    study.run(runner);
    assertThat(models.steps())
        .containsExactly(
            "fit", "judge", "fit", "judge", "refine", "save", "predictions", "examine");
  }

  @Test
  @Tag(Sample.TAG)
  void when_the_guard_ends_a_study_the_model_that_is_saved_by_then_is_left_at_any_step()
      throws Exception {
    int guarded = 0;
    int fallbacks = 0;
    int rounds = Sample.rounds(200);
    RandomGenerator random = new Seed(59).random();
    for (int round = 0; round < rounds; round++) {
      FakeModels.Seconds seconds =
          new FakeModels.Seconds(
              random.nextInt(1, 15),
              random.nextInt(0, 6),
              random.nextInt(0, 3),
              random.nextInt(0, 6),
              random.nextInt(0, 3),
              3,
              random.nextBoolean() ? 1 : random.nextDouble(1, 6));
      long timeout = random.nextInt(20, 90);
      double ofCell = random.nextDouble(0, 6);
      FakeModels models = new FakeModels(DEFAULTS, seconds);
      Ended ended =
          run(
              timeout,
              random.nextBoolean() ? models : models.refitting(random.nextInt(1, 8)),
              (cell, clock) -> {
                clock.pass(Duration.ofMillis((long) (1000 * ofCell)));
                return loss(cell);
              });
      String what = "%s, %d s, cells of %.1f s: %s".formatted(seconds, timeout, ofCell, ended);
      assertThat(ended.models().model()).as(what).isPresent();
      assertThat(ended.models().isSaved()).as(what).isFalse();
      assertThat(ended.models().isBeside()).as(what).isFalse();
      assertThat(ended.models().isOfAllRows())
          .as(what)
          .isEqualTo(ended.history().refit().filter(ModelRefit::isDone).isPresent());
      assertThat(ended.history().closed()).as(what).isPresent();
      Optional<StudyEvent.Confirmed> confirmed = ended.history().confirmed();
      Configuration left = confirmed.isPresent() ? ended.winner() : DEFAULTS;
      assertThat(ended.models().model()).as(what).hasValue(left);
      long steps = seconds.fit() + seconds.judge() + seconds.save();
      long search = timeout - 2 * steps - seconds.leave();
      boolean known = seconds.later() == 1 && seconds.refine() + seconds.predictions() == 0;
      if (known && search > 3 * (1 + ofCell)) {
        assertThat(ended.models().isGuarded()).as(what).isFalse();
        assertThat(ended.seconds()).as(what).isLessThanOrEqualTo((double) timeout);
      }
      guarded += ended.models().isGuarded() ? 1 : 0;
      fallbacks += left.equals(DEFAULTS) ? 1 : 0;
    }
    assertThat(guarded).isBetween(rounds / 10, rounds * 9 / 10);
    assertThat(fallbacks).isBetween(rounds / 10, rounds * 9 / 10);
  }
}
