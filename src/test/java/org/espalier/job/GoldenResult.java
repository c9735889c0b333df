package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.ml.TunedModel;
import org.espalier.spark.store.Tables;
import org.espalier.testing.SparkTest;

/**
 * Result of a study as lines of text, and the file that it is compared with.
 *
 * <p>Reasons in words and measured times are not part of it. Numbers may differ by 1e-9 of their
 * size: processors differ in the last digits of {@code Math.exp}.
 */
final class GoldenResult {

  private static final Path FOLDER = Path.of("src/test/resources/org/espalier/job/golden");
  private static final double TOLERANCE = 1e-9;
  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+(?:E-?\\d+)?");

  private GoldenResult() {}

  static List<String> of(TunedModel model) {
    List<String> lines = new ArrayList<>(of(model.study()));
    model
        .outOfFold()
        .ifPresent(predictions -> lines.addAll(predictions(predictions, model.study().summary())));
    return lines;
  }

  static List<String> of(StudyRecord study) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        rows(Tables.trials(SparkTest.spark(), study), TrialRow.CLOCK)
            .union(rows(Tables.cells(SparkTest.spark(), study), CellRow.CLOCK))
            .union(rows(Tables.decisions(SparkTest.spark(), study), List.of()))
            .union(rows(Tables.curves(SparkTest.spark(), study), List.of()))
            .collectAsList());
    Summary.Result result = study.summary().result();
    lines.add("metric " + result.metric().name() + " " + result.metric().direction());
    result.winner().ifPresent(winner -> lines.add("winner " + standing(winner)));
    result.baseline().ifPresent(baseline -> lines.add("baseline " + standing(baseline)));
    Summary.Folds folds = study.summary().provenance().folds();
    lines.add("folds %s %s %s".formatted(folds.rule(), folds.sizes(), folds.largestSkew()));
    return lines;
  }

  private static String standing(Summary.Standing of) {
    return "%d %s %s %s"
        .formatted(
            of.trial(),
            of.crossValidated().scores(),
            of.heldOut().map(Summary.HeldOut::score),
            of.repeated().map(Summary.CrossValidated::scores));
  }

  private static Dataset<String> rows(Dataset<Row> table, List<String> clock) {
    String[] left =
        Stream.concat(clock.stream(), Stream.of("reason", "originReason", "trainerReason"))
            .map(field -> field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
            .toArray(String[]::new);
    return table.drop(left).toJSON();
  }

  /**
   * Rows, sum of the winner's predictions and of its first probabilities by fold, weighted by the
   * order of keys.
   */
  static List<String> predictions(Dataset<Row> finalists, Summary summary) {
    Dataset<Row> predictions =
        finalists.where(
            "repeat = 0 and trial = " + summary.result().winner().orElseThrow().trial());
    boolean hasProbability = predictions.where("size(scores) > 1").count() > 0;
    Map<String, double[]> sums = new LinkedHashMap<>();
    int place = 0;
    for (Row row : predictions.orderBy("fold", "key").collectAsList()) {
      Object predicted = row.getAs("prediction");
      double[] sum =
          sums.computeIfAbsent(
              predicted instanceof String
                  ? row.getAs("fold") + " " + predicted
                  : "" + row.getAs("fold"),
              fold -> new double[3]);
      double weight = 1 + place++ % 13;
      sum[0]++;
      sum[1] += weight * (predicted instanceof Number number ? number.doubleValue() : 1);
      sum[2] += hasProbability ? weight * row.<Double>getList(row.fieldIndex("scores")).get(0) : 0;
    }
    List<String> lines = new ArrayList<>();
    sums.forEach(
        (fold, s) -> lines.add("predictions %s %s".formatted(fold, List.of(s[0], s[1], s[2]))));
    return lines;
  }

  /** A file of the golden folder. */
  static String resource(String name) {
    try (InputStream in = GoldenResult.class.getResourceAsStream("golden/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares a result with its file, which is written first if {@code -Dgolden=write} is set. */
  static void assertGolden(String name, List<String> actual) throws IOException {
    Path usual = FOLDER.resolve(name + ".txt");
    Path older = FOLDER.resolve(name + "-3.5.txt");
    boolean isOlder = SparkTest.spark().version().startsWith("3.");
    if ("write".equals(System.getProperty("golden"))
        && !(isOlder && Files.exists(usual) && isSame(actual, Files.readAllLines(usual)))) {
      Files.write(isOlder ? older : usual, actual);
    }
    List<String> expected = Files.readAllLines(isOlder && Files.exists(older) ? older : usual);
    for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
      if (!isSame(actual.get(i), expected.get(i))) {
        assertThat(actual.get(i)).as("%s, line %d", name, i + 1).isEqualTo(expected.get(i));
      }
    }
    assertThat(actual).as(name).hasSameSizeAs(expected);
  }

  private static boolean isSame(List<String> one, List<String> other) {
    return one.size() == other.size()
        && IntStream.range(0, one.size()).allMatch(i -> isSame(one.get(i), other.get(i)));
  }

  /** True if two lines differ in the last digits of numbers alone. */
  private static boolean isSame(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    Matcher left = NUMBER.matcher(one);
    Matcher right = NUMBER.matcher(other);
    while (left.find() && right.find()) {
      double a = Double.parseDouble(left.group());
      double b = Double.parseDouble(right.group());
      if (Math.abs(a - b) > TOLERANCE * Math.max(1e-3, Math.abs(a))) {
        return false;
      }
    }
    return left.replaceAll("#").equals(right.replaceAll("#"));
  }
}
