package org.espalier.search;

/**
 * Descriptions of a strategy for users who choose one; {@code describe} and the manual show them.
 *
 * @param what short description of the strategy
 * @param when situation in which to choose it
 * @param cost cost of using it
 * @param source paper, or the class it reproduces
 */
public record StrategyTexts(String what, String when, String cost, String source) {

  public StrategyTexts {
    if (what.isBlank() || when.isBlank() || cost.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException(
          "A strategy says what it does ('%s'), when to choose it ('%s'), its cost ('%s') and its"
                  .formatted(what, when, cost)
              + " source ('%s').".formatted(source));
    }
  }
}
