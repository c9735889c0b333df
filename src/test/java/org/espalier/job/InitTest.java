package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.plan.Redaction;
import org.espalier.settings.Settings;
import org.espalier.settings.SettingsReader;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InitTest extends SparkTest {

  @TempDir Path folder;

  private Path table(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  private static CommandRun init(Path table, String label, Path file) {
    return CommandRun.of(
        "init", "--source", table.toString(), "--label", label, "--file", file.toString());
  }

  /** What init writes, which check takes. */
  private String proposed(Path table) throws IOException {
    Path file = folder.resolve("begin.conf");
    CommandRun run = init(table, "label", file);
    assertThat(run.code()).as(run.err()).isZero();
    CommandRun check = CommandRun.of("check", "--file", file.toString());
    assertThat(check.code()).as(check.err()).isZero();
    return Files.readString(file);
  }

  @ParameterizedTest
  @CsvSource({
    "data/customers.csv.gz, customers",
    "embedded:wine, wine",
    "s3a://bucket/sales/, sales",
    "Größe.csv, Größe",
    "Gro\u0308ße.csv, Größe",
    "हिन्दी.parquet, हिन्दी",
    "日本語.csv, 日本語",
    "my table (2).csv, my-table-2",
    "_customers-.csv, customers",
    "/, my-study",
    "'(1).csv', 1"
  })
  void a_study_has_the_name_of_its_table_in_any_script(String source, String name) {
    assertThat(InitCommand.name(source)).isEqualTo(name);
    List<String> sets = List.of("study=\"%s\"".formatted(name));
    Settings read =
        new SettingsReader(Map.of(), Map.of(), Redaction.SPARK)
            .read(new File("conf/wine.conf"), sets);
    assertThat(read.plan().name()).isEqualTo(name);
  }

  @Test
  void a_table_that_was_looked_at_gets_a_study_file_that_check_takes() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,y,label"));
    for (int i = 0; i < 60; i++) {
      lines.add("%d,%d,%s".formatted(i % 30, i * 7 % 11, List.of("a", "b", "c").get(i % 3)));
    }
    Path table = table("my table.csv", lines);
    assertThat(proposed(table))
        .contains(
            "60 rows, 2 feature columns",
            "# Rows by class: a 20, b 20, c 20.",
            "metric   = accuracy",
            "3 classes",
            "folds    = 5\n");
    Path file = folder.resolve("begin.conf");
    Path second = folder.resolve("second.conf");
    CommandRun run = init(table, "label", second);
    assertThat(run.out().lines()).element(0).asString().startsWith("reading ");
    assertThat(run.out())
        .containsPattern("60 rows read, checked and cut in \\d+\\.\\d s")
        .endsWith(
            "second.conf is written; next: spark-submit --class org.espalier.job.Main"
                + " espalier.jar check %s%n".formatted(second));
    CommandRun again = init(table, "label", file);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("begin.conf: exists already; another --file");
    CommandRun wrong = init(table, "lable", Path.of("-"));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err().lines())
        .containsExactly(
            "reading " + table,
            "init: data.label: there is no column 'lable'; did you mean 'label'?");
  }

  @Test
  void of_a_class_smaller_than_the_folds_fewer_folds_are_proposed() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,label"));
    for (int i = 0; i < 84; i++) {
      lines.add(i + "," + (i < 4 ? "rare" : "usual")); // of 4 rows one is held out
    }
    assertThat(proposed(table("t.csv", lines)))
        .contains("folds    = 3    # in more, some would lack a class or have too much of it")
        .contains("# Note: class 'rare' has 3 rows to learn from, class 'usual' 64: accuracy");
  }

  @Test
  void of_a_class_of_equal_rows_these_are_proposed_to_be_apart() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,label"));
    for (int i = 0; i < 100; i++) {
      lines.add(i < 20 ? "-1,same" : i + ",usual");
    }
    assertThat(proposed(table("t.csv", lines)))
        .contains("  duplicates = apart    # equal rows", "folds    = 5\n");
  }

  @Test
  void columns_that_name_rows_groups_or_times_and_texts_for_missing_values_are_proposed()
      throws IOException {
    List<String> lines = new ArrayList<>(List.of("row_id,patient,day,bill,code,rate,label"));
    for (int i = 0; i < 60; i++) {
      lines.add(
          "%d,p%d,2020-%02d-%02d,%s,k%d,%s,%s"
              .formatted(
                  i,
                  i % 12,
                  1 + i % 12,
                  1 + i % 28,
                  i % 9 == 0 ? "NA" : i * 0.5,
                  i,
                  i == 7 ? "NaN" : i * 0.1,
                  i % 2 == 0 ? "a" : "b"));
    }
    assertThat(proposed(table("t.csv", lines)))
        .contains(
            "  ignore = [\"row_id\", \"code\"]    # another value in every row",
            "  nan = missing    # as null is",
            "  missing = [\"NA\"]    # or numbers among them were categories",
            "  # group = \"patient\"    # about 12 different values",
            "  # time = \"day\"    # with folds = time",
            "#   bill: numeric, ");
  }
}
