package org.espalier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PortfolioGainTest {

  @Test
  void the_expected_minimum_is_over_all_draws_and_what_is_known() {
    assertThat(PortfolioGain.expected(9, List.of(3.0, 1.0, 2.0), 1)).isCloseTo(2, within(1e-12));
    assertThat(PortfolioGain.expected(9, List.of(3.0, 1.0, 2.0), 2))
        .isCloseTo(4 / 3.0, within(1e-12));
    assertThat(PortfolioGain.expected(9, List.of(3.0, 1.0, 2.0), 8)).isEqualTo(1);
    assertThat(PortfolioGain.expected(9, List.of(3.0, 1.0, 2.0), 0)).isEqualTo(9);
    assertThat(PortfolioGain.expected(2, List.of(3.0, 1.0), 1)).isCloseTo(1.5, within(1e-12));
  }

  @Test
  void a_portfolio_comes_from_the_other_tables() {
    PortfolioScores scores =
        PortfolioScores.parse(
            """
            learner,params,a,b
            tree,,0.1,0.1
            tree,k=1,0.2,0.9
            tree,k=2,0.9,0.2
            """);
    assertThat(new PortfolioGain(scores, 1).text().lines())
        .containsExactly(
            "a, tree: defaults 0.10000, random 0.90000, portfolio 0.90000",
            "b, tree: defaults 0.10000, random 0.90000, portfolio 0.90000",
            "tree, mean regret: defaults 1.0000, random 0.0000, portfolio 0.0000");
  }
}
