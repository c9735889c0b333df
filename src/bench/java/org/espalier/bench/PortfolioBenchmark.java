package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Portfolios of start points: {@code run [LEARNER…]} evaluates configurations on all tables and
 * writes their scores and the file of the jar, {@code without TABLE} writes one that is learned
 * without a table, and {@code gain} prints the gain by those.
 */
final class PortfolioBenchmark {

  static final String NAME = "portfolio";

  private static final Path FOLDER = Path.of("target", "bench", NAME).toAbsolutePath();

  /** Scores that the file of the jar is selected by. */
  private static final Path SCORES = Path.of("src/test/resources/org/espalier/bench");

  /** The file of the jar. */
  static final Path FILE = Path.of("src/main/resources/org/espalier/hocon/portfolio.conf");

  private PortfolioBenchmark() {}

  /**
   * Runs what the words ask for.
   *
   * @param spark session, which derivation from the scores does not need
   */
  static void run(Supplier<SparkSession> spark, Path data, List<String> words) throws Exception {
    switch (words.isEmpty() ? "" : words.get(0)) {
      case "run" -> {
        PortfolioText before = stored();
        SparkSession session = spark.get();
        Configuration hadoop = session.sparkContext().hadoopConfiguration();
        PortfolioText scored =
            new PortfolioRun(data, FOLDER, hadoop).run(words.subList(1, words.size()));
        Files.writeString(
            classification(), before.classification().with(scored.classification()).csv());
        Files.writeString(regression(), before.regression().with(scored.regression()).csv());
        session.stop();
        Files.writeString(FILE, stored().without(""));
        System.out.println(FILE);
      }
      case "without" -> System.out.println(without(words.get(1)));
      case "gain" -> {
        PortfolioText stored = stored();
        System.out.print(new PortfolioGain(stored.classification(), 1).text());
        System.out.print(new PortfolioGain(stored.regression(), -1).text());
      }
      default -> {
        Files.writeString(FILE, stored().without(""));
        System.out.println(FILE);
      }
    }
  }

  /** Writes the portfolio that is learned without a table. */
  static Path without(String table) throws IOException {
    Path file = Files.createDirectories(FOLDER).resolve("without-%s.conf".formatted(table));
    return Files.writeString(file, stored().without(table));
  }

  /** Portfolios by the scores that are stored. */
  static PortfolioText stored() throws IOException {
    return new PortfolioText(
        PortfolioScores.parse(Files.readString(classification())),
        PortfolioScores.parse(Files.readString(regression())));
  }

  private static Path classification() {
    return SCORES.resolve("portfolio-classification.csv");
  }

  private static Path regression() {
    return SCORES.resolve("portfolio-regression.csv");
  }
}
