package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.journal.CellRow;
import org.espalier.journal.DecisionRow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.testing.EveryEvent;
import org.espalier.testing.SampleStudy;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TablesTest extends SparkTest {

  @TempDir Path temporary;

  private static List<String> columns(StructType schema) {
    return Arrays.stream(schema.fields()).map(TablesTest::column).toList();
  }

  private static String column(StructField field) {
    return "%s %s%s"
        .formatted(field.name(), field.dataType().simpleString(), field.nullable() ? "?" : "");
  }

  @Test
  void have_the_columns_that_readers_rely_on() {
    assertThat(columns(RecordTable.schema(TrialRow.class)))
        .containsSubsequence(
            "trial int",
            "parent int?",
            "learner string",
            "origin string",
            "configuration map<string,string>",
            "state string",
            "reason string",
            "rung int",
            "fidelity double",
            "folds int",
            "loss double?",
            "score double?",
            "std_error double?",
            "scores array<double>",
            "iterations int?",
            "first_proposal bigint",
            "last_proposal bigint",
            "origin_reason string",
            "task_seconds double",
            "wall_seconds double");
    assertThat(columns(RecordTable.schema(CellRow.class)))
        .containsSubsequence(
            "proposal bigint",
            "trial int",
            "rung int",
            "rows bigint",
            "fold int",
            "repeat int",
            "state string",
            "reason string",
            "score double?",
            "metrics map<string,double>",
            "answered_from bigint?",
            "trainer string",
            "trainer_reason string",
            "iterations int?",
            "attempts int",
            "fit_seconds double",
            "score_seconds double",
            "task_seconds double",
            "shuffle_bytes bigint",
            "spill_bytes bigint",
            "peak_memory_bytes bigint",
            "started_at timestamp?",
            "ended_at timestamp?");
    assertThat(columns(RecordTable.schema(DecisionRow.class)))
        .containsSubsequence(
            "number bigint",
            "after_proposal bigint",
            "trial int",
            "rung int",
            "kind string",
            "rule string",
            "value double",
            "cutoff double?",
            "rank int",
            "of int",
            "measured map<string,double>",
            "reason string");
  }

  @Tag("smoke")
  @Test
  void are_read_back_as_they_were_written_one_sorted_file_each() throws IOException {
    StudyRecord record = StudyRecord.of(SampleStudy.events());
    OutputPlan output =
        new OutputPlan(temporary.resolve("größe, mit Leerzeichen").toString(), false);
    StudyFolder folder = StudyFolder.of(output, "adult", Origins.none("test"), new Configuration());
    Tables.write(spark(), record, folder);
    Tables.write(spark(), record, folder); // in place of earlier ones
    Map<String, Dataset<Row>> tables =
        Map.of(
            Tables.TRIALS, Tables.trials(spark(), record),
            Tables.CELLS, Tables.cells(spark(), record),
            Tables.DECISIONS, Tables.decisions(spark(), record));
    for (Map.Entry<String, Dataset<Row>> table : tables.entrySet()) {
      Dataset<Row> read = spark().read().parquet(folder.table(table.getKey()).toString());
      assertThat(read.collectAsList()).isEqualTo(table.getValue().collectAsList());
      assertThat(Arrays.stream(read.schema().fields()).map(StructField::name))
          .isEqualTo(List.of(table.getValue().schema().fieldNames()));
      try (var files = Files.list(Path.of(folder.table(table.getKey()).toUri().getPath()))) {
        assertThat(files.filter(file -> file.toString().endsWith(".parquet"))).hasSize(1);
      }
    }
    assertThat(Tables.trials(spark(), record).count()).isEqualTo(54);
  }

  @Test
  void hold_every_kind_of_value() {
    StudyRecord record = StudyRecord.of(EveryEvent.events());
    Row first = Tables.trials(spark(), record).first();
    assertThat(first.<Integer>getAs("parent")).isNull();
    assertThat(first.<Object, Object>getJavaMap(first.fieldIndex("configuration")))
        .containsKey(EveryEvent.HOSTILE);
    assertThat(first.getList(first.fieldIndex("scores"))).containsExactly(0.7, 0.8);
    List<Row> cells = Tables.cells(spark(), record).collectAsList();
    assertThat(cells).extracting(row -> row.getAs("answered_from")).contains(0L, (Object) null);
    assertThat(cells.get(0).<java.sql.Timestamp>getAs("started_at").getTime())
        .isEqualTo(1_762_000_001_000L);
    assertThat(cells.get(1).<java.sql.Timestamp>getAs("started_at")).isNull();
    Row failed = cells.get(2);
    assertThat(failed.<String>getAs("state")).isEqualTo("FAILED");
    assertThat(failed.<String>getAs("reason")).isEqualTo(EveryEvent.HOSTILE);
    assertThat(Tables.decisions(spark(), record).select("kind").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("promote", "prune", "complete");
  }

  @Test
  void of_a_study_that_has_just_begun_are_empty() {
    StudyRecord record = StudyRecord.of(EveryEvent.events().subList(0, 1));
    assertThat(Tables.trials(spark(), record).count()).isZero();
    assertThat(Tables.cells(spark(), record).schema()).isEqualTo(RecordTable.schema(CellRow.class));
  }
}
