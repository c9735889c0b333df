package org.espalier.job.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.space.Configuration;
import org.espalier.study.Trial;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class LeaderboardTest {

  private final StudyRecord record = StudyRecord.of(SampleStudy.events());

  @Test
  void the_best_of_each_learner_is_in_it_and_the_best_of_all_come_first() {
    List<TrialRow> trials = new Leaderboard(record, OptionalLong.empty()).trials();
    assertThat(trials)
        .extracting(row -> row.candidate().learner())
        .containsAll(
            record.trials().stream()
                .filter(row -> row.evaluation().score().isPresent())
                .map(row -> row.candidate().learner())
                .distinct()
                .toList());
    int top = record.opened().setup().ladder().top();
    double best =
        record.trials().stream()
            .filter(row -> row.evaluation().rung() == top)
            .flatMapToDouble(row -> row.evaluation().loss().stream())
            .min()
            .orElseThrow();
    assertThat(trials.get(0).evaluation().loss()).hasValue(best);
  }

  @Test
  void winner_and_baseline_have_a_score_on_held_out_rows_and_the_winner_a_size() {
    List<String> lines = new Leaderboard(record, OptionalLong.of(3 << 20)).lines();
    Summary.Result result = record.summary().result();
    assertThat(lines.get(0)).containsPattern("trial +learner +cross-validated +held-out +seconds");
    assertThat(lines).filteredOn(line -> line.contains("3.00 MB")).hasSize(1);
    assertThat(lines)
        .anyMatch(
            line ->
                line.matches(
                    " *\\d+ +%d .*0\\.9264.* 3.00 MB .*"
                        .formatted(result.winner().orElseThrow().trial())))
        .anyMatch(line -> line.matches(" *\\d+ +0 .* 0\\.9051 .* - .*"));
    assertThat(lines).allMatch(line -> line.length() < 180);
  }

  @Test
  void a_long_configuration_is_cut() {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events());
    events.replaceAll(
        event ->
            event instanceof StudyEvent.Proposed proposed && proposed.trial().number() == 28
                ? new StudyEvent.Proposed(
                    new Trial(
                        28,
                        new Configuration(
                            Map.of("learner", "deep", "deep.layers", "9, ".repeat(60))),
                        proposed.trial().origin()),
                    proposed.proposal())
                : event);
    assertThat(new Leaderboard(StudyRecord.of(events), OptionalLong.empty()).lines())
        .allMatch(line -> line.length() < 180)
        .filteredOn(line -> line.endsWith("…"))
        .singleElement()
        .asString()
        .contains(" deep ", "layers = 9, 9, ");
  }
}
