package org.espalier.spark.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tree.DecisionTreeModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.SharedWork;
import org.espalier.spark.local.TaskFits;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.local.rows.CellRows;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.pipeline.LayeredPerceptron;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Proposal;
import org.espalier.study.Seed;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Models of fits that cells share, against those of their own fits. */
final class FitCacheTest extends SparkTest {

  private static final String ROWS = "the rows";

  private static Dataset<Row> rows;

  private static final FitRows ANNOUNCED = FitRows.of(ROWS, () -> rows);

  @BeforeAll
  static void make_rows() {
    var random = new Seed(3).random();
    List<Row> table = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      double c = Math.floor(5 * random.nextDouble());
      double noise = random.nextDouble() - 0.5;
      double label = Math.sin(6 * a) + b * c / 3 + noise > 0.6 ? 1 : 0;
      table.add(RowFactory.create(label, 3 * a - b * c + noise, a, b, c));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("target", DataTypes.DoubleType)
            .add("a", DataTypes.DoubleType)
            .add("b", DataTypes.DoubleType)
            .add("c", DataTypes.DoubleType);
    rows =
        new VectorAssembler()
            .setInputCols(new String[] {"a", "b", "c"})
            .setOutputCol("features")
            .transform(spark().createDataFrame(table, schema).repartition(3))
            .cache();
    rows.count();
  }

  @AfterAll
  static void free_rows() {
    rows.unpersist(true);
  }

  private static List<? extends Estimator<?>> variants(Estimator<?> stage, ParamMap... maps) {
    List<Estimator<?>> variants = new ArrayList<>();
    for (ParamMap map : maps) {
      variants.add(stage.copy(map));
    }
    return variants;
  }

  /** Without training in tasks, so that every fit runs the jobs of its own. */
  private static TaskFits ordinary() {
    return tasks(TrainingPlan.Kind.JOBS);
  }

  private static TaskFits tasks(TrainingPlan.Kind kind) {
    return TaskFits.of(spark().sparkContext(), SharedWork.graph(), new TrainingPlan(kind));
  }

  @Test
  void a_fit_that_no_task_can_do_is_an_error_where_tasks_are_asked_for() {
    try (TaskFits tasks = tasks(TrainingPlan.Kind.TASKS)) {
      FitCache fits = new FitCache(SharedWork.graph(), tasks, TaskScoring.NONE);
      FitRows own = FitRows.of(ROWS, () -> rows);
      assertThat(fits.fit(own, new DecisionTreeClassifier().setMaxDepth(1)).inTask()).isTrue();
      LogisticRegression bounded = new LogisticRegression().setMaxIter(1);
      bounded.setLowerBoundsOnIntercepts(Vectors.dense(0));
      assertThatThrownBy(() -> fits.fit(own, bounded))
          .hasMessageContaining("training is tasks, and LogisticRegression cannot be trained");
    }
  }

  private static Cell cell(int trial) {
    Proposal proposal = new Proposal(trial, trial, 0, List.of(0), 100);
    return new Cell(proposal, new Configuration(Map.of()), 0);
  }

  /** Batch of the first of some cells, of which the others wait. */
  private static CellBatch batch(List<Cell> all) {
    List<Cell> cells = new ArrayList<>(all.subList(0, 1));
    return new CellBatch() {
      @Override
      public List<Cell> cells() {
        return cells;
      }

      @Override
      public List<Cell> joinable() {
        return all.subList(1, all.size());
      }

      @Override
      public int waiting() {
        return all.size() - 1;
      }

      @Override
      public void add(List<Cell> chosen) {
        cells.addAll(chosen);
      }
    };
  }

  /** Number of stages that one task trains, of some that wait. */
  private static int together(List<? extends Estimator<?>> stages) {
    List<Cell> cells = IntStream.range(0, stages.size()).mapToObj(FitCacheTest::cell).toList();
    try (TaskFits tasks = tasks(TrainingPlan.Kind.TASKS)) {
      FitCache fits = new FitCache(SharedWork.graph(), tasks, TaskScoring.NONE);
      Map<Cell, CandidateTraining.Trained> trained =
          fits.train(ANNOUNCED, batch(cells), cell -> stages.get(cell.proposal().trial()));
      trained.forEach(
          (cell, each) -> {
            Estimator<?> stage = stages.get(cell.proposal().trial());
            assertThat(fits.fit(ANNOUNCED, stage, each.outcome()).inTask()).isTrue();
          });
      return trained.size();
    }
  }

  @Test
  void candidates_share_a_task_while_it_is_planned_to_be_short() {
    List<LogisticRegression> few = new ArrayList<>();
    List<LogisticRegression> lengthy = new ArrayList<>();
    for (double regParam : new double[] {0.1, 0.2, 0.4}) {
      few.add(new LogisticRegression().setRegParam(regParam));
      lengthy.add(new LogisticRegression().setRegParam(regParam).setMaxIter(10_000_000));
    }
    assertThat(together(few)).isEqualTo(3);
    assertThat(together(lengthy)).as("each may take minutes").isEqualTo(1);
  }

  @Test
  void the_first_scored_fits_are_trained_both_ways_where_they_are_verified() {
    TaskScoring scoring =
        TaskScoring.of(Scorer.of(new MulticlassClassificationEvaluator()), false, false);
    try (TaskFits tasks = tasks(TrainingPlan.Kind.VERIFY)) {
      FitCache fits = new FitCache(SharedWork.graph(), tasks, scoring);
      List<Boolean> verified = new ArrayList<>();
      for (int depth = 1; depth <= 4; depth++) {
        DecisionTreeClassifier tree = new DecisionTreeClassifier().setMaxDepth(depth);
        CellRows split = CellRows.split(ROWS, () -> rows, () -> rows);
        FittedChain fit = fits.fit(new FitRows(ROWS, () -> rows, split, true, "", false), tree);
        assertThat(fit.scores()).containsKey("f1");
        verified.add(fit.twin() != null);
      }
      assertThat(verified).containsExactly(true, true, true, false);
    }
  }

  @Test
  void fits_that_differ_in_a_param_that_they_read_are_not_shared() {
    DecisionTreeClassifier tree = new DecisionTreeClassifier();
    List<? extends Estimator<?>> stages =
        variants(
            tree,
            new ParamMap().put(tree.maxDepth().w(2)),
            new ParamMap().put(tree.maxDepth().w(1)));
    FitCache fits = new FitCache(SharedWork.graph(), ordinary(), TaskScoring.NONE);
    stages.forEach(stage -> fits.announce(ANNOUNCED, stage));
    for (Estimator<?> stage : stages) {
      Model<?> own = (Model<?>) stage.fit(rows);
      assertThat(((DecisionTreeModel) fits.fit(ANNOUNCED, stage).whole()).toDebugString())
          .isEqualTo(((DecisionTreeModel) own).toDebugString());
    }
    stages.forEach(stage -> fits.release(ANNOUNCED, stage, true));
  }

  @Test
  @Tag(Sample.TAG)
  void thresholds_need_no_fit_and_are_those_asked_for() {
    LogisticRegression logistic = new LogisticRegression().setMaxIter(3);
    assertOneFit(
        logistic,
        new ParamMap().put(logistic.threshold().w(0.2)),
        new ParamMap().put(logistic.thresholds().w(new double[] {0.3, 0.7})),
        ParamMap.empty());
  }

  @Test
  @Tag(Sample.TAG)
  void thresholds_of_a_perceptron_need_no_fit() {
    LayeredPerceptron net = new LayeredPerceptron();
    net.setMaxIter(2).setSeed(1);
    assertOneFit(
        net, new ParamMap().put(net.thresholds().w(new double[] {0.3, 0.7})), ParamMap.empty());
    assertThat(net.isSet(net.layers())).as("a fit leaves params as they are").isFalse();
  }

  private static void assertOneFit(Estimator<?> learner, ParamMap... maps) {
    List<? extends Estimator<?>> stages = variants(learner, maps);
    Set<Estimator<?>> compared = Sample.rows(stages).collect(Collectors.<Estimator<?>>toSet());
    FitCache fits = new FitCache(SharedWork.graph(), ordinary(), TaskScoring.NONE);
    stages.forEach(stage -> fits.announce(ANNOUNCED, stage));
    AtomicInteger read = new AtomicInteger(); // once by each fit
    FitRows counted =
        FitRows.of(
            ROWS,
            () -> {
              read.incrementAndGet();
              return rows;
            });
    for (Estimator<?> stage : stages) {
      Model<?> shared = fits.fit(counted, stage).whole();
      assertThat(read).as("the first fit answers all").hasValue(1);
      if (!compared.contains(stage)) {
        continue;
      }
      Model<?> own = (Model<?>) stage.fit(rows);
      assertThat(params(shared)).isEqualTo(params(own));
      assertThat(shared.transform(rows).select("prediction").collectAsList())
          .isEqualTo(own.transform(rows).select("prediction").collectAsList());
    }
    stages.forEach(stage -> fits.release(ANNOUNCED, stage, true));
    assertThat(fits.isEmpty()).isTrue();
  }

  /** Params of a model; of the layers, which each fit makes anew, only that there are some. */
  private static String params(Model<?> model) {
    return model.extractParamMap().toString().replaceAll("\\[I@\\w+", "layers");
  }

  @Test
  void what_others_fitted_is_forgotten_with_the_last_of_them() {
    LogisticRegression logistic = new LogisticRegression().setMaxIter(1);
    List<? extends Estimator<?>> stages =
        variants(logistic, new ParamMap().put(logistic.threshold().w(0.2)), ParamMap.empty());
    FitCache fits = new FitCache(SharedWork.graph(), ordinary(), TaskScoring.NONE);
    stages.forEach(stage -> fits.announce(ANNOUNCED, stage));
    fits.fit(FitRows.of(ROWS, () -> rows), stages.get(0)).whole();
    assertThat(fits.isEmpty()).isFalse();
    stages.forEach(stage -> fits.release(ANNOUNCED, stage, true));
    assertThat(fits.isEmpty()).isTrue();
  }
}
