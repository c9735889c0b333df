package org.espalier.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines of the search benchmark, in the order measured. */
final class SearchResult {

  /**
   * One figure.
   *
   * @param protocol its number
   * @param window proposals under way at a time; 0 where it does not matter
   * @param error standard error of ours; 0 of what is not a mean
   * @param rival what it is compared with; NaN if with nothing
   * @param target in words; empty of what is only shown
   * @param met empty of what is only shown
   */
  record Row(
      int protocol,
      String name,
      int window,
      double ours,
      double error,
      double rival,
      String rivalIs,
      String target,
      Optional<Boolean> met) {

    /** A figure without a target. */
    static Row shown(int protocol, String name, int window, double ours, double error) {
      return new Row(protocol, name, window, ours, error, Double.NaN, "", "", Optional.empty());
    }

    /** The same figure beside a rival's. */
    Row beside(double other, String of) {
      return new Row(protocol, name, window, ours, error, other, of, target, met);
    }

    /** The same figure with a target. */
    Row judged(String words, boolean reached) {
      return new Row(
          protocol, name, window, ours, error, rival, rivalIs, words, Optional.of(reached));
    }
  }

  private static final String LINE = "%d %-44s %4s %11s %9s %11s %-22s %s%n";

  private final Map<String, Object> about = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();

  /** Adds a line and prints it at once. */
  void add(Row row) {
    if (rows.isEmpty()) {
      System.out.printf(
          LINE.replaceFirst("%d", "%s"), "#", "", "W", "ours", "se", "rival", "rival is", "target");
    }
    rows.add(row);
    String verdict = row.met.map(met -> met ? "met: " : "NOT MET: ").orElse("") + row.target;
    System.out.printf(
        LINE,
        row.protocol,
        row.name,
        row.window == 0 ? "" : row.window,
        number(row.ours),
        row.error == 0 ? "" : number(row.error),
        Double.isNaN(row.rival) ? "" : number(row.rival),
        row.rivalIs,
        verdict);
  }

  /** Adds what is to be said about all lines, and prints it. */
  void say(String key, Object value) {
    about.put(key, value);
    System.out.printf("%s: %s%n", key, value);
  }

  private static String number(double value) {
    return "%.4g".formatted(value);
  }

  /** The lines as they are written to JSON. */
  List<Map<String, Object>> lines() {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("protocol", row.protocol);
      line.put("name", row.name);
      line.put("window", row.window);
      line.put("ours", row.ours);
      line.put("standardError", row.error);
      if (!Double.isNaN(row.rival)) {
        line.put("rival", row.rival);
        line.put("rivalIs", row.rivalIs);
      }
      line.put("target", row.target);
      row.met.ifPresent(met -> line.put("met", met));
      lines.add(line);
    }
    return lines;
  }

  Map<String, Object> about() {
    return about;
  }
}
