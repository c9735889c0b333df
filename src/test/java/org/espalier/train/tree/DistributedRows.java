package org.espalier.train.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.train.Rows;
import org.espalier.train.StopRequest;

/** Rows of a random table in parts, as a cluster has them, with a fold for each. */
final class DistributedRows {

  private static final StopRequest NEVER = RandomTable.NEVER;

  private final RandomTable table;
  private final int[] foldOf;
  private final int folds;
  final Coding coding;
  private final List<List<CodedRows>> parts = new ArrayList<>();

  /**
   * @param together maximum number of rows of a part that are coded together
   */
  DistributedRows(RandomTable table, int folds, int maxBins, long seed, int together) {
    Random random = new Random(seed);
    this.table = table;
    this.folds = folds;
    this.foldOf = random.ints(table.labels.length, 0, folds + 1).toArray();
    Rows rows = rows();
    this.coding = coding(rows, maxBins, seed);
    for (int part = 0; part < table.starts.length - 1; part++) {
      CodedRowsBuilder builder = new CodedRowsBuilder(coding, table.weighted);
      List<CodedRows> chunks = new ArrayList<>();
      int size = 0;
      for (int row = table.starts[part]; row < table.starts[part + 1]; row++) {
        builder.add(rows, row, foldOf[row]);
        if (++size == together) {
          chunks.add(builder.take());
          size = 0;
        }
      }
      if (!builder.isEmpty()) {
        chunks.add(builder.take());
      }
      parts.add(chunks);
    }
  }

  private Rows rows() {
    double[] values = new double[table.labels.length * table.columns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = table.columns[i % table.columns.length][i / table.columns.length];
    }
    return Rows.dense(table.columns.length, values, table.labels, table.weights);
  }

  private Coding coding(Rows rows, int maxBins, long seed) {
    long[] sizes = new long[folds + 1];
    double[] weights = new double[folds + 1];
    for (int set = 0; set <= folds; set++) {
      int fold = set == folds ? -1 : set;
      sizes[set] = Arrays.stream(foldOf).filter(each -> each != fold).count();
      weights[set] = weight(fold);
    }
    RowSets sets = new RowSets(sizes, weights);
    SampledValues[][] sampled = new SampledValues[table.columns.length][];
    for (int part = 0; part < table.starts.length - 1; part++) {
      SampledRows own = new SampledRows(sets, table.arities, maxBins, seed, part);
      for (int row = table.starts[part]; row < table.starts[part + 1]; row++) {
        own.add(rows, row, foldOf[row]);
      }
      for (int column = 0; column < sampled.length; column++) {
        SampledValues[] before = sampled[column];
        SampledValues[] next = own.values(column);
        for (int set = 0; part > 0 && set <= folds; set++) {
          next[set] = before[set].plus(next[set]);
        }
        sampled[column] = next;
      }
    }
    double[][][] cuts = new double[folds + 1][table.columns.length][0];
    for (int column = 0; column < sampled.length; column++) {
      if (table.arities[column] == 0) {
        double[][] bySet = sets.cuts(sampled[column], maxBins);
        for (int set = 0; set <= folds; set++) {
          cuts[set][column] = bySet[set];
        }
      }
    }
    return new Coding(table.arities, maxBins, sets, cuts);
  }

  private double weight(int fold) {
    double all = 0;
    for (int part = 0; part < table.starts.length - 1; part++) {
      double sum = 0;
      for (int row = table.starts[part]; row < table.starts[part + 1]; row++) {
        sum += foldOf[row] == fold ? 0 : table.weights[row];
      }
      all += sum;
    }
    return all;
  }

  /** The training rows of a fold in arrays. */
  TrainingRows training(int fold) throws InterruptedException {
    int[] rows = IntStream.range(0, foldOf.length).filter(row -> foldOf[row] != fold).toArray();
    int[] starts =
        Arrays.stream(table.starts)
            .map(start -> (int) Arrays.stream(rows).filter(row -> row < start).count())
            .toArray();
    TrainingRowsBuilder builder =
        new TrainingRowsBuilder(table.ranks(), table.labels, table.classes)
            .rows(rows)
            .starts(starts)
            .arities(table.arities);
    return table.weighted ? builder.weights(table.weights).build(NEVER) : builder.build(NEVER);
  }

  /** Forests of several folds, which are grown side by side. */
  List<GrownForest> grow(List<TreeParams> params, List<Integer> ofFolds, int nodesOfQuery)
      throws InterruptedException {
    List<ForestGrowth> growths = new ArrayList<>();
    for (int i = 0; i < params.size(); i++) {
      growths.add(
          new ForestGrowth(
              coding,
              ofFolds.get(i),
              table.classes,
              table.weighted,
              params.get(i),
              ScalaTreeOrder.SCALA_2_13,
              NEVER));
    }
    run(growths, nodesOfQuery, KeptMargins.none());
    return growths.stream().map(ForestGrowth::forest).toList();
  }

  /** Grows side by side, by queries of up to so many nodes. */
  void run(List<? extends SteppedGrowth> growths, int nodesOfQuery, KeptMargins margins)
      throws InterruptedException {
    List<SteppedGrowth> growing = new ArrayList<>(growths);
    while (true) {
      List<NodeQuery> queries = new ArrayList<>();
      List<SteppedGrowth> asked = new ArrayList<>();
      for (SteppedGrowth growth : List.copyOf(growing)) {
        if (!growth.next()) {
          growing.remove(growth);
          continue;
        }
        for (int from = 0; from < growth.size(); from += nodesOfQuery) {
          queries.add(growth.query(from, Math.min(growth.size(), from + nodesOfQuery)));
          asked.add(growth);
        }
      }
      if (growing.isEmpty()) {
        return;
      }
      List<List<FoundSplit>> found = pass(new SplitPass(queries, table.weighted), margins);
      for (SteppedGrowth growth : growing) {
        List<FoundSplit> own = new ArrayList<>();
        for (int query = 0; query < queries.size(); query++) {
          if (asked.get(query) == growth) {
            own.addAll(found.get(query));
          }
        }
        growth.take(own);
      }
    }
  }

  private List<List<FoundSplit>> pass(SplitPass pass, KeptMargins margins)
      throws InterruptedException {
    List<double[]> totals = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      PartitionSums sums =
          new PartitionSums(pass, coding, new DrawnBags(part, NEVER), margins, NEVER);
      for (CodedRows chunk : parts.get(part)) {
        sums.add(chunk);
      }
      for (int piece = 0; piece < pass.pieces(); piece++) {
        if (part == 0) {
          totals.add(sums.piece(piece));
        } else {
          PartitionSums.plus(totals.get(piece), sums.piece(piece));
        }
      }
    }
    List<List<FoundSplit>> found = new ArrayList<>();
    for (int piece = 0; piece < pass.pieces(); piece++) {
      while (found.size() <= pass.query(piece)) {
        found.add(new ArrayList<>());
      }
      found
          .get(pass.query(piece))
          .addAll(pass.search(piece, totals.get(piece), coding, ScalaTreeOrder.SCALA_2_13, NEVER));
    }
    return found;
  }

  /** The first rows. */
  CodedRows chunk() {
    return parts.get(0).get(0);
  }

  /** Places of the rows that validate a fold. */
  int[] validating(int fold) {
    return IntStream.range(0, foldOf.length).filter(row -> foldOf[row] == fold).toArray();
  }

  /** Votes or means of a model for the rows that validate a fold. */
  List<double[]> predictions(ForestModel model, int fold) throws InterruptedException {
    List<double[]> all = new ArrayList<>();
    for (List<CodedRows> chunks : parts) {
      for (CodedRows chunk : chunks) {
        all.addAll(predictions(model, chunk.scoring(coding, chunk.validating(fold), NEVER)));
      }
    }
    return all;
  }

  static List<double[]> predictions(ForestModel model, ScoringRows rows)
      throws InterruptedException {
    return model.classes() == 0
        ? Arrays.stream(model.means(rows, NEVER)).mapToObj(mean -> new double[] {mean}).toList()
        : List.of(model.votes(rows, NEVER));
  }
}
