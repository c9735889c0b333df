package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.KeptTrials;
import org.espalier.evaluate.ScoreStore;
import org.espalier.space.Configuration;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.rows.CheckpointedRows;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.store.NamedFolder;
import org.espalier.spec.study.FoldsPlan;
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
    Splits splits =
        new Splits(
            new FoldsPlan(FoldsPlan.Rule.HASH, 2, false),
            List.of(),
            new Splits.Names("part", Optional.empty(), Optional.empty()));
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
    OutOfFold.Naming naming = new OutOfFold.Naming(col("id"), col("w"));
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
          NamedFolder.of(study.toString(), spark().sparkContext().hadoopConfiguration()).scores();
      assertThat(scores(store, most)).isEqualTo(onHeap);
      try (Stream<Path> files = Files.list(study.resolve("out-of-fold"))) {
        assertThat(files.map(file -> file.getFileName().toString()).sorted())
            .first()
            .isEqualTo(most == ROWS ? "0-0.scores" : "0-0.parquet");
      }
    }
  }
}
