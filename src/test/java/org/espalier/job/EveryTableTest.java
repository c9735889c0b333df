package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of every format and columns of every kind, to a model that takes them as they came. */
final class EveryTableTest extends SparkTest {

  private static final String LINEAR_ON_HASHES =
      "{ type = logistic-regression, space { maxIter = 10, hashing.numFeatures = 256 } }";

  private static final String PAIRS =
      "1 column (text) hashed by words and pairs of words, with IDF";

  private static final String[] NOTES_ON_WEIGHTS = {
    "column 'same': it alone takes away 100 % of the errors of a guess; if it is known",
    "multilayer-perceptron takes no weights: they count in its scores only",
    "2 feature columns"
  };

  @TempDir Path folder;

  private CommandRun tune(String data, String learner) throws IOException {
    return of("tune", data, learner);
  }

  /** Reads and describes a table, and fits nothing. */
  private String check(String data, String learner) throws IOException {
    return of("check", data, learner).out();
  }

  private CommandRun of(String command, String data, String learner) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("study.conf"),
            """
            study = s
            data { %s }
            learners = [%s]
            folds = 2
            search.trials = 1
            run.pre-flight = false
            """
                .formatted(data, learner));
    CommandRun run =
        CommandRun.of(
            command, file.toString(), "--output", folder.resolve("out").toString(), "--overwrite");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    return run;
  }

  private long predictions(Dataset<Row> raw) {
    return PipelineModel.load(folder.resolve("out/s/model").toString())
        .transform(raw)
        .where("prediction IS NOT NULL AND NOT isnan(prediction)")
        .count();
  }

  /** Nested, dates, times, arrays, words, sentences, NA among numbers, and odd names. */
  private Path json() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "{\"day\": \"2020-0%d-1%d\", \"at\": \"2020-01-01 0%d:30:00\","
                  + " \"place\": {\"town.name\": \"t%d\", \"size\": %d}, \"three\": [%d, 2.5, %d],"
                  + " \"tags\": [\"a%d\", \"b\"], \"age\": \"%s\", \"größe in m\": %d,"
                  + " \"flag\": %b, \"y\": \"%s\"}",
              1 + i % 9,
              i % 10,
              i % 8,
              i % 3,
              i,
              i % 7,
              i % 5,
              i % 2,
              i % 6 == 1 ? "NA" : i % 40,
              i,
              i % 2 == 0,
              i % 3 == 0 ? "yes" : "no"));
    }
    return Files.write(folder.resolve("t.json"), lines);
  }

  private static Dataset<Row> typed(Path json) {
    return spark()
        .read()
        .json(json.toString())
        .selectExpr(
            "CAST(day AS DATE) AS day",
            "CAST(at AS TIMESTAMP) AS at",
            "place",
            "three",
            "tags",
            "age",
            "CAST(`größe in m` AS DECIMAL(10, 2)) AS `größe in m`",
            "flag",
            "y");
  }

  /** Days: 5, times: 7, places: 2, three: 3, tags, age, size and flag: 1 each. */
  private void takesEveryKind(Path table, Dataset<Row> raw, String test) throws IOException {
    CommandRun run =
        tune(
            "source = \"%s\", label = y, missing = [NA, \"?\"], test.held-out = %s"
                .formatted(table, test),
            "{ type = logistic-regression, space { maxIter = 5 } }");
    assertThat(run.out()).contains("21 feature columns").contains("1 column (age) flagged");
    List<Row> predicted =
        PipelineModel.load(folder.resolve("out/s/model").toString())
            .transform(raw)
            .where("prediction IS NOT NULL AND NOT isnan(prediction)")
            .select("predicted_y")
            .collectAsList();
    assertThat(predicted).hasSize(60);
    assertThat(predicted).extracting(row -> row.getString(0)).containsOnly("yes", "no");
  }

  @Test
  @Tag("smoke")
  void every_kind_of_column_is_taken_and_the_model_takes_the_table_as_it_came() throws IOException {
    Path orc = folder.resolve("t.orc");
    typed(json()).write().orc(orc.toString());
    takesEveryKind(orc, spark().read().orc(orc.toString()).drop("y"), "none");
  }

  /** The mode that the test before does not have, which is the usual one of the session. */
  @Tag("slow")
  @Test
  void every_kind_of_column_is_taken_in_the_other_mode_of_casts_too() throws IOException {
    Path parquet = folder.resolve("t.parquet");
    typed(json()).write().parquet(parquet.toString());
    String ansi = "spark.sql.ansi.enabled";
    spark().conf().set(ansi, !Boolean.parseBoolean(spark().conf().get(ansi)));
    try {
      takesEveryKind(parquet, spark().read().parquet(parquet.toString()).drop("y"), "0.2");
    } finally {
      spark().conf().unset(ansi);
    }
  }

  @Test
  void vectors_queries_views_and_images_are_read() throws IOException {
    assertThat(check("source = \"%s\", label = label".formatted(vectors()), "decision-tree"))
        .contains("40 rows");
    assertThat(check(splitLines(), "linear-regression")).contains("40 rows");
    assertThat(check(view(), "decision-tree")).contains("40 rows");
    assertThat(check(images(), "decision-tree")).contains("24 rows");
  }

  private Path vectors() throws IOException {
    List<String> svm = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      svm.add("%d 1:%d 3:%d.5".formatted(i % 2, i % 2 * 5 + i % 3, i % 4));
    }
    return Files.write(folder.resolve("t.libsvm"), svm);
  }

  private String splitLines() throws IOException {
    List<String> text = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      text.add("u%d::%d::%d".formatted(i % 3, i, i % 5));
    }
    return """
    format = sql, label = rating, tables { lines { source = "%s", format = text } }
    source = "SELECT split(value, '::')[0] AS user, int(split(value, '::')[1]) AS item, double(split(value, '::')[2]) AS rating FROM lines"
    """
        .formatted(Files.write(folder.resolve("t.txt"), text));
  }

  private static String view() {
    spark().range(40).selectExpr("id AS x", "id % 2 AS y").createOrReplaceTempView("parity");
    return "format = table, source = parity, label = y";
  }

  private String images() throws IOException {
    for (int i = 0; i < 24; i++) {
      Path kind =
          Files.createDirectories(folder.resolve("images/y=" + (i % 2 == 0 ? "light" : "dark")));
      BufferedImage image = new BufferedImage(3, 3, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i % 3, 1, 0x808080);
      image.setRGB(1, 1, i % 2 == 0 ? 0xFFFFFF : 0x000011);
      ImageIO.write(image, "png", kind.resolve(i + ".png").toFile());
    }
    return "source = \"%s\", format = image, label = y".formatted(folder.resolve("images"));
  }

  @Tag("slow")
  @Test
  void json_libsvm_text_views_and_the_catalogue_are_read() throws IOException {
    tune("source = \"%s\", label = y, missing = [NA]".formatted(json()), "decision-tree");
    assertThat(predictions(spark().read().json(json().toString()))).isEqualTo(60);
    tune("source = \"%s\", label = label".formatted(vectors()), "logistic-regression");
    tune(splitLines(), "{ type = linear-regression, space { maxIter = 5 } }");
    tune(view(), "decision-tree");
  }

  @Tag("slow")
  @Test
  void small_images_are_taken_by_their_pixels() throws IOException {
    CommandRun run = tune(images(), "decision-tree");
    assertThat(run.out()).contains("feature columns").contains("held-out area-under-roc 1");
  }

  private String sentences() throws IOException {
    List<String> lines = new ArrayList<>(List.of("text,y"));
    for (int i = 0; i < 240; i++) {
      String word = i % 2 == 0 ? "cheap prize now" : "see you later";
      lines.add("message number %d says %s,%s".formatted(i, word, i % 2 == 0 ? "spam" : "ham"));
    }
    lines.add(",ham");
    return "source = \"%s\", label = y".formatted(Files.write(folder.resolve("t.csv"), lines));
  }

  private String weights() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,same,w,y"));
    for (int i = 0; i < 60; i++) {
      lines.add("%d,%d,%s,%d".formatted(i % 7, i % 2, i % 4 == 0 ? "0.5" : "2", i % 2));
    }
    Path csv = Files.write(folder.resolve("t.csv"), lines);
    return "source = \"%s\", label = y, weight = w".formatted(csv);
  }

  @Test
  void check_says_how_sentences_are_hashed() throws IOException {
    assertThat(check(sentences(), LINEAR_ON_HASHES)).contains(PAIRS);
  }

  @Test
  void check_tells_of_a_feature_that_is_the_label_and_of_weights_that_do_not_count()
      throws IOException {
    assertThat(check(weights(), "multilayer-perceptron")).contains(NOTES_ON_WEIGHTS);
  }

  @Tag("slow")
  @Test
  void sentences_are_hashed_by_their_words() throws IOException {
    CommandRun run = tune(sentences(), LINEAR_ON_HASHES);
    assertThat(run.out()).contains(PAIRS).contains("held-out area-under-roc 1");
    run = tune(sentences(), "{ type = decision-tree }");
    assertThat(run.out()).contains("1 column (text) hashed by words, with IDF");
  }

  @Tag("slow")
  @Test
  void weights_count_in_fits_and_scores_and_a_feature_that_is_the_label_is_told()
      throws IOException {
    assertThat(tune(weights(), "multilayer-perceptron").out()).contains(NOTES_ON_WEIGHTS);
  }
}
