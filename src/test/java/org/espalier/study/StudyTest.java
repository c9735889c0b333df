package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.espalier.space.Configuration;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class StudyTest {

  private static Configuration x(int value) {
    return new Configuration(Map.of("x", value));
  }

  private static Study asked(int trials) {
    Study study = Studies.empty(1);
    for (int i = 0; i < trials; i++) {
      study = Studies.asked(study, x(i));
    }
    return study;
  }

  @Test
  void older_versions_do_not_change_and_branches_do_not_mix() {
    Random random = new Random(4);
    List<Study> versions = new ArrayList<>(List.of(Studies.empty(1)));
    List<List<Configuration>> expected = new ArrayList<>(List.of(List.of()));
    for (int i = 0; i < 1000; i++) {
      int parent = random.nextInt(versions.size());
      versions.add(Studies.asked(versions.get(parent), x(i)));
      List<Configuration> longer = new ArrayList<>(expected.get(parent));
      longer.add(x(i));
      expected.add(longer);
    }
    for (int i = 0; i < versions.size(); i++) {
      assertThat(versions.get(i).trials().stream().map(Trial::configuration))
          .isEqualTo(expected.get(i));
      assertThat(versions.get(i).proposals()).hasSameSizeAs(expected.get(i));
    }
  }

  @Test
  void a_version_shows_nothing_of_what_came_after_it() {
    Study before = asked(2);
    Studies.asked(before, x(9));
    assertThat(before.trials()).hasSize(2);
    assertThatThrownBy(() -> before.trials().get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> before.trials().add(before.trials().get(0)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_long_study_costs_no_copies() {
    assertThat(asked(100_000).trials()).hasSize(100_000); // quadratic copying would take minutes
  }

  @Test
  void pending_is_what_was_asked_and_not_told() {
    Study study = asked(3);
    study = study.told(Studies.completed(study.proposals().get(1), 1));
    assertThat(study.pending()).extracting(Proposal::number).containsExactly(0L, 2L);
  }

  @Test
  void what_a_version_says_is_what_its_own_histories_say() {
    Random random = new Random(5);
    List<Study> versions = new ArrayList<>(List.of(Studies.empty(1)));
    for (int i = 0; i < 2000; i++) {
      // Mostly one line of descent, and now and then a branch.
      int last = versions.size() - 1;
      Study from = versions.get(random.nextInt(20) == 0 ? random.nextInt(versions.size()) : last);
      if (random.nextInt(40) == 0) {
        versions.add(from.untold());
        continue;
      }
      List<Proposal> pending = from.pending();
      if (pending.isEmpty() || random.nextInt(3) == 0) {
        versions.add(Studies.asked(from, x(random.nextInt(50))));
        continue;
      }
      Proposal next = pending.get(random.nextInt(pending.size()));
      versions.add(
          from.told(
              random.nextInt(5) == 0
                  ? Studies.without(next, TrialState.FAILED)
                  : Studies.completed(next, random.nextInt(9))));
    }
    versions.forEach(StudyTest::saysWhatItsHistoriesSay);
  }

  private static void saysWhatItsHistoriesSay(Study study) {
    Map<Long, Outcome> told = new HashMap<>();
    Map<Integer, List<Outcome>> ofTrial = new HashMap<>();
    for (Outcome outcome : study.outcomes()) {
      told.put(outcome.proposal().number(), outcome);
      ofTrial.computeIfAbsent(outcome.proposal().trial(), t -> new ArrayList<>()).add(outcome);
    }
    assertThat(study.pending())
        .isEqualTo(study.proposals().stream().filter(p -> !told.containsKey(p.number())).toList());
    study
        .proposals()
        .forEach(
            p ->
                assertThat(study.outcomeOf(p.number()).orElse(null))
                    .isSameAs(told.get(p.number())));
    for (Trial trial : study.trials()) {
      assertThat(study.outcomesOf(trial.number()))
          .isEqualTo(ofTrial.getOrDefault(trial.number(), List.of()));
      Trial first =
          study.trials().stream()
              .filter(t -> t.configuration().equals(trial.configuration()))
              .findFirst()
              .orElseThrow();
      assertThat(study.trialOf(trial.configuration())).contains(first);
    }
    assertThat(study.trialOf(x(50))).isEmpty();
    assertThat(study.incumbent()).isEqualTo(study.ranking(0).stream().findFirst());
    assertThat(study.worstLoss())
        .isEqualTo(study.ranking(0).stream().mapToDouble(o -> o.loss().getAsDouble()).max());
  }

  @Test
  void refuses_what_is_out_of_order() {
    Study study = asked(2);
    Trial trial = study.trials().get(0);
    Proposal known = new Proposal(2, 0, 1, List.of(0), 1);
    assertThat(study.asked(trial, known).trials()).hasSize(2);
    refused(() -> study.asked(trial, new Proposal(3, 0, 1, List.of(0), 1)));
    refused(() -> study.asked(trial, new Proposal(2, 1, 1, List.of(0), 1)));
    refused(() -> study.asked(new Trial(0, x(5), "test"), known));
    refused(() -> study.asked(new Trial(3, x(5), "test"), new Proposal(2, 3, 0, List.of(0), 1)));
    refused(() -> study.told(Studies.completed(known, 1)));
    Study told = study.told(Studies.completed(study.proposals().get(0), 1));
    refused(() -> told.told(Studies.completed(study.proposals().get(0), 1)));
    refused(() -> study.told(Studies.completed(new Proposal(0, 1, 0, List.of(0), 100), 1)));
  }

  @Test
  void continues_only_what_a_trial_left_at_a_lower_rung() {
    Study study = Studies.told(asked(1), List.of(0.5));
    study = Studies.asked(study, x(1)); // trial 1, which has no outcome
    Trial next = new Trial(2, x(2), "test");
    assertThat(study.asked(next, continuing(1, 0, 0)).trials()).hasSize(3);
    for (Proposal wrong :
        List.of(
            continuing(0, 0, 0), continuing(1, 0, 1), continuing(1, 1, 0), continuing(1, 7, 0))) {
      Study before = study;
      assertThatThrownBy(() -> before.asked(next, wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(", which is not a lower rung that it completed.");
    }
    refused(() -> new Continuation(-1, 0));
    refused(() -> new Continuation(0, -1));
  }

  private static Proposal continuing(int rung, int trial, int from) {
    return new Proposal(2, 2, rung, List.of(0), 100, Optional.of(new Continuation(trial, from)));
  }

  private static void refused(ThrowingCallable step) {
    assertThatThrownBy(step).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_incumbent_is_the_best_at_the_highest_rung_and_of_equals_the_earliest_trial() {
    Study study = asked(3);
    assertThat(study.incumbent()).isEmpty();
    study = Studies.told(study, List.of(0.5, 0.3, 0.3));
    assertThat(study.incumbent().orElseThrow().proposal().trial()).isEqualTo(1);
    assertThat(study.ranking(0)).extracting(o -> o.proposal().trial()).containsExactly(1, 2, 0);
    Proposal higher = new Proposal(3, 0, 1, List.of(0), 200);
    study = study.asked(study.trials().get(0), higher).told(Studies.completed(higher, 0.9));
    assertThat(study.incumbent().orElseThrow().proposal()).isEqualTo(higher);
    Proposal failed = new Proposal(4, 1, 2, List.of(0), 300);
    study =
        study.asked(study.trials().get(1), failed).told(Studies.without(failed, TrialState.FAILED));
    assertThat(study.incumbent().orElseThrow().proposal()).isEqualTo(higher);
    assertThat(study.ranking(2)).isEmpty();
  }

  @Test
  void records_refuse_what_cannot_be() {
    refused(() -> new Proposal(0, 0, 0, List.of(), 1));
    refused(() -> new Proposal(0, 0, 0, List.of(1, 0), 1));
    refused(() -> new Proposal(0, 0, 0, List.of(1, 1), 1));
    refused(() -> new Proposal(0, 0, 0, List.of(-1), 1));
    refused(() -> new Proposal(-1, 0, 0, List.of(0), 1));
    refused(() -> new Proposal(0, 0, 0, List.of(0), 0));
    refused(() -> CellOutcome.completed(0, 1, Double.NaN));
    refused(
        () ->
            new CellOutcome(
                0,
                CellState.FAILED,
                1,
                OptionalDouble.of(1),
                Map.of(),
                CellTraining.NONE,
                "",
                Cost.NONE));
    refused(() -> Studies.without(new Proposal(0, 0, 0, List.of(0), 1), TrialState.COMPLETED));
    assertThat(new Proposal(0, 0, 0, List.of(0, 3), 200).rows()).isEqualTo(100);
  }
}
