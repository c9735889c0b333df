package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.espalier.evaluate.CrossValidation;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.StudyEvent;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Direction;
import org.espalier.study.Interval;
import org.espalier.study.Objective;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.testing.SampleExamination;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfirmationTest {

  private static final RungLadder LADDER = RungLadder.full(100, 1);
  private static final int FIT_SECONDS = 10;

  private Instant now = Instant.EPOCH;
  private final InstantSource clock = () -> now;
  private final List<Object> fitted = new ArrayList<>();

  private static Study study() {
    Study study = Study.of(new Objective("accuracy", Direction.MAXIMIZE), new Seed(1));
    for (int i = 0; i < 2; i++) {
      String origin = i == 0 ? Trial.DEFAULT : "random";
      Trial trial = new Trial(i, new Configuration(Map.of("x", i)), origin);
      Proposal proposal = new Proposal(i, i, 0, List.of(0), 100);
      CellOutcome cell = CellOutcome.completed(0, 100, 0.5 + i * 0.1);
      study = study.asked(trial, proposal);
      study = study.told(CrossValidation.outcome(study, LADDER, proposal, List.of(cell)));
    }
    return study;
  }

  private class Models implements FinalModels<Object> {
    @Override
    public Object fit(Configuration configuration) {
      now = now.plusSeconds(FIT_SECONDS);
      fitted.add(configuration.params().get("x"));
      return configuration;
    }

    @Override
    public OptionalDouble heldOut(Object model) {
      return OptionalDouble.of(0.7);
    }

    @Override
    public Optional<Interval> gain(Object model, Object baseline) {
      return Optional.of(new Interval(-1, 1));
    }

    @Override
    public HeldOutExamination examined(Object model, Configuration configuration) {
      return SampleExamination.binary();
    }
  }

  private static HeldOutExamination examination(RuntimeException thrown, boolean inTime) {
    FinalModels<Object> models =
        new ConfirmationTest().new Models() {
          @Override
          public HeldOutExamination examined(Object model, Configuration configuration) {
            throw thrown;
          }
        };
    return new Confirmation<>(
            new Object(),
            new StudyEvent.Confirmed(0, OptionalDouble.of(1), OptionalDouble.empty(), 1),
            Duration.ofSeconds(2))
        .examined(
            new Configuration(Map.of()), models, 50, needed -> inTime || needed.toSeconds() < 20);
  }

  @Test
  void an_examination_that_fails_or_has_no_time_says_so_and_leaves_the_study_its_model() {
    IllegalStateException thrown = new IllegalStateException("cannot be examined");
    assertThat(examination(thrown, true).leftOut())
        .containsExactly("Nothing was examined: IllegalStateException: cannot be examined.");
    assertThat(examination(thrown, false).leftOut())
        .containsExactly("Nothing was examined: there was no time for it before the deadline.");
    CompletionException interrupted = new CompletionException(new InterruptedException());
    assertThatThrownBy(() -> examination(interrupted, true)).isSameAs(interrupted);
  }

  @ParameterizedTest
  @CsvSource({"20, true", "19, false", "5, false"})
  void the_baseline_is_fitted_to_compare_with_only_if_that_ends_in_time(
      int deadline, boolean compared) {
    Predicate<Duration> inTime =
        needed -> !now.plus(needed).isAfter(Instant.ofEpochSecond(deadline));
    Study study = study();
    Confirmation<Object> confirmation =
        Confirmation.of(study, 1, study.outcomes(), new Models(), clock, inTime);
    assertThat(fitted).isEqualTo(compared ? List.of(1, 0) : List.of(1));
    assertThat(confirmation.event().refitSeconds()).isEqualTo(FIT_SECONDS);
    assertThat(confirmation.event().heldOut()).hasValue(0.7);
    assertThat(confirmation.event().baselineHeldOut().isPresent()).isEqualTo(compared);
    assertThat(confirmation.event().gain().isPresent()).isEqualTo(compared);
  }
}
