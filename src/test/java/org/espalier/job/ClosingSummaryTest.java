package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.study.Interval;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark") // Hadoop's file systems start where Spark does
final class ClosingSummaryTest {

  @TempDir private Path folder;

  private List<String> said(List<StudyEvent> events) throws IOException {
    StudyFolder study =
        StudyFolder.of(
            new OutputPlan(folder.toString(), false),
            "adult-income",
            Origins.none("test"),
            new Configuration(false));
    Files.createDirectories(folder.resolve("adult-income/model"));
    StringWriter shown = new StringWriter();
    new ClosingSummary(new PrintWriter(shown), study, "espalier tune a.conf --resume")
        .say(StudyRecord.of(events));
    return shown.toString().lines().toList();
  }

  /** The sample study with another end. */
  private static List<StudyEvent> ending(StudyEvent... last) {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events());
    events.subList(events.size() - 3, events.size()).clear();
    events.addAll(List.of(last));
    return events;
  }

  private static StudyEvent.Confirmed sample() {
    List<StudyEvent> events = SampleStudy.events();
    return (StudyEvent.Confirmed) events.get(events.size() - 3);
  }

  private static StudyEvent.Closed finished() {
    return new StudyEvent.Closed(
        StudyStatus.FINISHED, 0, "every trial was decided on", List.of(), 60, 60_000);
  }

  private static StudyEvent.Confirmed confirmed(
      int winner, OptionalDouble own, OptionalDouble base) {
    return new StudyEvent.Confirmed(winner, own, base, 1);
  }

  @Test
  void a_finished_study_names_winner_scores_savings_and_where_things_are() throws IOException {
    List<String> said = said(SampleStudy.events());
    assertThat(said).contains("study adult-income finished: every trial was decided on");
    assertThat(said)
        .anyMatch(line -> line.startsWith("winner    trial " + sample().winner() + ", "));
    assertThat(said)
        .anyMatch(
            line -> line.matches(" +cross-validated area-under-roc 0\\.\\d+ ± .*, baseline .*"))
        .contains("          held-out area-under-roc 0.9264, baseline 0.9051")
        .contains("          better than the baseline by 0.02129 on held-out rows");
    assertThat(said).anyMatch(line -> line.matches("trials    \\d+ completed, \\d+ pruned, .*"));
    assertThat(said)
        .anyMatch(line -> line.matches("work      .* planned units; pruning saved \\d+ %"));
    assertThat(said).anyMatch(line -> line.matches("cost      .* s of tasks in 754[.,]5 s"));
    assertThat(said.get(said.size() - 2)).endsWith("/adult-income/model");
    assertThat(said.get(said.size() - 1)).startsWith("page ").endsWith("/adult-income/report.html");
  }

  @Test
  void without_held_out_rows_the_comparison_is_that_of_cross_validation() throws IOException {
    OptionalDouble none = OptionalDouble.empty();
    assertThat(said(ending(confirmed(sample().winner(), none, none), finished())))
        .noneMatch(line -> line.contains("held-out"))
        .anyMatch(
            line -> line.matches(" +better than the baseline by 0\\.\\d+ in cross-validation"));
  }

  @Test
  void a_winner_that_does_not_beat_the_baseline_on_held_out_rows_is_said_not_to()
      throws IOException {
    List<StudyEvent> events =
        ending(
            confirmed(sample().winner(), OptionalDouble.of(0.75), OptionalDouble.of(0.875)),
            finished());
    assertThat(said(events))
        .contains(
            "          worse than the baseline by 0.125 on held-out rows; the gain over folds was not confirmed");
  }

  @Test
  void a_winner_that_scores_as_the_baseline_on_held_out_rows_is_the_same() throws IOException {
    List<StudyEvent> events =
        ending(
            confirmed(sample().winner(), OptionalDouble.of(0.75), OptionalDouble.of(0.75)),
            finished());
    assertThat(said(events)).contains("          the same as the baseline on held-out rows");
  }

  @Test
  void the_baseline_as_winner_has_gained_nothing() throws IOException {
    List<StudyEvent> events =
        ending(confirmed(0, OptionalDouble.of(0.75), OptionalDouble.of(0.75)), finished());
    assertThat(said(events))
        .anyMatch(line -> line.startsWith("winner    trial 0, logistic-regression"))
        .contains("          the baseline itself is the best: no improvement");
  }

  @Test
  void a_baseline_beside_which_nothing_was_completed_beat_nobody() throws IOException {
    List<StudyEvent> events = new ArrayList<>(onlyBaseline());
    events.add(confirmed(0, OptionalDouble.of(0.75), OptionalDouble.of(0.75)));
    events.add(finished());
    assertThat(said(events))
        .contains(
            "          nothing but the baseline was completed: there is nothing to compare it with")
        .anyMatch(line -> line.endsWith("planned units of trials that were cancelled"))
        .noneMatch(line -> line.contains("is the best"));
  }

  private static StudyEvent.Confirmed gained(double low, double high) {
    return new StudyEvent.Confirmed(
        sample().winner(),
        OptionalDouble.of(0.875),
        OptionalDouble.of(0.75),
        1,
        Optional.of(new Interval(low, high)));
  }

  @Test
  void the_interval_of_a_gain_is_said_and_whether_it_may_be_noise() throws IOException {
    String gain = "          better than the baseline by 0.125 on held-out rows";
    assertThat(said(ending(gained(0.1, 0.15), finished())))
        .contains(gain + ", 95 % interval 0.1 to 0.15");
    assertThat(said(ending(gained(-0.1, 0.35), finished())))
        .contains(gain + ", 95 % interval -0.1 to 0.35: it may be noise");
    assertThat(said(ending(gained(0, 0.25), finished())))
        .contains(gain + ", 95 % interval 0.0 to 0.25: it may be noise");
    assertThat(said(ending(gained(0, 0), finished()))).contains(gain);
  }

  @Test
  void trials_of_which_no_cell_was_run_are_said_not_to_be_begun() throws IOException {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events(3));
    events.add(new StudyEvent.CellStarted(0, 0, 1_000));
    assertThat(said(events)).contains("trials    2 running; 1 of them not started");
  }

  /** The sample study in full, cut as soon as the first trial is told. */
  private static List<StudyEvent> onlyBaseline() {
    List<StudyEvent> events = new ArrayList<>();
    for (StudyEvent event : SampleStudy.events()) {
      events.add(event);
      if (event instanceof StudyEvent.Proposed proposed) {
        long number = proposed.proposal().number();
        events.add(new StudyEvent.CellStarted(number, 0, 1_000));
      }
      if (event instanceof StudyEvent.Told) {
        return events;
      }
    }
    throw new IllegalStateException("nothing was told");
  }

  @Test
  void a_study_that_was_ended_from_outside_names_the_command_that_goes_on() throws IOException {
    StudyEvent.Closed ended =
        new StudyEvent.Closed(
            StudyStatus.INTERRUPTED, 130, "ended from outside", List.of(), 1, 1_000);
    assertThat(said(ending(ended)))
        .contains("study adult-income interrupted (exit 130): ended from outside")
        .anyMatch(
            line -> line.startsWith("best      trial 28, gradient-boosted-trees: stepSize = "))
        .contains("          area-under-roc 0.9121 ± 0.0009 at rung 3 of 3")
        .endsWith("next      espalier tune a.conf --resume");
    assertThat(said(SampleStudy.events())).noneMatch(line -> line.startsWith("next"));
  }

  @Test
  void a_study_that_gave_up_says_why_and_with_which_exit_code_and_leaves_no_model()
      throws IOException {
    StudyEvent.Closed gaveUp =
        new StudyEvent.Closed(StudyStatus.GAVE_UP, 3, "no trial completed", List.of(), 1, 1_000);
    assertThat(said(ending(gaveUp)))
        .contains("study adult-income gave-up (exit 3): no trial completed")
        .noneMatch(line -> line.startsWith("winner"))
        .anyMatch(line -> line.startsWith("page "));
  }

  @Test
  void a_study_that_ended_before_its_first_trial_says_that_there_was_none() throws IOException {
    StudyEvent.Closed defect =
        new StudyEvent.Closed(StudyStatus.DEFECT, 1, "broken", List.of(), 0, 0);
    assertThat(said(List.of(SampleStudy.events().get(0), defect)))
        .contains("study adult-income defect (exit 1): broken", "trials    none")
        .noneMatch(line -> line.startsWith("work"));
  }
}
