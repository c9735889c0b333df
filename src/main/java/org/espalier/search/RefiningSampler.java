package org.espalier.search;

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
 * Sampler of a search with refinements, each around the best trial before it. The first trial of a
 * refinement must be requested after all outcomes of earlier trials: the best trial is not
 * determined again later.
 *
 * @param size exact number of trials of the first search
 * @param constraints constraints; a point that violates them is replaced by the best one
 */
public record RefiningSampler(
    Sampler first,
    int size,
    List<Neighbourhood> refinements,
    List<Constraint> constraints,
    Seed seed)
    implements Sampler {

  /** Name of the random draws of a refinement; a change would alter recorded studies. */
  private static final String STREAM = "stage";

  public RefiningSampler {
    refinements = List.copyOf(refinements);
    constraints = List.copyOf(constraints);
  }

  /** The numbers of the trials with which the refinements begin, in their order. */
  public List<Integer> begins() {
    return IntStream.range(0, refinements.size()).mapToObj(this::begin).toList();
  }

  private int begin(int refinement) {
    return size + refinements.subList(0, refinement).stream().mapToInt(Neighbourhood::trials).sum();
  }

  /** Index of a trial's refinement; -1 for the first search. */
  private int refinement(int number) {
    int refinement = -1;
    while (refinement + 1 < refinements.size() && number >= begin(refinement + 1)) {
      refinement++;
    }
    return refinement;
  }

  @Override
  public String origin(Study study, int number) {
    int refinement = refinement(number);
    if (refinement < 0) {
      return first.origin(study, number);
    }
    return refinements.get(refinement).origin();
  }

  @Override
  public Optional<String> reason(Study study, int number) {
    int refinement = refinement(number);
    return refinement < 0
        ? first.reason(study, number)
        : Optional.of(
            "refinement %d, around trial %d"
                .formatted(refinement + 1, best(study, begin(refinement))));
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    int refinement = refinement(number);
    if (refinement < 0) {
      return first.propose(study, number);
    }
    int index = number - begin(refinement);
    Neighbourhood near = refinements.get(refinement);
    if (index >= near.trials()) {
      return Optional.empty();
    }
    Configuration best = study.trials().get(best(study, begin(refinement))).configuration();
    Configuration point =
        near.grid()
            ? near.at(best, index)
            : near.draw(best, seed.child(STREAM, refinement).child("trial", index).random());
    boolean allowed = constraints.stream().allMatch(c -> c.allows(point.values()));
    return Optional.of(allowed ? point : best);
  }

  /** The best of the trials before a number; the first one if none completed. */
  private static int best(Study study, int before) {
    return study.outcomes().stream()
        .filter(outcome -> outcome.completed() && outcome.proposal().trial() < before)
        .min(Outcome.HIGHEST_FIRST)
        .map(outcome -> outcome.proposal().trial())
        .orElse(0);
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    return OptionalLong.of(begin(refinements.size()));
  }

  @Override
  public Optional<Trial> trial(Study study, int number) {
    return number < size ? first.trial(study, number) : Sampler.super.trial(study, number);
  }

  @Override
  public Optional<Trial> unled(Study study, int number) {
    return number < size ? first.unled(study, number) : trial(study, number);
  }
}
