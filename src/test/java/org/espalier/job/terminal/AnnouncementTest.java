package org.espalier.job.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.prepare.PreparedStudy;
import org.junit.jupiter.api.Test;

final class AnnouncementTest {

  /** The announced folds, of a study with these settings. */
  private static String folds(String settings) {
    String text =
        """
        study = s, data { source = t.csv, label = y, test = none }, learners = [random-forest]
        metric = accuracy, search.trials = 1, schedule = full
        """;
    StringWriter said = new StringWriter();
    new Announcement(
            new SettingsReader(Map.of(), Map.of())
                .reread("study.conf", text + settings, List.of(), PreparedStudy::catalogue)
                .settings()
                .plan(),
            new PrintWriter(said))
        .say();
    assertThat(said.toString().lines()).hasSize(2).startsWith("study s");
    String[] parts = said.toString().split("; ", -1);
    assertThat(parts[0]).endsWith("up to 1 configuration of random-forest by auto");
    return parts[2];
  }

  @Test
  void folds_are_announced_by_their_rule() {
    assertThat(folds("folds = 3")).isEqualTo("3 folds");
    assertThat(folds("folds { num-folds = 3, repeats = 2 }")).isEqualTo("2 times 3 folds");
    assertThat(folds("folds { fold-rule = split, validation-fraction = 0.2 }"))
        .isEqualTo("a single split");
    assertThat(folds("folds { fold-rule = source, validation-source = v.csv }"))
        .isEqualTo("a single split");
    assertThat(folds("folds { fold-rule = column, fold-column = f }"))
        .isEqualTo("folds by a column");
  }
}
