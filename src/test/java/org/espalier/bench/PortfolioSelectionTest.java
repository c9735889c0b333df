package org.espalier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.espalier.hocon.PortfolioReader;
import org.espalier.metric.ProblemType;
import org.junit.jupiter.api.Test;

final class PortfolioSelectionTest {

  private static PortfolioScores scores(String lines) {
    return PortfolioScores.parse("learner,params,a,b\n" + lines);
  }

  private static List<String> selected(PortfolioScores scores, int sign) {
    return PortfolioSelection.select(scores.lines(), sign).stream()
        .map(line -> line.params().get("k"))
        .toList();
  }

  @Test
  void takes_what_helps_all_tables_then_what_is_best_where_that_fails() {
    PortfolioScores scores =
        scores(
            """
            tree,,0.5,0.5
            tree,k=1,1.0,0.5
            tree,k=2,0.9,0.9
            tree,k=3,0.5,1.0
            tree,k=4,0.6,0.6
            """);
    assertThat(selected(scores, 1)).containsExactly("2", "1", "3", "4");
  }

  @Test
  void takes_smaller_scores_where_they_are_better() {
    PortfolioScores scores =
        scores(
            """
            tree,,3,3
            tree,k=1,1,3
            tree,k=2,2,1
            tree,k=3,5,5
            """);
    assertThat(selected(scores, -1)).startsWith("2", "1");
  }

  @Test
  void what_the_defaults_solve_is_worth_nothing() {
    PortfolioScores scores =
        scores(
            """
            tree,,1.0,0.2
            tree,k=1,1.0,0.2
            tree,k=2,0.1,0.6
            tree,k=3,0.1,0.2
            """);
    assertThat(selected(scores, 1)).startsWith("2");
  }

  @Test
  void a_failure_is_the_worst_and_a_table_of_equal_scores_tells_nothing() {
    PortfolioScores scores =
        scores(
            """
            tree,,0.1,1
            tree,k=1,,1
            tree,k=2,0.9,1
            """);
    assertThat(PortfolioSelection.regrets(scores.lines(), 1)).hasDimensions(1, 3);
    assertThat(selected(scores, 1)).containsExactly("2", "1");
    assertThat(selected(scores.without("a"), 1)).isEmpty();
  }

  @Test
  void scores_are_read_as_they_were_written() {
    String csv =
        """
        learner,params,a,b
        tree,,0.100000,
        net,hiddenLayers=32 16;maxIter=50,12.5000,1.00000e-07
        """;
    PortfolioScores scores = PortfolioScores.parse(csv);
    assertThat(scores.csv()).isEqualTo(csv);
    assertThat(scores.learners()).containsExactly("tree", "net");
    assertThat(scores.of("net").get(0).params())
        .isEqualTo(Map.of("hiddenLayers", "32 16", "maxIter", "50"));
  }

  @Test
  void the_file_of_the_jar_is_what_the_stored_scores_give() throws IOException {
    PortfolioText stored = PortfolioBenchmark.stored();
    assertThat(Files.readString(PortfolioBenchmark.FILE))
        .as("submit/bench.sh portfolio writes it")
        .isEqualTo(stored.without(""));
    String without = stored.without("wine");
    assertThat(without).doesNotContain("wine").isNotEqualTo(stored.without(""));
    assertThat(PortfolioReader.read("without", without).points("xgboost", ProblemType.BINARY))
        .hasSize(PortfolioSelection.SIZE);
  }
}
