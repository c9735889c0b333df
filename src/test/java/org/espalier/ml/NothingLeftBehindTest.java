package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.TrialRow;
import org.espalier.study.TrialState;
import org.espalier.testing.Footprint;
import org.espalier.testing.SparkTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.collection.Seq;

/** However a fit ends, nothing of it stays in the application; and what goes wrong is one map's. */
final class NothingLeftBehindTest extends SparkTest {

  private static final SparkContext CONTEXT = spark().sparkContext();

  private Footprint before;

  @BeforeEach
  void look() {
    spark().range(1).count(); // what Spark starts with its first job is its own
    before = Footprint.of(CONTEXT);
  }

  @Test
  void a_leak_of_any_kind_is_found() throws Exception {
    JavaSparkContext java = JavaSparkContext.fromSparkContext(CONTEXT);
    CountDownLatch open = new CountDownLatch(1);
    JavaRDD<Integer> stored = java.parallelize(List.of(1)).cache();
    Broadcast<String> broadcast = java.broadcast("kept");
    SparkListener listener = new SparkListener() {};
    Thread thread =
        new Thread(
            () -> {
              try {
                open.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "espalier-planted");
    CONTEXT.addSparkListener(listener);
    CONTEXT.addJobTag("planted");
    thread.start();
    try {
      assertThat(before.differences(CONTEXT))
          .anyMatch(line -> line.equals("stored " + stored.id()))
          .anyMatch(line -> line.startsWith("broadcast broadcast_" + broadcast.id()))
          .anyMatch(line -> line.equals("thread espalier-planted"))
          .anyMatch(line -> line.startsWith("listeners: "))
          .anyMatch(line -> line.startsWith("properties: ") && line.contains("planted"));
    } finally {
      open.countDown();
      thread.join();
      CONTEXT.removeJobTag("planted");
      CONTEXT.removeSparkListener(listener);
      broadcast.destroy();
      stored.unpersist(true);
    }
    assertThat(before.left(CONTEXT)).isEmpty();
  }

  private static Dataset<Row> rows() {
    Dataset<Row> numbers =
        spark().range(0, 120, 1, 4).selectExpr("id % 2 AS label", "id * 0.5 AS a", "sin(id) AS b");
    return new VectorAssembler()
        .setInputCols(new String[] {"a", "b"})
        .setOutputCol("raw")
        .transform(
            numbers.selectExpr("CAST(label AS DOUBLE) AS label", "CAST(a AS DOUBLE) AS a", "b"));
  }

  private static Tuner tuner(Estimator<?> estimator, Evaluator evaluator, ParamMap... maps) {
    Tuner tuner = new Tuner();
    tuner.setEstimator(estimator);
    tuner.setEvaluator(evaluator);
    tuner.setEstimatorParamMaps(maps);
    tuner.setNumFolds(2);
    return tuner;
  }

  private static Pipeline scaled(LogisticRegression learner) {
    StandardScaler scaler = new StandardScaler().setInputCol("raw").setOutputCol("features");
    return new Pipeline().setStages(new PipelineStage[] {scaler, learner});
  }

  private static ParamMap[] regularised(LogisticRegression learner, double... values) {
    return new ParamGridBuilder().addGrid(learner.regParam(), values).build();
  }

  @Test
  void a_fit_that_works_leaves_nothing() throws Exception {
    LogisticRegression learner = new LogisticRegression().setMaxIter(2);
    tuner(scaled(learner), new BinaryClassificationEvaluator(), regularised(learner, 0.1, 1))
        .fit(rows());
    assertThat(before.left(CONTEXT)).isEmpty();
  }

  /** What a user's code may do to those who run it. */
  enum Mischief {
    NONE,
    ERROR,
    BROKEN_MODEL
  }

  /** A learner that misbehaves where its regularisation is above one. */
  public static final class Mischievous extends LogisticRegression {
    private final Mischief mischief;

    Mischievous(String uid, Mischief mischief) {
      super(uid);
      this.mischief = mischief;
    }

    @Override
    public Mischievous copy(ParamMap extra) {
      return copyValues(new Mischievous(uid(), mischief), extra);
    }

    @Override
    public LogisticRegressionModel train(Dataset<?> dataset) {
      if (getRegParam() > 1 && mischief == Mischief.ERROR) {
        throw new Error("not my day");
      }
      LogisticRegressionModel model = super.train(dataset);
      return getRegParam() > 1 && mischief == Mischief.BROKEN_MODEL
          ? new LogisticRegressionModel(
              uid(), model.coefficientMatrix(), model.interceptVector(), 2, false) {
            @Override
            public Dataset<Row> transform(Dataset<?> rows) {
              throw new UnsupportedOperationException("I only fit");
            }

            @Override
            public LogisticRegressionModel copy(ParamMap extra) {
              return this;
            }
          }
          : model;
    }
  }

  @Test
  void an_error_and_a_model_that_cannot_transform_are_failed_trials_and_leave_nothing()
      throws Exception {
    for (Mischief mischief : List.of(Mischief.ERROR, Mischief.BROKEN_MODEL)) {
      Mischievous learner = new Mischievous("mischief", mischief);
      learner.setMaxIter(2);
      List<TrialRow> trials =
          tuner(scaled(learner), new BinaryClassificationEvaluator(), regularised(learner, 0.1, 2))
              .fit(rows())
              .study()
              .trials();
      assertThat(trials)
          .extracting(TrialRow::state)
          .containsExactly(TrialState.COMPLETED, TrialState.FAILED);
      assertThat(trials.get(1).reason())
          .contains(mischief == Mischief.ERROR ? "Error: not my day" : "I only fit");
      assertThat(before.left(CONTEXT)).isEmpty();
    }
  }

  @Test
  void a_fit_whose_every_map_fails_leaves_nothing() throws Exception {
    Mischievous learner = new Mischievous("mischief", Mischief.ERROR);
    assertThatThrownBy(
            () ->
                tuner(scaled(learner), new BinaryClassificationEvaluator(), regularised(learner, 2))
                    .fit(rows()))
        .hasMessageContaining("not my day");
    assertThat(before.left(CONTEXT)).isEmpty();
  }

  /** An evaluator that must not be asked by two threads at a time. */
  private static final class Touchy extends Evaluator {
    private final AtomicReference<@Nullable Thread> asking = new AtomicReference<>();
    private final RegressionEvaluator inner =
        new RegressionEvaluator().setLabelCol("label").setPredictionCol("prediction");

    @Override
    public double evaluate(Dataset<?> rows) {
      if (!asking.compareAndSet(null, Thread.currentThread())) {
        throw new IllegalStateException("two at a time");
      }
      try {
        return inner.evaluate(rows);
      } finally {
        asking.set(null);
      }
    }

    @Override
    public boolean isLargerBetter() {
      return false;
    }

    @Override
    public Evaluator copy(ParamMap extra) {
      return this;
    }

    @Override
    public String uid() {
      return "touchy";
    }
  }

  @Test
  void an_evaluator_of_the_users_own_is_asked_by_one_thread_at_a_time() throws Exception {
    LogisticRegression learner = new LogisticRegression().setMaxIter(1);
    Tuner tuner = tuner(scaled(learner), new Touchy(), regularised(learner, 0.1, 0.2, 0.3));
    tuner.setParallelism(4);
    assertThat(tuner.fit(rows()).study().trials()).allMatch(t -> t.state() == TrialState.COMPLETED);
    assertThat(before.left(CONTEXT)).isEmpty();
  }

  /** A fit of some minutes, to be ended from outside by whoever hears of a job of its cells. */
  private static final class LongFit extends SparkListener implements AutoCloseable {
    private final CountDownLatch fitting = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final AtomicInteger jobs = new AtomicInteger();
    private final Set<Integer> running = ConcurrentHashMap.newKeySet();
    private final Thread caller;

    LongFit() {
      LogisticRegression learner = new LogisticRegression().setMaxIter(5000).setTol(0);
      Tuner tuner =
          tuner(
              scaled(learner),
              new BinaryClassificationEvaluator(),
              regularised(learner, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10));
      Dataset<Row> rows = rows();
      this.caller =
          new Thread(
              () -> {
                CONTEXT.setJobGroup("mine", "a fit", false);
                CONTEXT.addJobTag("tagged");
                ofSession("addTag");
                try {
                  tuner.fit(rows);
                } catch (Throwable e) {
                  thrown.set(e);
                  interrupted.set(Thread.interrupted());
                }
              });
      CONTEXT.addSparkListener(this);
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      jobs.incrementAndGet();
      running.add(start.jobId());
      if (start.properties().getProperty("spark.job.description", "").contains("trial")) {
        fitting.countDown();
      }
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
      running.remove(end.jobId());
    }

    Throwable endedBy(Consumer<Thread> stop) throws Exception {
      caller.start();
      assertThat(fitting.await(1, TimeUnit.MINUTES)).isTrue();
      stop.accept(caller);
      caller.join(20_000);
      assertThat(caller.isAlive()).as("still at work after 20 s").isFalse();
      return Objects.requireNonNull(thrown.get());
    }

    /** Jobs that go on some time after the fit has ended. */
    Set<Integer> goingOn() throws InterruptedException {
      for (int i = 0; i < 100 && !running.isEmpty(); i++) {
        Thread.sleep(50);
      }
      return running;
    }

    @Override
    public void close() {
      CONTEXT.removeSparkListener(this);
    }
  }

  @Test
  void a_caller_that_is_interrupted_leaves_nothing() throws Exception {
    try (LongFit fit = new LongFit()) {
      assertThat(fit.endedBy(Thread::interrupt)).hasMessageContaining("interrupted");
      assertThat(fit.interrupted).as("the thread's flag").isTrue();
      assertThat(fit.goingOn()).isEmpty();
    }
    assertThat(before.left(CONTEXT)).isEmpty();
  }

  @Test
  void jobs_that_somebody_cancels_end_a_fit_at_once_with_sparks_own_exception() throws Exception {
    List<Runnable> buttons =
        List.of(
            () -> CONTEXT.cancelJobGroup("mine"),
            () -> CONTEXT.cancelJobsWithTag("tagged"),
            () -> CONTEXT.cancelAllJobs());
    for (Runnable button : buttons) {
      try (LongFit fit = new LongFit()) {
        assertThat(fit.endedBy(caller -> pressUntilEnded(button, caller)))
            .isInstanceOf(SparkException.class)
            .hasMessageMatching("(?s).*Job \\d+ cancelled.*");
        int jobs = fit.jobs.get();
        assertThat(fit.goingOn()).isEmpty();
        assertThat(fit.jobs).as("none was begun after that").hasValue(jobs);
      }
      assertThat(before.left(CONTEXT)).isEmpty();
    }
  }

  /** Calls a method of a session with its tag; empty where Spark has none, as before 4.0. */
  private static Optional<Object> ofSession(String method) {
    try {
      Method known = SparkSession.class.getMethod(method, String.class);
      return Optional.ofNullable(known.invoke(spark(), "tagged"));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_tag_of_a_session_reaches_no_job_of_a_fit() throws Exception {
    try (LongFit fit = new LongFit()) {
      List<Boolean> none = new ArrayList<>();
      fit.endedBy(
          caller -> {
            ofSession("interruptTag").ifPresent(ids -> none.add(((Seq<?>) ids).isEmpty()));
            caller.interrupt();
          });
      assertThat(none).doesNotContain(false);
      assertThat(fit.goingOn()).isEmpty();
    }
  }

  /** Between two jobs of a fit there is nothing that a button could cancel. */
  private static void pressUntilEnded(Runnable button, Thread fit) {
    try {
      for (int i = 0; i < 1000 && fit.isAlive(); i++) {
        button.run();
        fit.join(20);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_interrupt_of_a_job_of_the_callers_own_thread_leaves_no_job_and_the_flag()
      throws Exception {
    Slow.DONE.set(0);
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread caller =
        new Thread(
            () -> {
              try {
                FitJobs.run(CONTEXT, Slow::job);
              } catch (Throwable e) {
                thrown.set(e);
                interrupted.set(Thread.interrupted());
              }
            });
    caller.start();
    while (Slow.DONE.get() == 0) {
      Thread.sleep(1);
    }
    caller.interrupt();
    caller.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(interrupted).as("the thread's flag").isTrue();
    while (CONTEXT.statusTracker().getActiveJobIds().length > 0) {
      Thread.sleep(10);
    }
    assertThat(Slow.DONE.get()).as("tasks").isLessThan(Slow.TASKS);
  }

  /** A job of many tasks; in a local session they run in this very JVM. */
  private static final class Slow {
    private static final int TASKS = 1000;
    private static final AtomicInteger DONE = new AtomicInteger();

    static long job() {
      List<Integer> numbers = IntStream.range(0, TASKS).boxed().toList();
      JavaRDD<Integer> tasks =
          JavaSparkContext.fromSparkContext(CONTEXT).parallelize(numbers, TASKS);
      return tasks
          .filter(
              number -> {
                Thread.sleep(10);
                return DONE.incrementAndGet() > 0;
              })
          .count();
    }
  }
}
