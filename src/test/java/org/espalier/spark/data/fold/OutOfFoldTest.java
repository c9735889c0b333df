package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.FoldScores;
import org.espalier.evaluate.KeptTrials;
import org.espalier.evaluate.ScoreStore;
import org.espalier.space.Configuration;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.storage.CheckpointedRows;
import org.espalier.spark.store.NamedFolder;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.testing.SparkTest;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores of cells, kept in arrays or as tables. */
final class OutOfFoldTest extends SparkTest {

  private static final int ROWS = 40;

  private static FoldedTable table() {
    Dataset<Row> rows =
        spark()
            .range(0, ROWS, 1, 3)
            .selectExpr("id", "id / 7D a", "int(id % 2) part", "double(id % 3) label", "id % 5 w");
    SplitColumns splits =
        new SplitColumns(
            new FoldsPlan(FoldsPlan.Rule.HASH, 2, false),
            List.of(),
            new SplitColumns.Names("part", Optional.empty(), Optional.empty()));
    List<Long> half = List.of(ROWS / 2L);
    FoldCounts counts =
        new FoldCounts(
            List.of(""),
            List.of(half, half),
            List.of(0L),
            List.of(0L),
            List.of(ROWS / 2L, ROWS / 2L),
            1);
    return new FoldedTable(
        () -> CheckpointedRows.of(rows), splits, all -> counts, FoldedTable.Form.filters(3));
  }

  private static OutOfFold kept(FoldedTable table, ScoreStore store, long most) {
    OutOfFold.Naming naming =
        new OutOfFold.Naming((rows, name) -> rows.withColumn(name, col("id")), col("w"));
    return new OutOfFold(table, naming, store, new KeptTrials(Studies.RMSE, 2), 0, most);
  }

  /** Three trials, the first by jobs and the second inside tasks; the third has no scores. */
  private static List<Row> scores(ScoreStore store, long most) {
    Study study = Studies.empty(1);
    for (int trial = 0; trial < 3; trial++) {
      study = Studies.asked(study, new Configuration(Map.of("learner", "tree", "x", trial)));
    }
    Study told = Studies.told(study, List.of(0.3, 0.2, 0.1));
    try (FoldedTable table = table()) {
      OutOfFold kept = kept(table, store, most);
      for (int fold = 0; fold < 2; fold++) {
        Dataset<Row> read = table.parts().validation(FoldPart.whole(fold));
        Dataset<Row> predicted = read.selectExpr("label", "a + 1 prediction");
        for (int trial = 0; trial < 2; trial++) {
          Cell cell =
              new Cell(told.proposals().get(trial), told.trials().get(trial).configuration(), fold);
          if (trial == 0) {
            kept.keep(cell, 0.5, read, predicted, MetricColumns.USUAL);
          } else {
            Dataset<Row> scored = ScoredRows.scored(predicted, MetricColumns.USUAL);
            kept.keep(cell, 0.5, ScoredRows.collected(scored));
          }
        }
      }
      List<Outcome> leading = told.outcomes().stream().sorted(Outcome.BY_LOSS).toList();
      return new FinalistScores(kept, told, leading, 1, 2)
          .table(
              fold -> {
                throw new AssertionError("fold " + fold + " is there");
              })
          .orderBy("trial", "fold", "key")
          .selectExpr("trial", "fold", "key", "weight", "label", "prediction", "scores[0]")
          .collectAsList();
    }
  }

  @Test
  void they_are_the_same_on_the_heap_in_files_and_in_tables_that_executors_write(
      @TempDir Path folder) throws Exception {
    List<Row> onHeap = scores(ScoreStore.onHeap(), ROWS);
    assertThat(onHeap).hasSize(2 * ROWS);
    assertThat(onHeap)
        .allSatisfy(
            row -> {
              long id = row.getLong(2);
              assertThat(row.getInt(1)).isEqualTo((int) (id % 2));
              assertThat(row.getDouble(3)).isEqualTo((double) (id % 5));
              assertThat(row.getDouble(4)).isEqualTo((double) (id % 3));
              assertThat(row.getDouble(5)).isEqualTo(id / 7.0 + 1).isEqualTo(row.getDouble(6));
            });
    for (long most : List.of(ROWS, ROWS - 1)) {
      Path study = folder.resolve("of" + most);
      ScoreStore store =
          NamedFolder.folder(study.toString(), spark().sparkContext().hadoopConfiguration())
              .scores();
      assertThat(scores(store, most)).isEqualTo(onHeap);
      try (Stream<Path> files = Files.list(study.resolve("out-of-fold"))) {
        assertThat(files.map(file -> file.getFileName().toString()).sorted())
            .first()
            .isEqualTo(most == ROWS ? "0-0.scores" : "0-0.parquet");
      }
    }
  }

  private static Study asked(int trials) {
    Study study = Studies.empty(1);
    for (int trial = 0; trial < trials; trial++) {
      study = Studies.asked(study, new Configuration(Map.of("learner", "tree", "x", trial)));
    }
    return study;
  }

  /** Scores of half of the rows. */
  private static FoldScores half() {
    double[] zeros = new double[ROWS / 2];
    return FoldScores.of(zeros, zeros, new double[ROWS / 2][1]);
  }

  @Test
  void the_scores_of_trials_that_lead_no_longer_are_removed_but_for_the_baseline() {
    int last = KeptTrials.NUMBER;
    Study study = asked(last + 1);
    ScoreStore.OnHeap store = (ScoreStore.OnHeap) ScoreStore.onHeap();
    try (FoldedTable table = table()) {
      OutOfFold kept = kept(table, store, ROWS);
      for (int trial = 0; trial <= last; trial++) {
        for (int fold = 0; fold < 2; fold++) {
          Configuration configuration = study.trials().get(trial).configuration();
          Cell cell = new Cell(study.proposals().get(trial), configuration, fold);
          kept.keep(cell, trial == 3 ? 9 : 1, half());
        }
      }
    }
    assertThat(store.places().stream().map(ScoreStore.FullCell::trial).distinct())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, last).filter(trial -> trial != 3).boxed().toList());
  }

  @Test
  void scores_of_trials_that_a_study_does_not_have_are_removed() throws Exception {
    Study told = Studies.told(asked(1), List.of(0.5));
    ScoreStore.OnHeap store = (ScoreStore.OnHeap) ScoreStore.onHeap();
    FoldScores.Keyed scores =
        new FoldScores.Keyed(new long[ROWS / 2], new double[ROWS / 2], half());
    for (int trial : List.of(0, 7)) {
      store.put(new ScoreStore.FullCell(trial, 0), scores);
      store.put(new ScoreStore.FullCell(trial, 1), scores);
    }
    try (FoldedTable table = table()) {
      FinalistScores finalists =
          new FinalistScores(kept(table, store, ROWS), told, List.copyOf(told.outcomes()), 0, 2);
      assertThat(finalists.arrays().keySet())
          .containsExactly(new ScoreStore.FullCell(0, 0), new ScoreStore.FullCell(0, 1));
    }
    assertThat(store.places()).allMatch(place -> place.trial() == 0);
  }

  @Test
  void rows_come_in_order_unless_they_are_sorted_or_joined() {
    Dataset<Row> rows = spark().range(3).toDF();
    assertThat(ScoredRows.areInOrder(rows.selectExpr("id + 1 id").where("id > 1"), rows)).isTrue();
    assertThat(ScoredRows.areInOrder(rows.orderBy("id"), rows)).isFalse();
    assertThat(ScoredRows.areInOrder(rows.crossJoin(rows.toDF("other")), rows)).isFalse();
    Dataset<Row> sorted = rows.orderBy("id");
    assertThat(ScoredRows.areInOrder(sorted.select("id"), sorted)).as("as the table").isTrue();
  }

  @Test
  void rows_behind_stages_have_as_many_partitions_as_their_share_of_a_part() {
    try (FoldedTable table = table()) {
      Dataset<Row> all = table.all();
      FoldedTable.Split behind = new FoldedTable.Split(all, all);
      FoldedTable.Split whole = table.parts().narrowed(behind, FoldPart.whole(0));
      assertThat(whole.training()).isSameAs(all);
      assertThat(whole.validation()).isSameAs(all);
      FoldedTable.Split some = table.parts().narrowed(behind, new FoldPart(0, 5, 5));
      assertThat(some.training().rdd().getNumPartitions()).isEqualTo(1);
      assertThat(some.validation().rdd().getNumPartitions()).isEqualTo(1);
      assertThat(table.parts().narrowed(behind, new FoldPart(0, 5, 0)).validation()).isSameAs(all);
      assertThat(table.parts().dropIfLost(FoldPart.whole(0))).as("nothing is stored").isFalse();
    }
  }
}
