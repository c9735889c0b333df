package org.espalier.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Trials of the border of a task: tables just below and just above it, on heaps of several sizes,
 * each in a process of its own with two tasks at a time; the planned peak beside the measured one.
 * On a cluster the executor has such a heap, and the driver half of it.
 */
final class BorderBenchmark {

  static final String NAME = "border";

  /** Difference of a peak from what was planned, as a share of that. */
  static final double TOLERANCE = 0.25;

  /** Share of the border that tables below it take. */
  static final double BELOW = 0.98;

  private static final double ABOVE = 1.05;
  private static final List<Integer> HEAPS = List.of(2, 4, 12);
  private static final double MIB = 1 << 20;
  private static final int MIB_OF_GIB = 1 << 10;

  /** Option by which no object is kept that is only softly reachable. */
  private static final String NOT_SOFT = "-XX:SoftRefLRUPolicyMSPerMB=0";

  private BorderBenchmark() {}

  /**
   * Runs trials and prints a line for each.
   *
   * @param words learners, dense or sparse, below or above, and heaps in GB; all without a word of
   *     a kind; cluster for an executor beside a smaller driver
   */
  static void run(List<String> words) throws IOException, InterruptedException {
    List<Integer> heaps =
        words.stream().filter(word -> word.matches("\\d+")).map(Integer::valueOf).toList();
    List<Map<String, Object>> lines = new ArrayList<>();
    for (int heap : heaps.isEmpty() ? HEAPS : heaps) {
      for (BorderTrial.Learner learner : BorderTrial.Learner.values()) {
        for (String form : List.of("dense", "sparse")) {
          for (String side : List.of("below", "above")) {
            String name = learner.name().toLowerCase(Locale.ROOT);
            if (isWanted(words, learners(), name)
                && isWanted(words, Stream.of("dense", "sparse"), form)
                && isWanted(words, Stream.of("below", "above"), side)) {
              lines.add(line(heap, name, form, side, words.contains("cluster")));
            }
          }
        }
      }
    }
    Path file = Path.of("target", "bench", NAME + ".json");
    System.out.println(BenchmarkResult.write(file, lines, Map.of()));
  }

  private static Stream<String> learners() {
    return Arrays.stream(BorderTrial.Learner.values())
        .map(one -> one.name().toLowerCase(Locale.ROOT));
  }

  private static boolean isWanted(List<String> words, Stream<String> kind, String one) {
    return words.contains(one) || kind.noneMatch(words::contains);
  }

  private static Map<String, Object> line(
      int heap, String learner, String form, String side, boolean isCluster)
      throws IOException, InterruptedException {
    double share = side.equals("below") ? BELOW : ABOVE;
    int mebibytes = heap * MIB_OF_GIB;
    Optional<BorderTrial.Result> result =
        isCluster
            ? onCluster(mebibytes, learner, form, share)
            : trial(mebibytes + "m", learner, form, share);
    String where = isCluster ? ", cluster" : "";
    String name = "%d GB%s, %s, %s, %s".formatted(heap, where, learner, form, side);
    if (result.isEmpty()) {
      System.out.println(name + ": did not end");
      return Map.of("name", name, "ended", false);
    }
    BorderTrial.Result of = result.get();
    boolean inTask = of.trainer().equals("task");
    System.out.printf(
        "%-32s %,11d rows, table %,6.0f MiB, %s%s%s, %.0f s%n",
        name,
        of.rows(),
        of.table() / MIB,
        inTask ? "inside tasks" : "by jobs",
        inTask ? peak(of.planned(), of.peak()) : "",
        inTask && isCluster ? ", executor" + peak(of.executor(), of.executorPeak()) : "",
        of.seconds());
    return Map.of(
        "name", name,
        "ended", true,
        "rows", of.rows(),
        "table", of.table(),
        "planned", of.planned(),
        "peak", of.peak(),
        "executor", of.executor(),
        "executorPeak", of.executorPeak(),
        "trainer", of.trainer(),
        "seconds", of.seconds());
  }

  private static String peak(long planned, long peak) {
    return String.format(
        Locale.ROOT,
        ": planned %,6.0f MiB, peak %,6.0f MiB (%.2f)%s",
        planned / MIB,
        peak / MIB,
        (double) peak / planned,
        isWithin(planned, peak) ? "" : " NOT AS PLANNED");
  }

  /** True if a peak is as planned. */
  static boolean isWithin(long planned, long peak) {
    return Math.abs(peak - planned) <= TOLERANCE * planned;
  }

  /** Runs a trial with an executor beside a driver of half its heap. */
  private static Optional<BorderTrial.Result> onCluster(
      int mebibytes, String learner, String form, double share)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("border", ".peak");
    try {
      return trial(
          mebibytes / 2 + "m",
          "local-cluster[1,2,%d]".formatted(mebibytes),
          List.of(
              "-Dspark.executor.memory=%dm".formatted(mebibytes),
              "-Dspark.executor.extraClassPath=" + System.getProperty("java.class.path"),
              "-Dspark.executor.extraJavaOptions=" + NOT_SOFT,
              "-Dspark.plugins=" + BorderExecutor.class.getName(),
              "-D%s=%s".formatted(BorderExecutor.FILE, file)),
          learner,
          form,
          share);
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Runs a trial in a process of its own, in which no object is kept that is only softly reachable.
   *
   * @param heap as the option {@code -Xmx} takes it
   * @return empty if it did not end; then its output is on the standard error
   */
  static Optional<BorderTrial.Result> trial(String heap, String learner, String form, double share)
      throws IOException, InterruptedException {
    return trial(heap, "local[2]", List.of(), learner, form, share);
  }

  private static Optional<BorderTrial.Result> trial(
      String heap, String master, List<String> more, String learner, String form, double share)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-Dio.netty"))
        .forEach(command::add);
    command.addAll(more);
    command.addAll(
        List.of(
            "-Xmx" + heap,
            NOT_SOFT,
            "-Dspark.master=" + master,
            "-Dlog4j2.configurationFile=file:conf/log4j2.properties",
            "-Dspark.sql.warehouse.dir=target/warehouse",
            "-cp",
            System.getProperty("java.class.path"),
            BorderTrial.class.getName(),
            learner,
            form,
            String.valueOf(share)));
    Path log = Files.createTempFile("border", ".log");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean ended = process.waitFor() == 0;
    String errors = Files.readString(log);
    Files.delete(log);
    if (!ended || errors.contains("OutOfMemoryError")) {
      System.err.println(errors);
      return Optional.empty();
    }
    return output.lines().flatMap(line -> BorderTrial.Result.of(line).stream()).findFirst();
  }
}
