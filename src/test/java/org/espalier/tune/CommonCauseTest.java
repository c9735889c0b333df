package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.space.Configuration;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.espalier.study.TrialState;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class CommonCauseTest {

  private static Configuration configuration(int depth, String impurity) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("learner", "forest");
    values.put("forest.depth", depth);
    values.put("forest.impurity", impurity);
    return new Configuration(values);
  }

  private static Study failed(Study study, Configuration configuration, String reason) {
    Study asked = Studies.asked(study, configuration);
    Proposal proposal = asked.pending().get(0);
    return asked.told(
        new Outcome(
            proposal,
            TrialState.FAILED,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            List.of(),
            reason));
  }

  private static Study completed(Study study, Configuration configuration) {
    return Studies.told(Studies.asked(study, configuration), List.of(0.5));
  }

  @Test
  void without_a_failed_trial_there_is_none() {
    assertThat(CommonCause.sentence(completed(Studies.empty(1), configuration(3, "gini"))))
        .isEqualTo("no trial failed");
  }

  @Test
  void one_reason_is_said_once_whatever_fold_it_was_on() {
    Study study = failed(Studies.empty(1), configuration(31, "gini"), "fold 0: too deep");
    study = failed(study, configuration(32, "entropy"), "fold 12: too deep");
    study = completed(study, configuration(3, "gini"));
    assertThat(CommonCause.sentence(study)).isEqualTo("all failed with: too deep");
  }

  @Test
  void a_value_that_only_failed_trials_have_is_named() {
    Study study = completed(Studies.empty(1), configuration(3, "gini"));
    study = failed(study, configuration(31, "gini"), "too deep");
    study = failed(study, configuration(31, "entropy"), "too deep");
    assertThat(CommonCause.sentence(study))
        .isEqualTo("all failed with: too deep; all had forest.depth = 31");
  }

  @Test
  void of_different_reasons_the_first_is_said_and_how_many_there_are() {
    Study study = failed(Studies.empty(1), configuration(3, "gini"), "fold 1: one");
    study = failed(study, configuration(4, "gini"), "two");
    study = failed(study, configuration(5, "gini"), "fold 2: one");
    assertThat(CommonCause.sentence(study))
        .isEqualTo(
            "2 different reasons, the first: one;"
                + " all had learner = forest, forest.impurity = gini");
  }

  @Test
  void a_value_is_not_blamed_if_the_trial_completed_with_it_before() {
    Study study = completed(Studies.empty(1), configuration(3, "gini"));
    study = study.asked(study.trials().get(0), new Proposal(1, 0, 1, List.of(0), 300));
    study = study.told(Studies.without(study.pending().get(0), TrialState.FAILED));
    assertThat(CommonCause.sentence(study)).isEqualTo("all failed with: no reason");
  }
}
