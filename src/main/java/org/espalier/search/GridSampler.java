package org.espalier.search;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Study;

/**
 * Grid search: each combination of the grid values once, in the order of the space, with the first
 * parameter changing slowest.
 */
public final class GridSampler implements Sampler {

  /** Name in settings, and origin of its configurations. */
  public static final String NAME = "grid";

  public static final SamplerSpec SPEC =
      new RegisteredSampler(
          NAME,
          new StrategyTexts(
              "Grid search: every combination of the given values, once, in order.",
              "The space is small, and you want to see every point.",
              "The product of the numbers of values; no computation.",
              "Spark's ParamGridBuilder"),
          /* finite= */ true,
          /* exhaustive= */ true,
          search -> new GridSampler(search.space()));

  private final SearchSpace space;
  private final long size;

  /**
   * @throws IllegalArgumentException if a parameter has no grid values
   */
  public GridSampler(SearchSpace space) {
    if (!space.gridless().isEmpty()) {
      throw new IllegalArgumentException(
          "Parameter '%s': a grid needs choices, a step or points."
              .formatted(space.gridless().get(0).name()));
    }
    this.space = space;
    this.size = space.gridSize();
  }

  @Override
  public String origin(Study study, int number) {
    return NAME;
  }

  @Override
  public Optional<Configuration> propose(Study study, int number) {
    return number < size ? Optional.of(space.grid(number)) : Optional.empty();
  }

  @Override
  public OptionalLong limit(Set<Configuration> taken) {
    return OptionalLong.of(size);
  }

  @Override
  public boolean readsOutcomes() {
    return false;
  }
}
