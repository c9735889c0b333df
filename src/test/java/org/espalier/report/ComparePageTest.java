package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.report.view.StudyComparison;
import org.espalier.report.view.StudyComparison.Study;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class ComparePageTest {
  private static final Map<String, String> SETTINGS = Map.of("search.trials", "54", "seed", "42");

  /** A study of the same rows, whose digest is given. */
  private static StudyRecord of(int trials, String digest, String metric) {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.ofTrials(trials));
    StudyEvent.Opened first = (StudyEvent.Opened) events.get(0);
    StudyEvent.Setup setup = first.setup();
    events.set(
        0,
        new StudyEvent.Opened(
            first.study(),
            new StudyEvent.Setup(
                setup.seed(),
                new Objective(metric, Direction.MAXIMIZE),
                setup.sampler(),
                setup.scheduler(),
                setup.plannedTrials(),
                setup.window(),
                setup.ladder()),
            first.folds(),
            Optional.of(new StudyEvent.Fingerprint(digest, 32_561, Map.of())),
            first.request(),
            first.training(),
            first.versions(),
            first.at()));
    return StudyRecord.of(events);
  }

  static StudyComparison compared(String digest) {
    return StudyComparison.of(
        List.of(
            new Study(
                "small",
                of(6, "a", "area-under-roc"),
                Map.of("search.trials", "6", "seed", "42", "study", "x")),
            new Study("large", of(54, digest, "area-under-roc"), SETTINGS)));
  }

  @Test
  void the_better_study_comes_first_with_a_paired_difference() {
    StudyComparison comparison = compared("a");
    assertThat(comparison.names()).containsExactly("large", "small");
    assertThat(comparison.sentences().get(0))
        .isEqualTo("All saw the same rows in the same folds: scores are compared fold by fold.");
    assertThat(comparison.sentences().get(1))
        .matches("large is better than small by 0\\.\\d+ ± 0\\.\\d+, more than noise explains\\.");
    assertThat(comparison.lines().get(0).difference()).isEmpty();
    assertThat(comparison.lines().get(1).difference().orElseThrow().text()).startsWith("−0.0");
    assertThat(comparison.lines().get(0).incumbents())
        .extracting(StudyComparison.Incumbent::score)
        .isSorted();
  }

  @Test
  void other_rows_are_said() {
    assertThat(compared("b").sentences().get(0))
        .isEqualTo("They saw different rows: a difference of scores may be one of the data.");
  }

  @Test
  void only_settings_that_differ_are_shown_and_not_the_name() {
    assertThat(compared("a").settings())
        .containsExactly(Map.entry("search.trials", List.of(Optional.of("54"), Optional.of("6"))));
  }

  @Test
  void another_metric_is_refused() {
    List<Study> studies =
        List.of(
            new Study("one", of(6, "a", "area-under-roc"), Map.of()),
            new Study("two", of(6, "a", "accuracy"), Map.of()));
    assertThatThrownBy(() -> StudyComparison.of(studies))
        .hasMessage("one is scored by area-under-roc, two by accuracy");
  }

  @Test
  void the_page_names_both_and_stays_one_file() {
    String page = ComparePage.of(compared("a"));
    assertThat(page).contains("<h1>2 studies compared</h1>", "small", "large", "search.trials");
    assertThat(page.replace(Assets.ofComparison().library(), "")).doesNotContainPattern("https?:");
  }
}
