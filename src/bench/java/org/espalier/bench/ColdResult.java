package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.espalier.bench.BenchmarkResult.Times;

/** The lines of the benchmark {@code cold}, in the order measured. */
final class ColdResult {

  /**
   * Time from the start of a process.
   *
   * @param cpu CPU seconds meanwhile; empty if they are not known
   * @param target in words; empty of what is only shown
   * @param met empty of what is only shown
   */
  record Row(
      String name, Times seconds, Optional<Times> cpu, String target, Optional<Boolean> met) {

    /** A time without a target. */
    static Row shown(String name, Times seconds, Optional<Times> cpu) {
      return new Row(name, seconds, cpu, "", Optional.empty());
    }

    /** The same time with a target. */
    Row judged(String words, boolean reached) {
      return new Row(name, seconds, cpu, words, Optional.of(reached));
    }

    /** The target, and whether it is met; empty of what is only shown. */
    String verdict() {
      return met.map(reached -> (reached ? "met: " : "NOT MET: ") + target).orElse("");
    }
  }

  private static final String LINE = "%-40s %-24s %-24s %s%n";

  private final Map<String, Object> about = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();

  /** Adds a line and prints it at once. */
  void add(Row row) {
    if (rows.isEmpty()) {
      System.out.printf(LINE, "", "seconds", "CPU seconds", "target");
    }
    rows.add(row);
    System.out.printf(
        LINE, row.name, row.seconds.text(), row.cpu.map(Times::text).orElse(""), row.verdict());
  }

  /** Adds what is to be said about all lines, and prints it if it is short. */
  void say(String key, Object value) {
    about.put(key, value);
    if (!(value instanceof List)) {
      System.out.printf("%s: %s%n", key, value);
    }
  }

  /** What was said. */
  String said(String key) {
    return Objects.requireNonNull(about.get(key), key).toString();
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  /** Writes JSON and returns where. */
  Path write(Path file) throws IOException {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("name", row.name);
      put(line, "seconds", row.seconds);
      row.cpu.ifPresent(cpu -> put(line, "cpuSeconds", cpu));
      line.put("target", row.target);
      row.met.ifPresent(met -> line.put("met", met));
      lines.add(line);
    }
    return BenchmarkResult.write(file, lines, about);
  }

  private static void put(Map<String, Object> line, String key, Times times) {
    line.put(key, times.median());
    line.put(key + "Spread", Arrays.stream(times.spread()).boxed().toList());
  }
}
