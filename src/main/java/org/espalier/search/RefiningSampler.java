package org.espalier.search;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.space.Configuration;
import org.espalier.space.Constraint;
import org.espalier.study.Outcome;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Sampler of a search in stages, each around the best of the stages before it. The first trial of a
 * stage must be requested after all outcomes of earlier stages: the best trial is not determined
 * again later.
 *
 * @param size number of trials of the first search, which has that many
 * @param constraints constraints; a point that violates them is replaced by the best one
 */
public record RefiningSampler(
    Sampler first, int size, List<Neighbourhood> stages, List<Constraint> constraints, Seed seed)
    implements Sampler {

  /** Order by quality: the highest rung first, then the smaller loss, then the earlier trial. */
  private static final Comparator<Outcome> BETTER =
      Comparator.comparing((Outcome o) -> -o.proposal().rung())
          .thenComparing(o -> o.loss().orElseThrow())
          .thenComparing(o -> o.proposal().trial());

  public RefiningSampler {
    stages = List.copyOf(stages);
    constraints = List.copyOf(constraints);
  }

  /** The numbers of the trials with which the later stages begin, in their order. */
  public List<Integer> begins() {
    return IntStream.range(0, stages.size()).mapToObj(this::begin).toList();
  }

  private int begin(int stage) {
    return size + stages.subList(0, stage).stream().mapToInt(Neighbourhood::trials).sum();
  }

  /** Stage of a trial; -1 for the first search. */
  private int stage(int number) {
    int stage = -1;
    while (stage + 1 < stages.size() && number >= begin(stage + 1)) {
      stage++;
    }
    return stage;
  }

  @Override
  public String origin(Study study, int number) {
    int stage = stage(number);
    if (stage < 0) {
      return first.origin(study, number);
    }
    return stages.get(stage).origin();
  }

  @Override
  public Optional<String> reason(Study study, int number) {
    int stage = stage(number);
    return stage < 0
        ? first.reason(study, number)
        : Optional.of("stage %d, around trial %d".formatted(stage + 2, best(study, begin(stage))));
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    int stage = stage(number);
    if (stage < 0) {
      return first.propose(study, number);
    }
    int index = number - begin(stage);
    Neighbourhood near = stages.get(stage);
    if (index >= near.trials()) {
      return Optional.empty();
    }
    Configuration best = study.trials().get(best(study, begin(stage))).configuration();
    Configuration point =
        near.grid()
            ? near.at(best, index)
            : near.draw(best, seed.child("stage", stage).child("trial", index).random());
    boolean allowed = constraints.stream().allMatch(c -> c.allows(point.values()));
    return Optional.of(allowed ? point : best);
  }

  /** The best of the trials before a number; the first one if none completed. */
  private static int best(Study study, int before) {
    return study.outcomes().stream()
        .filter(outcome -> outcome.completed() && outcome.proposal().trial() < before)
        .min(BETTER)
        .map(outcome -> outcome.proposal().trial())
        .orElse(0);
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    return OptionalLong.of(begin(stages.size()));
  }

  @Override
  public Optional<Trial> trial(Study study, int number) {
    return number < size ? first.trial(study, number) : Sampler.super.trial(study, number);
  }

  @Override
  public boolean readsOutcomes() {
    return true;
  }
}
