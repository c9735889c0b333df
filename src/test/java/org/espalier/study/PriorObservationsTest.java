package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations.Observation;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class PriorObservationsTest {

  private static Configuration x(int x) {
    return new Configuration(Map.of("x", x));
  }

  private static PriorObservations of(Observation... observations) {
    return new PriorObservations(List.of(observations), 10);
  }

  /** A study of trials at rung 0 of which the first so many were told at rung 1 as well. */
  private static Study study(int trials, int promoted) {
    Study study = Studies.empty(1);
    for (int rung = 0; rung <= 1; rung++) {
      for (int i = 0; i < (rung == 0 ? trials : promoted); i++) {
        Trial trial = new Trial(i, x(i), "test");
        Proposal proposal =
            new Proposal(study.proposals().size(), i, rung, List.of(0), 100L * (rung + 1));
        study = study.asked(trial, proposal).told(Studies.completed(proposal, 10 * rung - i));
      }
    }
    return study;
  }

  @Test
  void are_best_first_each_configuration_once() {
    PriorObservations prior =
        of(new Observation(x(1), 3), new Observation(x(2), 1), new Observation(x(1), 2));
    assertThat(prior.observations())
        .containsExactly(new Observation(x(2), 1), new Observation(x(1), 2));
  }

  @Test
  void the_best_three_are_start_points() {
    List<Observation> many = new ArrayList<>();
    IntStream.range(0, 9).forEach(i -> many.add(new Observation(x(i), -i)));
    assertThat(new PriorObservations(many, 10).best()).containsExactly(x(8), x(7), x(6));
    assertThat(PriorObservations.NONE.best()).isEmpty();
  }

  @Test
  void of_a_study_are_the_losses_of_the_highest_rung_that_tells_of_enough_trials() {
    assertThat(PriorObservations.of(study(20, 12), 10).observations())
        .hasSize(12)
        .startsWith(new Observation(x(11), -1));
    assertThat(PriorObservations.of(study(20, 5), 10).observations())
        .hasSize(20)
        .startsWith(new Observation(x(19), -19));
    assertThat(PriorObservations.of(study(6, 2), 10).observations()).hasSize(6);
    assertThat(PriorObservations.of(Studies.empty(1), 10).observations()).isEmpty();
  }

  @Test
  void those_that_are_no_longer_in_the_space_are_left_out() {
    SearchSpace space =
        new SearchSpace(
            List.of(Dimension.always(new IntParameter("x", 5, 30, Scale.LINEAR, 1, 0))));
    assertThat(PriorObservations.of(study(20, 12), 10).within(space).observations())
        .hasSize(7)
        .allMatch(o -> o.configuration().number("x") >= 5);
  }

  @Test
  void their_weight_halves_with_each_half_life_until_nothing_is_left() {
    PriorObservations prior = of(new Observation(x(1), 3));
    assertThat(prior.weight(0)).isEqualTo(1);
    assertThat(prior.weight(10)).isCloseTo(0.5, within(1e-12));
    assertThat(prior.weight(43)).isGreaterThanOrEqualTo(PriorObservations.LEAST_WEIGHT);
    assertThat(prior.weight(44)).isZero();
    assertThat(prior.fadesAfter()).isEqualTo(44);
    assertThat(PriorObservations.NONE.weight(0)).isZero();
    assertThat(PriorObservations.NONE.fadesAfter()).isZero();
  }

  @Test
  void every_second_proposal_reads_none_so_that_what_they_cost_is_bounded() {
    PriorObservations prior = of(new Observation(x(1), 3));
    long read = IntStream.range(0, 1000).filter(n -> prior.weight(n, n) > 0).count();
    assertThat(read).isEqualTo(22);
    assertThat(IntStream.range(0, 1000).filter(n -> n % 2 == 1))
        .allMatch(n -> prior.weight(n, 0) == 0);
  }

  @Test
  void refuses_what_is_no_loss_and_what_never_fades() {
    assertThatThrownBy(() -> new Observation(x(1), Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A prior loss must be finite, not NaN of {x=1}.");
    assertThatThrownBy(() -> new PriorObservations(List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The half-life must be positive, not 0.");
  }
}
