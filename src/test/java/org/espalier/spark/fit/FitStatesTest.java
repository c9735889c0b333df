package org.espalier.spark.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.task.FitResult;
import org.espalier.xgboost.XGBoostClassifier;
import org.espalier.xgboost.XGBoostTrainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which fits others go on from; no library of XGBoost is called. */
final class FitStatesTest {

  /** Results that others go on from, a byte for each character. */
  private static final class Continued extends FakeTasks.Texts {

    @Override
    public PipelineStage continued(PipelineStage estimator, String earlier) {
      return new XGBoostClassifier(earlier);
    }

    @Override
    public Optional<PipelineStage> before(PipelineStage estimator) {
      return new XGBoostTrainer().before(estimator);
    }

    @Override
    public long bytes(String result) {
      return result.length();
    }
  }

  private static XGBoostClassifier rounds(int number, double eta) {
    return new XGBoostClassifier("same").setNumRound(number).setEta(eta);
  }

  private static FitResult.Trained fit(@Nullable String result) {
    return FitResult.Trained.inTask(result, Map.of(), List.of(), List.of(), 0);
  }

  private static FitStates within(long bytes) {
    return new FitStates(bytes, stage -> new Continued());
  }

  private static String from(FitStates states, String rows, XGBoostClassifier stage) {
    return states.continued(rows, stage).uid();
  }

  @Test
  void a_fit_goes_on_from_the_longest_kept_one_of_no_more_rounds_on_its_rows() {
    FitStates states = within(100);
    states.keep("rows", rounds(3, 0.1), fit("three"));
    states.keep("rows", rounds(9, 0.1), fit("nine"));
    assertThat(from(states, "rows", rounds(27, 0.1))).isEqualTo("nine");
    assertThat(from(states, "rows", rounds(4, 0.1))).as("the one before").isEqualTo("three");
    assertThat(from(states, "rows", rounds(2, 0.1))).as("fewer rounds").isEqualTo("same");
    assertThat(from(states, "rows", rounds(27, 0.2))).as("another param").isEqualTo("same");
    assertThat(from(states, "others", rounds(27, 0.1))).as("other rows").isEqualTo("same");
  }

  @Test
  void a_fit_goes_on_from_rounds_under_other_values_as_far_as_its_schedule_says() {
    XGBoostClassifier changed = rounds(6, 0.2).setAll(Map.of("paramSchedule", "3: eta=0.1"));
    FitStates states = within(100);
    assertThat(from(states, "rows", changed)).isEqualTo("same");
    states.keep("rows", rounds(3, 0.1), fit("three"));
    states.keep("rows", rounds(6, 0.1), fit("six"));
    assertThat(from(states, "rows", changed)).isEqualTo("three");
    states.keep("rows", changed, fit("changed"));
    assertThat(from(states, "rows", rounds(9, 0.2).setAll(Map.of("paramSchedule", "3: eta=0.1"))))
        .isEqualTo("changed");
    assertThat(
            from(
                states,
                "rows",
                rounds(9, 0.3).setAll(Map.of("paramSchedule", "3: eta=0.1; 6: eta=0.2"))))
        .as("of a chain of changes")
        .isEqualTo("changed");
    states.keep("rows", rounds(9, 0.1), fit("nine"));
    assertThat(from(states, "rows", rounds(6, 0.4).setAll(Map.of("paramSchedule", "3: eta=0.1"))))
        .as("the one of three rounds is gone")
        .isEqualTo("same");
  }

  @Test
  void those_used_last_are_kept_within_the_bound() {
    FitStates states = within(8);
    states.keep("rows", rounds(3, 0.1), fit("one."));
    states.keep("rows", rounds(3, 0.2), fit("two."));
    assertThat(from(states, "rows", rounds(9, 0.1))).isEqualTo("one.");
    states.keep("rows", rounds(3, 0.3), fit("six."));
    assertThat(from(states, "rows", rounds(9, 0.1))).isEqualTo("one.");
    assertThat(from(states, "rows", rounds(9, 0.2))).as("used first").isEqualTo("same");
    assertThat(from(states, "rows", rounds(9, 0.3))).isEqualTo("six.");
  }

  @Test
  void scores_alone_are_not_gone_on_from() {
    FitStates states = within(100);
    states.keep("rows", rounds(3, 0.1), fit(null));
    assertThat(from(states, "rows", rounds(9, 0.1))).isEqualTo("same");
  }
}
