package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.espalier.xgboost.XGBoostClassificationModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies with the learner {@code xgboost}. */
final class XGBoostStudyTest extends SparkTest {

  @TempDir private Path folder;

  /** Rows whose class is that of a colour of three, or of a number that some lack. */
  private Path colours() throws IOException {
    Random random = new Random(5);
    String[] names = {"red", "green", "blue", "grey"};
    StringBuilder lines = new StringBuilder("colour,x,days,seen,class\n");
    for (int i = 0; i < 240; i++) {
      String colour = names[random.nextInt(names.length)];
      double x = random.nextDouble();
      boolean yes = colour.equals("green") || x > 0.7;
      lines.append(
          "%s,%s,%s,%d,%s\n"
              .formatted(
                  i % 11 == 0 ? "" : colour,
                  i % 7 == 0 ? "" : x,
                  1 + x * (yes ? 9 : 3),
                  i % 3 > 0 ? 1 : 0,
                  yes ? "yes" : "no"));
    }
    return Files.writeString(folder.resolve("colours.csv"), lines);
  }

  private CommandRun tune(String study, String... more) throws IOException {
    CommandRun run =
        CommandRun.tune(
            folder,
            "study = s\nfolds = 2\nrun.pre-flight = false\n" + study,
            "out",
            Stream.concat(Stream.of("--overwrite"), Stream.of(more)).toArray(String[]::new));
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    return run;
  }

  /** Searches, and fits no model. */
  private void search(String study) throws IOException {
    tune(study, "--set", "model.save=none");
  }

  private Dataset<Row> cells() {
    return spark().read().parquet(folder.resolve("out/s/cells").toString());
  }

  private PipelineModel model() {
    return PipelineModel.load(folder.resolve("out/s/model").toString());
  }

  @Test
  void categories_and_missing_numbers_are_trained_inside_tasks_as_they_are() throws IOException {
    CommandRun run =
        tune(
            """
            data { source = "%s", label = class, ignore = [days, seen], test = none }
            learners = [{ type = xgboost, space { numRound = 10, maxDepth = [1, 3] } }]
            search.sampler = grid
            """
                .formatted(colours()));
    assertThat(run.out())
        .contains("trained inside tasks: xgboost")
        .contains("features of xgboost: 1 column (x) as they are; 1 column (colour) indexed");
    assertThat(cells().where("trainer = 'task' AND state = 'COMPLETED'").count()).isEqualTo(3 * 2);
    assertThat(cells().selectExpr("max(score)").first().getDouble(0)).isBetween(0.9, 1.0);
    assertThat(booster().numFeatures()).isEqualTo(2);
    Dataset<Row> rows =
        spark().read().option("header", true).option("inferSchema", true).csv(colours().toString());
    assertThat(model().transform(rows).where("predicted_class = class").count()).isGreaterThan(200);
  }

  @Tag("slow")
  @Test
  void the_librarys_own_file_is_that_of_the_model_that_spark_saves() throws Exception {
    String study =
        """
        data { source = "%s", label = class, ignore = [days, seen] }
        learners = [{ type = xgboost, space { numRound = 5 } }]
        """
            .formatted(colours());
    tune(study);
    byte[] own = ((Booster) booster().nativeBooster()).toByteArray();
    tune(study + "model.save = native");
    Path model = folder.resolve("out/s/model");
    String file = model.resolve("learner.ubj").toString();
    assertThat(XGBoost.loadModel(file).toByteArray()).isEqualTo(own);
    assertThat(PipelineModel.load(model.resolve("before").toString()).stages()).isNotEmpty();
    assertThat(PipelineModel.load(model.resolve("after").toString()).stages()).isNotEmpty();
  }

  private XGBoostClassificationModel booster() {
    return Stream.of(model().stages())
        .filter(XGBoostClassificationModel.class::isInstance)
        .map(XGBoostClassificationModel.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Tag("slow")
  @Test
  void times_are_learned_by_an_objective_of_their_own() throws IOException {
    search(
        """
        data { source = "%s", label = days, censor = seen, ignore = [class] }
        learners = [{ type = xgboost, space { numRound = 20 } }]
        """
            .formatted(colours()));
    assertThat(cells().selectExpr("min(score)").first().getDouble(0)).isGreaterThan(0.6);
  }

  @Tag("slow")
  @Test
  void counts_are_learned_by_an_objective_of_their_own() throws IOException {
    search(
        """
        data { source = "%s", label = days, ignore = [seen, class] }
        learners = [{ type = xgboost, space { numRound = 20, objective = "count:poisson" } }]
        metric = mae
        """
            .formatted(colours()));
    assertThat(cells().selectExpr("max(score)").first().getDouble(0)).isLessThan(3);
  }

  @Tag("slow")
  @Test
  void the_suggested_space_is_searched_and_a_wrong_param_is_one_line() throws IOException {
    String source = colours().toString();
    search(
        """
        data { source = "%s", label = class }
        learners = [xgboost, { type = xgboost, name = wide, space = auto }]
        search { trials = 3, sampler = random }
        """
            .formatted(source));
    assertThat(cells().where("state = 'COMPLETED'").count()).isEqualTo(3 * 2);
    CommandRun wrong =
        CommandRun.tune(
            folder,
            """
            study = s
            data { source = "%s", label = class }
            learners = [{ type = xgboost, space { etta = [0.1, 0.3], device = cuda } }]
            """
                .formatted(source),
            "wrong");
    assertThat(wrong.code()).isNotZero();
    assertThat(wrong.err()).contains("etta").contains("eta").contains("device");
  }

  private CommandRun check(String learners) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("checked.conf"),
            """
            study = s
            data { source = "%s", label = class, ignore = [days, seen] }
            learners = %s
            """
                .formatted(colours(), learners));
    return CommandRun.of("check", file.toString());
  }

  @Test
  void a_check_tells_contradictory_params_and_memory_outside_the_heap() throws IOException {
    CommandRun right =
        check("[{ type = xgboost, space { growPolicy = lossguide, maxLeaves = [4, 8] } }]");
    assertThat(right.code()).as(right.err()).isZero();
    assertThat(right.out()).contains("memory: xgboost takes up to ", " MiB outside the heap of");
    CommandRun wrong =
        check("[{ type = xgboost, space { treeMethod = exact, maxBins = 64, nthread = 2 } }]");
    assertThat(wrong.code()).isNotZero();
    assertThat(wrong.err().lines().map(line -> line.replaceFirst("^.*: 3: ", "")))
        .containsExactly(
            "learners[0].space.maxBins: has no effect with treeMethod = exact; set treeMethod = auto or"
                + " hist or approx",
            "learners[0].space.nthread: is 2, and Spark gives a task 1 of its cores; set at most spark.task.cpus");
  }

  @Tag("slow")
  @Test
  void an_objective_of_another_task_is_a_line() throws IOException {
    CommandRun other = check("[{ type = xgboost, space { objective = \"reg:gamma\" } }]");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err().lines())
        .singleElement()
        .asString()
        .contains("learners[0].space.objective: XGBoostClassifier refuses reg:gamma; ");
  }

  @Tag("slow")
  @Test
  void what_the_library_refuses_is_a_line() throws IOException {
    CommandRun outside =
        CommandRun.tune(
            folder,
            """
            study = s
            data { source = "%s", label = class, ignore = [days, seen] }
            learners = [{ type = xgboost, space { baseScore = 2 } }]
            """
                .formatted(colours()),
            "outside");
    assertThat(outside.err())
        .contains(
            "'xgboost' cannot be fitted: XGBoost: base_score must be in (0,1) for the logistic"
                + " loss.");
  }

  @Tag("slow")
  @Test
  void a_trial_of_contradictory_params_fails_with_the_line() throws IOException {
    search(
        """
        data { source = "%s", label = class, ignore = [days, seen] }
        learners = [{ type = xgboost, space { numRound = 3, treeMethod = [exact, hist], maxBins = [8] } }]
        search.sampler = grid
        """
            .formatted(colours()));
    assertThat(cells().where("state = 'FAILED'").select("reason").distinct().collectAsList())
        .singleElement()
        .asString()
        .isEqualTo(
            "[maxBins: has no effect with treeMethod = exact; set treeMethod = auto or hist or"
                + " approx]");
  }
}
