package org.espalier.spark.task;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.espalier.plan.TrainingPlan;
import org.espalier.spark.cell.RowsOnDemand;
import org.espalier.spark.cell.SharedWork;
import org.espalier.spark.cell.SparkFunctions;
import scala.Option;

/**
 * Fits of MLlib's estimators inside tasks, on rows that are collected and broadcast once for all
 * fits that read the same.
 */
public final class TaskFits implements AutoCloseable {

  /** Local property by which Spark interrupts the thread of a task that it cancels. */
  private static final String INTERRUPTS = "spark.job.interruptOnCancel";

  private static final List<TaskTrainer<?>> TRAINERS =
      List.of(new LogisticTrainer(), new TreeTrainer());

  /** In local mode the rows, their serialised form and what trainers derive share one heap. */
  private static final int PART_OF_HEAP = 8;

  private final boolean allowed;
  private final JavaSparkContext context;
  private final RowsOnDemand<Key, BroadcastRows> rows;

  /**
   * Rows as an estimator reads them.
   *
   * @param rows identifies the dataset, by equality
   * @param weight name of a column, or empty
   * @param training the dataset; not part of the key's equality, as it is made anew for each fit
   */
  private record Key(
      Object rows, String features, String label, String weight, Supplier<Dataset<?>> training) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && rows.equals(key.rows)
          && features.equals(key.features)
          && label.equals(key.label)
          && weight.equals(key.weight);
    }

    @Override
    public int hashCode() {
      return Objects.hash(rows, features, label, weight);
    }
  }

  /** Fits as a plan has them; rows of an eighth of this heap are kept for fits to come. */
  public static TaskFits of(SparkContext context, TrainingPlan plan) {
    boolean allowed = plan.kind() == TrainingPlan.Kind.AUTO;
    long kept = Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    return new TaskFits(context, allowed, plan.taskMemory(), kept);
  }

  /**
   * @param allowed whether anything is fitted here
   * @param most bytes of the rows of one fit; larger ones are left to ordinary fits
   * @param kept bytes of rows that are kept for fits to come
   */
  private TaskFits(SparkContext context, boolean allowed, long most, long kept) {
    this.allowed = allowed;
    this.context = JavaSparkContext.fromSparkContext(context);
    this.rows =
        new RowsOnDemand<>(
            kept, BroadcastRows::bytes, key -> SharedWork.run(context, () -> collect(key, most)));
  }

  private BroadcastRows collect(Key key, long most) {
    Dataset<?> training = key.training().get();
    Column weight =
        key.weight().isEmpty() ? functions.lit(1.0) : functions.col(key.weight()).cast("double");
    Dataset<Row> columns =
        training.select(
            functions.col(key.features()), functions.col(key.label()).cast("double"), weight);
    Option<Object> classes = MetadataUtils.getNumClasses(training.schema().apply(key.label()));
    int declared = classes.isDefined() ? (Integer) classes.get() : 0;
    Optional<CollectedRows> collected =
        RowsCollector.collect(columns, declared, categories(training.schema(), key), most);
    return new BroadcastRows(collected.map(context::broadcast).orElse(null));
  }

  /** Categories of the columns whose metadata declares them, by column. */
  private static Map<Integer, Integer> categories(StructType schema, Key key) {
    Map<Integer, Integer> categories = new LinkedHashMap<>();
    MetadataUtils.getCategoricalFeatures(schema.apply(key.features()))
        .foreach(
            SparkFunctions.consumer(
                pair -> categories.put((Integer) pair._1(), (Integer) pair._2())));
    return categories;
  }

  private static Optional<TaskTrainer<?>> trainer(PipelineStage estimator) {
    return TRAINERS.stream().filter(trainer -> trainer.takes(estimator)).findFirst();
  }

  /** True if an estimator can be fitted in a task, if its rows allow it. */
  public boolean takes(PipelineStage estimator) {
    return allowed && trainer(estimator).isPresent();
  }

  /** True if two estimators can be fitted by one task on the same rows. */
  public static boolean isTogether(PipelineStage one, PipelineStage other) {
    return trainer(one)
        .filter(trainer -> trainer.equals(trainer(other).orElse(null)))
        .filter(trainer -> columns(one).equals(columns(other)) && trainer.isTogether(one, other))
        .isPresent();
  }

  private static List<String> columns(PipelineStage estimator) {
    return List.of(
        text(estimator, "featuresCol"), text(estimator, "labelCol"), text(estimator, "weightCol"));
  }

  private static String text(PipelineStage estimator, String name) {
    Param<?> param = estimator.getParam(name);
    return estimator.isDefined(param) ? (String) estimator.getOrDefault(param) : "";
  }

  /**
   * Fits estimators of which each two go together.
   *
   * @param rows identifies the rows, by equality
   * @param training the rows, asked for if they were not collected before
   * @return results in the order of the estimators; empty if the rows are too large, or such that
   *     an ordinary fit has to say what is wrong with them
   */
  public Optional<List<TaskFit>> fit(
      Object rows, List<PipelineStage> estimators, Supplier<Dataset<?>> training) {
    return trainer(estimators.get(0)).flatMap(t -> fit(t, rows, estimators, training));
  }

  private <R extends Serializable> Optional<List<TaskFit>> fit(
      TaskTrainer<R> trainer,
      Object identity,
      List<PipelineStage> estimators,
      Supplier<Dataset<?>> training) {
    List<String> columns = columns(estimators.get(0));
    Key key = new Key(identity, columns.get(0), columns.get(1), columns.get(2), training);
    return rows.with(
        key,
        held ->
            held.rows()
                .filter(r -> estimators.stream().allMatch(e -> trainer.takes(e, r.value())))
                .map(r -> run(trainer, estimators, r)));
  }

  private <R extends Serializable> List<TaskFit> run(
      TaskTrainer<R> trainer, List<PipelineStage> estimators, Broadcast<CollectedRows> held) {
    String before = context.getLocalProperty(INTERRUPTS);
    context.setLocalProperty(INTERRUPTS, "true");
    try {
      List<R> results =
          context
              .parallelize(List.of(trainer.training(estimators)), 1)
              .map(new Train<R>(held))
              .collect()
              .get(0);
      List<TaskFit> fits = new ArrayList<>();
      results.forEach(result -> fits.add(new Trained<>(trainer, result)));
      return fits;
    } finally {
      context.setLocalProperty(INTERRUPTS, before);
    }
  }

  private record Trained<R extends Serializable>(TaskTrainer<R> trainer, R result)
      implements TaskFit {

    @Override
    public Model<?> model(Estimator<?> estimator) {
      return trainer.model(estimator, result);
    }

    @Override
    public Model<?> summarised(Estimator<?> estimator, Dataset<?> training) {
      Model<?> model = model(estimator);
      trainer.summarise(model, estimator, result, training);
      return model;
    }
  }

  private record Train<R extends Serializable>(Broadcast<CollectedRows> rows)
      implements Function<TaskTrainer.Training<R>, List<R>> {
    @Override
    public List<R> call(TaskTrainer.Training<R> training) throws Exception {
      return training.on(rows.value());
    }
  }

  @Override
  public void close() {
    rows.close();
  }
}
