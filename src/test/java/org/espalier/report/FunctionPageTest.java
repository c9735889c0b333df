package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.report.view.StudyReport;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.junit.jupiter.api.Test;

/** The page of a study of a function, which has steps and calls in place of rows and learners. */
final class FunctionPageTest {

  /** Trials of one fold and rungs of 1, 3 and 9 steps. */
  private static final class Played {
    private final List<StudyEvent> events = new ArrayList<>();
    private final Objective objective;
    private final int folds;
    private final RungLadder ladder;
    private int proposals = 0;

    private Played(EntryPoint entryPoint, Direction direction, int folds) {
      this.objective = new Objective("val-mse", direction);
      this.folds = folds;
      this.ladder = RungLadder.ofIterations(1, 9, 3, 1, folds);
      events.add(
          new StudyEvent.Opened(
              "net",
              new StudyEvent.Setup(3, objective, "auto", "asha", 9, 16, ladder),
              new StudyEvent.Folds("function", Collections.nCopies(folds, 1L), 0, 1, 0),
              Optional.empty(),
              new StudyEvent.Request(
                  entryPoint, List.of("a function of 1 parameter"), "seed = 3\n"),
              List.of(),
              Map.of("spark", "4.1.0"),
              0));
    }

    /** A trial's score at a rung, a fold each. */
    Played told(int trial, int rung, double... scores) {
      Configuration configuration = new Configuration(Map.of("depth", trial + 1));
      Proposal proposal =
          new Proposal(
              proposals++, trial, rung, ladder.missingFolds(rung), ladder.units(rung, folds));
      double mean = Arrays.stream(scores).average().orElseThrow();
      events.add(new StudyEvent.Proposed(new Trial(trial, configuration, "sobol"), proposal));
      events.add(
          new StudyEvent.Told(
              new Outcome(
                  proposal,
                  TrialState.COMPLETED,
                  OptionalDouble.of(objective.loss(mean)),
                  OptionalDouble.of(mean),
                  OptionalLong.empty(),
                  IntStream.range(0, scores.length)
                      .mapToObj(f -> CellOutcome.completed(f, 1, scores[f]))
                      .toList(),
                  "")));
      return this;
    }

    Played ended(StudyEvent... last) {
      events.addAll(List.of(last));
      return this;
    }

    StudyReport report() {
      return StudyReport.of(StudyRecord.of(events));
    }

    String page() {
      return ReportPage.print(report(), List.of(), SamplePage.BARE);
    }
  }

  private static StudyEvent confirmed(int trial) {
    return new StudyEvent.Confirmed(trial, OptionalDouble.empty(), OptionalDouble.empty(), 0);
  }

  private static StudyEvent finished() {
    return new StudyEvent.Closed(
        StudyStatus.FINISHED, 0, "every trial was decided on", List.of(), 9, 9);
  }

  private static Played asha(Direction direction, int folds) {
    double[] good = Collections.nCopies(folds, 0.5361).stream().mapToDouble(s -> s).toArray();
    double[] bad = IntStream.range(0, folds).mapToDouble(f -> 1.02 + f * 0.00018).toArray();
    return new Played(EntryPoint.FUNCTION, direction, folds)
        .told(0, 0, good)
        .told(1, 0, bad)
        .told(0, 1, good);
  }

  @Test
  void speaks_of_steps_and_calls_and_of_no_rows_and_learners() {
    for (int folds : List.of(1, 2)) {
      String page =
          asha(Direction.MINIMIZE, folds)
              .told(0, 2, IntStream.range(0, folds).mapToDouble(f -> 0.5361).toArray())
              .ended(confirmed(0), finished())
              .page();
      assertThat(
              page.replaceAll(
                  "(?s)<style>.*?</style>|<script.*?</script>|role=\"row\"|scope=\"row\"", ""))
          .doesNotContainPattern("(?i)\\brows?\\b")
          .doesNotContainPattern("(?i)\\blearners?\\b")
          .doesNotContainPattern("(?i)held.out|skew|iterations")
          .contains(">Steps</th>", ">in full</li>", "val-mse");
    }
  }

  @Test
  void folds_are_calls_and_a_single_one_needs_no_section() {
    String two = asha(Direction.MINIMIZE, 2).page();
    assertThat(two).contains("Each fold is a call of the function");
    String one = asha(Direction.MINIMIZE, 1).ended(confirmed(0), finished()).page();
    assertThat(one).doesNotContain("id=\"data\"", "Folds, low to high", "±");
  }

  @Test
  void scores_without_an_error_have_four_significant_digits() {
    assertThat(asha(Direction.MINIMIZE, 2).report().decimals()).isEqualTo(4);
  }

  @Test
  void interrupted_it_names_the_best_in_either_direction_with_its_steps() {
    assertThat(asha(Direction.MINIMIZE, 1).report().result().verdict().headline())
        .isEqualTo(
            "Interrupted. Best so far: trial 0 with 0.5361 in val-mse, at rung 1 of 2"
                + " (3 of 9 steps).");
    Played played =
        new Played(EntryPoint.FUNCTION, Direction.MAXIMIZE, 1).told(0, 2, 0.1).told(1, 2, 0.7);
    assertThat(played.report().result().verdict().headline())
        .isEqualTo("Interrupted. Best so far: trial 1 with 0.7000 in val-mse, in full.");
    assertThat(played.page()).contains("To continue where it stopped: the same call with the same");
  }

  @Test
  void a_fit_of_the_library_goes_on_with_its_journal() {
    Played fit = new Played(EntryPoint.TUNER, Direction.MAXIMIZE, 1).told(0, 2, 0.1);
    assertThat(fit.report().result().verdict().notes())
        .endsWith("To continue where it stopped: a fit with the same journal, params and rows.");
  }

  @Test
  void the_axis_holds_the_winner_and_the_best_so_far() {
    Played played = new Played(EntryPoint.FUNCTION, Direction.MINIMIZE, 1);
    for (int trial = 0; trial < 20; trial++) {
      played.told(trial, 0, trial == 11 ? 0.5361 : 1 + trial / 150.0);
    }
    StudyReport report = played.told(11, 1, 0.5361).told(11, 2, 0.5361).report();
    assertThat(report.result().history().orElseThrow().axis().low()).isLessThan(0.5361);
    assertThat(report.result().history().orElseThrow().axis().beyond()).isZero();
  }
}
