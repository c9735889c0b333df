package org.espalier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.journal.CellRow;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;

/**
 * Our {@code Tuner}, which trains inside tasks, on a grid, from the call to the returned model:
 * several times, in turns with scikit-learn, and against {@code CrossValidator} and our own
 * ordinary fits, which run once.
 *
 * @param scikit what {@code src/bench/python/trainers.py} reads, without the table and the folds;
 *     empty if it does not run
 * @param rounds measured ones, after one that warms up
 * @param limit seconds after which an ordinary search is stopped
 */
record TrainersRace(
    String name,
    Dataset<Row> rows,
    Estimator<?> estimator,
    List<ParamMap> maps,
    Evaluator evaluator,
    int folds,
    Map<String, Object> scikit,
    int rounds,
    double limit) {

  static final String CROSS_VALIDATOR = "CrossValidator";
  static final String SCIKIT_LEARN = "scikit-learn";

  /** The best of 1, 2 and 4 in every line of the benchmark {@code walk}, on two slots. */
  private static final int PARALLELISM = 4;

  /** Times of ours after which our own ordinary fits are stopped, if the limit is not shorter. */
  private static final double ORDINARY_TIMES = 25;

  /** What is fitted before an ordinary search is measured, so that the JVM is warm. */
  private static final int WARM_MAPS = 2;

  private static final int WARM_FOLDS = 2;

  private record Search(double seconds, TunerModel model) {}

  /** A rival's time; stopped, it is a lower bound. */
  record Rival(Times times, boolean stopped) {}

  /** Everything measured, and what is worth knowing about it. */
  record Outcome(Times ours, ParamMap best, Map<String, Rival> rivals, Map<String, Object> about) {}

  /**
   * Runs it.
   *
   * @param table for scikit-learn
   * @param ordinary whether CrossValidator and ordinary fits run, too
   */
  Outcome run(Path table, boolean ordinary) throws Exception {
    SparkContext context = rows.sparkSession().sparkContext();
    Map<String, Object> about = new LinkedHashMap<>();
    Map<String, Rival> rivals = new TreeMap<>();
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    Search last;
    try (Turns turns = new Turns(scikitLearn(table))) {
      last = ours(about);
      about.put("first search, s", "%.2f".formatted(last.seconds()));
      for (int round = 0; round < rounds; round++) {
        last = ours(about);
        ours.add(last.seconds());
        turns.search(about).ifPresent(theirs::add);
      }
      about.putAll(turns.about());
    }
    double[] metrics = last.model().avgMetrics();
    if (!theirs.isEmpty()) {
      rivals.put(SCIKIT_LEARN, new Rival(new Times("scikit-learn", theirs), false));
    }
    if (ordinary) {
      Limited<CrossValidatorModel> spark = ordinary(context, new CrossValidator(), limit);
      rivals.put(CROSS_VALIDATOR, rival("CrossValidator, parallelism " + PARALLELISM, spark));
      spark
          .result()
          .ifPresent(
              other ->
                  about.put(
                      "largest difference of a map's metric to CrossValidator's",
                      difference(other.avgMetrics(), metrics)));
      Limited<CrossValidatorModel> jobs =
          ordinary(
              context,
              new Tuner().setTraining("jobs"),
              Math.min(limit, ORDINARY_TIMES * Collections.max(ours)));
      rivals.put("training = jobs", rival("Tuner, training = jobs", jobs));
    }
    int best = best(metrics);
    about.put(
        "best map",
        "%s, %s".formatted(maps.get(best).toString().replaceAll("\\s+", " "), metrics[best]));
    return new Outcome(new Times("Tuner", ours), maps.get(best), rivals, about);
  }

  private Optional<PythonSearch> scikitLearn(Path table) throws Exception {
    if (scikit.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> work = new LinkedHashMap<>(scikit);
    work.put("folds", folds);
    work.put("table", table.toString());
    return PythonSearch.start("trainers.py", Path.of("target", "bench", "trainers"), work);
  }

  private int best(double[] metrics) {
    int best = 0;
    for (int i = 1; i < metrics.length; i++) {
      boolean better =
          evaluator.isLargerBetter() ? metrics[i] > metrics[best] : metrics[i] < metrics[best];
      best = better ? i : best;
    }
    return best;
  }

  private static double difference(double[] a, double[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static Rival rival(String of, Limited<?> search) {
    return new Rival(new Times(of, List.of(search.seconds())), search.result().isEmpty());
  }

  private <T extends CrossValidator> T configured(T tuner, List<ParamMap> some, int cut) {
    tuner
        .setEstimator(estimator)
        .setEvaluator(evaluator)
        .setEstimatorParamMaps(some.toArray(ParamMap[]::new));
    tuner.setNumFolds(cut);
    return tuner;
  }

  private Limited<CrossValidatorModel> ordinary(
      SparkContext context, CrossValidator tuner, double most) throws Exception {
    if (!(tuner instanceof Tuner)) {
      tuner.setParallelism(PARALLELISM);
    }
    List<ParamMap> few = maps.subList(0, Math.min(WARM_MAPS, maps.size()));
    Limited.run(context, most, () -> configured(tuner, few, WARM_FOLDS).fit(rows));
    return Limited.run(context, most, () -> configured(tuner, maps, folds).fit(rows));
  }

  /** A search of ours, and where its time went. */
  private Search ours(Map<String, Object> about) {
    SparkContext context = rows.sparkSession().sparkContext();
    TaskSeconds tasks = new TaskSeconds();
    context.addSparkListener(tasks);
    Tuner tuner = configured(new Tuner().setTraining("auto"), maps, folds);
    long called = System.currentTimeMillis();
    long before = System.nanoTime();
    TunerModel model = tuner.fit(rows);
    double seconds = (System.nanoTime() - before) / 1e9;
    double inTasks = tasks.until(context);
    context.removeSparkListener(tasks);
    List<CellRow> cells = model.study().cells();
    double first =
        cells.stream().mapToLong(cell -> cell.cost().span().startedAt()).min().orElse(called) / 1e3
            - called / 1e3;
    double last =
        cells.stream().mapToLong(cell -> cell.cost().span().endedAt()).max().orElse(called) / 1e3
            - called / 1e3;
    about.put(
        "Tuner's last search",
        ("%.2f s: %.2f before the first cell, %.2f of cells (of all slots: fits %.2f, scores %.2f),"
                + " %.2f after the last; %d jobs, their tasks %.2f s; cells by trainer %s")
            .formatted(
                seconds,
                first,
                last - first,
                cells.stream().mapToDouble(cell -> cell.cost().fitSeconds()).sum(),
                cells.stream().mapToDouble(cell -> cell.cost().scoreSeconds()).sum(),
                seconds - last,
                tasks.jobs(),
                inTasks,
                trainers(cells)));
    objective(model).ifPresent(value -> about.put("objective of the returned model", value));
    return new Search(seconds, model);
  }

  /** What a logistic regression behind stages minimised. */
  private static Optional<Double> objective(TunerModel model) {
    if (model.bestModel() instanceof PipelineModel pipeline
        && pipeline.stages()[pipeline.stages().length - 1]
            instanceof LogisticRegressionModel logistic) {
      double[] history = logistic.summary().objectiveHistory();
      return Optional.of(history[history.length - 1]);
    }
    return Optional.empty();
  }

  static Map<String, Integer> trainers(List<CellRow> cells) {
    Map<String, Integer> counts = new TreeMap<>();
    cells.forEach(cell -> counts.merge(cell.trained().trainer(), 1, Integer::sum));
    return counts;
  }

  /** Searches of scikit-learn between ours, if it is there. */
  private record Turns(Optional<PythonSearch> scikit) implements AutoCloseable {

    Optional<Double> search(Map<String, Object> about) throws Exception {
      if (scikit.isEmpty()) {
        return Optional.empty();
      }
      JsonNode answer = scikit.get().search();
      about.put(
          "scikit-learn's best candidate",
          "%s, %s".formatted(answer.get("best"), answer.get("score")));
      if (answer.has("objective")) {
        about.put("scikit-learn's objective", answer.get("objective").asDouble());
      }
      return Optional.of(answer.get("seconds").asDouble());
    }

    Map<String, Object> about() {
      return Map.of("rival", scikit.map(PythonSearch::versions).orElse("no scikit-learn"));
    }

    @Override
    public void close() throws IOException {
      if (scikit.isPresent()) {
        scikit.get().close();
      }
    }
  }
}
