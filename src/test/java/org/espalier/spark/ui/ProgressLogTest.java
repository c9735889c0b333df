package org.espalier.spark.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.util.JsonProtocol;
import org.apache.spark.util.kvstore.InMemoryStore;
import org.espalier.journal.StudyEvent;
import org.espalier.space.Configuration;
import org.espalier.spark.ui.StudyProgress.TrialChange;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.testing.Sample;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of a study that runs, and what Spark's event log has of it. */
final class ProgressLogTest {

  /** Rungs of a study in which no trial is dropped. */
  private static final int RUNGS = 10;

  private final List<String> lines = new ArrayList<>();
  private final TuningRows live = new TuningRows(new InMemoryStore());
  private long now = 0;

  /**
   * Lets a study run.
   *
   * @param pause milliseconds between two of its events
   */
  private void run(List<StudyEvent> events, long pause) {
    LiveStudy study =
        new LiveStudy(0, new UUID(1, 2), 54, live, this::write, this::time, ended -> {});
    for (StudyEvent event : events) {
      now += pause;
      study.happened(event);
    }
  }

  private Instant time() {
    return Instant.ofEpochMilli(now);
  }

  private void write(SparkListenerEvent event) {
    lines.add(JsonProtocol.sparkEventToJsonString(event));
  }

  private int bytes() {
    return lines.stream().mapToInt(line -> line.getBytes(StandardCharsets.UTF_8).length + 1).sum();
  }

  /** Rows that a history server makes of the log. */
  private TuningRows replayed() {
    TuningRows rows = new TuningRows(new InMemoryStore());
    RowsListener listener = new RowsListener(rows, /* replays= */ true);
    lines.forEach(line -> listener.onOtherEvent(JsonProtocol.sparkEventFromJson(line)));
    return rows;
  }

  private static List<TrialChange> trials(TuningRows rows) {
    return rows.trials(0).stream()
        .map(TuningRows.TrialRow::now)
        .sorted(Comparator.comparing(TrialChange::trial))
        .toList();
  }

  /** A study all of whose trials climb to the top. */
  private static List<StudyEvent> climbing(int trials) {
    StudyEvent.Opened of = (StudyEvent.Opened) SampleStudy.events().get(0);
    StudyEvent.Setup setup = of.setup();
    List<StudyEvent> events = new ArrayList<>();
    events.add(
        new StudyEvent.Opened(
            of.study(),
            new StudyEvent.Setup(
                1,
                setup.objective(),
                "random",
                "racing",
                trials,
                0,
                RungLadder.foldByFold(RUNGS, 123_456)),
            of.folds(),
            Optional.empty(),
            of.request(),
            List.of(),
            Map.of(),
            0));
    for (int rung = 0; rung < RUNGS; rung++) {
      for (int trial = 0; trial < trials; trial++) {
        climb(events, trial, rung, (long) rung * trials + trial);
      }
    }
    events.add(SampleStudy.events().get(SampleStudy.events().size() - 1));
    return events;
  }

  private static void climb(List<StudyEvent> events, int trial, int rung, long number) {
    Proposal proposal = new Proposal(number, trial, rung, List.of(rung), 123_456);
    double score = 0.8 + trial / 123_457.0;
    events.add(
        new StudyEvent.Proposed(
            new Trial(trial, new Configuration(Map.of("x", trial)), "random"), proposal));
    events.add(
        new StudyEvent.Told(
            new Outcome(
                proposal,
                TrialState.COMPLETED,
                OptionalDouble.of(-score),
                OptionalDouble.of(score),
                OptionalLong.empty(),
                List.of(),
                "")));
    Decision.Kind kind = rung == RUNGS - 1 ? Decision.Kind.COMPLETE : Decision.Kind.PROMOTE;
    Decision.Ranking ranking = new Decision.Ranking(-score, trial + 1, trial + 1);
    String reason = "ahead of trial %d, at %.4f of the noise".formatted(trial, score);
    events.add(new StudyEvent.Decided(new Decision(trial, rung, kind, "racing", ranking, reason)));
  }

  static Stream<Arguments> studies() {
    return Sample.rows(
        List.of(
            arguments(1_000, 700),
            arguments(10, 0),
            arguments(1_000, 0),
            arguments(1_000, 60_000),
            arguments(10_000, 700),
            arguments(30, 60_000)));
  }

  @ParameterizedTest
  @MethodSource("studies")
  @Tag(Sample.TAG)
  void a_trial_has_200_bytes_at_most_and_the_log_has_all_of_it(int trials, long pause) {
    run(SampleStudy.ofTrials(trials), pause);
    assertThat(bytes()).isLessThanOrEqualTo(trials * ProgressLog.BYTES);
    TuningRows replayed = replayed();
    assertThat(trials(replayed)).isEqualTo(trials(live)).hasSize(trials);
    assertThat(replayed.studies()).isEqualTo(live.studies()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"10, 0", "10, 60000", "1000, 700"})
  void of_many_rungs_the_log_has_the_last_ones(int trials, long pause) {
    run(climbing(trials), pause);
    assertThat(bytes()).isLessThanOrEqualTo(trials * ProgressLog.BYTES);
    assertThat(trials(live)).allMatch(trial -> trial.steps().size() == RUNGS);
    assertThat(trials(replayed()))
        .hasSize(trials)
        .allMatch(trial -> trial.state() == TrialState.COMPLETED)
        .allMatch(trial -> trial.steps().get(trial.steps().size() - 1).rung() == RUNGS - 1);
  }

  /** Each change of a slow study waits for seconds: for a few trials that is many events. */
  @Test
  void of_a_few_slow_trials_the_log_has_the_last_evaluations() {
    run(SampleStudy.ofTrials(10), 3_600_000);
    assertThat(bytes()).isLessThanOrEqualTo(10 * ProgressLog.BYTES);
    assertThat(trials(replayed()))
        .extracting(TrialChange::trial, TrialChange::state, ProgressLogTest::last)
        .isEqualTo(
            trials(live).stream()
                .map(trial -> tuple(trial.trial(), trial.state(), last(trial)))
                .toList());
  }

  private static StudyProgress.Step last(TrialChange trial) {
    return trial.steps().get(trial.steps().size() - 1);
  }

  /** The log has the places of states. */
  @Test
  void states_keep_their_order() {
    assertThat(TrialState.values())
        .extracting(TrialState::name)
        .containsExactly(
            "QUEUED", "RUNNING", "PAUSED", "COMPLETED", "PRUNED", "FAILED", "LOST", "CANCELLED");
  }

  @ParameterizedTest
  @CsvSource({"10, 0", "10, 60000", "1000, 700"})
  void failures_of_many_kinds_do_not_take_the_place_of_states(int trials, long pause) {
    List<StudyEvent> events = new ArrayList<>(climbing(0));
    for (int trial = 0; trial < trials; trial++) {
      Proposal proposal = new Proposal(trial, trial, 0, List.of(0), 1);
      String reason = "übles Maß %s: ".formatted(Integer.toString(trial, 36)).repeat(20);
      events.add(
          1 + 2 * trial,
          new StudyEvent.Proposed(
              new Trial(trial, new Configuration(Map.of("x", trial)), "random"), proposal));
      events.add(
          2 + 2 * trial,
          new StudyEvent.Told(
              new Outcome(
                  proposal,
                  TrialState.FAILED,
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  OptionalLong.empty(),
                  List.of(),
                  reason)));
    }
    run(events, pause);
    assertThat(bytes()).isLessThanOrEqualTo(trials * ProgressLog.BYTES);
    assertThat(trials(replayed())).isEqualTo(trials(live)).hasSize(trials);
  }

  @Test
  void an_event_has_many_trials() {
    run(SampleStudy.ofTrials(1_000), 0);
    assertThat(lines).hasSizeLessThan(40);
  }

  @Test
  void the_log_is_not_much_behind_a_slow_study() {
    List<StudyEvent> events = SampleStudy.ofTrials(100);
    run(events.subList(0, events.size() * 2 / 3), 2_000);
    long begun = live.trials();
    assertThat(begun).isGreaterThan(50);
    assertThat(replayed().trials()).isGreaterThan(begun / 2);
  }

  @Test
  void reasons_keep_their_numbers_and_failures_are_told_once() {
    run(SampleStudy.events(), 0);
    StudyView view = new StudyView(live.studies().get(0), live.trials(0));
    List<String> reasons =
        view.trials().stream()
            .flatMap(trial -> trial.now().steps().stream())
            .flatMap(step -> view.reason(step).stream())
            .toList();
    assertThat(reasons)
        .anyMatch(
            reason ->
                reason.matches(
                    "rung 0: pruned by halving: not among the best 1\\d of"
                        + " 54 \\(rank \\d+ of 54 then\\)"))
        .anyMatch(
            reason ->
                reason.startsWith(
                    "rung 0: failed: fold 0: IllegalArgumentException: requirement failed:"
                        + " DecisionTree requires maxDepth <= 14 with <b>these</b> bins"))
        .noneMatch(reason -> reason.contains(String.valueOf(StudyProgress.Phrase.NUMBER)));
    assertThat(live.studies().get(0).phrases()).hasSizeLessThan(8).doesNotHaveDuplicates();
    assertThat(IntStream.range(0, 4).mapToObj(view::at))
        .contains("at rung 0 of 3 (1,000 of 20,839 training rows)", "on all folds and rows");
  }
}
