package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TableColumn;
import org.espalier.journal.TrialRow;
import org.espalier.ml.TunedModel;
import org.espalier.spark.store.Tables;
import org.espalier.testing.SparkTest;

/**
 * Result of a study as lines of text, and the file that it is compared with.
 *
 * <p>The file names the columns of each table: others of the result are not compared. Reasons in
 * words and measured times are not part of it. Numbers may differ by 1e-9 of their size: processors
 * differ in the last digits of {@code Math.exp}.
 */
final class GoldenResult {

  private static final Path FOLDER = Path.of("src/test/resources/org/espalier/job/golden");
  private static final double TOLERANCE = 1e-9;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Text between the name of a table and the names of its columns. */
  private static final String COLUMNS = ", columns: ";

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
    lines.addAll(table("trials", Tables.trials(SparkTest.spark(), study), TrialRow.CLOCK));
    lines.addAll(table("cells", Tables.cells(SparkTest.spark(), study), CellRow.CLOCK));
    lines.addAll(table("decisions", Tables.decisions(SparkTest.spark(), study), List.of()));
    lines.addAll(table("curves", Tables.curves(SparkTest.spark(), study), List.of()));
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

  /** The names of a table's columns, and its rows. */
  private static List<String> table(String name, Dataset<Row> table, List<String> clock) {
    String[] left =
        Stream.concat(clock.stream(), Stream.of("reason", "originReason", "trainerReason"))
            .map(TableColumn::name)
            .toArray(String[]::new);
    Dataset<Row> rows = table.drop(left);
    List<String> lines = new ArrayList<>();
    lines.add(name + COLUMNS + String.join(", ", rows.columns()));
    lines.addAll(rows.toJSON().collectAsList());
    return lines;
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
    assertSame(name, named(actual, expected), expected);
  }

  private static void assertSame(String name, List<String> actual, List<String> expected) {
    for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
      if (!isSame(actual.get(i), expected.get(i))) {
        assertThat(actual.get(i)).as("%s, line %d", name, i + 1).isEqualTo(expected.get(i));
      }
    }
    assertThat(actual).as(name).hasSameSizeAs(expected);
  }

  /** The lines with those columns of a table alone that the expected lines name. */
  static List<String> named(List<String> actual, List<String> expected) throws IOException {
    List<String> lines = new ArrayList<>();
    Set<String> others = Set.of(); // columns that the expected lines do not name
    for (String line : actual) {
      int names = line.startsWith("{") ? -1 : line.indexOf(COLUMNS);
      if (names >= 0) {
        String table = line.substring(0, names + COLUMNS.length());
        List<String> columns = columns(table, line);
        List<String> compared =
            expected.stream()
                .filter(other -> other.startsWith(table))
                .flatMap(other -> columns(table, other).stream())
                .filter(columns::contains)
                .toList();
        others = new LinkedHashSet<>(columns);
        others.removeAll(compared);
        lines.add(table + String.join(", ", compared));
      } else if (line.startsWith("{") && !others.isEmpty()) {
        lines.add(((ObjectNode) JSON.readTree(line)).remove(others).toString());
      } else {
        lines.add(line);
      }
    }
    return lines;
  }

  private static List<String> columns(String table, String line) {
    return List.of(line.substring(table.length()).split(", ", -1));
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
