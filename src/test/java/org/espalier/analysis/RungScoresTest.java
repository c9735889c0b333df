package org.espalier.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.testing.RandomStudy;
import org.espalier.tune.Budget;
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

  @Test
  void scores_are_those_of_the_table_and_who_led_is_as_it_was_then() throws Exception {
    for (long seed = 0; seed < 100; seed++) {
      List<StudyEvent> events = played(seed);
      StudyRecord whole = StudyRecord.of(events);
      int told = 0;
      for (int count = 1; count <= events.size(); count++) {
        told += events.get(count - 1) instanceof StudyEvent.Told ? 1 : 0;
        StudyRecord record = StudyRecord.of(events.subList(0, count));
        Optional<Integer> leader = record.course().leader().map(Summary.Standing::trial);
        assertThat(RungScores.of(whole, told).leader().map(RungScores.Standing::trial))
            .as("%s, %d events", new RandomStudy(seed), count)
            .isEqualTo(leader);
      }
      RungScores scores = RungScores.of(whole);
      for (TrialRow row : whole.trials()) {
        Optional<RungScores.Standing> highest = scores.highest(row.trial());
        assertThat(highest.isPresent()).isEqualTo(row.evaluation().score().isPresent());
        if (highest.isPresent()) {
          ScoreEstimate score = highest.get().score();
          assertThat(highest.get().rung()).isEqualTo(row.evaluation().rung());
          assertThat(score.folds()).isEqualTo(row.evaluation().folds());
          assertThat(score.mean()).isCloseTo(row.evaluation().score().orElseThrow(), within(1e-12));
          assertThat(score.error().orElse(-1))
              .isCloseTo(row.evaluation().stdError().orElse(-1), within(1e-12));
        }
      }
    }
  }

  @Test
  void every_trial_is_explained_with_all_its_decisions_at_any_time() throws Exception {
    for (long seed = 0; seed < 100; seed++) {
      List<StudyEvent> events = played(seed);
      for (int count : new int[] {1, events.size() / 3, events.size() / 2, events.size()}) {
        StudyRecord record = StudyRecord.of(events.subList(0, count));
        assertThat(NextSteps.of(record).lines()).isNotEmpty();
        for (TrialRow row : record.trials()) {
          TrialExplanation explanation = TrialExplanation.of(record, row.trial());
          long decided =
              record.decisions().stream()
                  .filter(one -> one.decision().trial() == row.trial())
                  .count();
          assertThat(explanation.rungs().stream().filter(text -> text.startsWith("The rule ")))
              .as(explanation.toString())
              .hasSize((int) decided);
          assertThat(explanation.sentences())
              .allMatch(text -> text.endsWith("."))
              .noneMatch(text -> text.contains("Optional") || text.contains("NaN"));
        }
      }
    }
  }
}
