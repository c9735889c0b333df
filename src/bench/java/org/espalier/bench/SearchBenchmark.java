package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.spec.Strategies;

/**
 * Samplers and schedulers on published surrogates and tables, against published figures and
 * Optuna's measured ones. Needs no Spark.
 */
final class SearchBenchmark {

  private static final List<Integer> WINDOWS = List.of(1, 16, 64);
  private static final List<String> PROTOCOLS =
      List.of("2", "3", "4", "5", "6", "8", "9", "10", "11");
  private static final int SEEDS = 30;

  /** Seeds of protocol 8, whose lines take a minute each. */
  private static final int HARD_SEEDS = 10;

  /** Enough to see that everything runs. */
  private static final int SHORT_SEEDS = 3;

  /** The strategy that protocol 2 judges. */
  private static final Strategy JUDGED = new Strategy("auto", "full");

  /** Samplers that protocol 3 plays if they are named: they are for comparison. */
  private static final List<String> NAMED_ALONE =
      List.of("random", "policy-gradient", "annealing", "fmqa");

  /** What is shown beside it. */
  private static final List<Strategy> SHOWN =
      List.of(
          new Strategy("random", "full"),
          new Strategy("tpe", "full"),
          new Strategy("gp", "full"),
          new Strategy("random", "asha"),
          new Strategy("tpe", "asha"),
          new Strategy("tpe", "bohb"));

  private final PublishedBlackboxes blackboxes;
  private final SearchResult result = new SearchResult();
  private final int seeds;
  private final List<Integer> windows;
  private final Set<String> samplers;

  private SearchBenchmark(
      PublishedBlackboxes blackboxes, int seeds, List<Integer> windows, Set<String> samplers) {
    this.blackboxes = blackboxes;
    this.seeds = seeds;
    this.windows = windows;
    this.samplers = samplers;
  }

  /**
   * Runs the protocols and writes what came of them.
   *
   * @param folder holds {@code fcnet}, {@code yahpo} and {@code reference}
   * @param words {@code short} for few seeds and one window; {@code seeds=10}, {@code
   *     windows=1,16}; names of samplers for protocols 2 and 3; numbers of protocols. All if there
   *     is none
   */
  static Path run(Path folder, List<String> words) throws IOException, InterruptedException {
    boolean brief = words.contains("short");
    List<String> protocols = words.stream().filter(word -> word.matches("\\d+")).toList();
    Set<String> samplers = new LinkedHashSet<>(words);
    samplers.retainAll(Strategies.samplers());
    List<Integer> seeds = setting(words, "seeds=", List.of(brief ? SHORT_SEEDS : SEEDS));
    List<Integer> windows = setting(words, "windows=", brief ? List.of(16) : WINDOWS);
    SearchBenchmark benchmark =
        new SearchBenchmark(new PublishedBlackboxes(folder), seeds.get(0), windows, samplers);
    for (String protocol : protocols.isEmpty() ? PROTOCOLS : protocols) {
      benchmark.run(protocol);
    }
    benchmark.result.say("seeds", benchmark.seeds);
    benchmark.result.say("java", Runtime.version().toString());
    benchmark.result.say("cores", Runtime.getRuntime().availableProcessors());
    return BenchmarkResult.write(
        Path.of("target", "bench", "search.json"),
        benchmark.result.lines(),
        benchmark.result.about());
  }

  private static List<Integer> setting(List<String> words, String name, List<Integer> otherwise) {
    return words.stream()
        .filter(word -> word.startsWith(name))
        .findFirst()
        .map(word -> Arrays.stream(word.substring(name.length()).split(",")).map(Integer::valueOf))
        .map(Stream::toList)
        .orElse(otherwise);
  }

  private boolean asked(String sampler) {
    return samplers.isEmpty() || samplers.contains(sampler);
  }

  private void run(String protocol) throws InterruptedException {
    switch (protocol) {
      case "2" -> regret();
      case "3" -> fullResource();
      case "4" -> new RacingProtocol().run(result, windows);
      case "5" -> new LatencyProtocol().run(result);
      case "6" -> new UtilisationProtocol(blackboxes).run(result);
      case "8" -> new HardProtocol(blackboxes, Math.min(seeds, HARD_SEEDS)).run(result);
      case "9" -> new LowRungsProtocol(blackboxes, seeds).run(result);
      case "10" -> new PlateauProtocol(seeds).run(result);
      case "11" -> new PopulationProtocol(seeds).run(result);
      default ->
          throw new IllegalArgumentException(
              "search: there is no protocol '%s'; one of %s".formatted(protocol, PROTOCOLS));
    }
  }

  private void regret() throws InterruptedException {
    RegretProtocol protocol = new RegretProtocol(blackboxes);
    for (int window : windows) {
      for (Strategy strategy : Stream.concat(Stream.of(JUDGED), SHOWN.stream()).toList()) {
        if (asked(strategy.sampler()) && registered("protocol 2", strategy)) {
          protocol.run(result, strategy, window, seeds, strategy.equals(JUDGED));
        }
      }
    }
  }

  private void fullResource() throws InterruptedException {
    for (int window : windows) {
      FullResourceProtocol protocol = new FullResourceProtocol(blackboxes, window, seeds);
      for (String sampler : List.of("tpe", "gp", "auto")) {
        if (asked(sampler) && registered("protocol 3", new Strategy(sampler, "full"))) {
          protocol.againstRandom(result, sampler);
          for (String rival : sampler.equals("gp") ? List.of("GP") : rivals(sampler)) {
            protocol.run(result, sampler, rival);
          }
        }
      }
      for (String sampler : NAMED_ALONE) {
        if (samplers.contains(sampler)) {
          protocol.run(result, sampler, "TPE");
        }
      }
    }
  }

  private static List<String> rivals(String sampler) {
    return sampler.equals("tpe") ? List.of("TPE") : List.of("TPE", "GP");
  }

  private boolean registered(String where, Strategy strategy) {
    if (!strategy.registered()) {
      result.say(
          where + ", " + strategy.name(),
          "skipped: not among %s and %s".formatted(Strategies.samplers(), Strategies.schedulers()));
    }
    return strategy.registered();
  }

  /** The same from a command line: the folder, then the words. */
  public static void main(String[] args) throws IOException, InterruptedException {
    System.out.println(run(Path.of(args[0]), Arrays.asList(args).subList(1, args.length)));
  }
}
