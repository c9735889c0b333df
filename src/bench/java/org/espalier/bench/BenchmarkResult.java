package org.espalier.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines of a benchmark and where it ran.
 *
 * @param about versions, cores, sizes and what the numbers mean
 */
record BenchmarkResult(Map<String, Object> about, List<Row> rows) {

  /**
   * Ours beside a rival's, in seconds.
   *
   * @param bound what ours could at best be
   * @param target what is to be reached, in words
   */
  record Row(String name, Times ours, Times rival, double bound, String target, boolean met) {

    double ratio() {
      return rival.median() / ours.median();
    }
  }

  /** Repeated measurements of one thing. */
  record Times(String of, List<Double> seconds) {

    Times {
      seconds = List.copyOf(seconds);
    }

    private double[] sorted() {
      return seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    double median() {
      double[] sorted = sorted();
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** From the smallest to the largest. */
    double[] spread() {
      double[] sorted = sorted();
      return new double[] {sorted[0], sorted[sorted.length - 1]};
    }

    /** The median, and the spread of several. */
    String text() {
      return seconds.size() == 1
          ? "%.2f".formatted(median())
          : "%.2f (%.2f to %.2f)".formatted(median(), spread()[0], spread()[1]);
    }
  }

  /** For the terminal. */
  String table() {
    StringBuilder text = new StringBuilder();
    String line = "%-46s %-24s %-24s %7s %8s  %s%n";
    text.append(line.formatted("", "ours, s", "rival, s", "ratio", "bound, s", "target"));
    for (Row row : rows) {
      String target = (row.met ? "met: " : "NOT MET: ") + row.target;
      text.append(
          line.formatted(
              row.name,
              row.ours.text(),
              row.rival.text(),
              "%.2f".formatted(row.ratio()),
              "%.2f".formatted(row.bound),
              target));
    }
    about.forEach((key, value) -> text.append("%s: %s%n".formatted(key, value)));
    return text.toString();
  }

  /** Writes JSON and returns where. */
  Path write(Path file) throws IOException {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("name", row.name);
      line.put("ours", row.ours.median());
      line.put("oursSpread", Arrays.stream(row.ours.spread()).boxed().toList());
      line.put("rival", row.rival.median());
      line.put("rivalSpread", Arrays.stream(row.rival.spread()).boxed().toList());
      line.put("rivalIs", row.rival.of);
      line.put("ratio", row.ratio());
      line.put("bound", row.bound);
      line.put("target", row.target);
      line.put("met", row.met);
      lines.add(line);
    }
    return write(file, lines, about);
  }

  /** Writes lines, and what is to be said about all of them, as JSON and returns where. */
  static Path write(Path file, List<Map<String, Object>> lines, Map<String, Object> about)
      throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("rows", lines);
    all.putAll(about);
    Files.createDirectories(file.toAbsolutePath().getParent());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
    return file;
  }
}
