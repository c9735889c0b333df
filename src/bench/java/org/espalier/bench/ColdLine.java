package org.espalier.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.bench.BenchmarkResult.Times;

/** Line 9: breast cancer, 4 maps and 3 folds, from the start of a process to its result. */
final class ColdLine {

  private static final int ROUNDS = 3;

  private ColdLine() {}

  /**
   * @param about the median seconds of each part are added to it
   */
  static BenchmarkResult.Row run(Map<String, Object> about)
      throws IOException, InterruptedException {
    Map<String, List<Double>> ours = new LinkedHashMap<>();
    Map<String, List<Double>> rival = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      process(ColdStart.OURS, ours);
      process("cross-validator", rival);
    }
    about.put("line 9, parts of Tuner's process, s", medians(ours));
    about.put("line 9, parts of CrossValidator's process, s", medians(rival));
    String search = ColdStart.PARTS.get(3);
    Times mine = new Times("Tuner", Objects.requireNonNull(ours.get(search)));
    Times theirs = new Times("CrossValidator", Objects.requireNonNull(rival.get(search)));
    double ratio = theirs.median() / mine.median();
    return new BenchmarkResult.Row(
        "9 breast cancer, cold, 4 maps x 3 folds, search",
        mine,
        theirs,
        theirs.median() / 2,
        "at least 2 times, is %.2f".formatted(ratio),
        ratio >= 2);
  }

  private static Map<String, String> medians(Map<String, List<Double>> parts) {
    Map<String, String> medians = new LinkedHashMap<>();
    parts.forEach(
        (part, times) -> medians.put(part, "%.1f".formatted(new Times(part, times).median())));
    return medians;
  }

  private static void process(String side, Map<String, List<Double>> parts)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("@submit/java-options", "-Xmx2g", "-Dspark.ui.enabled=false"));
    command.add("-Dlog4j2.configurationFile=file:conf/log4j2.properties");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ColdStart.class.getName(), side));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("A cold start ended with code " + process.exitValue());
    }
    for (String part : ColdStart.PARTS) {
      String line = printed.lines().filter(l -> l.startsWith(part + "=")).findFirst().orElseThrow();
      double seconds = Long.parseLong(line.substring(part.length() + 1)) / 1000.0;
      parts.computeIfAbsent(part, p -> new ArrayList<>()).add(seconds);
    }
  }
}
