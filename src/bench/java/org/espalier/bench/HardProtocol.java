package org.espalier.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.espalier.bench.blackbox.Simulation;
import org.espalier.schedule.FullResource;
import org.espalier.search.Sampler;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.Strategies;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;

/**
 * Protocol 8: {@code auto} beside its parts and Optuna's samplers where outcomes mislead, on {@link
 * HardObjectives}: the mean of log10 regret of whichever trial looks best after some numbers of
 * trials; with noise also the mean regret of the later half of the trials, as a share of that of
 * random configurations.
 *
 * <p>Optuna's figures are read from a file that {@code src/bench/python/rivals.py} writes.
 */
final class HardProtocol {

  /** Optuna's figures: line, sampler and seed, then those of {@link HardFigures}. */
  private static final Path RIVALS = Path.of("src", "bench", "python", "rivals.csv");

  private static final List<String> SAMPLERS = List.of("random", "tpe", "gp", "auto");

  private final PublishedBlackboxes blackboxes;
  private final int seeds;

  HardProtocol(PublishedBlackboxes blackboxes, int seeds) {
    this.blackboxes = blackboxes;
    this.seeds = seeds;
  }

  /** Adds all lines of the reported set, judged. */
  void run(SearchResult result) throws InterruptedException {
    for (String line : HardObjectives.LINES) {
      Map<String, List<HardFigures>> figures = figures(line, true, SAMPLERS, 1);
      Map<String, List<HardFigures>> all = new LinkedHashMap<>(figures);
      rivals(line).forEach(all::put);
      add(result, line + " at " + HardFigures.HALF, values(all, HardFigures::half), figures.size());
      add(
          result,
          line + " at " + HardFigures.TRIALS,
          values(all, HardFigures::all),
          figures.size());
      if (line.startsWith("noise")) {
        add(result, line + ", later half", values(all, HardFigures::late), figures.size());
      }
    }
  }

  private static Map<String, double[]> values(
      Map<String, List<HardFigures>> all, ToDoubleFunction<HardFigures> figure) {
    Map<String, double[]> values = new LinkedHashMap<>();
    all.forEach(
        (sampler, runs) -> values.put(sampler, runs.stream().mapToDouble(figure).toArray()));
    return values;
  }

  /** Figures by sampler, then by seed. */
  Map<String, List<HardFigures>> figures(
      String line, boolean reported, List<String> samplers, int window)
      throws InterruptedException {
    HardObjectives objectives = new HardObjectives(blackboxes, reported);
    objectives.of(line, 0); // loads what the runs share
    Map<String, List<HardFigures>> figures = new LinkedHashMap<>();
    for (String sampler : samplers) {
      figures.put(
          sampler,
          Repeats.of(
              seeds,
              seed ->
                  HardFigures.mean(
                      objectives.of(line, seed).stream()
                          .map(objective -> play(objective, sampler, seed, window))
                          .toList())));
    }
    return figures;
  }

  private static HardFigures play(HardObjective objective, String sampler, int number, int window) {
    Seed root = new Seed(number).child(objective.name(), 0);
    RungLadder ladder = RungLadder.full(1, objective.folds());
    Sampler proposing =
        Strategies.sampler(new SearchPlan(sampler, HardFigures.TRIALS), objective.space(), root);
    Simulation simulation = new Simulation(objective, ladder, window, Long.MAX_VALUE);
    CellByCell all = simulation.runner(root);
    OptionalDouble[] observed = new OptionalDouble[HardFigures.TRIALS];
    Arrays.fill(observed, OptionalDouble.empty());
    double[] errors = new double[HardFigures.TRIALS];
    CellByCell some =
        cell -> {
          int trial = cell.proposal().trial();
          errors[trial] = objective.truth(cell.configuration());
          CellOutcome outcome =
              objective.fails().test(cell.configuration())
                  ? CellOutcome.without(0, CellState.FAILED, 1, "", Cost.NONE)
                  : all.run(cell);
          observed[trial] = mean(observed[trial], outcome.score(), cell.fold());
          return outcome;
        };
    FullResource scheduler = new FullResource(proposing, HardFigures.TRIALS, ladder);
    simulation.play(scheduler, root, new SimulatedPool(some, 1, cell -> 0));
    return HardFigures.of(objective, observed, errors);
  }

  /** Mean over the folds so far. */
  private static OptionalDouble mean(OptionalDouble before, OptionalDouble score, int fold) {
    return score.isEmpty() || fold == 0
        ? score
        : OptionalDouble.of((before.orElseThrow() * fold + score.getAsDouble()) / (fold + 1));
  }

  /** Lines of our samplers; that of auto is judged against the others. */
  private static void add(
      SearchResult result, String name, Map<String, double[]> values, int ours) {
    List<String> own = List.copyOf(values.keySet()).subList(0, ours);
    values.forEach(
        (sampler, figures) -> {
          SearchResult.Row row =
              SearchResult.Row.shown(
                  8,
                  name + ", " + sampler,
                  1,
                  Significance.mean(figures),
                  Significance.error(figures));
          result.add(sampler.equals("auto") ? judged(row, values, own) : row);
        });
  }

  private static SearchResult.Row judged(
      SearchResult.Row row, Map<String, double[]> values, List<String> own) {
    double[] auto = figures(values, "auto");
    String best =
        own.stream()
            .min(Comparator.comparingDouble(name -> Significance.mean(figures(values, name))))
            .orElseThrow();
    boolean met =
        Significance.notWorse(auto, figures(values, best))
            && Significance.notWorse(auto, figures(values, "random"));
    return row.beside(Significance.mean(figures(values, best)), best)
        .judged("within a standard error of the best of ours, not worse than random", met);
  }

  private static double[] figures(Map<String, double[]> values, String sampler) {
    return Optional.ofNullable(values.get(sampler)).orElseThrow();
  }

  private static Map<String, List<HardFigures>> rivals(String line) {
    Map<String, List<HardFigures>> rivals = new LinkedHashMap<>();
    if (!Files.exists(RIVALS)) {
      return rivals;
    }
    List<Csv.Row> rows =
        Reading.of(
            () -> {
              try (BufferedReader reader = Files.newBufferedReader(RIVALS)) {
                return Csv.read(reader);
              }
            });
    for (Csv.Row row : rows) {
      if (row.text("line").equals(line)) {
        HardFigures figures =
            new HardFigures(row.number("half"), row.number("all"), row.number("late"));
        rivals
            .computeIfAbsent("Optuna " + row.text("sampler"), s -> new ArrayList<>())
            .add(figures);
      }
    }
    return rivals;
  }

  /**
   * The set that constants are chosen on. Usage: {@code FOLDER SEEDS WINDOW SAMPLERS LINES}, lists
   * with commas, lines {@code all} for each; a sixth word shows the reported set instead.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    HardProtocol protocol =
        new HardProtocol(new PublishedBlackboxes(Path.of(args[0])), Integer.parseInt(args[1]));
    List<String> lines = args[4].equals("all") ? HardObjectives.LINES : List.of(args[4].split(","));
    for (String line : lines) {
      Map<String, List<HardFigures>> all =
          protocol.figures(
              line, args.length > 5, List.of(args[3].split(",")), Integer.parseInt(args[2]));
      all.forEach(
          (sampler, figures) ->
              System.out.printf(
                  "%-12s %-8s%s%s%s%n",
                  line,
                  sampler,
                  column(figures, HardFigures::half),
                  column(figures, HardFigures::all),
                  column(figures, HardFigures::late)));
    }
  }

  private static String column(List<HardFigures> figures, ToDoubleFunction<HardFigures> figure) {
    double[] values = figures.stream().mapToDouble(figure).toArray();
    return "  %7.3f (%.3f)".formatted(Significance.mean(values), Significance.error(values));
  }
}
