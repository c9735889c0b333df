package org.espalier.train.linear;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.espalier.testing.SparkTest;

/**
 * What Spark's learners gave for the tables of the contracts of linear models: the file {@code
 * fits.txt}, with a line of numbers for each number of partitions. The main method made it on Spark
 * 4.1, run with the file's path on the tests' class path.
 */
final class RecordedFits {

  private static final String RESOURCE = "fits.txt";

  private RecordedFits() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    Oracle recording =
        (name, spark) -> {
          List<double[]> fits = spark.get();
          fits.forEach(
              fit ->
                  lines.add(
                      name
                          + ": "
                          + Arrays.stream(fit)
                              .mapToObj(String::valueOf)
                              .collect(Collectors.joining(" "))));
          return fits;
        };
    LogisticTrainingContractTest.compareBinomial(recording);
    LogisticTrainingContractTest.compareMultinomial(recording);
    LinearTrainingContractTest.compareDifficult(recording);
    LinearTrainingContractTest.compareSparse(recording);
    SvcTrainingContractTest.compare(recording);
    GlmTrainingContractTest.compareTwoFamilies(recording);
    Files.write(Path.of(arguments[0]), lines);
    SparkTest.spark().stop();
  }

  /** The fits of the file, by name. */
  static Oracle oracle() throws IOException {
    Map<String, List<double[]>> recorded = new HashMap<>();
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(RecordedFits.class.getResourceAsStream(RESOURCE)),
                StandardCharsets.UTF_8))) {
      for (String line : file.lines().toList()) {
        int end = line.indexOf(": ");
        recorded
            .computeIfAbsent(line.substring(0, end), name -> new ArrayList<>())
            .add(
                Arrays.stream(line.substring(end + 2).split(" ", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray());
      }
    }
    return (name, spark) -> Objects.requireNonNull(recorded.get(name), name);
  }
}
