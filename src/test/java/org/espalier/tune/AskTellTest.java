package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.espalier.search.GridSampler;
import org.espalier.search.RandomSampler;
import org.espalier.search.gp.GpSampler;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Seed;
import org.espalier.study.Trial;
import org.junit.jupiter.api.Test;

final class AskTellTest {

  private static final Objective ERROR = new Objective("error", Direction.MINIMIZE);
  private static final Objective SCORE = new Objective("score", Direction.MAXIMIZE);

  private static final SearchSpace LINE =
      new SearchSpace(List.of(Dimension.always(new FloatParameter("x", -5, 5, Scale.LINEAR))));

  private static final SearchSpace THREE =
      new SearchSpace(List.of(Dimension.always(new ChoiceParameter("x", List.of(1, 2, 3)))));

  private static AskTell three(Objective objective) {
    return new AskTell(objective, new GridSampler(THREE), new Seed(1));
  }

  @Test
  void a_parabola_is_minimised_in_thirty_trials() {
    AskTell study = new AskTell(ERROR, new GpSampler(LINE, new Seed(1)), new Seed(1));
    for (int i = 0; i < 30; i++) {
      Trial trial = study.ask();
      double x = trial.configuration().number("x");
      study.tell(trial, (x - 2) * (x - 2));
    }
    assertThat(study.best().orElseThrow().configuration().number("x")).isBetween(1.9, 2.1);
    assertThat(study.bestScore().orElseThrow()).isLessThan(0.01);
    assertThat(study.study().outcomes()).hasSize(30);
  }

  @Test
  void the_best_is_best_in_the_objectives_direction_and_a_failure_never_is() {
    AskTell study = three(SCORE);
    study.tell(study.ask(), 0.5);
    study.tellFailed(study.ask(), "singular");
    study.tell(study.ask(), 0.7);
    assertThat(study.best().orElseThrow().number()).isEqualTo(2);
    assertThat(study.bestScore()).hasValue(0.7);
    assertThatThrownBy(study::ask)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("All 3 configurations have been proposed.");
  }

  @Test
  void trials_may_be_told_in_any_order_but_once_each_and_with_a_number() {
    AskTell study = new AskTell(ERROR, new RandomSampler(LINE, new Seed(1)), new Seed(1));
    assertThat(study.best()).isEmpty();
    Trial first = study.ask();
    Trial second = study.ask();
    assertThat(study.study().pending()).hasSize(2);
    study.tell(second, 1);
    study.tell(first, 2);
    assertThat(study.best()).contains(second);
    String told = "Trial 0 is unknown or already has an outcome.";
    assertThatThrownBy(() -> study.tell(first, 0)).hasMessage(told);
    Trial third = study.ask();
    assertThatThrownBy(() -> study.tell(third, Double.NaN))
        .hasMessage("The score of trial 2 is NaN; call tellFailed instead.");
    Trial stranger = new Trial(2, first.configuration(), "random");
    assertThatThrownBy(() -> study.tell(stranger, 0)).hasMessageStartingWith("Trial 2 is unknown");
    study.tell(third, 3);
  }
}
