package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.recommendation.ALSModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times, ratings and groups, from a study file to a model that plain Spark loads. */
final class OtherTasksTest extends SparkTest {

  @TempDir Path folder;

  /** A study of two folds, which tries nothing before it begins unless it says so. */
  private CommandRun tune(String study) throws IOException {
    String usual = "study = s\nfolds = 2\nrun.pre-flight = false\n";
    Path file = Files.writeString(folder.resolve("study.conf"), usual + study);
    CommandRun run =
        CommandRun.of(
            "tune", file.toString(), "--output", folder.resolve("out").toString(), "--overwrite");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(cells().where("state <> 'COMPLETED'").collectAsList()).as(run.out()).isEmpty();
    return run;
  }

  /** A study of a trial on rows of which none are kept apart, which leaves no model. */
  private CommandRun trial(String study) throws IOException {
    return tune(study + "search.trials = 1\ndata.test = none\nmodel.save = none\n");
  }

  private Dataset<Row> cells() {
    return spark().read().parquet(folder.resolve("out/s/cells").toString());
  }

  private PipelineModel model() {
    return PipelineModel.load(folder.resolve("out/s/model").toString());
  }

  private double least() {
    return cells().selectExpr("min(score)").first().getDouble(0);
  }

  /** Times that double with x, of which every third was not waited for. */
  private Path times() throws IOException {
    Random random = new Random(1);
    StringBuilder lines = new StringBuilder("x,z,seen,days\n");
    for (int i = 0; i < 150; i++) {
      double x = 4 * random.nextDouble();
      double days = Math.exp(x * Math.log(2) + 0.2 * random.nextGaussian());
      boolean seen = i % 3 > 0;
      lines.append(
          "%s,%s,%d,%s\n".formatted(x, random.nextDouble(), seen ? 1 : 0, seen ? days : days / 2));
    }
    return Files.writeString(folder.resolve("times.csv"), lines);
  }

  @Test
  void times_that_are_cut_off_are_judged_by_their_order() throws IOException {
    CommandRun run =
        trial(
            """
            data { source = "%s", label = days, censor = seen }
            learners = [{ type = survival-regression, space.maxIter = 20 }]
            """
                .formatted(times()));
    assertThat(run.out()).contains("survival analysis of days by concordance-index");
    assertThat(least()).isBetween(0.85, 1.0);
  }

  @Tag("slow")
  @Test
  void times_that_are_cut_off_are_learned_and_judged_by_their_order() throws IOException {
    CommandRun run =
        tune(
            """
            data { source = "%s", label = days, censor = seen }
            learners = [{ type = survival-regression, space = auto }]
            search.trials = 2
            """
                .formatted(times()));
    assertThat(run.out()).contains("survival analysis of days by concordance-index");
    assertThat(least()).isBetween(0.85, 1.0);
    Dataset<Row> raw = spark().read().option("header", true).csv(times().toString());
    Dataset<Row> numbers = raw.selectExpr("double(x) as x", "double(z) as z");
    assertThat(model().transform(numbers).where("prediction > 0").count()).isEqualTo(150);
  }

  @Tag("slow")
  @Test
  void times_that_all_ended_are_numbers_like_others() throws IOException {
    tune(
        """
        data { source = "%s", label = days, ignore = [seen] }
        learners = [survival-regression, linear-regression]
        search.trials = 2
        metric = mae
        """
            .formatted(times()));
    assertThat(cells().select("trial").distinct().count()).isEqualTo(2);
  }

  /** Users more or less generous, items more or less good; one user and one item are seen once. */
  private Path ratings() throws IOException {
    Random random = new Random(1);
    StringBuilder lines = new StringBuilder("who,item id,stars\n");
    for (int user = 0; user < 30; user++) {
      for (int item = 0; item < 30; item++) {
        if (random.nextInt(3) > 0) {
          double stars = 1 + (user % 5) * (item % 5) / 4.0 + 0.1 * random.nextGaussian();
          lines.append(String.format(Locale.ROOT, "u%d,%d,%.2f%n", user, item, stars));
        }
      }
    }
    return Files.writeString(folder.resolve("ratings.csv"), lines + "rare,1,3\nu1,77,2\n");
  }

  @Test
  void ratings_are_judged_by_their_errors_or_by_the_order_of_items() throws IOException {
    CommandRun run =
        trial(
            """
            data { source = "%s", label = stars, user = who, item = "item id" }
            learners = [{ type = als, space { rank = 2, maxIter = 1, regParam = 0.1, numUserBlocks = 1, numItemBlocks = 1 } }]
            metric = ndcg-at-3
            metrics = [mean-average-precision, rmse]
            """
                .formatted(ratings()));
    assertThat(run.out())
        .contains("recommendation of stars by ndcg-at-3", "who indexed; item id as it is");
    assertThat(least()).isBetween(0.5, 1.0);
    assertThat(
            cells().where("metrics['rmse'] > 0 AND metrics['mean-average-precision'] > 0").count())
        .isEqualTo(cells().count());
  }

  @Tag("slow")
  @Test
  void ratings_are_judged_by_the_order_of_the_items_of_a_user() throws IOException {
    CommandRun run =
        tune(
            """
            data { source = "%s", label = stars, user = who, item = "item id" }
            learners = [{ type = als, space { rank = [1, 4], maxIter = 3, regParam = 0.1, numUserBlocks = 2, numItemBlocks = 2 } }]
            metric = ndcg-at-3
            metrics = [mean-average-precision, rmse]
            """
                .formatted(ratings()));
    assertThat(run.out()).contains("recommendation of stars by ndcg-at-3");
    assertThat(least()).isBetween(0.5, 1.0);
    assertThat(
            cells().where("metrics['rmse'] > 0 AND metrics['mean-average-precision'] > 0").count())
        .isEqualTo(cells().count());
  }

  @Tag("slow")
  @Test
  void ratings_are_predicted_from_users_and_items_of_which_some_are_unseen() throws IOException {
    CommandRun run =
        tune(
            """
            data { source = "%s", label = stars, user = who, item = "item id" }
            learners = [{ type = als, space { rank = [2, 4], maxIter = 3, regParam = 0.1, numUserBlocks = 2, numItemBlocks = 2 } }]
            search = grid
            metrics = [mae]
            run.pre-flight = true
            """
                .formatted(ratings()));
    assertThat(run.out())
        .contains("recommendation of stars by rmse", "who indexed; item id as it is");
    // Always the mean would be 1.1 off.
    assertThat(least()).isLessThan(0.8);
    PipelineModel model = model();
    Dataset<Row> raw = spark().read().option("header", true).csv(ratings().toString());
    Dataset<Row> typed = raw.selectExpr("who", "int(`item id`) as `item id`");
    assertThat(model.transform(typed).count()).isGreaterThan(500);
    ALSModel als = (ALSModel) model.stages()[model.stages().length - 1];
    assertThat(als.recommendForAllItems(1).where("espalier_item = 3").count()).isEqualTo(1);
  }

  @Test
  void groups_are_judged_by_their_silhouettes() throws IOException {
    CommandRun run =
        trial(
            """
            data { source = "embedded:iris", ignore = [label] }
            learners = [{ type = k-means, space { k = 3, maxIter = 5 } }]
            metrics = [silhouette-cosine]
            """);
    assertThat(run.out()).contains("clustering by silhouette");
    assertThat(least()).isBetween(0.3, 1.0);
    assertThat(cells().where("metrics['silhouette-cosine'] IS NULL").count()).isZero();
  }

  @Tag("slow")
  @Test
  void groups_are_found_without_a_label() throws IOException {
    CommandRun run =
        tune(
            """
            data { source = "embedded:iris", ignore = [label] }
            learners = [
              { type = k-means, space { k = [2, 3] } }
              { type = bisecting-k-means, space { k = 3 } }
              { type = gaussian-mixture, space { k = 2, maxIter = 5 } }
              { type = "org.apache.spark.ml.clustering.KMeans", space { k = 2 } }
            ]
            search.trials = 5
            metrics = [silhouette-cosine]
            """);
    assertThat(run.out()).contains("clustering by silhouette");
    assertThat(least()).isBetween(0.3, 1.0);
    assertThat(cells().where("metrics['silhouette-cosine'] IS NULL").count()).isZero();
    assertThat(model().stages()).hasSizeGreaterThan(2);
  }
}
