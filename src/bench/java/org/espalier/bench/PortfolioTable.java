package org.espalier.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.espalier.metric.ProblemType;

/**
 * Table of real data that portfolios are learned from.
 *
 * @param name folder of the table
 * @param file its file there, CSV with a header, without line breaks in values
 * @param roles section {@code data} of its study, without the source
 * @param rows rows that are used, as lines of the file
 */
record PortfolioTable(
    String name, ProblemType task, String file, String roles, Predicate<String> rows) {

  private static final long SEED = 7;

  /** The quick ones first, so that most are there if a run is ended. */
  static final List<PortfolioTable> ALL =
      List.of(
          regression("california_housing", "california_housing_train.csv.gz", "median_house_value"),
          regression("diabetes_regression", "diabetes.csv", "target"),
          multiclass("iris", "iris.csv", line -> true),
          multiclass("wine", "wine.csv", line -> true),
          binary(
              "titanic",
              "titanic.csv",
              "label = survived, ignore = [class, who, adult_male, deck, embark_town, alive, alone]"),
          binary("breast_cancer", "breast_cancer.csv", "label = label"),
          regression("diamonds", "diamonds.csv.gz", "price"),
          binary("skin_segmentation", "skin.csv.gz", "label = label"),
          regression(
              "parkinsons",
              "parkinsons.csv.gz",
              "total_UPDRS, group = subject, ignore = [motor_UPDRS]"),
          binary("noaa_weather", "weather.csv.gz", "label = label"),
          new PortfolioTable(
              "nycflights13",
              ProblemType.REGRESSION,
              "flights.csv.gz",
              "label = arr_delay, ignore = [year, dep_time, arr_time, tailnum, flight, air_time,"
                  + " minute]",
              line -> !line.contains(",NA")),
          // The other classes have too few rows for three folds of a sample.
          multiclass("poker", "poker.csv.gz", line -> line.matches(".*,[0-3]")),
          binary("bank_marketing", "bank.csv.gz", "label = deposit, ignore = [duration]"),
          binary("adult", "adult.csv.gz", "label = label"),
          multiclass("digits", "digits.csv.gz", line -> true));

  private static PortfolioTable binary(String name, String file, String roles) {
    return new PortfolioTable(name, ProblemType.BINARY, file, roles, line -> true);
  }

  private static PortfolioTable multiclass(String name, String file, Predicate<String> rows) {
    return new PortfolioTable(name, ProblemType.MULTICLASS, file, "label = label", rows);
  }

  private static PortfolioTable regression(String name, String file, String label) {
    return new PortfolioTable(name, ProblemType.REGRESSION, file, "label = " + label, line -> true);
  }

  /** Writes a header and at most so many rows, drawn from all, in the order of the file. */
  void sample(Path data, int most, Path to) throws IOException {
    List<String> lines = new ArrayList<>();
    String header;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                open(data.resolve(name).resolve(file)), StandardCharsets.UTF_8))) {
      header = reader.readLine();
      reader.lines().filter(rows).forEach(lines::add);
    }
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      numbers.add(i);
    }
    Collections.shuffle(numbers, new Random(SEED));
    List<Integer> drawn =
        numbers.subList(0, Math.min(most, numbers.size())).stream().sorted().toList();
    try (Writer writer = Files.newBufferedWriter(to)) {
      writer.write(header + "\n");
      for (int number : drawn) {
        writer.write(lines.get(number) + "\n");
      }
    }
  }

  private static InputStream open(Path path) throws IOException {
    InputStream bytes = Files.newInputStream(path);
    return path.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
  }
}
