package org.espalier.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.testing.RandomStudy;
import org.espalier.testing.Sample;
import org.espalier.tune.Budget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Studies of any strategy, with failures and repeated configurations, whole and broken off. */
final class RungScoresTest {

  private static List<StudyEvent> played(long seed) throws InterruptedException {
    RandomStudy study = new RandomStudy(seed);
    List<StudyEvent> events = new ArrayList<>();
    events.add(study.opened());
    try (EvaluationPool pool = study.simulated(4, seed)) {
      study.on(pool, Budget.UNLIMITED, InstantSource.fixed(Instant.EPOCH), events::add).run();
    }
    return events;
  }

  @Tag(Sample.TAG)
  @Test
  void scores_are_those_of_the_table() throws Exception {
    for (long seed = 0; seed < Sample.rounds(100); seed++) {
      StudyRecord record = StudyRecord.of(played(seed));
      RungScores scores = RungScores.of(record);
      for (TrialRow row : record.trials()) {
        TrialRow.Evaluation evaluation = row.evaluation();
        assertThat(scores.means(row.trial()).isEmpty()).isEqualTo(evaluation.score().isEmpty());
        if (evaluation.score().isPresent()) {
          assertThat(scores.means(row.trial()).lastKey()).isEqualTo(evaluation.rung());
          ScoreEstimate score = scores.at(row.trial(), evaluation.rung()).orElseThrow();
          assertThat(score.folds()).isEqualTo(evaluation.folds());
          assertThat(score.mean()).isCloseTo(evaluation.score().orElseThrow(), within(1e-12));
          assertThat(score.error().orElse(-1))
              .isCloseTo(evaluation.stdError().orElse(-1), within(1e-12));
        }
      }
    }
  }

  @Tag(Sample.TAG)
  @Test
  void every_trial_is_shown_with_all_its_decisions_at_any_time() throws Exception {
    for (long seed = 0; seed < Sample.rounds(100); seed++) {
      List<StudyEvent> events = played(seed);
      for (int count : new int[] {1, events.size() / 3, events.size() / 2, events.size()}) {
        StudyRecord record = StudyRecord.of(events.subList(0, count));
        for (TrialRow row : record.trials()) {
          TrialExplanation explanation = TrialExplanation.of(record, row.trial());
          long decided =
              record.decisions().stream()
                  .filter(one -> one.decision().trial() == row.trial())
                  .count();
          assertThat(explanation.rungs().stream().filter(line -> line.get(5).contains(" by ")))
              .as(explanation.toString())
              .hasSize((int) decided);
          assertThat(explanation.lines())
              .noneMatch(text -> text.contains("Optional") || text.contains("NaN"));
        }
      }
    }
  }
}
