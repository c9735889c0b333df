package org.espalier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.metric.ProblemType;

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

  private static final List<String> RIVALS = List.of("optuna", "flaml-xgboost");

  private static final Path FOLDER = Path.of("target", "bench", "xgboost").toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Search of a rival and the area of its model. */
  private record Rival(String name, double seconds, HeldOutArea heldOut) {}

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
    CutTable table =
        CutTable.of(
            List.of(data.resolve("adult").resolve("adult.csv.gz")),
            FOLDER,
            "label",
            ProblemType.BINARY);
    LocalRun run = ours(table);
    JsonNode summary =
        JSON.readTree(FOLDER.resolve("out").resolve(STUDY).resolve("summary.json").toFile());
    double area = summary.get("winner").get("heldOut").get("score").asDouble();
    about.put("ours", "area %.4f, trials %s".formatted(area, summary.get("trials")));
    Optional<Rival> best = Optional.empty();
    for (String name : RIVALS) {
      CutTable.Search search = table.python(python, name, seconds);
      Rival rival = new Rival(name, search.seconds(), HeldOutArea.of(search.heldOut()));
      about.put(
          name,
          "area %.4f, %.1f s, %s".formatted(rival.heldOut.area(), rival.seconds, search.about()));
      best =
          best.filter(one -> one.heldOut.area() >= rival.heldOut.area())
              .or(() -> Optional.of(rival));
    }
    return best.map(rival -> row(run, area, rival));
  }

  private BenchmarkResult.Row row(LocalRun run, double area, Rival rival) {
    double best = rival.heldOut.area();
    double error = rival.heldOut.error();
    return new BenchmarkResult.Row(
        "adult, whole processes of %d s / Optuna and FLAML".formatted(seconds),
        new Times(STUDY, List.of(run.seconds())),
        new Times(rival.name, List.of(rival.seconds)),
        seconds,
        "area not behind the better one by a standard error (%.4f), %.4f to %s's %.4f"
            .formatted(error, area, rival.name, best),
        area >= best - error);
  }

  /** As submit/bench.sh wants it: without the archive of classes, which a first run would make. */
  private LocalRun ours(CutTable table) throws IOException, InterruptedException {
    return table
        .espalier(
            List.of(
                "tune",
                Path.of("conf", STUDY + ".conf").toString(),
                "--output=" + FOLDER.resolve("out"),
                "--set=data.source=" + table.train(),
                "--set=budget.timeout=%d s".formatted(seconds)),
            environment -> {},
            seconds)
        .finished();
  }
}
