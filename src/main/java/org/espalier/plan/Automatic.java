package org.espalier.plan;

import java.util.OptionalLong;
import org.espalier.space.SearchSpace;

/**
 * The sampler that {@code auto} stands for, by the space and the number of trials.
 *
 * @param sampler a name of {@link Strategies#samplers()}
 * @param why in words, to follow the name
 */
public record Automatic(String sampler, String why) {

  /** The name it has in settings. */
  public static final String NAME = "auto";

  /**
   * Trials up to which the Gaussian process, which was ahead of the densities on all problems of
   * the search benchmark, takes no longer than 0.1 s or so for a proposal.
   */
  private static final int PROCESS_TRIALS = 200;

  /** Parameters up to which it was measured: 14 are the most of the benchmark. */
  private static final int PROCESS_PARAMETERS = 20;

  /**
   * The choice.
   *
   * @param trials at most this many
   */
  static Automatic of(int trials, SearchSpace space) {
    OptionalLong size = space.size();
    if (size.isPresent() && size.getAsLong() <= trials) {
      return new Automatic(
          "random", "all %,d configurations there are will be tried".formatted(size.getAsLong()));
    }
    if (trials > PROCESS_TRIALS) {
      return new Automatic(
          "tpe", "more than %d trials would be slow with gp".formatted(PROCESS_TRIALS));
    }
    long free =
        space.dimensions().stream().filter(d -> d.parameter().size().orElse(0) != 1).count();
    return free > PROCESS_PARAMETERS
        ? new Automatic("tpe", "%d parameters are many for gp".formatted(free))
        : new Automatic("gp", "%d trials of %d parameters".formatted(trials, free));
  }
}
