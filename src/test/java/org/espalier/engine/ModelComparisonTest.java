package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.espalier.study.Direction;
import org.espalier.study.Interval;
import org.espalier.study.Objective;
import org.junit.jupiter.api.Test;

/** When a new model takes the place of the one in use. */
final class ModelComparisonTest {

  private static final Objective ERROR = new Objective("rmse", Direction.MINIMIZE);

  @Test
  void it_has_to_be_better_by_more_than_the_noise() {
    ModelComparison within = new ModelComparison(ERROR, 2, 1, Optional.of(new Interval(-0.1, 2)));
    assertThat(within.isWon()).isFalse();
    assertThat(within.inWords())
        .isEqualTo(
            "held-out rmse 1.0, 2.0 of the model in use, 95 % interval of the gain -0.1 to 2.0");
    assertThat(new ModelComparison(ERROR, 2, 1, Optional.of(new Interval(0.1, 2))).isWon())
        .isTrue();
  }

  @Test
  void where_the_noise_is_not_known_it_has_to_be_better() {
    assertThat(new ModelComparison(ERROR, 2, 1, Optional.empty()).isWon()).isTrue();
    assertThat(new ModelComparison(ERROR, 1, 1, Optional.empty()).isWon()).isFalse();
    assertThat(new ModelComparison(ERROR, 1, 2, Optional.empty()).isWon()).isFalse();
  }
}
