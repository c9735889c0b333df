package org.espalier.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.espalier.schedule.Racing;
import org.espalier.search.ListSampler;
import org.espalier.search.StartPoints;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.tune.Budget;
import org.espalier.tune.TuningListener;
import org.espalier.tune.TuningLoop;

/** Losses of configurations on the folds of real data, as {@code cells.py} recorded them. */
public final class RecordedCells {

  /** Losses by configuration and fold, for one data set and one assignment of its folds. */
  private static final class Table {

    private final String data;
    private final int folds;
    private final int seed;
    private final double[][] losses;

    Table(String data, int folds, int seed, double[][] losses) {
      this.data = data;
      this.folds = folds;
      this.seed = seed;
      this.losses = losses;
    }
  }

  /**
   * What racing came to on all tables of a number of folds.
   *
   * @param timesFewerCells cells of the full search over those of the race
   * @param lossInErrors by how many standard errors of its own mean the best is better than the
   *     winner of the race, over all folds; the mean over tables
   * @param wrong stopped trials better than the winner by more than a standard error of the paired
   *     difference, as a share of those stopped
   */
  public record Result(
      String data, double timesFewerCells, double lossInErrors, double wrong, int stopped) {}

  private final List<Table> tables;

  private RecordedCells(List<Table> tables) {
    this.tables = tables;
  }

  /** The tables among the resources of the tests. */
  public static RecordedCells read() {
    Map<List<String>, List<double[]>> byFold = new LinkedHashMap<>();
    String name = "/org/espalier/schedule/cells.csv.gz";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(RecordedCells.class.getResourceAsStream(name))),
                StandardCharsets.UTF_8))) {
      for (String line : lines.lines().toList()) {
        List<String> words = List.of(line.split(","));
        byFold
            .computeIfAbsent(words.subList(0, 3), key -> new ArrayList<>())
            .add(words.stream().skip(4).mapToDouble(Double::parseDouble).toArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Table> tables = new ArrayList<>();
    byFold.forEach(
        (key, folds) -> {
          double[][] losses = new double[folds.get(0).length][folds.size()];
          for (int fold = 0; fold < folds.size(); fold++) {
            for (int c = 0; c < losses.length; c++) {
              losses[c][fold] = folds.get(fold)[c];
            }
          }
          tables.add(new Table(key.get(0), folds.size(), Integer.parseInt(key.get(2)), losses));
        });
    return new RecordedCells(tables);
  }

  /** Names of the data sets. */
  public List<String> data() {
    return tables.stream().map(table -> table.data).distinct().toList();
  }

  /** Races on all tables of a number of folds. */
  public Result race(int folds, int window) {
    return race("all", tables.stream().filter(t -> t.folds == folds).toList(), window);
  }

  /** Races on the tables of a data set with a number of folds. */
  public Result race(String data, int folds, int window) {
    return race(
        data,
        tables.stream().filter(t -> t.folds == folds && t.data.equals(data)).toList(),
        window);
  }

  private static Result race(String data, List<Table> tables, int window) {
    double cells = 0;
    double all = 0;
    double loss = 0;
    int wrong = 0;
    int stopped = 0;
    for (Table table : tables) {
      double[][] losses = table.losses;
      int number = losses.length;
      int[] reached = reached(table, window);
      int winner = -1;
      int best = 0;
      for (int c = 0; c < number; c++) {
        cells += reached[c];
        all += table.folds;
        best = mean(losses[c]) < mean(losses[best]) ? c : best;
        boolean complete = reached[c] == table.folds;
        if (complete && (winner < 0 || mean(losses[c]) < mean(losses[winner]))) {
          winner = c;
        }
      }
      double error = error(losses[best]);
      loss += error == 0 ? 0 : (mean(losses[winner]) - mean(losses[best])) / error;
      for (int c = 0; c < number; c++) {
        if (reached[c] < table.folds) {
          stopped++;
          double[] differences = new double[table.folds];
          for (int fold = 0; fold < differences.length; fold++) {
            differences[fold] = losses[c][fold] - losses[winner][fold];
          }
          wrong += mean(differences) < 0 && mean(differences) < -error(differences) ? 1 : 0;
        }
      }
    }
    return new Result(
        data, all / cells, loss / tables.size(), (double) wrong / Math.max(1, stopped), stopped);
  }

  /** How many folds of each configuration a race evaluates; the order is drawn for each seed. */
  private static int[] reached(Table table, int window) {
    List<Configuration> order = new ArrayList<>();
    for (int c = 1; c < table.losses.length; c++) {
      order.add(new Configuration(Map.of("index", c)));
    }
    Collections.shuffle(order, new Random(table.seed));
    StartPoints sampler =
        new StartPoints(
            List.of(new Configuration(Map.of("index", 0))), new ListSampler(order, "recorded"));
    RungLadder ladder = RungLadder.foldByFold(table.folds, 100);
    SimulatedPool pool =
        new SimulatedPool(
            cell ->
                CellOutcome.completed(
                    cell.fold(),
                    100,
                    table.losses[(int) cell.configuration().number("index")][cell.fold()]),
            window,
            cell -> 1);
    TuningLoop loop =
        new TuningLoop(
            Studies.empty(table.seed),
            new Racing(sampler, table.losses.length, ladder),
            ladder,
            pool,
            window,
            Budget.UNLIMITED,
            () -> Instant.EPOCH,
            new TuningListener() {});
    try {
      loop.run();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    int[] reached = new int[table.losses.length];
    Study study = loop.study();
    study
        .outcomes()
        .forEach(
            o -> {
              Configuration c = study.trials().get(o.proposal().trial()).configuration();
              reached[(int) c.number("index")]++;
            });
    return reached;
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
