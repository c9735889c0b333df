package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.job.terminal.StrategyTable;
import org.espalier.job.terminal.StrategyTrials;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.simulate.StrategyReplay;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Strategies;
import org.espalier.study.Door;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StrategyTrialsTest {

  private static final String HALVING = "schedule = { scheduler = halving, min-resource = 100 }\n";

  @TempDir Path folder;

  private StrategyTable compare(
      String more, List<String> samplers, List<String> schedulers, String... sets)
      throws IOException {
    List<StudyEvent> events = PlayedStudy.of(folder, PlayedStudy.TREES + more).events();
    return StrategyTrials.of("dir", StudyHistory.of(events), List.of(sets), 0)
        .compare(samplers, schedulers, 3);
  }

  private static String printed(StrategyTable table) {
    StringWriter text = new StringWriter();
    table.print(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void every_scheduler_is_tried_with_the_studys_own_sampler_unless_told() throws IOException {
    StrategyTable table = compare(HALVING, List.of(), List.of());
    assertThat(table.lines())
        .extracting(StrategyTable.Line::scheduler)
        .containsExactlyInAnyOrderElementsOf(Strategies.schedulers());
    assertThat(table.lines())
        .allMatch(
            line -> line.sampler().equals(line.scheduler().equals("bohb") ? "tpe" : "random"));
    assertThat(table.lines()).extracting(line -> line.mean(StrategyReplay::taskSeconds)).isSorted();
    assertThat(table.slots()).isEqualTo(6); // two proposals of three folds at a time
  }

  @Test
  void a_table_names_the_cheapest_and_says_what_was_not_recorded() throws IOException {
    StrategyTable table = compare(HALVING, List.of("random", "gp"), List.of("halving", "full"));
    assertThat(table.lines()).hasSize(4);
    StrategyTable.Line full =
        table.lines().stream().filter(l -> l.name().equals("random + full")).findFirst().get();
    assertThat(full.mean(StrategyReplay::interpolated)).isPositive();
    assertThat(full.mean(StrategyReplay::cells)).isEqualTo(90);
    String text = printed(table);
    assertThat(text)
        .startsWith("record of trees: 30 trials, ")
        .contains("simulated with 6 fits at a time")
        .containsPattern("random +full +30 +90 +\\d+ % +0\\.\\d+ +[\\d,.]+ s +[\\d.]+ s")
        .containsPattern(
            "cheapest within a standard error \\(0\\.\\d+\\) of the best: \\w+ \\+ \\w+")
        .contains("random + full: ")
        .contains("cells were not recorded; the nearest recorded ones")
        .contains(
            "A cell that was not recorded has the cost of the recorded one that answers for it");
  }

  @Test
  void what_was_recorded_just_so_needs_no_guess() throws IOException {
    String grid = "learners = [{ type = random-forest, space { maxDepth = [4, 8, 12] } }]\n";
    StrategyTable table =
        compare(
            grid + "search = { sampler = grid, trials = auto }\n", List.of(), List.of("racing"));
    assertThat(table.lines().get(0).mean(StrategyReplay::interpolated)).isZero();
    assertThat(printed(table)).doesNotContain("not recorded");
  }

  @Test
  void a_study_whose_scheduler_brought_its_sampler_is_played_as_it_was() throws IOException {
    StrategyTable table =
        compare(
            "schedule = { scheduler = bohb, min-resource = 100 }\n",
            List.of(),
            List.of("bohb", "halving"));
    assertThat(table.lines()).allMatch(line -> line.sampler().equals("tpe"));
  }

  @Test
  void settings_can_be_overridden() throws IOException {
    StrategyTable table = compare("", List.of(), List.of("full"), "search.trials=7");
    assertThat(table.lines().get(0).mean(StrategyReplay::trials)).isEqualTo(7);
    assertThatThrownBy(() -> compare("", List.of(), List.of(), "search.trails=7"))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessage(
            "--set: search.trails: is not a setting of this section; did you mean 'trials'?");
  }

  @Test
  void a_grid_needs_grid_values_and_a_record_needs_cells_and_settings() throws IOException {
    assertThatThrownBy(() -> compare("", List.of("grid"), List.of()))
        .hasMessage("--sampler: grid: random-forest.maxDepth is a range without step or points");
    List<StudyEvent> events = PlayedStudy.of(folder, PlayedStudy.TREES).events();
    StudyHistory begun = StudyHistory.of(events.subList(0, 1));
    assertThatThrownBy(() -> StrategyTrials.of("dir", begun, List.of(), 0))
        .hasMessage("dir: No cell of the study ended, so nothing can be replayed.");
    StudyEvent.Opened opened = (StudyEvent.Opened) events.get(0);
    List<StudyEvent> bare = new ArrayList<>(events);
    bare.set(
        0,
        new StudyEvent.Opened(
            opened.study(),
            opened.setup(),
            opened.folds(),
            opened.fingerprint(),
            new StudyEvent.Request(Door.JOB, opened.request().asked(), ""),
            List.of(),
            opened.versions(),
            opened.at()));
    StudyHistory unset = StudyHistory.of(bare);
    assertThatThrownBy(() -> StrategyTrials.of("dir", unset, List.of(), 0))
        .hasMessage("dir: holds no settings, so that its space is not known");
  }

  @Test
  void options_that_are_wrong_are_told_all_at_once() {
    CommandRun run =
        CommandRun.of(
            "simulate", "dir", "--sampler", "random,tpx", "--scheduler", "asho", "--repeats=0");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("--sampler: there is no 'tpx'"))
        .contains("--scheduler: there is no 'asho'; did you mean 'asha'?")
        .contains("--repeats: must be a whole number of at least 1, but is 0");
  }
}
