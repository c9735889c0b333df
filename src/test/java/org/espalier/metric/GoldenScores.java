package org.espalier.metric;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Predictions, and what scikit-learn makes of them: rows.csv and scores.csv, by scores.py. */
public final class GoldenScores {

  private GoldenScores() {}

  /**
   * Row of a table.
   *
   * @param more probabilities of classes, the end of a time, features or the user, by the table
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record GoldenRow(
      String table, double label, double prediction, double weight, double[] more) {}

  public record GoldenScore(String table, boolean weighted, Metric metric, double score) {}

  public static List<GoldenRow> rows(String table) throws IOException {
    return lines("rows.csv").stream()
        .map(
            cells ->
                new GoldenRow(
                    cells[0],
                    Double.parseDouble(cells[1]),
                    Double.parseDouble(cells[2]),
                    Double.parseDouble(cells[3]),
                    Arrays.stream(cells[4].split(";")).mapToDouble(Double::parseDouble).toArray()))
        .filter(row -> row.table().equals(table))
        .toList();
  }

  public static List<GoldenScore> scores() throws IOException {
    return lines("scores.csv").stream()
        .map(
            cells ->
                new GoldenScore(
                    cells[0],
                    Boolean.parseBoolean(cells[1]),
                    Metric.of(cells[2]).orElseThrow(),
                    Double.parseDouble(cells[3])))
        .toList();
  }

  private static List<String[]> lines(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(GoldenScores.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(","))
          .toList();
    }
  }
}
