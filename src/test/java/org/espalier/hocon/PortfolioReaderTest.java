package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.espalier.metric.ProblemType;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.learners.Portfolio;
import org.junit.jupiter.api.Test;

final class PortfolioReaderTest {

  @Test
  void points_are_values_by_param_of_a_type_and_a_kind_of_task() {
    Portfolio portfolio =
        PortfolioReader.read(
            "mine.conf",
            """
            tables { classification = [a, b] }
            classification { decision-tree = [{ maxDepth = 8, minInfoGain = 0.5 }, { impurity = gini }] }
            """);
    assertThat(portfolio.points("decision-tree", ProblemType.BINARY))
        .isEqualTo(List.of(Map.of("maxDepth", 8, "minInfoGain", 0.5), Map.of("impurity", "gini")));
    assertThat(portfolio.regression()).isEmpty();
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    assertThatThrownBy(
            () ->
                PortfolioReader.read(
                    "mine.conf",
                    """
                    classification { decision-tree = 8, random-forest = [8] }
                    regresion {}
                    """))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessageContaining("classification.decision-tree: must be a list [ … ], but is 8")
        .hasMessageContaining("classification.random-forest[0]: must be a section of values")
        .hasMessageContaining("regresion: is not a setting; did you mean 'regression'?");
    assertThatThrownBy(() -> PortfolioReader.read("mine.conf", "{"))
        .hasMessageContaining("mine.conf: is not HOCON");
  }
}
