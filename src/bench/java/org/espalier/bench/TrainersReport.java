package org.espalier.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.SparkSession;

/** Lines of the benchmark {@code trainers}: a row for each rival of a race. */
final class TrainersReport {

  private final List<BenchmarkResult.Row> rows = new ArrayList<>();
  private final Map<String, Object> about = new LinkedHashMap<>();

  /**
   * What is to be reached.
   *
   * @param crossValidator how many times faster than it, at least
   * @param scikit how many times faster than scikit-learn, at least; 0 if it is only shown
   * @param seconds at most
   */
  record Targets(double crossValidator, double scikit, double seconds) {

    static Targets faster(double crossValidator, double scikit) {
      return new Targets(crossValidator, scikit, Double.POSITIVE_INFINITY);
    }

    static Targets within(double seconds) {
      return new Targets(1, 0, seconds);
    }

    private double least(String rival) {
      return switch (rival) {
        case TrainersRace.CROSS_VALIDATOR -> crossValidator;
        case TrainersRace.SCIKIT_LEARN -> scikit;
        default -> 1;
      };
    }

    BenchmarkResult.Row row(String name, String rival, TrainersRace.Outcome outcome, double bound) {
      TrainersRace.Rival times = Objects.requireNonNull(outcome.rivals().get(rival));
      double least = least(rival);
      double ours = outcome.ours().median();
      double ratio = times.times().median() / ours;
      String text =
          "at least %.1f times, is %s%.1f"
              .formatted(least, times.stopped() ? "more than " : "", ratio);
      return new BenchmarkResult.Row(
          "%s / %s".formatted(name, rival),
          outcome.ours(),
          times.times(),
          bound,
          Double.isFinite(seconds) ? "within %.1f s; %s".formatted(seconds, text) : text,
          ratio >= least && ours <= seconds);
    }
  }

  /** Seconds that a search needs at least, by the map that is refitted. */
  interface Bound {
    double of(ParamMap best) throws InterruptedException;
  }

  /**
   * Runs a race and adds its rows.
   *
   * @param table for scikit-learn
   * @param ordinary whether CrossValidator and ordinary fits run, too
   */
  void add(TrainersRace race, Path table, boolean ordinary, Targets targets, Bound bound)
      throws Exception {
    TrainersRace.Outcome outcome = race.run(table, ordinary);
    double seconds = bound.of(outcome.best());
    for (String rival : outcome.rivals().keySet()) {
      BenchmarkResult.Row row = targets.row(race.name(), rival, outcome, seconds);
      add(row);
    }
    about.put(race.name(), outcome.about());
    System.err.println(outcome.about());
  }

  /** Adds a row that is measured elsewhere. */
  void add(BenchmarkResult.Row row) {
    System.err.println(row);
    rows.add(row);
  }

  BenchmarkResult result(SparkSession spark) {
    about.put("bound", "CPU time of the trainers alone for all cells / slots, and of the refit");
    about.put("slots", spark.sparkContext().defaultParallelism());
    about.put("cores", Runtime.getRuntime().availableProcessors());
    about.put("Spark", spark.version());
    about.put("Java", Runtime.version().toString());
    return new BenchmarkResult(about, rows);
  }
}
