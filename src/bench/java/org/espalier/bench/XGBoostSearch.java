package org.espalier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.espalier.bench.BenchmarkResult.Times;

/**
 * The study {@code conf/adult-xgboost.conf} against Optuna and FLAML with Python's XGBoost: whole
 * processes of as many seconds, one after the other, on the same training rows, and the areas of
 * their models on the same held-out rows.
 *
 * @param data folder of the tables
 * @param seconds of each process; the bound
 */
record XGBoostSearch(Path data, int seconds) {

  private static final String STUDY = "adult-xgboost";

  private static final List<String> RIVALS = List.of("optuna", "flaml");

  /** Share of the rows that are searched on. */
  private static final double SEEN = 0.8;

  private static final int SEED = 1;

  /** Seconds beyond its budget after which a process hangs. */
  private static final int HANGS = 120;

  private static final Path FOLDER = Path.of("target", "bench", "xgboost").toAbsolutePath();
  private static final Path TRAIN = FOLDER.resolve("train.csv");
  private static final Path TEST = FOLDER.resolve("test.csv");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Runs it.
   *
   * @param about receives what is worth knowing
   * @return empty where there is no Python with the libraries
   */
  Optional<BenchmarkResult.Row> run(Map<String, Object> about)
      throws IOException, InterruptedException {
    String python = System.getProperty(PythonSearch.PYTHON, "");
    if (python.isEmpty()) {
      return Optional.empty();
    }
    cut();
    LocalRun run = ours();
    JsonNode summary =
        JSON.readTree(FOLDER.resolve("out").resolve(STUDY).resolve("summary.json").toFile());
    double area = summary.get("winner").get("heldOut").get("score").asDouble();
    about.put("ours", "area %.4f, trials %s".formatted(area, summary.get("trials")));
    JsonNode better = JSON.createObjectNode();
    String name = "";
    for (String rival : RIVALS) {
      JsonNode answer = theirs(python, rival);
      about.put(rival, answer);
      if (name.isEmpty() || answer.get("area").asDouble() > better.get("area").asDouble()) {
        better = answer;
        name = rival;
      }
    }
    double best = better.get("area").asDouble();
    double error = better.get("error").asDouble();
    return Optional.of(
        new BenchmarkResult.Row(
            "adult, whole processes of %d s / Optuna and FLAML".formatted(seconds),
            new Times(STUDY, List.of(run.seconds())),
            new Times(name, List.of(better.get("seconds").asDouble())),
            seconds,
            "area not behind the better one by a standard error (%.4f), %.4f to %s's %.4f"
                .formatted(error, area, name, best),
            area >= best - error));
  }

  /** Writes the rows that are searched on and those that are held out. */
  private void cut() throws IOException {
    Files.createDirectories(FOLDER);
    Path table = data.resolve("adult").resolve("adult.csv.gz");
    Random random = new Random(SEED);
    try (BufferedReader rows =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(table)), StandardCharsets.UTF_8));
        Writer train = Files.newBufferedWriter(TRAIN);
        Writer test = Files.newBufferedWriter(TEST)) {
      String header = rows.readLine() + "\n";
      train.write(header);
      test.write(header);
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        (random.nextDouble() < SEEN ? train : test).write(row + "\n");
      }
    }
  }

  /** As submit/bench.sh wants it: without the archive of classes, which a first run would make. */
  private LocalRun ours() throws IOException, InterruptedException {
    return LocalRun.of(
            List.of(
                "tune",
                Path.of("conf", STUDY + ".conf").toString(),
                "--overwrite",
                "--output=" + FOLDER.resolve("out"),
                "--set=data.source=" + TRAIN,
                "--set=data.test.held-out-source=" + TEST,
                "--set=budget.timeout=%d s".formatted(seconds)),
            environment -> {},
            Duration.ofSeconds(seconds + HANGS))
        .finished();
  }

  private JsonNode theirs(String python, String rival) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                python,
                "src/bench/python/boosted_search.py",
                rival,
                TRAIN.toString(),
                TEST.toString(),
                String.valueOf(seconds))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> printed = process.inputReader().lines().toList(); // by its libraries, too
    if (process.waitFor() != 0) {
      throw new IllegalStateException("%s ended with %d".formatted(rival, process.exitValue()));
    }
    return JSON.readTree(printed.get(printed.size() - 1));
  }
}
