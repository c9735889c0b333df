package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.espalier.analysis.ParameterImportance;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.report.ReportPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that varies one param at a time from its learner's defaults. */
final class OneAtATimeStudyTest {

  private static final String SPACE =
      """
      learners = [{ type = random-forest, space {
        maxDepth = { from = 2, to = 12 }, minInfoGain = { from = 0, to = 1 }, impurity = [gini, entropy] } }]
      """;

  @TempDir private Path folder;

  private StudyHistory history(String search) throws IOException {
    String text = PlayedStudy.TREES.replace("search { trials = 30 }\n", "");
    return StudyHistory.of(PlayedStudy.of(folder, text + SPACE + search).events());
  }

  @Test
  void the_defaults_come_first_then_each_param_once_round_after_round() throws IOException {
    StudyRecord record = history("search = one-at-a-time").record();
    assertThat(record.trials())
        .extracting(row -> row.candidate().configuration().values().toString())
        .containsExactly(
            "[gini, 5, 0.0]",
            "[entropy, 5, 0.0]",
            "[gini, 12, 0.0]",
            "[gini, 5, 1.0]",
            "[gini, 2, 0.0]",
            "[gini, 5, 0.3333333333333333]",
            "[gini, 9, 0.0]",
            "[gini, 5, 0.6666666666666666]");
    assertThat(record.trials().get(0).candidate().origin()).isEqualTo("default");
    assertThat(history("search = { sampler = one-at-a-time, trials = 3 }").record().trials())
        .hasSize(3);
  }

  @Test
  void each_param_has_its_best_gain_in_the_terminal_and_on_the_page() throws IOException {
    StudyRecord record = history("search = one-at-a-time").record();
    assertThat(ParameterImportance.of(record).lines())
        .contains(
            "0.1 ± 0  random-forest.maxDepth = 9 instead of 5 (trial 6, the best of 3 values)",
            "0 ± 0  random-forest.impurity = entropy instead of gini (trial 1, the best of 1"
                + " value)");
    assertThat(ReportPage.of(record))
        .contains("Best gain by each parameter alone")
        .contains("9 instead of 5");
  }
}
