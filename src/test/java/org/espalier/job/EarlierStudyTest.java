package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.engine.EarlierStudy;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.metric.Metric;
import org.espalier.spark.metric.Scorer;
import org.espalier.spec.InvalidStudyException;
import org.espalier.study.PriorObservations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EarlierStudyTest {

  @TempDir Path folder;

  private PriorObservations prior(String learners, Metric metric, List<StudyEvent> events)
      throws IOException {
    PlayedStudy now =
        PlayedStudy.of(folder, PlayedStudy.TREES + learners + "\nsearch.prior = earlier\n");
    return EarlierStudy.prior(
        now.space(),
        now.settings().plan().tuning().origins(),
        Scorer.objective(metric),
        StudyHistory.of(events));
  }

  private List<StudyEvent> events() throws IOException {
    return PlayedStudy.of(folder, PlayedStudy.TREES).events();
  }

  @Test
  void tells_of_its_trials_as_far_as_they_lie_in_the_space_best_first() throws IOException {
    PriorObservations all = prior("", Metric.ACCURACY, events());
    assertThat(all.observations())
        .hasSize(30)
        .isSortedAccordingTo((a, b) -> Double.compare(a.loss(), b.loss()));
    String narrower =
        "learners = [{ type = random-forest,"
            + " space { maxDepth = { from = 7, to = 9 }, minInfoGain = { from = 0, to = 1 } } }]";
    PriorObservations some = prior(narrower, Metric.ACCURACY, events());
    assertThat(some.observations()).hasSizeBetween(1, 20);
    assertThat(some.best())
        .allSatisfy(best -> assertThat(best.number("random-forest.maxDepth")).isBetween(7.0, 9.0));
  }

  @Test
  void is_read_behind_the_beginnings_of_its_drivers() throws IOException {
    List<StudyEvent> begun = new ArrayList<>(events());
    StudyEvent.Driver driver = new StudyEvent.Driver("user", "host", 1);
    begun.add(0, new StudyEvent.Began(1, driver, Optional.empty(), 0));
    assertThat(prior("", Metric.ACCURACY, begun).observations()).hasSize(30);
  }

  @Test
  void is_refused_by_another_metric_in_another_space_or_without_a_beginning() throws IOException {
    String setting = folder.resolve("study.conf") + ": 8: search.prior: names a study ";
    assertThatThrownBy(() -> prior("", Metric.F1, events()))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessage(
            setting + "by accuracy, but this one is by f1; name a study by the same metric");
    String other =
        "learners = [{ type = random-forest, space { maxDepth = { from = 2, to = 9 } } }]";
    assertThatThrownBy(() -> prior(other, Metric.ACCURACY, events()))
        .hasMessage(
            setting
                + "without a completed trial in this search space;"
                + " name a study whose learners, params and ranges fit");
    assertThatThrownBy(() -> prior("", Metric.ACCURACY, List.of()))
        .hasMessage(setting + "that has not started");
  }
}
