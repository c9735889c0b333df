package org.espalier.bench.blackbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.espalier.schedule.Racing;
import org.espalier.search.ListSampler;
import org.espalier.search.StartPoints;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.simulate.StudyPlayer;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Losses of configurations on all folds of data sets, recorded completely, so that racing over
 * folds can be compared with the full search.
 */
public final class RecordedCells {

  private static final long ROWS = 100; // of every cell; only equality matters

  /**
   * Data set with one assignment of folds.
   *
   * @param losses by configuration, then fold; the first is the default
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Table(String data, int folds, int seed, double[][] losses) {}

  /**
   * Result of racing on all tables with a given number of folds.
   *
   * @param timesFewerCells cells of the full search over those of the race
   * @param lossInErrors difference between the best trial and the winner of the race over all
   *     folds, in standard errors of the best one's mean; mean over tables
   * @param wrong stopped trials better than the winner by more than a standard error of the paired
   *     difference, as a share of those stopped
   * @param busy share of slots, as many as the window, that cells kept busy until the last request
   */
  public record Result(
      int tables,
      double timesFewerCells,
      double lossInErrors,
      double wrong,
      int stopped,
      double busy) {}

  private final List<Table> tables;

  private RecordedCells(List<Table> tables) {
    this.tables = List.copyOf(tables);
  }

  /**
   * Reads lines of data set, number of folds, seed of their assignment, fold, and the loss of each
   * configuration.
   */
  public static RecordedCells read(BufferedReader lines) throws IOException {
    Map<List<String>, List<double[]>> byFold = new LinkedHashMap<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      List<String> words = List.of(line.split(","));
      byFold
          .computeIfAbsent(words.subList(0, 3), key -> new ArrayList<>())
          .add(words.stream().skip(4).mapToDouble(Double::parseDouble).toArray());
    }
    List<Table> tables = new ArrayList<>();
    byFold.forEach(
        (key, folds) ->
            tables.add(
                new Table(
                    key.get(0), folds.size(), Integer.parseInt(key.get(2)), transposed(folds))));
    return new RecordedCells(tables);
  }

  private static double[][] transposed(List<double[]> folds) {
    double[][] losses = new double[folds.get(0).length][folds.size()];
    for (int fold = 0; fold < folds.size(); fold++) {
      for (int c = 0; c < losses.length; c++) {
        losses[c][fold] = folds.get(fold)[c];
      }
    }
    return losses;
  }

  /** Names of the data sets. */
  public List<String> data() {
    return tables.stream().map(Table::data).distinct().toList();
  }

  /** The tables of some data sets. */
  public RecordedCells of(String... data) {
    return new RecordedCells(
        tables.stream().filter(table -> List.of(data).contains(table.data())).toList());
  }

  /** Races on all tables of a number of folds. */
  public Result race(int folds, int window) {
    List<Table> chosen = tables.stream().filter(table -> table.folds() == folds).toList();
    double cells = 0;
    double all = 0;
    double loss = 0;
    double busy = 0;
    int wrong = 0;
    int stopped = 0;
    for (Table table : chosen) {
      Raced raced = Raced.on(table, window);
      cells += Arrays.stream(raced.reached).sum();
      all += table.losses().length * folds;
      loss += raced.lossInErrors();
      wrong += raced.wrong();
      stopped += raced.stopped();
      busy += raced.busy;
    }
    return new Result(
        chosen.size(),
        all / cells,
        loss / chosen.size(),
        (double) wrong / Math.max(1, stopped),
        stopped,
        busy / chosen.size());
  }

  /** Race on one table. */
  private static final class Raced {
    private final double[][] losses;
    private final int[] reached; // folds that were evaluated, by configuration
    private final double busy;

    private Raced(double[][] losses, int[] reached, double busy) {
      this.losses = losses;
      this.reached = reached;
      this.busy = busy;
    }

    /** Order of configurations: the default first, the others shuffled by the seed. */
    static Raced on(Table table, int window) {
      Seed seed = new Seed(table.seed());
      List<Configuration> order = order(table.losses().length, seed.child("order", 0).random());
      StartPoints sampler =
          new StartPoints(
              List.of(new Configuration(Map.of("index", 0))), new ListSampler(order, "recorded"));
      RungLadder ladder = RungLadder.foldByFold(table.folds(), ROWS);
      SimulatedPool pool =
          new SimulatedPool(
              CellByCell.of(
                  cell ->
                      CellOutcome.completed(
                          cell.fold(),
                          ROWS,
                          table.losses()[(int) cell.configuration().number("index")][cell.fold()])),
              window,
              cell -> 1);
      Study study =
          new StudyPlayer(ladder, window, seed)
              .toTheEnd(new Racing(sampler, table.losses().length, ladder), pool);
      int[] reached = new int[table.losses().length];
      study
          .outcomes()
          .forEach(
              o -> {
                Configuration c = study.trials().get(o.proposal().trial()).configuration();
                reached[(int) c.number("index")] += o.proposal().folds().size();
              });
      return new Raced(table.losses(), reached, pool.utilisation());
    }

    private static List<Configuration> order(int configurations, RandomGenerator random) {
      List<Configuration> order = new ArrayList<>();
      for (int c = 1; c < configurations; c++) {
        order.add(new Configuration(Map.of("index", c)));
      }
      for (int i = order.size() - 1; i > 0; i--) {
        Collections.swap(order, i, random.nextInt(i + 1));
      }
      return order;
    }

    private boolean complete(int c) {
      return reached[c] == losses[c].length;
    }

    private int winner() {
      int winner = -1;
      for (int c = 0; c < losses.length; c++) {
        if (complete(c) && (winner < 0 || mean(losses[c]) < mean(losses[winner]))) {
          winner = c;
        }
      }
      return winner;
    }

    double lossInErrors() {
      double[] best = Collections.min(List.of(losses), (a, b) -> Double.compare(mean(a), mean(b)));
      double error = error(best);
      return error == 0 ? 0 : (mean(losses[winner()]) - mean(best)) / error;
    }

    int stopped() {
      return (int) Arrays.stream(reached).filter(folds -> folds < losses[0].length).count();
    }

    int wrong() {
      double[] winner = losses[winner()];
      int wrong = 0;
      for (int c = 0; c < losses.length; c++) {
        if (!complete(c)) {
          double[] own = losses[c];
          double[] differences = new double[own.length];
          Arrays.setAll(differences, fold -> own[fold] - winner[fold]);
          wrong += mean(differences) < -error(differences) && mean(differences) < 0 ? 1 : 0;
        }
      }
      return wrong;
    }

    private static double mean(double[] values) {
      return Arrays.stream(values).average().orElseThrow();
    }

    private static double error(double[] values) {
      double mean = mean(values);
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      return Math.sqrt(squares / (values.length - 1) / values.length);
    }
  }
}
