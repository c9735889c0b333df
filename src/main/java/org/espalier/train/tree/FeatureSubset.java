package org.espalier.train.tree;

import java.util.Set;

/** Spellings of MLlib's {@code featureSubsetStrategy}, and what they come to. */
final class FeatureSubset {

  private static final Set<String> NAMES = Set.of("auto", "all", "onethird", "sqrt", "log2");

  private FeatureSubset() {}

  static void check(String strategy) {
    if (!NAMES.contains(strategy) && number(strategy) < 1 && !isShare(share(strategy))) {
      throw new IllegalArgumentException(
          "featureSubsetStrategy: "
              + strategy
              + " is none of auto, all, onethird, sqrt, log2, (0.0-1.0], [1-n]");
    }
  }

  static int size(String strategy, int features, int trees, boolean classification) {
    return switch (strategy) {
      case "auto" ->
          size(
              trees == 1 ? "all" : classification ? "sqrt" : "onethird",
              features,
              trees,
              classification);
      case "all" -> features;
      case "sqrt" -> (int) Math.ceil(Math.sqrt(features));
      case "log2" -> Math.max(1, (int) Math.ceil(Math.log(features) / Math.log(2)));
      case "onethird" -> (int) Math.ceil(features / 3.0);
      default -> {
        int number = number(strategy);
        yield number >= 1
            ? Math.min(number, features)
            : (int) Math.ceil(share(strategy) * features);
      }
    };
  }

  /** A whole number, 0 for another text. */
  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** A number, NaN for another text. */
  private static double share(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static boolean isShare(double share) {
    return share > 0 && share <= 1;
  }
}
