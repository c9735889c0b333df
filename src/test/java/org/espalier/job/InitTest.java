package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.LongAccumulator;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InitTest extends SparkTest {

  @TempDir Path folder;

  private Path table(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  private static CommandRun init(Path table, String label, Path file) {
    return CommandRun.of(
        "init", "--source", table.toString(), "--label", label, "--file", file.toString());
  }

  /** Writes what check takes. */
  private static CommandRun propose(Path table, Path file) {
    CommandRun run = init(table, "label", file);
    assertThat(run.code()).as(run.err()).isZero();
    CommandRun check = CommandRun.of("check", "--file", file.toString());
    assertThat(check.code()).as(check.err()).isZero();
    return run;
  }

  /** What init writes, which check takes. */
  private String proposed(Path table) throws IOException {
    Path file = folder.resolve("begin.conf");
    propose(table, file);
    return Files.readString(file);
  }

  @Test
  void a_table_that_was_looked_at_gets_a_study_file_that_check_takes() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,y,label"));
    for (int i = 0; i < 60; i++) {
      lines.add("%d,%d,%s".formatted(i % 30, i * 7 % 11, List.of("a", "b", "c").get(i % 3)));
    }
    Path table = table("my table.csv", lines);
    Path file = folder.resolve("begin.conf");
    CommandRun run = propose(table, file);
    assertThat(file)
        .content()
        .contains(
            "60 rows, 2 feature columns",
            "# Rows by class: a 20, b 20, c 20.",
            "metric   = accuracy    # also: f1, ",
            "3 classes",
            "  test = none    # 20 % would be 12 rows: too few to judge a model by",
            "folds    = 5\n",
            "search   = { sampler = sobol, trials = 10 }    # there are fewer than 15 trials",
            "schedule = auto    # ");
    assertThat(run.out().lines()).element(0).asString().startsWith("reading ");
    assertThat(run.out())
        .containsPattern("60 rows read, checked and cut in \\d+\\.\\d s")
        .endsWith(
            "begin.conf is written; next: spark-submit --class org.espalier.job.Main"
                + " espalier.jar check %s%n".formatted(file));
    CommandRun again = init(table, "label", file);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.out()).as("before the table is read").isEmpty();
    assertThat(again.err())
        .isEqualTo(file + ": exists already; name another file with --file=FILE%n".formatted());
    CommandRun wrong = init(table, "lable", Path.of("-"));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err().lines())
        .containsExactly(
            "reading " + table,
            "init: data.label: there is no column 'lable'; did you mean 'label'?");
  }

  @Tag("slow")
  @Test
  void of_a_rare_class_fewer_folds_are_proposed_and_a_metric_that_sees_it() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,label"));
    for (int i = 0; i < 84; i++) {
      lines.add(i + "," + (i < 4 ? "rare" : "usual"));
    }
    assertThat(proposed(table("t.csv", lines)))
        .contains(
            "folds    = 2    # stratified: about 2 of the 4 rows of the smaller class in each",
            "  test = none    # 20 % would be 16 rows, 0 of the smaller class: too few",
            "# Note: class 'rare' has 4 rows to learn from, class 'usual' 80: accuracy hardly",
            "metric   = area-under-pr    # there are two classes, one with 20 times as many rows"
                + " as the other; also: mcc, balanced-accuracy\n",
            "# With more trials on so few rows, the best would be the luckiest.\n");
  }

  @Tag("slow")
  @Test
  void a_class_of_more_than_two_is_not_split_finer_than_its_rows() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,label"));
    for (int i = 0; i < 600; i++) {
      lines.add(i + "," + (i < 4 ? "rare" : i % 2 == 0 ? "usual" : "other"));
    }
    assertThat(proposed(table("t.csv", lines)))
        .contains(
            "folds    = 3    # with more folds, some would lack a class or have too much of it",
            "metric   = macro-f1    # there are more classes, the largest with 20 times",
            "; also: mcc, balanced-accuracy\n",
            "search   = { sampler = auto, trials = 30 }",
            "schedule = auto")
        .doesNotContain("test = none");
  }

  @Test
  void columns_that_tell_the_label_or_groups_or_have_many_values_are_named_and_kept()
      throws IOException {
    List<String> lines = new ArrayList<>(List.of("paid_total,score,storm,city,x,label"));
    Random random = new Random(1);
    for (int i = 0; i < 1200; i++) {
      boolean late = random.nextInt(3) == 0;
      lines.add(
          "%.2f,%.3f,%d,c%d,%.3f,%s"
              .formatted(
                  (late ? 0.9 * random.nextDouble() : 1) * (1000 + random.nextInt(1000)),
                  (late == (i % 150 > 0) ? 1 : 0) + 0.9 * random.nextDouble(),
                  300 + i / 10,
                  random.nextInt(300),
                  random.nextDouble(),
                  late ? "late" : "paid"));
    }
    Path written = folder.resolve("begin.conf");
    CommandRun run = init(table("loans.csv", lines), "label", written);
    assertThat(run.code()).as(run.err()).isZero();
    String file = Files.readString(written);
    assertThat(file)
        .containsPattern(
            "# column \"score\": it alone takes away \\d+ % of the errors of a guess; if it is"
                + " known no earlier than the label, add it to ignore")
        .containsPattern("# column \"paid_total\": it alone takes away \\d+ % of the errors")
        .contains("  # group = \"storm\"    # 120 different values in runs: if rows of one")
        .containsPattern(
            "# column \"city\": \\d+ different values, \\d rows each on average; if new")
        .contains("  # ignore = []", "schedule = auto    # by rows, folds, trials, time and")
        .doesNotContain("column \"x\"", "test = none");
  }

  @Test
  void a_table_is_read_once_however_often_it_is_cut() throws IOException {
    LongAccumulator reads = spark().sparkContext().longAccumulator();
    spark()
        .udf()
        .register(
            "seen",
            (UDF1<Long, Long>)
                id -> {
                  reads.add(1);
                  return id;
                },
            DataTypes.LongType);
    String query =
        "SELECT id AS x, CASE WHEN seen(id) % 9 = 0 THEN 'NA' ELSE string(id) END AS bill,"
            + " id < 4 AS label FROM range(60)";
    CommandRun run =
        CommandRun.of(
            "init", "--source", query, "--set=data.format=sql", "--label=label", "--file=-");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("missing = [\"NA\"]", "folds    = 2 ", "data.format = sql    # as typed");
    assertThat(reads.value()).isEqualTo(60);
  }

  @Tag("slow")
  @Test
  void settings_that_were_typed_are_written_as_a_file_takes_them_and_win() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x;label"));
    for (int i = 0; i < 60; i++) {
      lines.add(i + ";" + (i % 2 == 0 ? "a" : "b"));
    }
    Path file = folder.resolve("typed.conf");
    CommandRun run =
        CommandRun.of(
            "init",
            "--source=" + table("données.csv", lines),
            "--label=label",
            "--file=" + file,
            "--set=data.options.sep=;",
            "--set=folds.repeats=2",
            "--set=schedule.eta=4",
            "--set=search.prior=none",
            "--set=data.test.held-out=0.3");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(file)
        .content()
        .contains("study = \"données\"", "data.options.sep = ;", "folds    = { num-folds = 5 }")
        .doesNotContain("test = none");
    CommandRun check = CommandRun.of("check", "--file", file.toString());
    assertThat(check.code()).as(check.err()).isZero();
    assertThat(check.out()).contains("2 times 5 folds", "18 held out until the end");
  }

  @Test
  void files_and_folders_that_cannot_be_written_are_told_before_the_table_is_read()
      throws IOException {
    Path table = table("t.csv", List.of("x,label", "1,a", "2,b"));
    Path plain = Files.writeString(folder.resolve("plain"), "a file");
    for (String there : List.of("no/x.conf", "plain/x.conf")) {
      assertRefused(
          init(table, "label", folder.resolve(there)),
          "%s: there is no folder '%s'; make it, or name a file in another one with --file=FILE"
              .formatted(folder.resolve(there), folder.resolve(there).getParent()));
    }
    assertRefused(
        init(table, "label", folder),
        "%s: is a folder; --file=%s".formatted(folder, folder.resolve("study.conf")));
    CommandRun output =
        CommandRun.of(
            "init", "--source=" + table, "--label=label", "--file=-", "--output=" + plain);
    assertRefused(
        output,
        "init: output.path: 'file:%s/t' cannot be written to: 'file:%s' is a file; name a"
                .formatted(plain, plain)
            + " folder that you may write to");
    assertThat(folder).isDirectoryNotContaining("glob:**.{conf,tmp}");
  }

  private static void assertRefused(CommandRun run, String line) {
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo(line + System.lineSeparator());
  }

  @Tag("slow")
  @Test
  void of_a_class_of_equal_rows_these_are_proposed_to_be_apart() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,label"));
    for (int i = 0; i < 100; i++) {
      lines.add(i < 20 ? "-1,same" : i + ",usual");
    }
    assertThat(proposed(table("t.csv", lines)))
        .contains("  duplicates = apart    # equal rows", "folds    = 5\n", "trials = 30");
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
            "  missing = [\"NA\"]    # otherwise numbers beside them would be categories",
            "  # group = \"patient\"    # about 12 different values",
            "  # time = \"day\"    # with folds = time",
            "#   bill: numeric, ");
  }
}
