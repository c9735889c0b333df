package org.espalier.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.espalier.train.Stop;
import org.espalier.train.tree.Binning;
import org.espalier.train.tree.ForestTrainer;
import org.espalier.train.tree.GrownForest;
import org.espalier.train.tree.Impurity;
import org.espalier.train.tree.RankedTable;
import org.espalier.train.tree.ScoringRows;
import org.espalier.train.tree.TrainingRows;
import org.espalier.train.tree.TrainingRowsBuilder;
import org.espalier.train.tree.TreeOrder;
import org.espalier.train.tree.TreeParams;
import org.espalier.train.tree.TreeParamsBuilder;

/**
 * CPU seconds of one thread, without Spark, for the grid numTrees {10, 50, 100} × maxDepth {5, 10,
 * 30} on three folds of UCI Adult, text columns one-hot, each forest trained by itself and scored.
 */
final class TreeTraining {

  private static final int FOLDS = 3;

  private static final List<Integer> TREES = List.of(10, 50, 100);

  private static final List<Integer> DEPTHS = List.of(5, 10, 30);

  private static final Stop NEVER = () -> false;

  private TreeTraining() {}

  /**
   * Runs it.
   *
   * @param arguments the folder of the tables; how often to repeat the whole
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path file = Path.of(arguments[0], "adult", "adult.csv.gz");
    List<Csv.Row> rows;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      rows = Csv.read(reader);
    }
    double[] labels = rows.stream().mapToDouble(row -> row.number("label")).toArray();
    List<double[]> columns = new ArrayList<>();
    List<Integer> arities = new ArrayList<>();
    for (String name : rows.get(0).columns()) {
      if (!name.equals("label")) {
        add(rows.stream().map(row -> row.text(name)).toList(), columns, arities);
      }
    }
    long start = cpu();
    RankedTable table = RankedTable.of(columns.get(0).length, columns.size(), columns::get, NEVER);
    System.out.printf(
        "%d rows, %d columns, ranked in %.2f s%n", table.rows(), table.features(), seconds(start));
    int[] kinds = arities.stream().mapToInt(Integer::intValue).toArray();
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      grid(table, labels, kinds);
    }
  }

  private static void grid(RankedTable table, double[] labels, int[] arities)
      throws InterruptedException {
    Map<String, Double> seconds = new TreeMap<>();
    ForestTrainer trainer = new ForestTrainer(TreeOrder.SCALA_2_13, NEVER);
    for (int fold = 0; fold < FOLDS; fold++) {
      int held = fold;
      long start = cpu();
      int[] train = IntStream.range(0, table.rows()).filter(r -> r % FOLDS != held).toArray();
      int[] others = IntStream.range(0, table.rows()).filter(r -> r % FOLDS == held).toArray();
      TrainingRows rows =
          new TrainingRowsBuilder(table, labels, 2).rows(train).arities(arities).build(NEVER);
      Binning binning = new Binning(rows, 32, 1, NEVER);
      ScoringRows validation = new ScoringRows(table, others, NEVER);
      seconds.merge("bins and ranks", seconds(start), Double::sum);
      for (int trees : TREES) {
        for (int depth : DEPTHS) {
          start = cpu();
          TreeParams params =
              TreeParamsBuilder.forest(Impurity.GINI)
                  .numTrees(trees)
                  .maxDepth(depth)
                  .seed(1)
                  .build();
          GrownForest grown = trainer.train(binning, params);
          seconds.merge("train %3d x %2d".formatted(trees, depth), seconds(start), Double::sum);
          start = cpu();
          grown.model(NEVER).votes(validation, NEVER);
          seconds.merge("prune and score", seconds(start), Double::sum);
        }
      }
    }
    double sum = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    System.out.printf(
        "%.2f s: %s%n",
        sum,
        seconds.entrySet().stream()
            .map(part -> "%s %.2f".formatted(part.getKey(), part.getValue()))
            .collect(Collectors.joining(", ")));
  }

  /** Time of this thread on a core, which other work on the machine does not lengthen. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** A column of numbers as it is; of another, one column a text but the last. */
  private static void add(List<String> texts, List<double[]> columns, List<Integer> arities) {
    List<String> distinct = texts.stream().distinct().sorted().toList();
    if (distinct.stream().allMatch(text -> text.matches("-?[0-9.]+"))) {
      columns.add(texts.stream().mapToDouble(Double::parseDouble).toArray());
      arities.add(0);
      return;
    }
    for (String one : distinct.subList(0, distinct.size() - 1)) {
      columns.add(texts.stream().mapToDouble(text -> text.equals(one) ? 1 : 0).toArray());
      arities.add(2);
    }
  }

  private static double seconds(long start) {
    return (cpu() - start) / 1e9;
  }
}
