package org.espalier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.ProblemType;

/**
 * Rows of a table, cut into those that a search may see and held-out ones, and searches on them as
 * processes, of Espalier and of Python's libraries.
 *
 * @param folder of {@code train.csv} and {@code test.csv}
 * @param label column to predict
 */
record CutTable(Path folder, String label, ProblemType task) {

  /** Share of the rows that are searched on. */
  private static final double SEEN = 0.8;

  private static final int SEED = 1;

  /** Cores of each process. */
  private static final int CORES = 2;

  /** Seconds beyond its budget after which a process hangs. */
  private static final int HANGS = 120;

  /** Lines of those that ended with an error that are shown. */
  private static final int SHOWN = 5;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Search that has ended.
   *
   * @param heldOut predictions for the held-out rows
   * @param seconds from the start of the process to its end
   * @param about what the tool tells of itself
   */
  record Search(PredictedRows heldOut, double seconds, JsonNode about) {}

  /**
   * Cuts the rows of CSV files, which are gzipped and have one header, in random order.
   *
   * @param folder receives the parts
   */
  static CutTable of(List<Path> files, Path folder, String label, ProblemType task)
      throws IOException {
    String header = "";
    List<String> rows = new ArrayList<>();
    for (Path file : files) {
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
        header = reader.readLine();
        reader.lines().forEach(rows::add);
      }
    }
    Collections.shuffle(rows, new Random(SEED));
    int seen = (int) Math.round(SEEN * rows.size());
    CutTable cut = new CutTable(Files.createDirectories(folder), label, task);
    write(cut.train(), header, rows.subList(0, seen));
    write(cut.test(), header, rows.subList(seen, rows.size()));
    return cut;
  }

  private static void write(Path file, String header, List<String> rows) throws IOException {
    Files.write(file, Stream.concat(Stream.of(header), rows.stream()).toList());
  }

  Path train() {
    return folder.resolve("train.csv");
  }

  Path test() {
    return folder.resolve("test.csv");
  }

  /** Metric that all are judged by. */
  Metric metric() {
    return Metric.defaultFor(task);
  }

  /** Score of predictions in the metric's own direction. */
  double score(PredictedRows rows) {
    return new CellMetrics(List.of(Measure.of(metric()))).scores(rows).values().iterator().next();
  }

  /**
   * Runs {@code submit/local.sh} as a process, with the archive of classes if that is there.
   *
   * @param words the command and its arguments, without the held-out rows
   */
  LocalRun espalier(List<String> words, int seconds) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--overwrite", "--set=data.test.held-out-source=" + test()));
    return LocalRun.of(
        all,
        variables -> {
          variables.put("ESPALIER_MASTER", "local[%d]".formatted(CORES));
          variables.remove("ESPALIER_CLASSES");
        },
        Duration.ofSeconds(seconds + HANGS));
  }

  /**
   * Runs a tool of {@code automl.py} as a process.
   *
   * @param python that has the libraries
   * @param seconds in which the process is to end
   * @throws IllegalStateException if it ends with an error, or hangs
   */
  Search python(String python, String tool, int seconds) throws IOException, InterruptedException {
    Path log = folder.resolve(tool + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            python,
            "src/bench/python/automl.py",
            tool,
            folder.toString(),
            label,
            task.name().toLowerCase(Locale.ROOT),
            String.valueOf(seconds));
    builder.environment().put("OMP_NUM_THREADS", String.valueOf(CORES));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    long began = System.nanoTime();
    Process process = builder.start();
    boolean ended = process.waitFor(seconds + HANGS, TimeUnit.SECONDS);
    double took = (System.nanoTime() - began) / 1e9;
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    if (process.exitValue() != 0) {
      List<String> printed = Files.readAllLines(log);
      throw new IllegalStateException(
          "%s ended with %d after %.1f s: %s"
              .formatted(
                  tool,
                  process.exitValue(),
                  took,
                  String.join(
                      " / ",
                      printed.subList(Math.max(0, printed.size() - SHOWN), printed.size()))));
    }
    return new Search(
        predicted(tool), took, JSON.readTree(folder.resolve(tool + ".json").toFile()));
  }

  private PredictedRows predicted(String tool) throws IOException {
    List<Csv.Row> rows;
    try (BufferedReader reader = Files.newBufferedReader(folder.resolve(tool + ".csv"))) {
      rows = Csv.read(reader);
    }
    double[] truth = rows.stream().mapToDouble(row -> row.number("truth")).toArray();
    double[] predicted = rows.stream().mapToDouble(row -> row.number("prediction")).toArray();
    return task == ProblemType.BINARY
        ? PredictedRows.of(truth, new double[0], predicted, new double[0][])
        : PredictedRows.of(truth, predicted);
  }
}
