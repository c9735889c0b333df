package org.espalier.spark.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.evaluate.CellListener;
import org.espalier.evaluate.CellPool;
import org.espalier.evaluate.PoolLostException;
import org.espalier.evaluate.StartPolicy;
import org.espalier.evaluate.TimeLimits;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;
import org.espalier.study.Trainer;
import org.espalier.testing.BatchRunnerContract;
import org.espalier.testing.SparkTest;
import org.espalier.testing.TaskTimes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SparkBatchesTest extends SparkTest implements BatchRunnerContract {

  private static final String TAGS = "spark.job.tags";
  private static final String DESCRIPTION = "spark.job.description";
  private static final int PARTITIONS = 400;

  /** A model that is never used. */
  private static final Transformer MODEL = new SQLTransformer();

  /** Tasks by the number of their job; in a local session they run in this very JVM. */
  private static final Map<Integer, Tasks> TASKS = new ConcurrentHashMap<>();

  private static final AtomicInteger JOBS = new AtomicInteger();

  /** What was persisted when a trap shut; else Spark forgets it once nobody refers to it. */
  private static final List<Object> SEEN = Collections.synchronizedList(new ArrayList<>());

  /** Place where two tasks wait for each other. */
  private static final CyclicBarrier BOTH = new CyclicBarrier(2);

  private static final SparkContext CONTEXT = spark().sparkContext();
  private static final JavaSparkContext JAVA = JavaSparkContext.fromSparkContext(CONTEXT);

  private final Set<Integer> before = new HashSet<>(JAVA.getPersistentRDDs().keySet());

  private final List<SparkBatches> opened = new ArrayList<>();

  private Set<Integer> kept() {
    Set<Integer> kept = new HashSet<>(JAVA.getPersistentRDDs().keySet());
    kept.removeAll(before);
    return kept;
  }

  @AfterEach
  void a_thread_is_as_it_was() {
    opened.forEach(SparkBatches::close);
    assertThat(tags()).isEmpty();
    assertThat(JAVA.getLocalProperty(DESCRIPTION)).isNull();
    assertThat(kept()).isEmpty();
    SEEN.clear();
  }

  private static List<String> tags() {
    List<String> tags = new ArrayList<>();
    CONTEXT.getJobTags().foreach(SparkFunctions.consumer(tags::add));
    return tags;
  }

  /** Work of a function that fits and of another that scores. */
  private record Work(Function<Cell, Transformer> fits, double score) implements CellWork {
    @Override
    @SuppressWarnings("ReturnValueIgnored") // what is fitted does not matter here
    public FittedCell fit(Cell cell) {
      fits.apply(cell);
      return new FittedCell(
          () -> Map.of("rmse", score, "mae", 0.25, "r2", Double.NaN),
          CellTraining.by(Trainer.JOBS));
    }

    @Override
    public long rows(Cell cell) {
      return 100;
    }

    @Override
    public String metric() {
      return "rmse";
    }

    @Override
    public Set<String> words() {
      return Set.of("no_such_label");
    }
  }

  private static Cell cell(int trial, int fold) {
    return new Cell(
        new Proposal(trial, trial, 2, List.of(fold), 100), new Configuration(Map.of()), fold);
  }

  /** Work whose score is a function of a cell, in the fit of which it may throw. */
  private record Scored(Fit fit) implements CellWork {
    @Override
    public FittedCell fit(Cell cell) {
      try {
        double score = fit.score(cell);
        return new FittedCell(() -> Map.of("rmse", score), CellTraining.by(Trainer.JOBS));
      } catch (Exception e) {
        throw SneakyThrow.thrown(e);
      }
    }

    @Override
    public String metric() {
      return "rmse";
    }

    @Override
    public Set<String> words() {
      return Set.of();
    }
  }

  @Override
  public BatchRunner runner(Fit fit) {
    SparkBatches runner =
        new SparkBatches(CONTEXT, "test", new Scored(fit), InstantSource.system());
    opened.add(runner);
    return runner;
  }

  private static SparkBatches cells(Function<Cell, Transformer> fits, double score) {
    return new SparkBatches(
        CONTEXT,
        "adult",
        UUID.randomUUID(),
        new Work(fits, score),
        InstantSource.system(),
        Duration.ofMillis(1));
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tasks of a job: those that were begun, and what each waits for before it ends. */
  private record Tasks(AtomicInteger begun, CountDownLatch held) {
    Tasks(int holds) {
      this(new AtomicInteger(), new CountDownLatch(holds));
    }

    static Tasks of(int job) {
      return Objects.requireNonNull(TASKS.get(job));
    }

    void run() throws InterruptedException {
      begun.incrementAndGet();
      sleep(10);
      held.await();
    }
  }

  /** A job whose tasks take their time. */
  private static Transformer job(int partitions) {
    return job(partitions, new Tasks(0));
  }

  private static Transformer job(int partitions, Tasks tasks) {
    List<Integer> numbers = IntStream.range(0, partitions).boxed().toList();
    int job = JOBS.incrementAndGet();
    TASKS.put(job, tasks);
    JAVA.parallelize(numbers, partitions)
        .map(
            number -> {
              Tasks.of(job).run();
              return number;
            })
        .count();
    return MODEL;
  }

  /** Hears of jobs and their properties. */
  private static final class Jobs extends SparkListener implements AutoCloseable {
    private final List<Properties> started = Collections.synchronizedList(new ArrayList<>());

    Jobs() {
      CONTEXT.addSparkListener(this);
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      started.add(start.properties());
    }

    List<String> all(String property) {
      return started.stream().map(job -> job.getProperty(property, "")).toList();
    }

    @Override
    public void close() {
      CONTEXT.removeSparkListener(this);
    }
  }

  @Test
  @Tag("smoke")
  void a_completed_cell_is_charged_for_its_jobs_which_say_whose_they_are() {
    try (Jobs jobs = new Jobs();
        SparkBatches cells = cells(cell -> job(4), 0.5)) {
      CellOutcome outcome = cells.run(cell(17, 3));
      assertThat(outcome.state()).isEqualTo(CellState.COMPLETED);
      assertThat(outcome.fold()).isEqualTo(3);
      assertThat(outcome.rows()).isEqualTo(100);
      assertThat(outcome.score()).hasValue(0.5);
      assertThat(outcome.metrics()).containsOnly(Map.entry("rmse", 0.5), Map.entry("mae", 0.25));
      assertThat(outcome.training().trainer()).isEqualTo(Trainer.JOBS);
      assertThat(outcome.cost().attempts()).isEqualTo(1);
      assertThat(outcome.cost().taskSeconds()).isGreaterThanOrEqualTo(0.04);
      assertThat(outcome.cost().fitSeconds()).isGreaterThanOrEqualTo(0.01);
      assertThat(outcome.cost().span().endedAt()).isGreaterThan(outcome.cost().span().startedAt());
      assertThat(jobs.all(DESCRIPTION)).containsExactly("adult: trial 17 rung 2 fold 3");
      assertThat(jobs.all(TAGS)).singleElement().asString().matches("espalier-.*-17-3");
    }
  }

  /** Work that trains waiting cells together, by a job of so many tasks as there are cells. */
  private record Together(int millis, Set<Cell> trained) implements CellWork {

    Together(int millis) {
      this(millis, new HashSet<>());
    }

    @Override
    public Optional<Object> key(Cell cell) {
      return Optional.of(cell.fold());
    }

    @Override
    public List<TrainedCell> train(CellBatch batch) {
      batch.add(batch.joinable());
      List<Cell> cells = batch.cells();
      assertThat(cells.size() == 1 || Collections.disjoint(trained, cells)).isTrue();
      assertThat(millis < 1000 && !trained.addAll(cells)).as("trained twice").isFalse();
      int wait = cells.size() > 1 ? millis : 10;
      JAVA.setLocalProperty("spark.job.interruptOnCancel", "true");
      JAVA.parallelize(cells.stream().map(Cell::fold).toList(), cells.size())
          .foreach(fold -> Thread.sleep(wait));
      return cells.stream()
          .map(
              cell ->
                  new TrainedCell(
                      cell,
                      1.0 / cells.size(),
                      cell.proposal().trial() % 2 == 0,
                      () ->
                          new FittedCell(
                              () -> Map.of("rmse", (double) cell.proposal().trial()),
                              CellTraining.by(Trainer.TASK))))
          .toList();
    }

    @Override
    public FittedCell fit(Cell cell) {
      throw new IllegalStateException("It is trained with others.");
    }

    @Override
    public String metric() {
      return "rmse";
    }

    @Override
    public Set<String> words() {
      return Set.of();
    }
  }

  /** Outcomes of cells of which the first begins when all are there. */
  private static List<CellOutcome> outcomes(SparkBatches runner, int cells, TimeLimits limits)
      throws InterruptedException {
    Capacity capacity = new Capacity(() -> 1, cell -> 1);
    List<CellOutcome> outcomes = new ArrayList<>();
    InstantSource clock = InstantSource.system();
    try (CellPool pool =
        new CellPool(runner, capacity, limits, StartPolicy.ALL, clock, new CellListener() {})) {
      for (int trial = 0; trial < cells; trial++) {
        Cell cell = cell(trial, 0);
        pool.submit(cell.proposal(), cell.configuration());
      }
      for (int trial = 0; trial < cells; trial++) {
        outcomes.addAll(pool.await(trial, Duration.ofMinutes(1)).orElseThrow());
      }
    }
    return outcomes;
  }

  @Test
  void cells_of_a_batch_are_trained_by_one_job_and_each_pays_its_share() throws Exception {
    try (Jobs jobs = new Jobs();
        TaskTimes all = new TaskTimes(CONTEXT, tag -> tag.startsWith("espalier-"));
        SparkBatches runner =
            new SparkBatches(CONTEXT, "adult", new Together(100), InstantSource.system())) {
      List<CellOutcome> outcomes = outcomes(runner, 6, TimeLimits.NONE);
      assertThat(outcomes)
          .extracting(outcome -> outcome.score().orElseThrow())
          .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0);
      double paid = outcomes.stream().mapToDouble(outcome -> outcome.cost().taskSeconds()).sum();
      assertThat(paid).isEqualTo(all.seconds(), within(1e-9));
      assertThat(jobs.all(DESCRIPTION)).hasSizeLessThan(6);
    }
  }

  @Test
  void a_batch_that_takes_longer_than_the_limit_of_a_cell_is_cancelled_and_runs_one_by_one()
      throws Exception {
    try (SparkBatches runner =
        new SparkBatches(CONTEXT, "adult", new Together(60_000), InstantSource.system())) {
      TimeLimits limits = new TimeLimits(Optional.of(Duration.ofSeconds(2)));
      assertThat(outcomes(runner, 4, limits))
          .extracting(CellOutcome::state)
          .containsOnly(CellState.COMPLETED);
    }
  }

  @Test
  void cells_that_run_side_by_side_are_charged_for_their_own_jobs_alone() {
    try (TaskTimes few = new TaskTimes(CONTEXT, tag -> tag.endsWith("-0-0"));
        TaskTimes many = new TaskTimes(CONTEXT, tag -> tag.endsWith("-0-1"));
        SparkBatches cells =
            cells(cell -> cell.fold() == 0 ? job(2) : cell.fold() == 1 ? job(20) : MODEL, 1)) {
      List<CompletableFuture<CellOutcome>> outcomes =
          IntStream.range(0, 3)
              .mapToObj(fold -> CompletableFuture.supplyAsync(() -> cells.run(cell(0, fold))))
              .toList();
      List<Double> seconds =
          outcomes.stream().map(outcome -> outcome.join().cost().taskSeconds()).toList();
      assertThat(few.tasks()).isEqualTo(2);
      assertThat(many.tasks()).isEqualTo(20);
      assertThat(seconds.get(0)).isGreaterThanOrEqualTo(0.02).isEqualTo(few.seconds());
      assertThat(seconds.get(1)).isGreaterThanOrEqualTo(0.2).isEqualTo(many.seconds());
      assertThat(seconds.get(2)).isZero();
    }
  }

  /** Two classes, of which every row fails to be computed once something was persisted. */
  private Dataset<Row> trap() {
    Set<Integer> known = Set.copyOf(JAVA.getPersistentRDDs().keySet());
    Dataset<Row> rows =
        spark()
            .range(0, 40, 1, 2)
            .map(
                (MapFunction<Long, Double>)
                    id -> {
                      Map<Integer, JavaRDD<?>> now = JAVA.getPersistentRDDs();
                      if (!known.containsAll(now.keySet())) {
                        SEEN.addAll(now.values());
                        throw new IllegalStateException("the trap has shut");
                      }
                      return (double) id;
                    },
                Encoders.DOUBLE())
            .selectExpr("value", "value % 2 AS label");
    return new VectorAssembler()
        .setInputCols(new String[] {"value"})
        .setOutputCol("features")
        .transform(rows);
  }

  @Test
  void a_fit_that_fails_behind_its_persisted_blocks_gives_its_reason_and_leaves_no_block() {
    Dataset<Row> trap = trap();
    AtomicInteger left = new AtomicInteger();
    Function<Cell, Transformer> fits =
        cell -> {
          try {
            return new LogisticRegression().setMaxIter(2).fit(trap);
          } finally {
            left.set(kept().size());
          }
        };
    try (SparkBatches cells = cells(fits, 0)) {
      CellOutcome outcome = cells.run(cell(0, 1));
      assertThat(outcome.state()).isEqualTo(CellState.FAILED);
      assertThat(outcome.reason()).contains("the trap has shut");
      assertThat(outcome.score()).isEmpty();
      assertThat(outcome.cost().fitSeconds()).isPositive();
      assertThat(left).as("persisted by MLlib and not freed").hasPositiveValue();
      assertThat(kept()).isEmpty();
    }
  }

  @Test
  void what_others_persisted_outlives_a_failed_cell() {
    JavaRDD<Integer> user = JAVA.parallelize(List.of(1, 2, 3), 1).cache();
    JavaRDD<Integer> shared = JAVA.parallelize(List.of(1, 2), 1);
    Function<Cell, Transformer> fits =
        cell -> {
          CellJob.keeping(CONTEXT, () -> shared.cache().count());
          user.count();
          shared.count();
          throw new AssertionError("after reading");
        };
    try (SparkBatches cells = cells(fits, 0)) {
      assertThat(cells.run(cell(0, 0)).reason()).isEqualTo("AssertionError: after reading");
      assertThat(kept()).containsExactlyInAnyOrder(user.id(), shared.id());
    } finally {
      user.unpersist(true);
      shared.unpersist(true);
    }
  }

  @Test
  void an_infinite_score_fails_the_cell_and_names_the_metric() {
    for (double score : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      try (SparkBatches cells = cells(cell -> MODEL, score)) {
        CellOutcome outcome = cells.run(cell(0, 0));
        assertThat(outcome.state()).isEqualTo(CellState.FAILED);
        assertThat(outcome.reason()).isEqualTo("rmse is " + score);
      }
    }
  }

  @Test
  void cancelling_a_trial_ends_its_running_job() throws Exception {
    Tasks tasks = new Tasks(1);
    try (SparkBatches cells = cells(cell -> job(PARTITIONS, tasks), 0)) {
      CompletableFuture<CellOutcome> outcome =
          CompletableFuture.supplyAsync(() -> cells.run(cell(5, 0)));
      while (tasks.begun().get() == 0 && !outcome.isDone()) {
        sleep(1);
      }
      cells.cancel(CellBatch.of(cell(4, 0)));
      cells.cancel(CellBatch.of(cell(5, 0)));
      CellOutcome cancelled = outcome.get(30, TimeUnit.SECONDS);
      assertThat(cancelled.state()).isEqualTo(CellState.LOST);
      assertThat(cancelled.reason()).containsIgnoringCase("cancelled");
      assertThat(tasks.begun().get()).isLessThan(PARTITIONS);
    } finally {
      tasks.held().countDown();
    }
  }

  @Test
  void a_cancelled_trial_starts_no_further_job() {
    AtomicReference<SparkBatches> itself = new AtomicReference<>();
    Tasks tasks = new Tasks(1);
    Function<Cell, Transformer> fits =
        cell -> {
          itself.get().cancel(CellBatch.of(cell));
          return job(PARTITIONS, tasks);
        };
    try (SparkBatches cells = cells(fits, 0)) {
      itself.set(cells);
      assertThat(cells.run(cell(6, 0)).reason()).containsIgnoringCase("cancelled");
      assertThat(tasks.begun().get()).isLessThan(PARTITIONS);
    } finally {
      tasks.held().countDown();
    }
  }

  @Test
  void a_job_that_somebody_else_cancels_ends_all_cells_and_is_not_run_again() {
    AtomicInteger runs = new AtomicInteger();
    Tasks tasks = new Tasks(1);
    Function<Cell, Transformer> fits =
        cell -> {
          runs.incrementAndGet();
          CompletableFuture<Transformer> job =
              CompletableFuture.supplyAsync(() -> job(PARTITIONS, tasks));
          while (tasks.begun().get() == 0) {
            sleep(1);
          }
          CONTEXT.cancelAllJobs();
          return job.join();
        };
    try (SparkBatches cells = cells(fits, 0)) {
      PoolLostException lost =
          catchThrowableOfType(PoolLostException.class, () -> cells.run(cell(7, 0)));
      assertThat(lost)
          .hasMessage("its jobs were cancelled from outside")
          .hasCauseInstanceOf(SparkException.class);
      assertThat(runs).hasValue(1);
    } finally {
      tasks.held().countDown();
    }
  }

  @Test
  void a_users_description_and_tags_come_back_and_the_listener_goes() {
    JAVA.setJobDescription("nightly");
    CONTEXT.addJobTag("team-a");
    List<List<String>> during = new ArrayList<>();
    try (SparkBatches cells =
        cells(
            cell -> {
              during.add(tags());
              throw new IllegalStateException("no");
            },
            0)) {
      assertThat(cells.run(cell(0, 0)).state()).isEqualTo(CellState.FAILED);
      assertThat(tags()).containsExactly("team-a");
      assertThat(JAVA.getLocalProperty(DESCRIPTION)).isEqualTo("nightly");
      assertThat(meters()).isEqualTo(1);
    } finally {
      CONTEXT.clearJobTags();
      JAVA.setJobDescription(null);
    }
    assertThat(during.get(0)).hasSize(2).contains("team-a");
    assertThat(meters()).isZero();
  }

  private static int meters() {
    return CONTEXT
        .listenerBus()
        .findListenersByClass(scala.reflect.ClassTag$.MODULE$.apply(CostMeter.class))
        .size();
  }

  @Test
  void work_done_beforehand_has_a_tag_of_its_own_and_its_payer_is_told_what_it_cost() {
    List<Usage> costs = new ArrayList<>();
    List<List<String>> during = new ArrayList<>();
    try (TaskTimes times = new TaskTimes(CONTEXT)) {
      SparkBatches.beforehand(
          CONTEXT,
          "rows",
          () -> {
            during.add(tags());
            return job(3);
          },
          costs::add);
      assertThatThrownBy(
              () ->
                  SparkBatches.beforehand(
                      CONTEXT,
                      "rows",
                      () -> {
                        job(2);
                        throw new IllegalArgumentException("no rows");
                      },
                      costs::add))
          .hasMessage("no rows");
      assertThat(times.tasks()).isEqualTo(5);
      assertThat(costs.stream().mapToDouble(Usage::taskSeconds).sum())
          .isCloseTo(times.seconds(), within(1e-9));
    }
    assertThat(costs).hasSize(2);
    assertThat(during.get(0)).hasSize(1);
  }

  @Test
  void a_cell_whose_task_fails_pays_for_the_tasks_that_end_after_it() {
    int longer = 300;
    try (SparkBatches cells =
        cells(
            cell -> {
              JAVA.parallelize(List.of(0, 1), 2)
                  .foreach(
                      part -> {
                        BOTH.await(1, TimeUnit.MINUTES);
                        if (part == 0) {
                          throw new IllegalArgumentException("first");
                        }
                        sleep(longer);
                      });
              return MODEL;
            },
            1)) {
      CellOutcome outcome = cells.run(cell(0, 0));
      assertThat(outcome.reason()).startsWith("IllegalArgumentException");
      assertThat(outcome.cost().taskSeconds()).isGreaterThanOrEqualTo(longer / 1000.0);
    }
  }

  @Test
  void what_the_cluster_lost_is_run_again_and_what_is_lost_for_good_is_nobodys_fault() {
    AtomicInteger runs = new AtomicInteger();
    String loss = "Job aborted: ExecutorLostFailure (executor 1 exited) Reason: worker lost";
    Function<Cell, Transformer> lostTwice =
        cell -> {
          if (runs.incrementAndGet() <= 2) {
            throw new IllegalStateException(loss);
          }
          return MODEL;
        };
    try (SparkBatches cells = cells(lostTwice, 1)) {
      CellOutcome outcome = cells.run(cell(0, 0));
      assertThat(outcome.state()).isEqualTo(CellState.COMPLETED);
      assertThat(outcome.cost().attempts()).isEqualTo(3);
    }
    Function<Cell, Transformer> lost =
        cell -> {
          throw new IllegalStateException(loss);
        };
    try (SparkBatches cells = cells(lost, 1)) {
      CellOutcome outcome = cells.run(cell(0, 0));
      assertThat(outcome.state()).isEqualTo(CellState.LOST);
      assertThat(outcome.cost().attempts()).isEqualTo(4);
      assertThat(outcome.reason()).contains("ExecutorLostFailure");
    }
  }

  @Test
  void what_a_cell_reads_and_the_cluster_has_lost_is_dropped_before_the_cell_runs_again() {
    List<String> calls = new ArrayList<>();
    CellWork rows =
        new CellWork() {
          @Override
          public FittedCell fit(Cell cell) {
            calls.add("fit");
            if (!calls.contains("lost")) {
              throw new IllegalStateException("Checkpoint block rdd_1_0 not found!");
            }
            return new FittedCell(() -> Map.of("rmse", 1.0), CellTraining.NONE, 2);
          }

          @Override
          public void lost(Cell cell) {
            calls.add("lost");
          }

          @Override
          public String metric() {
            return "rmse";
          }

          @Override
          public Set<String> words() {
            return Set.of();
          }
        };
    try (SparkBatches cells =
        new SparkBatches(
            CONTEXT, "s", UUID.randomUUID(), rows, InstantSource.system(), Duration.ZERO)) {
      Cost cost = cells.run(cell(0, 0)).cost();
      assertThat(cost.attempts()).as("two, and two restarts of a task").isEqualTo(4);
    }
    assertThat(calls).containsExactly("fit", "lost", "fit");
  }

  @Test
  void an_application_that_its_master_removed_ends_all_cells_at_once() {
    AtomicInteger runs = new AtomicInteger();
    String removed = "Job aborted due to stage failure: Master removed our application: FAILED";
    Function<Cell, Transformer> lost =
        cell -> {
          runs.incrementAndGet();
          throw new IllegalStateException(removed);
        };
    try (SparkBatches cells = cells(lost, 1)) {
      PoolLostException ended =
          catchThrowableOfType(PoolLostException.class, () -> cells.run(cell(0, 0)));
      assertThat(ended).hasRootCauseMessage(removed);
      assertThat(runs).hasValue(1);
    }
  }

  @Test
  void cells_that_were_lost_twice_are_run_one_at_a_time() throws Exception {
    List<AtomicInteger> runs = List.of(new AtomicInteger(), new AtomicInteger());
    CountDownLatch twice = new CountDownLatch(2);
    CountDownLatch both = new CountDownLatch(2);
    AtomicInteger together = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Function<Cell, Transformer> lostTwice =
        cell -> {
          int run = runs.get(cell.proposal().trial()).incrementAndGet();
          try {
            if (run == 2) {
              twice.countDown();
              assertThat(twice.await(1, TimeUnit.MINUTES)).isTrue();
            }
            if (run <= 2) {
              throw new IllegalStateException("ExecutorLostFailure");
            }
            most.accumulateAndGet(together.incrementAndGet(), Math::max);
            both.countDown();
            most.accumulateAndGet(
                both.await(100, TimeUnit.MILLISECONDS) ? together.get() : 1, Math::max);
            together.decrementAndGet();
            return MODEL;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (SparkBatches cells = cells(lostTwice, 1)) {
      List<CompletableFuture<CellOutcome>> outcomes =
          Stream.of(cell(0, 0), cell(1, 0))
              .map(cell -> CompletableFuture.supplyAsync(() -> cells.run(cell)))
              .toList();
      for (CompletableFuture<CellOutcome> outcome : outcomes) {
        assertThat(outcome.get(1, TimeUnit.MINUTES).state()).isEqualTo(CellState.COMPLETED);
      }
    }
    assertThat(most.get()).isOne();
  }

  @Test
  void a_fault_of_the_configuration_is_not_tried_again() {
    List<Throwable> faults =
        List.of(
            new IllegalArgumentException("no"), new Error("boom"), new OutOfMemoryError("heap"));
    for (Throwable fault : faults) {
      AtomicInteger runs = new AtomicInteger();
      Function<Cell, Transformer> fits =
          cell -> {
            runs.incrementAndGet();
            throw SneakyThrow.thrown(fault);
          };
      try (SparkBatches cells = cells(fits, 1)) {
        CellOutcome outcome = cells.run(cell(0, 0));
        assertThat(outcome.state()).isEqualTo(CellState.FAILED);
        assertThat(outcome.reason()).startsWith(fault.getClass().getSimpleName() + ": ");
        assertThat(runs).hasValue(1);
      }
    }
  }

  @Test
  void a_thread_has_the_callers_properties_while_it_runs_a_cell_and_its_own_after_it()
      throws Exception {
    JAVA.setLocalProperty("team", "a");
    AtomicReference<String> during = new AtomicReference<>();
    AtomicReference<String> after = new AtomicReference<>();
    try (SparkBatches cells =
        cells(
            cell -> {
              during.set(JAVA.getLocalProperty("team"));
              return MODEL;
            },
            1)) {
      JAVA.setLocalProperty("team", "b");
      Thread thread =
          new Thread(
              () -> {
                JAVA.setLocalProperty("team", "c");
                cells.run(cell(0, 0));
                after.set(JAVA.getLocalProperty("team"));
              });
      thread.start();
      thread.join();
    } finally {
      JAVA.setLocalProperty("team", null);
    }
    assertThat(during).hasValue("a");
    assertThat(after).hasValue("c");
  }

  @Test
  void cells_fill_the_slots_that_partitions_leave() {
    int slots = Parallelism.slots(CONTEXT);
    assertThat(slots).isEqualTo(CONTEXT.defaultParallelism());
    assertThat(Parallelism.cells(CONTEXT, 1)).isEqualTo(2 * slots);
    assertThat(Parallelism.cells(CONTEXT, slots)).isEqualTo(2);
    assertThat(Parallelism.cells(CONTEXT, 100 * slots)).isEqualTo(1);
    Capacity capacity = Parallelism.auto(CONTEXT, cell -> cell.fold() * slots);
    assertThat(capacity.total()).isEqualTo(2 * slots);
    assertThat(capacity.needed(cell(0, 0))).isEqualTo(1);
    assertThat(capacity.needed(cell(0, 1))).isEqualTo(slots);
    assertThat(capacity.needed(cell(0, 100))).isEqualTo(2 * slots);
  }
}
