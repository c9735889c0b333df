package org.espalier.train.tree;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;

/**
 * Digests of MLlib's trees for the tables of the contracts of trees: the file {@code trees.txt},
 * with the number of trees, that of their nodes, a digest of the nodes and one of the rows' scores.
 * The main method made it on Spark 4.1, run with the file's path on the tests' class path.
 */
final class RecordedTrees {

  private static final String RESOURCE = "trees.txt";

  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+(E-?\\d+)?");

  private RecordedTrees() {}

  public static void main(String[] arguments) throws IOException {
    List<String> lines = new ArrayList<>();
    for (ForestContractTest.Case compared : ForestContractTest.recordedCases().toList()) {
      Dataset<Row> frame = MllibTrees.frame(compared.table(), SparkTest.spark());
      Model<?> model = ForestContractTest.mllibs(compared, frame);
      lines.add(line(compared.name(), model, ForestContractTest.scores(compared, model, frame)));
    }
    Dataset<Row> numbers = MllibTrees.frame(BoostedContractTest.NUMBERS, SparkTest.spark());
    lines.add(line(BoostedContractTest.REGRESSION, BoostedContractTest.regressor(numbers)));
    Dataset<Row> classes = MllibTrees.frame(BoostedContractTest.CLASSES, SparkTest.spark());
    lines.add(line(BoostedContractTest.CLASSIFICATION, BoostedContractTest.classifier(classes)));
    Files.write(Path.of(arguments[0]), lines);
    SparkTest.spark().stop();
  }

  private static String line(String name, Model<?> model, double[]... scores) {
    Node[] roots = MllibTrees.roots(model);
    List<String> nodes = Arrays.stream(roots).flatMap(MllibTrees::describe).toList();
    return name + ": " + told(roots.length, nodes, scores);
  }

  /** What the file has of a model of ours. */
  static String told(List<Tree> trees, double[]... scores) {
    return told(trees.size(), trees.stream().flatMap(MllibTrees::describe).toList(), scores);
  }

  private static String told(int trees, List<String> nodes, double[]... scores) {
    List<String> rows = Arrays.stream(scores).map(Arrays::toString).toList();
    return trees + " " + nodes.size() + " " + digest(nodes) + " " + digest(rows);
  }

  /** Of ten digits of each number, as logarithms may differ in the last bit between processors. */
  private static String digest(List<String> lines) {
    String text =
        NUMBER
            .matcher(String.join("\n", lines))
            .replaceAll(
                number -> String.format(Locale.ROOT, "%.9e", Double.parseDouble(number.group())));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** What the file has, by name. */
  static Map<String, String> recorded() throws IOException {
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(RecordedTrees.class.getResourceAsStream(RESOURCE)),
                StandardCharsets.UTF_8))) {
      return file.lines()
          .map(line -> line.split(": ", 2))
          .collect(Collectors.toMap(line -> line[0], line -> line[1]));
    }
  }
}
