package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong gets its own line, with exit 2, before anything is started. */
final class BadInputTest extends SparkTest {

  private static final String RIGHT =
      """
      study = right
      data { source = "embedded:wine", label = label }
      learners = [ { type = logistic-regression, space { regParam = [0.1, 0.2] } } ]
      folds = 3
      search = { sampler = random, trials = 2 }
      schedule = { scheduler = full }
      """;

  @TempDir Path folder;

  private List<String> problems(String... sets) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), RIGHT);
    String[] args = new String[4 + 2 * sets.length];
    args[0] = "tune";
    args[1] = file.toString();
    args[2] = "--output";
    args[3] = folder.resolve("out").toString();
    for (int i = 0; i < sets.length; i++) {
      args[4 + 2 * i] = "--set";
      args[5 + 2 * i] = sets[i];
    }
    CommandRun run = CommandRun.of(args);
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
    assertThat(run.out()).doesNotContain("pre-flight", "trial 0", "finished"); // nothing is fitted
    assertThat(folder.resolve("out")).doesNotExist();
    return run.err().lines().toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data.source=\"no/such.csv\" | data.source | there is nothing",
        "dat.label=x | dat | did you mean 'data'",
        "data.lable=x | data.lable | did you mean 'label'",
        "folds=\"five\" | folds | five",
        "search.trials=2.5 | search.trials | whole number",
        "metric=accuarcy | metric | did you mean 'accuracy'",
        "metric=rmse | metric | rmse",
        "metric=area-under-roc | metric | 3",
        "search.sampler=genetic | search.sampler | genetic",
        "schedule.scheduler=hyper | schedule.scheduler | hyper",
        "data.label=lable | data.label | did you mean 'label'",
        "data.ignore=[alcohol, alkohol] | data.ignore | alkohol",
        "data.key=[nothing] | data.key | nothing",
        "learners=[forest] | learners[0] | forest",
        "learners=[{type=logistic-regression, space={regParm=[1]}}] | regParm | did you mean 'regParam'",
        "learners=[{type=logistic-regression, space={regParam=[-1]}}] | regParam | -1",
        "learners=[{type=logistic-regression, space={regParam={from=0,to=1,scale=log}}}] | regParam | log",
        "learners=[{type=logistic-regression, space={regParam={from=1,to=1}}}] | regParam | 1",
        "learners=[{type=logistic-regression, space={maxIter=[2.5]}}] | maxIter | whole number",
        "folds=1000 | folds | 1,000 folds of 178 rows",
        "schedule={scheduler=halving, eta=1} | schedule.eta | 2",
        "schedule={scheduler=halving, min-resource=100000} | schedule.min-resource | 100,000",
        "seed=tomorrow | seed | tomorrow",
        "learners=[gradient-boosted-trees] | learners | gradient-boosted-trees",
      })
  void one_mistake_is_one_line(String set, String path, String says) throws IOException {
    List<String> lines = problems(set);
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).contains(path).containsIgnoringCase(says).contains(": ");
  }

  @Test
  void all_mistakes_of_a_stage_are_said_at_once() throws IOException {
    assertThat(problems("data.lable=x", "search.trials=2.5", "metric=none-such")).hasSize(3);
  }

  @Test
  void a_report_of_a_folder_that_is_not_there_and_an_output_that_is_a_file_are_one_line_each()
      throws IOException {
    CommandRun report = CommandRun.of("report", folder.resolve("none").toString());
    assertThat(report.code()).isEqualTo(2);
    assertThat(report.err())
        .isEqualTo(
            folder.resolve("none")
                + ": there is no such folder; name the folder of a study, <output.path>/<study>\n");
    Path taken = Files.writeString(folder.resolve("taken"), "");
    Path file = Files.writeString(folder.resolve("study.conf"), RIGHT);
    CommandRun tune = CommandRun.of("tune", file.toString(), "--output", taken.toString());
    assertThat(tune.code()).isEqualTo(2);
    assertThat(tune.err())
        .isEqualTo(
            "--set: output.path: 'file:%1$s/right' cannot be written to: 'file:%1$s' is a file;"
                    .formatted(taken)
                + " name a folder that you may write to\n");
  }

  @Test
  void a_grid_of_nothing_fits_the_defaults_once_and_only_folds_by_hash_are_stratified()
      throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), RIGHT);
    CommandRun check =
        CommandRun.of(
            "check",
            file.toString(),
            "--output",
            folder.resolve("out").toString(),
            "--set",
            "folds=spark",
            "--set",
            "search={sampler=grid,trials=auto}",
            "--set",
            "learners=[logistic-regression]");
    assertThat(check.code()).as(check.err()).isZero();
    assertThat(check.out()).contains("folds (spark), ", "trials: 1; cells, at most: 3 ");
  }

  @Test
  void no_such_file_is_one_line() {
    CommandRun run = CommandRun.of("tune", folder.resolve("none.conf").toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).singleElement().asString().contains("none.conf");
  }

  @Test
  void a_file_that_is_no_hocon_is_one_line() throws IOException {
    Path file = Files.writeString(folder.resolve("broken.conf"), "study = {\n  a = [1, 2\n");
    CommandRun run = CommandRun.of("tune", file.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).singleElement().asString().contains("broken.conf");
  }

  private List<String> problemsOf(String csv) throws IOException {
    Path data = Files.writeString(folder.resolve("table.csv"), csv);
    return problems("data.source=\"" + data + "\"", "data.label=y");
  }

  @Tag("slow")
  @Test
  void what_is_wrong_with_the_data_is_one_line_each() throws IOException {
    assertThat(problemsOf("x,y\n")).singleElement().asString().contains("data.source");
    assertThat(problemsOf("x,y\n1,\n2,\n3,\n")).singleElement().asString().contains("data.label");
    assertThat(problemsOf("x,y\n1,a\n2,a\n3,a\n4,a\n"))
        .singleElement()
        .asString()
        .contains("data.label")
        .contains("a");
    StringBuilder nan = new StringBuilder("x,z,y\n");
    for (int i = 0; i < 40; i++) {
      nan.append("%s,%s,%s\n".formatted(i == 7 ? "NaN" : i, i == 9 ? "Infinity" : "1.5", i % 2));
    }
    List<String> lines = problemsOf(nan.toString());
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("x").contains("NaN"));
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("z").contains("infinite"));
  }
}
