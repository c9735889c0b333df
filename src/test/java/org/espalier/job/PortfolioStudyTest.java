package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.espalier.hocon.PortfolioReader;
import org.espalier.hocon.SettingsReader;
import org.espalier.metric.ProblemType;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spec.learners.Portfolio;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Portfolios: that of the jar, and what a job does with one. */
final class PortfolioStudyTest extends SparkTest {

  private static final String STUDY =
      """
      study = s
      data { source = "embedded:iris", label = label }
      learners = [{ type = decision-tree, space = auto }, { type = decision-tree, name = own, space { maxDepth = [2, 3] } }]
      folds = 2
      search { trials = 6 }
      run { pre-flight = false }
      model.save = none
      """;

  @TempDir private Path folder;

  private CommandRun tune(String more) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), STUDY + more);
    return CommandRun.of("tune", file.toString(), "--output", folder.resolve("out").toString());
  }

  private List<Row> trials() {
    return spark()
        .read()
        .parquet(folder.resolve("out/s/trials").toString())
        .orderBy("trial")
        .select("learner", "origin", "configuration")
        .collectAsList();
  }

  @ParameterizedTest
  @EnumSource(
      value = ProblemType.class,
      names = {"BINARY", "MULTICLASS", "REGRESSION"})
  void the_suggested_spaces_contain_all_points_of_the_jar(ProblemType task) throws IOException {
    Portfolio usual = PortfolioReader.embedded();
    Map<String, List<Map<String, Object>>> byType =
        task.isClassification() ? usual.classification() : usual.regression();
    assertThat(byType).isNotEmpty();
    for (String type : byType.keySet()) {
      Path file =
          Files.writeString(
              folder.resolve("space.conf"),
              """
              study = s, data { source = t.csv, label = y }, learners = [{ type = %s, space = auto }]
              """
                  .formatted(type));
      StudyPlan plan = new SettingsReader(Map.of(), Map.of()).read(file.toFile(), List.of()).plan();
      StudySpace space = StudySpace.of(plan, new LearnerCatalogue());
      assertThat(
              usual.starts(
                  plan.learners(), space.space(), space.defaults(), task, Integer.MAX_VALUE))
          .as(type)
          .hasSize(byType.get(type).size())
          .hasSizeBetween(1, 10)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void
      its_points_follow_the_defaults_of_learners_with_the_suggested_space_up_to_half_of_the_trials()
          throws IOException {
    CommandRun run = tune("search.portfolio = auto");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("the defaults of each, 3 of the portfolio, then 1 by auto");
    assertThat(trials().stream().map(row -> row.getString(0) + " " + row.getString(1)))
        .startsWith(
            "decision-tree default",
            "own default",
            "decision-tree portfolio",
            "decision-tree portfolio",
            "decision-tree portfolio")
        .hasSize(6);
    assertThat(CommandRun.of("explain", folder.resolve("out/s").toString(), "2").out())
        .containsPattern("Origin +portfolio");
  }

  private Path mine() throws IOException {
    return Files.writeString(
        folder.resolve("mine.conf"),
        "classification { decision-tree = [{ maxDepth = 7, minInstancesPerNode = 9, maxBins = 64 }]"
            + " }");
  }

  @Test
  void a_file_or_nothing_is_announced_in_its_place() throws IOException {
    assertThat(check("search.portfolio = \"%s\"%n".formatted(mine())).out())
        .contains("the defaults of each, 1 of the portfolio, then 3 by auto");
    assertThat(check("search.portfolio = none").out())
        .contains("the defaults of each, then 4 by auto");
  }

  private CommandRun check(String more) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), STUDY + more);
    CommandRun run = CommandRun.of("check", file.toString());
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    return run;
  }

  @Tag("slow")
  @Test
  void a_file_takes_the_place_of_the_jars() throws IOException {
    CommandRun run = tune("search.portfolio = \"%s\"%n".formatted(mine()));
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(trials().stream().filter(row -> row.getString(1).equals("portfolio")))
        .singleElement()
        .asString()
        .contains("7", "9", "64");
    assertThat(tune("search.portfolio = none, output.overwrite = true").out())
        .contains("the defaults of each, then 4 by auto");
  }

  @Test
  void a_file_that_cannot_be_read_is_one_line() throws IOException {
    CommandRun run = tune("search.portfolio = nowhere.conf");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains(
            "search.portfolio: 'nowhere.conf' cannot be read",
            "; set auto, none, or the path of a file");
  }
}
