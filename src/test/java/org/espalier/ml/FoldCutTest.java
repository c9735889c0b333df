package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.metric.ProblemType;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.Plans;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.storage.ExecutorStorage;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.study.RungLadder;
import org.espalier.testing.Sample;
import org.espalier.testing.StorageTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FoldCutTest extends StorageTest {

  /** 0 to 99 in four partitions. */
  private static Dataset<Row> rows() {
    return spark().range(0, 100, 1, 4).toDF();
  }

  private static Dataset<Row> training(FoldedTable rows, int fold) {
    return rows.parts().training(FoldPart.whole(fold));
  }

  private static Dataset<Row> validation(FoldedTable rows, int fold) {
    return rows.parts().validation(FoldPart.whole(fold));
  }

  private static FoldedTable folded() {
    return FoldCut.stored(rows(), new Tuner());
  }

  @Test
  @Tag("smoke")
  void are_stored_once_for_all_folds_and_cut_off_from_their_source() {
    try (FoldedTable rows = folded()) {
      assertThat(kept()).hasSize(1);
      assertThat(rows.partitions(1_000)).isEqualTo(4);
      assertThat(training(rows, 1).rdd().toDebugString()).doesNotContain("Range");
      assertThat(training(rows, 1).columns()).containsExactly("id");
      assertThat(training(rows, 1).count() + validation(rows, 1).count()).isEqualTo(100);
    }
  }

  @Test
  void are_computed_again_when_the_cluster_has_lost_them_and_have_the_same_folds() {
    try (FoldedTable rows = folded()) {
      Object validation = validation(rows, 2).collectAsList();
      lose();
      assertThat(rows.<Object>read(() -> validation(rows, 2).collectAsList()))
          .isEqualTo(validation);
      assertThat(kept()).hasSize(1);
    }
  }

  @Test
  void work_that_fails_by_itself_is_not_done_again() {
    AtomicInteger times = new AtomicInteger();
    try (FoldedTable rows = folded()) {
      assertThatThrownBy(
              () ->
                  rows.read(
                      () -> {
                        times.incrementAndGet();
                        throw new IllegalStateException("its own fault");
                      }))
          .hasMessage("its own fault");
    }
    assertThat(times).hasValue(1);
  }

  @Test
  void rows_that_cannot_be_computed_leave_nothing_kept() {
    Dataset<Row> broken =
        rows().withColumn("x", functions.expr("if(id = 50, raise_error('broken'), 1)"));
    assertThatThrownBy(() -> FoldCut.stored(broken, new Tuner())).hasMessageContaining("broken");
  }

  @Test
  void what_is_made_of_them_may_take_a_quarter_of_the_executors_storage_unless_said() {
    long there = ExecutorStorage.bytes(spark().sparkContext());
    try (FoldedTable usual = folded();
        FoldedTable said = FoldCut.stored(rows(), new Tuner().setMaxStorage("3 MiB"))) {
      RungLadder full = RungLadder.full(usual.smallestTraining(), 3);
      RungLadder rungs = RungLadder.ofRows(10, usual.smallestTraining(), 3, 3);
      assertThat(usual.budget(full)).isEqualTo(Math.max(64L << 20, there / 4));
      assertThat(usual.budget(rungs)).as("beside small rungs").isEqualTo(usual.budget(full) / 2);
      assertThat(said.budget(full)).isEqualTo(3L << 20);
    }
  }

  @Test
  void columns_of_the_users_may_have_our_names() {
    Dataset<Row> rows =
        rows()
            .selectExpr(
                "id AS espalier_fold",
                "id % 2 AS espalier_rank",
                "id AS Espalier_Draw",
                "id AS espalier_row_hash",
                "id AS espalier_stratum");
    Evaluator label = new RegressionEvaluator().setLabelCol("espalier_rank");
    for (String rule : List.of("spark", "pyspark", "stratified")) {
      Tuner tuner =
          new Tuner().setFoldRule(rule).setEvaluator(label).setScheduler("halving").setEta(2);
      try (FoldedTable folded = FoldCut.stored(rows, tuner)) {
        assertThat(training(folded, 0).columns()).containsExactly(rows.columns());
        assertThat(folded.count()).isEqualTo(100);
        assertThat(validation(folded, 0).agg(functions.max("espalier_fold")).first().getLong(0))
            .as("the user's own, not the fold's number")
            .isGreaterThan(3);
      }
    }
    try (FoldedTable split = FoldCut.stored(rows, new SplitTuner())) {
      assertThat(training(split, 0).columns()).containsExactly(rows.columns());
    }
  }

  @Test
  void a_fold_column_may_hold_whole_numbers_of_any_type_by_pysparks_rule() {
    Dataset<Row> rows = rows().withColumn("part", functions.expr("CAST(id % 3 AS INT)"));
    List<Row> validated;
    try (FoldedTable folded = FoldCut.stored(rows, new Tuner().setFoldCol("part"))) {
      validated = validation(folded, 1).collectAsList();
    }
    for (String type : List.of("BIGINT", "DOUBLE", "DECIMAL(9, 2)")) {
      Tuner tuner = new Tuner().setFoldCol("part").setFoldRule("pyspark");
      Dataset<Row> cast = rows.withColumn("part", functions.expr("CAST(part AS " + type + ")"));
      try (FoldedTable folded = FoldCut.stored(cast, tuner)) {
        assertThat(validation(folded, 1).collectAsList()).isEqualTo(validated);
      }
      assertThatThrownBy(() -> FoldCut.stored(cast, new Tuner().setFoldCol("part")))
          .hasMessageContaining("must be integer type, but got ");
      Dataset<Row> off = cast.withColumn("part", functions.expr("part + 1e10"));
      assertThatThrownBy(() -> FoldCut.stored(off, tuner)).hasMessageContaining("0 to 2");
    }
    Dataset<Row> halves = rows.withColumn("part", functions.expr("part / 2.0D"));
    assertThatThrownBy(
            () -> FoldCut.stored(halves, new Tuner().setFoldCol("part").setFoldRule("pyspark")))
        .hasMessageContaining("holds 0.5");
  }

  private static FoldedTable halved(String storage) {
    return FoldCut.stored(rows(), new Tuner().setScheduler("halving").setMaxStorage(storage));
  }

  private static List<Row> part(FoldedTable rows, int fold, long most) {
    return rows.parts().training(new FoldPart(fold, most, 1)).collectAsList();
  }

  @Test
  void fewer_rows_than_all_are_stored_once_for_all_who_read_them() {
    try (FoldedTable rows = halved("1 MiB")) {
      List<Row> few = part(rows, 0, 20);
      assertThat(kept()).hasSize(2);
      assertThat(part(rows, 0, 20)).isEqualTo(few);
      assertThat(kept()).hasSize(2);
      assertThat(part(rows, 0, 40)).containsAll(few).hasSizeGreaterThan(few.size());
      assertThat(part(rows, 1, 20)).isNotEqualTo(few);
      assertThat(kept()).hasSize(4);
      assertThat(part(rows, 0, 1_000)).hasSize((int) training(rows, 0).count());
      assertThat(kept()).hasSize(4);
    }
  }

  @Test
  void fewer_rows_have_fewer_partitions_and_keep_their_order() {
    try (FoldedTable rows = halved("1 MiB")) {
      for (long most : new long[] {1, 10, 20, 40}) {
        int partitions = Math.toIntExact(1 + 4 * (most - 1) / rows.smallestTraining());
        assertThat(rows.parts().training(new FoldPart(0, most, 1)).rdd().getNumPartitions())
            .isEqualTo(partitions);
        assertThat(part(rows, 0, most))
            .isSortedAccordingTo(Comparator.comparing(r -> r.getLong(0)));
      }
    }
  }

  @Test
  void fewer_rows_are_the_same_in_the_same_partitions_where_nothing_may_be_kept() {
    try (FoldedTable with = halved("1 MiB");
        FoldedTable without = halved("none")) {
      for (long most : new long[] {5, 20, 40}) {
        assertThat(groups(without, most)).isEqualTo(groups(with, most));
      }
      assertThat(kept()).hasSize(2 + 3);
    }
  }

  private static List<List<Row>> groups(FoldedTable rows, long most) {
    return rows.parts().training(new FoldPart(2, most, 1)).javaRDD().glom().collect();
  }

  @Test
  void fewer_rows_are_made_again_when_the_cluster_has_lost_all_of_them() {
    try (FoldedTable rows = halved("1 MiB")) {
      List<Row> few = part(rows, 0, 20);
      lose();
      assertThat(rows.parts().dropIfLost(new FoldPart(0, 20, 1))).isTrue();
      assertThat(rows.<Object>read(() -> part(rows, 0, 20))).isEqualTo(few);
      assertThat(kept()).hasSize(2);
    }
  }

  private static List<Row> validating(FoldedTable rows, int fold, long most) {
    return rows.parts().validation(new FoldPart(fold, most, most)).collectAsList();
  }

  @Test
  void a_part_of_a_fold_validates_and_is_stored_once_too() {
    try (FoldedTable rows = halved("1 MiB")) {
      List<Row> all = validation(rows, 1).collectAsList();
      List<Row> few = validating(rows, 1, 10);
      assertThat(kept()).hasSize(2);
      assertThat(all).containsAll(few).hasSizeGreaterThan(few.size());
      assertThat(few).isNotEmpty().isEqualTo(validating(rows, 1, 10));
      assertThat(validating(rows, 1, 20)).containsAll(few);
      assertThat(kept()).hasSize(3);
      assertThat(validating(rows, 1, all.size())).isEqualTo(all);
      assertThat(kept()).hasSize(3);
    }
  }

  private static Set<Long> ids(Dataset<Row> rows) {
    return Set.copyOf(rows.select("id").as(Encoders.LONG()).collectAsList());
  }

  private static FoldsPlan folds(String rule) {
    return new FoldsPlan(
        rule.startsWith("time") ? FoldsPlan.Rule.TIME : FoldsPlan.Rule.HASH,
        3,
        rule.startsWith("stratified"),
        Optional.empty(),
        0,
        Optional.empty(),
        new FoldsPlan.TimeOrder(
            rule.contains("sliding") ? FoldsPlan.Window.SLIDING : FoldsPlan.Window.EXPANDING,
            rule.contains("gap") ? 3 * 86_400 : 0));
  }

  static Stream<String> rules() {
    return Sample.rows(
        List.of(
            "time, sliding, with a gap",
            "hash",
            "stratified",
            "group",
            "time",
            "stratified by group",
            "time, sliding",
            "time, with a gap"));
  }

  /** Folds by the rule of a tuner and those of the study file that says the same. */
  @ParameterizedTest
  @MethodSource("rules")
  @Tag(Sample.TAG)
  void are_those_of_a_job_with_the_same_rows_and_seed(String rule, @TempDir Path folder) {
    rows()
        .selectExpr(
            "id",
            "concat('g', id * 7 % 13) AS owner",
            "date_add(DATE'2020-01-01', CAST(id * 37 % 100 / 3 AS INT)) AS day",
            "CAST(id % 3 > 0 AS INT) AS label")
        .coalesce(2)
        .write()
        .parquet(folder.resolve("t.parquet").toString());
    Dataset<Row> rows = spark().read().parquet(folder.resolve("t.parquet").toString());
    Tuner tuner = new Tuner().setEvaluator(new RegressionEvaluator()).setSeed(7);
    tuner.setFoldRule(rule.replaceFirst("[, ].*", ""));
    boolean byTime = rule.startsWith("time");
    Plans plans = Plans.of(folder.resolve("t.parquet"), "label").seed(7).folds(folds(rule));
    if (byTime) {
      tuner.setTime("day").setHeldOut(0.2);
      if (rule.contains("sliding")) {
        tuner.setFoldWindow("sliding");
      }
      if (rule.contains("gap")) {
        tuner.setGap(Duration.ofDays(3));
      }
      plans = plans.time("day").test(0.2);
    } else if (rule.endsWith("group")) {
      tuner.setGroup("owner");
      plans = plans.group("owner");
    }
    Set<ProblemType> tasks = EnumSet.allOf(ProblemType.class);
    try (StudyData job = StudyData.prepare(spark(), plans.plan(), tasks);
        SeparatedRows ours = SeparatedRows.of(rows, tuner);
        FoldedTable folded = ours.folded()) {
      assertThat(folded.sizes()).isEqualTo(job.rows().sizes());
      assertThat(folded.count()).isEqualTo(job.rows().count());
      assertThat(folded.smallestTraining()).isEqualTo(job.rows().smallestTraining());
      for (int fold = 0; fold < 3; fold++) {
        assertThat(ids(validation(folded, fold)))
            .isEqualTo(ids(validation(job.rows(), fold)))
            .hasSize(Math.toIntExact(folded.validationRows(fold)));
        assertThat(ids(training(folded, fold)))
            .isEqualTo(ids(training(job.rows(), fold)))
            .hasSize(Math.toIntExact(folded.trainingRows(fold)));
      }
      assertThat(ours.heldOut().map(FoldCutTest::ids))
          .isEqualTo(job.rows().heldOut().map(FoldCutTest::ids));
    }
  }

  @Test
  void a_gap_is_in_the_unit_of_a_column_of_numbers_and_is_no_column_of_the_rows() {
    Tuner tuner = new Tuner().setFoldRule("time").setTime("id").setNumFolds(4).setGap(5);
    Dataset<Row> named = rows().withColumn("espalier_time", functions.col("id").multiply(-1));
    try (FoldedTable folded = FoldCut.stored(named, tuner)) {
      for (int fold = 0; fold < 4; fold++) {
        assertThat(ids(validation(folded, fold))).hasSize(20).contains(20L * (fold + 1));
        assertThat(ids(training(folded, fold))).hasSize(20 * (fold + 1) - 5).contains(0L);
        assertThat(training(folded, fold).columns()).containsExactly("id", "espalier_time");
      }
    }
    Tuner sliding = tuner.copy(new ParamMap()).setFoldWindow("sliding");
    try (FoldedTable folded = FoldCut.stored(named, sliding)) {
      assertThat(ids(training(folded, 2))).hasSize(15).contains(40L, 54L);
    }
    assertThatThrownBy(() -> FoldCut.stored(rows(), tuner.copy(new ParamMap()).setGap(30)))
        .hasMessageContaining(
            "numFolds: fold 1 of 4 has no rows to train on; use a shorter gap, or fewer folds");
  }
}
