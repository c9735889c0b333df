package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** With which settings a study may go on. */
final class ResumeRulesTest {

  private final ResumeRules rules = new ResumeRules(Set.of("model.save", "output"), () -> true);

  @Test
  void limits_gates_and_what_is_harmless_may_change() {
    assertThat(rules.mayChange("budget.timeout")).isTrue();
    assertThat(rules.mayChange("require.required-score")).isTrue();
    assertThat(rules.mayChange("run.parallelism")).isTrue();
    assertThat(rules.mayChange("track.mlflow-uri")).isTrue();
    assertThat(rules.mayChange("output.path")).isTrue();
    assertThat(rules.mayChange("model.save")).isTrue();
  }

  @Test
  void what_decides_on_the_trials_may_not() {
    assertThat(rules.mayChange("seed")).isFalse();
    assertThat(rules.mayChange("folds.num-folds")).isFalse();
    assertThat(rules.mayChange("model.save-as")).isFalse();
    assertThat(rules.mayChange("outputs")).isFalse();
  }

  @Test
  void more_trials_are_planned_where_no_decision_rests_on_their_number() {
    assertThat(rules.mayChange("search.trials")).isTrue();
    assertThat(new ResumeRules(Set.of(), () -> false).mayChange("search.trials")).isFalse();
  }
}
