package org.espalier.spark.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.local.FitResult;
import org.espalier.xgboost.XGBoostClassifier;
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
  void a_fit_goes_on_from_the_last_one_of_no_more_rounds_on_its_rows() {
    FitStates states = within(100);
    states.keep("rows", rounds(3, 0.1), fit("three"));
    states.keep("rows", rounds(9, 0.1), fit("nine"));
    assertThat(from(states, "rows", rounds(27, 0.1))).isEqualTo("nine");
    assertThat(from(states, "rows", rounds(4, 0.1))).as("fewer rounds").isEqualTo("same");
    assertThat(from(states, "rows", rounds(27, 0.2))).as("another param").isEqualTo("same");
    assertThat(from(states, "others", rounds(27, 0.1))).as("other rows").isEqualTo("same");
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
