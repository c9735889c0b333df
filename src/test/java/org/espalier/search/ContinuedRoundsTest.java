package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.espalier.space.Configuration;
import org.espalier.study.RungLadder;
import org.junit.jupiter.api.Test;

/** What a configuration keeps of the rounds before its own. */
final class ContinuedRoundsTest {

  private static final RungLadder LADDER = RungLadder.ofGenerations(30, 90, 1, 1);

  private static final ContinuedRounds ROUNDS =
      new ContinuedRounds("xgboost.", "numRound", 100, List.of("xgboost.eta", "xgboost.gamma"));

  private static Configuration configuration(Map<String, Object> params) {
    return Configuration.of("xgboost", params);
  }

  @Test
  void values_up_to_the_rounds_of_the_state_are_kept_and_earlier_ones_before_them() {
    Configuration first = configuration(Map.of("numRound", 90, "eta", 0.3, "depth", 4));
    Configuration second = configuration(Map.of("numRound", 90, "eta", 0.24, "depth", 4));
    Configuration after = ROUNDS.after(first, 0, LADDER, second);
    assertThat(after)
        .isEqualTo(
            configuration(
                Map.of("numRound", 90, "eta", 0.24, "depth", 4, "paramSchedule", "30: eta=0.3")));
    assertThat(ROUNDS.after(after, 1, LADDER, first).params())
        .containsEntry("eta", 0.3)
        .containsEntry("paramSchedule", "30: eta=0.3; 60: eta=0.24");
  }

  @Test
  void rounds_that_are_not_searched_are_the_usual_ones_and_each_rung_has_its_share() {
    Configuration from = configuration(Map.of("eta", 0.3));
    assertThat(ROUNDS.after(from, 0, LADDER, from).params())
        .containsEntry("paramSchedule", "34: eta=0.3"); // a third of 100, rounded up
  }

  @Test
  void parameters_of_other_stages_are_not_the_learners_own() {
    assertThat(ROUNDS.param("xgboost.eta")).contains("eta");
    assertThat(ROUNDS.param("xgboost.scaler.withMean")).isEmpty();
    assertThat(ROUNDS.param("other.eta")).isEmpty();
  }
}
