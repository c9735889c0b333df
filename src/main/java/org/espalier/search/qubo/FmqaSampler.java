package org.espalier.search.qubo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.espalier.search.KnownLoss;
import org.espalier.search.LearningSampler;
import org.espalier.search.SamplerSpec;
import org.espalier.search.StrategyTexts;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.study.Outcome;
import org.espalier.study.PriorObservations;
import org.espalier.study.Proposal;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Black-box optimisation by a factorisation machine and annealing (FMQA; Kitai et al., Physical
 * Review Research 2 (2020) 013319): configurations are coded as bits, a {@link
 * FactorisationMachine} is fitted to the losses, and its minimum, a QUBO, is sought by simulated
 * annealing.
 *
 * <p>Departures: ordered parameters have a domain-wall code; the annealing moves among
 * configurations, which meet conditions and constraints, where an annealer of bits needs penalties
 * (see {@link Qubo}); a range takes a random value of the chosen level. The machine's first factors
 * differ from proposal to proposal, and levels that are under way are not proposed again, which
 * spreads the proposals.
 */
public final class FmqaSampler extends LearningSampler {

  /** Name in settings, and origin of its configurations. */
  public static final String NAME = "fmqa";

  public static final SamplerSpec SPEC =
      SamplerSpec.of(
          NAME,
          new StrategyTexts(
              "A factorisation machine of the losses over bits that code a configuration; its "
                  + "minimum, a QUBO, by simulated annealing.",
              "Choices that matter in pairs, or you have an annealer: report --qubo writes the "
                  + "problem for it.",
              "Some 50 ms a proposal; proposals wait for outcomes.",
              "Kitai et al., Physical Review Research 2 (2020) 013319"),
          search -> new FmqaSampler(search.space(), search.seed(), search.prior()));

  // Chosen by benchmark, on problems that are not used to report results.

  private static final int STARTUP = 10;
  private static final double RANDOM_SHARE = 0.1;

  /** Most outcomes that the machine is fitted to, the last ones. */
  private static final int MOST_ROWS = 300;

  /** Moves of the annealing for each parameter. */
  private static final int MOVES = 60;

  /** Temperature at first and at last, in standard deviations of the losses. */
  private static final double[] TEMPERATURE = {1, 0.01};

  private final SearchSpace space;
  private final Seed seed;
  private final PriorObservations prior;
  private final List<Parameter> parameters;
  private final BitCode code;

  /**
   * @param prior observations of an earlier study; those whose configuration is not in the space
   *     are ignored
   */
  public FmqaSampler(SearchSpace space, Seed seed, PriorObservations prior) {
    super(NAME, space, seed, prior.within(space), STARTUP, RANDOM_SHARE);
    this.space = space;
    this.seed = seed;
    this.prior = prior.within(space);
    this.parameters = space.dimensions().stream().map(Dimension::parameter).toList();
    this.code =
        new BitCode(
            space.dimensions().stream()
                .map(
                    d ->
                        BitCode.Group.of(
                            d.parameter().ordered(),
                            d.parameter().size().orElse(0),
                            !d.conditions().isEmpty()))
                .toList());
  }

  /** Loss among those of its rung as a normal score, which has no scale. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(int[] ones, double value) {}

  @Override
  protected Optional<Configuration> modelled(Study study, int number, double priorWeight) {
    List<Row> rows = rows(study);
    if (priorWeight > 0) {
      Map<Configuration, Double> earlier = new LinkedHashMap<>();
      prior.observations().forEach(o -> earlier.put(o.configuration(), o.loss()));
      rows.addAll(scored(earlier));
    }
    if (rows.stream().mapToDouble(Row::value).distinct().count() < 2) {
      return Optional.empty();
    }
    RandomGenerator random = seed.child(NAME, number).random();
    FactorisationMachine machine =
        FactorisationMachine.of(
            code.bits(),
            rows.stream().map(Row::ones).toList(),
            rows.stream().mapToDouble(Row::value).toArray(),
            random);
    Set<List<Integer>> pending =
        study.pending().stream()
            .map(proposal -> configuration(study, proposal))
            .filter(space::contains)
            .map(configuration -> ones(configuration))
            .map(FmqaSampler::list)
            .collect(Collectors.toSet());
    return new Annealing(machine, study, pending, random).best();
  }

  private static Configuration configuration(Study study, Proposal proposal) {
    return study.trials().get(proposal.trial()).configuration();
  }

  private static List<Integer> list(int[] ones) {
    return Arrays.stream(ones).boxed().toList();
  }

  private int[] ones(Configuration configuration) {
    Map<String, Object> values = space.values(configuration);
    List<OptionalDouble> positions = new ArrayList<>();
    for (Parameter parameter : parameters) {
      Object value = values.get(parameter.name());
      positions.add(
          value == null ? OptionalDouble.empty() : OptionalDouble.of(parameter.unit(value)));
    }
    return code.ones(positions);
  }

  /** The last outcomes of each rung, scored among themselves. */
  private List<Row> rows(Study study) {
    Map<Integer, Map<Configuration, Double>> rungs = new TreeMap<>();
    List<KnownLoss> all = KnownLoss.of(study, space);
    for (KnownLoss known : all.subList(Math.max(0, all.size() - MOST_ROWS), all.size())) {
      rungs
          .computeIfAbsent(known.rung(), rung -> new LinkedHashMap<>())
          .put(known.configuration(), known.loss());
    }
    List<Row> rows = new ArrayList<>();
    rungs.values().forEach(losses -> rows.addAll(scored(losses)));
    return rows;
  }

  private List<Row> scored(Map<Configuration, Double> losses) {
    double[] scores =
        NormalScores.scores(losses.values().stream().mapToDouble(loss -> loss).toArray());
    List<Row> rows = new ArrayList<>();
    for (Configuration configuration : losses.keySet()) {
      rows.add(new Row(ones(configuration), scores[rows.size()]));
    }
    return rows;
  }

  /** Simulated annealing of a machine's value among the configurations of the space. */
  private final class Annealing {

    private final FactorisationMachine machine;
    private final Study study;
    private final Set<List<Integer>> pending;
    private final RandomGenerator random;

    Annealing(
        FactorisationMachine machine,
        Study study,
        Set<List<Integer>> pending,
        RandomGenerator random) {
      this.machine = machine;
      this.study = study;
      this.pending = pending;
      this.random = random;
    }

    /** The new configuration with the least value that the annealing saw. */
    Optional<Configuration> best() {
      Configuration state = start();
      double energy = machine.predict(ones(state));
      Optional<Configuration> best = Optional.empty();
      double least = Double.POSITIVE_INFINITY;
      int moves = MOVES * parameters.size();
      for (int move = 0; move < moves; move++) {
        double cooled = Math.pow(TEMPERATURE[1] / TEMPERATURE[0], (double) move / moves);
        Configuration drawn = neighbour(state);
        Configuration next =
            space.constraints().isEmpty() ? drawn : space.redrawn(drawn, random).orElse(state);
        int[] ones = ones(next);
        double to = machine.predict(ones);
        if (to < least && study.trialOf(next).isEmpty() && !pending.contains(list(ones))) {
          best = Optional.of(next);
          least = to;
        }
        boolean accepted =
            random.nextDouble() < Math.exp((energy - to) / (TEMPERATURE[0] * cooled));
        state = accepted ? next : state;
        energy = accepted ? to : energy;
      }
      return best;
    }

    /** The best trial at the highest rung, if it lies in the space. */
    private Configuration start() {
      return study.outcomes().stream()
          .filter(Outcome::completed)
          .sorted(Outcome.HIGHEST_FIRST)
          .map(outcome -> configuration(study, outcome.proposal()))
          .filter(space::contains)
          .findFirst()
          .orElseGet(() -> space.draw(random));
    }

    /** The configuration with another value of one parameter. */
    private Configuration neighbour(Configuration state) {
      Map<String, Object> values = space.values(state);
      List<String> names = List.copyOf(values.keySet());
      String one = names.get(random.nextInt(names.size()));
      return space.build(
          parameter -> {
            Object value = values.get(parameter.name());
            return value == null || parameter.name().equals(one)
                ? parameter.quantile(random.nextDouble())
                : value;
          });
    }
  }
}
