package org.espalier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.xgboost.XGBoostClassificationModel;
import org.espalier.xgboost.XGBoostLibrary;

/**
 * Our {@code Tuner} on a grid of XGBoost, from the call to the returned model, in turns with
 * Python's library: the same 32-bit rows in the same order, folds, candidates and seed.
 *
 * <p>Python loads the returned model, and its predictions must be equal. Those of the same
 * candidate, trained in Python, are equal too if both have one version of XGBoost: versions cut
 * columns of many values in different places.
 *
 * @param rows with the columns features, label and {@value #FOLD}, in one partition
 * @param grid candidates
 * @param rounds measured ones, after one that warms up
 */
record XGBoostRace(String name, Dataset<Row> rows, XGBoostGrid grid, int folds, int rounds) {

  /** Column with the number of the fold that validates a row. */
  static final String FOLD = "fold";

  /** Least speed, as a multiple of that of Python. */
  private static final double TARGET = 1;

  /** Largest difference of a probability. */
  private static final double EQUAL = 1e-6;

  private static final Path FOLDER = Path.of("target", "bench", "xgboost");

  /** Sets the params that ours and Spark's own tuner have in common. */
  static <T extends CrossValidator> T configured(T tuner, int folds) {
    tuner.setEvaluator(new BinaryClassificationEvaluator().setNumBins(0));
    tuner.setNumFolds(folds);
    tuner.setFoldCol(FOLD);
    return tuner;
  }

  /**
   * Runs it.
   *
   * @param about receives what is worth knowing
   * @return empty where there is no Python with the library
   */
  Optional<BenchmarkResult.Row> run(Map<String, Object> about) throws Exception {
    VectorRows vectors = VectorRows.of(rows);
    int[] numbers =
        rows.select(FOLD).collectAsList().stream().mapToInt(row -> row.getInt(0)).toArray();
    Optional<PythonSearch> python =
        PythonSearch.start("boosting.py", FOLDER, work(vectors, numbers));
    if (python.isEmpty()) {
      return Optional.empty();
    }
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    try (PythonSearch search = python.get()) {
      TunerModel model = search(new ArrayList<>());
      for (int round = 0; round < rounds; round++) {
        model = search(ours);
        JsonNode answer = search.search();
        theirs.add(answer.get("seconds").asDouble());
        about.put(
            "Python's best candidate",
            "%s, %s".formatted(answer.get("best"), answer.get("score").asDouble()));
      }
      about.put("ours", "XGBoost " + XGBoostLibrary.here().version());
      about.put("rival", search.versions());
      int best = best(model.avgMetrics());
      about.put("best candidate", "%d, %s".formatted(best, model.avgMetrics()[best]));
      about.put("cells by trainer", TrainersRace.trainers(model.study().cells()));
      double[] probabilities = probabilities(model);
      about.put(
          "largest difference of a probability to Python's own model",
          difference(probabilities, predicted(search, "train %d".formatted(best))));
      double difference = difference(probabilities, predicted(search, "load " + saved(model)));
      return Optional.of(row(ours, theirs, bound(vectors, numbers, best), difference));
    }
  }

  /** What {@code boosting.py} reads. */
  private Map<String, Object> work(VectorRows vectors, int[] numbers) throws IOException {
    Path table = vectors.write(Files.createDirectories(FOLDER).resolve("rows.npy"));
    return Map.of(
        "table",
        table.toString(),
        "folds",
        numbers,
        "candidates",
        grid.named(),
        "params",
        XGBoostGrid.COMMON,
        "rounds",
        XGBoostGrid.ROUNDS,
        "jobs",
        slots());
  }

  private int slots() {
    return rows.sparkSession().sparkContext().defaultParallelism();
  }

  private TunerModel search(List<Double> seconds) {
    Tuner tuner = configured(new Tuner(), folds);
    tuner.setEstimator(grid.estimator());
    tuner.setEstimatorParamMaps(grid.maps().toArray(ParamMap[]::new));
    long before = System.nanoTime();
    TunerModel model = tuner.fit(rows);
    seconds.add((System.nanoTime() - before) / 1e9);
    return model;
  }

  private static int best(double[] areas) {
    int best = 0;
    for (int i = 1; i < areas.length; i++) {
      best = areas[i] > areas[best] ? i : best;
    }
    return best;
  }

  /** Of the second class, by the returned model. */
  private double[] probabilities(TunerModel model) {
    return model.bestModel().transform(rows).select("probability").collectAsList().stream()
        .mapToDouble(row -> row.<Vector>getAs(0).apply(1))
        .toArray();
  }

  private static Path saved(TunerModel model) throws XGBoostError {
    Path file = FOLDER.resolve("model.ubj");
    XGBoostClassificationModel best = (XGBoostClassificationModel) model.bestModel();
    ((Booster) best.nativeBooster()).saveModel(file.toString());
    return file;
  }

  /** Python's predictions after a request. */
  private static FloatBuffer predicted(PythonSearch search, String request) throws IOException {
    Path file = FOLDER.resolve("predictions");
    search.ask("%s %s".formatted(request, file));
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  /** The largest. */
  private static double difference(double[] ours, FloatBuffer theirs) {
    if (ours.length != theirs.remaining()) {
      throw new IllegalStateException(
          "Python predicted %d rows of %d.".formatted(theirs.remaining(), ours.length));
    }
    double largest = 0;
    for (double probability : ours) {
      largest = Math.max(largest, Math.abs(probability - theirs.get()));
    }
    return largest;
  }

  /**
   * Seconds that the library alone needs: CPU time of one thread for the candidates on the first
   * fold, times the folds, divided by the slots, and of the refit.
   */
  private double bound(VectorRows vectors, int[] numbers, int best) throws XGBoostError {
    long before = TrainersBound.cpu();
    train(vectors.only(row -> numbers[row] != 0), grid.named());
    long middle = TrainersBound.cpu();
    train(vectors, List.of(grid.named().get(best)));
    return ((double) (middle - before) * folds / slots() + (TrainersBound.cpu() - middle)) / 1e9;
  }

  private static void train(VectorRows rows, List<Map<String, Object>> candidates)
      throws XGBoostError {
    DMatrix matrix = rows.matrix();
    for (Map<String, Object> candidate : candidates) {
      Map<String, Object> params = new LinkedHashMap<>(XGBoostGrid.COMMON);
      params.putAll(candidate);
      XGBoost.train(matrix, params, XGBoostGrid.ROUNDS, Map.of(), null, null).dispose();
    }
    matrix.dispose();
  }

  private BenchmarkResult.Row row(
      List<Double> ours, List<Double> theirs, double bound, double difference) {
    Times our = new Times("Tuner", ours);
    Times their = new Times("xgboost of Python, joblib", theirs);
    double ratio = their.median() / our.median();
    return new BenchmarkResult.Row(
        name,
        our,
        their,
        bound,
        "at least %.1f times, is %.2f; probabilities in Python within %.0e, differ by %.1e"
            .formatted(TARGET, ratio, EQUAL, difference),
        ratio >= TARGET && difference <= EQUAL);
  }
}
