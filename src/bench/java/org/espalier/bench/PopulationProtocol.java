package org.espalier.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.espalier.schedule.Answer;
import org.espalier.schedule.Asha;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.PopulationBased;
import org.espalier.schedule.Scheduler;
import org.espalier.search.PerturbingSampler;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Continuation;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.TrialState;

/**
 * Protocol 11: population-based training beside ASHA and full training on a {@link DigitsNetwork},
 * with as many epochs each; one trial at a time. Learning rate and penalty may change when a state
 * is copied.
 */
final class PopulationProtocol {

  private static final int EPOCHS = 27;
  private static final int FULL_TRAININGS = 16;

  /** Epochs of a study, the last promotion of ASHA apart, which it completes. */
  private static final int ALL_EPOCHS = FULL_TRAININGS * EPOCHS;

  private static final List<String> STRATEGIES = List.of("pbt", "asha", "full");

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new FloatParameter("rate", 1e-4, 1, Scale.LOG)),
              Dimension.always(new FloatParameter("penalty", 1e-5, 1, Scale.LOG)),
              Dimension.always(new IntParameter("width", 4, 64, Scale.LOG)),
              Dimension.always(new ChoiceParameter("batch", List.of(16, 32, 64), true))));

  private final DigitsNetwork.Digits digits = DigitsNetwork.Digits.read();
  private final int seeds;

  PopulationProtocol(int seeds) {
    this.seeds = seeds;
  }

  /** Accuracies of the trial that validates best at the top, and epochs of all trials. */
  private record Found(double validation, double heldOut, int epochs) {}

  void run(SearchResult result) throws InterruptedException {
    for (String strategy : STRATEGIES) {
      List<Found> found = Repeats.of(seeds, seed -> play(strategy, seed));
      add(result, strategy + ", error where validated", found, f -> 1 - f.validation());
      add(result, strategy + ", error of held-out rows", found, f -> 1 - f.heldOut());
      add(result, strategy + ", epochs", found, Found::epochs);
    }
  }

  private static void add(
      SearchResult result, String name, List<Found> found, ToDoubleFunction<Found> figure) {
    double[] values = found.stream().mapToDouble(figure).toArray();
    result.add(
        SearchResult.Row.shown(11, name, 1, Significance.mean(values), Significance.error(values)));
  }

  private Found play(String strategy, int number) {
    Seed seed = new Seed(number);
    Sampler sampler = new PerturbingSampler(new RandomSampler(SPACE, seed), SPACE, List.of(), seed);
    RungLadder ladder =
        switch (strategy) {
          case "pbt" -> RungLadder.ofGenerations(3, EPOCHS, 1, 1);
          case "asha" -> RungLadder.ofIterations(1, EPOCHS, 3, 1, 1);
          default -> RungLadder.ofIterations(EPOCHS, EPOCHS, 3, 1, 1);
        };
    Scheduler scheduler =
        switch (strategy) {
          case "pbt" -> new PopulationBased(sampler, 40, ladder, 4);
          case "asha" -> new Asha(sampler, ALL_EPOCHS, ladder, 3);
          default -> new FullResource(sampler, FULL_TRAININGS, ladder);
        };
    Map<Continuation, DigitsNetwork> states = new HashMap<>();
    Study study = Study.of(new Objective("error", Direction.MINIMIZE), seed);
    int epochs = 0;
    while (epochs < ALL_EPOCHS && scheduler.ask(study) instanceof Answer.Evaluate asked) {
      int trial = asked.trial().number();
      Optional<Continuation> from =
          asked.rung() == 0
              ? Optional.empty()
              : Optional.of(
                  asked.continues().orElseGet(() -> new Continuation(trial, asked.rung() - 1)));
      Optional<DigitsNetwork> left = from.flatMap(s -> Optional.ofNullable(states.get(s)));
      Configuration configuration = asked.trial().configuration();
      DigitsNetwork network =
          left.map(DigitsNetwork::copy)
              .orElseGet(
                  () ->
                      DigitsNetwork.of(
                          digits,
                          (int) configuration.number("width"),
                          seed.child("network", trial).value()));
      int begin =
          left.isPresent() ? ladder.rung(from.orElseThrow().rung()).iterations().orElseThrow() : 0;
      for (int epoch = begin;
          epoch < ladder.rung(asked.rung()).iterations().orElseThrow();
          epoch++) {
        network.epoch(
            configuration.number("rate"),
            configuration.number("penalty"),
            (int) configuration.number("batch"),
            seed.child("epoch", trial).child("order", epoch).value());
        epochs++;
      }
      states.put(new Continuation(trial, asked.rung()), network);
      Proposal proposal =
          new Proposal(
              study.proposals().size(),
              trial,
              asked.rung(),
              asked.folds(),
              ladder.units(asked.rung(), 1),
              asked.continues());
      OptionalDouble error = OptionalDouble.of(1 - network.accuracy(DigitsNetwork.VALIDATION));
      Outcome outcome =
          new Outcome(
              proposal, TrialState.COMPLETED, error, error, OptionalLong.empty(), List.of(), "");
      study = study.asked(asked.trial(), proposal).told(outcome);
      scheduler.tell(study, outcome);
    }
    Proposal best = study.incumbent().orElseThrow().proposal();
    DigitsNetwork network =
        Objects.requireNonNull(states.get(new Continuation(best.trial(), best.rung())));
    return new Found(
        network.accuracy(DigitsNetwork.VALIDATION),
        network.accuracy(DigitsNetwork.HELD_OUT),
        epochs);
  }
}
