package org.espalier.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.metric.Metric;

/** Suggestion of a known name for an unknown one. */
public final class Suggestion {

  /** Tolerance: one typing error in a short name, and one more for every three letters. */
  private static final int LETTERS_PER_SLIP = 3;

  /** Maximum number of names that a message lists. */
  private static final int LISTED = 12;

  /** Maximum number of alternatives that are all listed; beyond it only the first ones are. */
  private static final int ALL_LISTED = 16;

  private static final int FIRST_LISTED = 10;

  private static final String NUMBER = "[+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?";

  private static final Pattern PERCENT = Pattern.compile("(" + NUMBER + ")\\s*%");

  private static final Pattern GROUPED = Pattern.compile("\\d{1,3}(?:[_' ]\\d{3})+");

  private static final Pattern RANGE =
      Pattern.compile("(%1$s)\\s*(?:\\.{2,3}|-|–|:|to)\\s*(%1$s)".formatted(NUMBER));

  private Suggestion() {}

  /**
   * Known name nearest to a word, the first of several, or the one that other libraries call so;
   * empty if there is none.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    int slips = Math.max(1, word.length() / LETTERS_PER_SLIP);
    return known.stream()
        .filter(name -> distance(word, name) <= slips)
        .min(Comparator.comparingInt(name -> distance(word, name)))
        .or(() -> ForeignNames.of(word, known));
  }

  /** Metric that a word probably means: a misspelled one, or a name of another library. */
  public static Optional<String> metric(String word) {
    return ForeignNames.of(word, Metric.keys()).or(() -> nearest(word, Metric.keys()));
  }

  /** The last part of a problem's line: the nearest name, or else the known names, if any are. */
  public static String of(String word, Collection<String> known) {
    return nearest(word, known)
        .map("did you mean '%s'?"::formatted)
        .orElseGet(() -> known.isEmpty() ? "" : "one of " + listed(List.copyOf(known)));
  }

  /**
   * Correction of a text in place of a number: a share in percent, a number with separated
   * thousands, or a range; empty if it is none of these.
   */
  public static String number(String text) {
    Matcher percent = PERCENT.matcher(text.strip());
    if (percent.matches()) {
      BigDecimal share = new BigDecimal(percent.group(1)).movePointLeft(2).stripTrailingZeros();
      return "did you mean %s?".formatted(share.toPlainString());
    }
    if (GROUPED.matcher(text.strip()).matches()) {
      return "did you mean %s?".formatted(text.strip().replaceAll("\\D", ""));
    }
    Matcher range = RANGE.matcher(text.strip());
    return range.matches()
        ? "a range is { from = %s, to = %s }".formatted(range.group(1), range.group(2))
        : "";
  }

  /** Correction of a text in place of true or false; empty if it is neither. */
  public static String truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "on", "1", "true" -> "did you mean true?";
      case "no", "off", "0", "none", "false" -> "did you mean false?";
      default -> "";
    };
  }

  /** Names of which one is right, in words; of very many the first ones. */
  public static String anyOf(List<String> names) {
    if (names.size() > ALL_LISTED) {
      return String.join(", ", names.subList(0, FIRST_LISTED)) + ", …";
    }
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  private static String listed(List<String> names) {
    String start = String.join(", ", names.subList(0, Math.min(LISTED, names.size())));
    return names.size() > LISTED ? start + ", …" : start;
  }

  /**
   * Optimal string alignment: letters inserted, deleted, replaced or swapped, regardless of case.
   */
  static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }

  /** Names that other libraries have for learners, params, settings, their values and metrics. */
  private static final class ForeignNames {

    /** Names of ours by the foreign one, in the order of the file. */
    private static final Map<String, List<String>> OURS = read();

    private ForeignNames() {}

    private static Map<String, List<String>> read() {
      Map<String, List<String>> ours = new LinkedHashMap<>();
      try (InputStream in = ForeignNames.class.getResourceAsStream("foreign-names.txt")) {
        new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(line -> line.split("[: ]+"))
            .forEach(
                words -> {
                  for (String foreign : List.of(words).subList(1, words.length)) {
                    ours.computeIfAbsent(foreign, word -> new ArrayList<>()).add(words[0]);
                  }
                });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return ours;
    }

    /** The known name for a name of another library; empty if there is none. */
    static Optional<String> of(String word, Collection<String> known) {
      String letters = word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
      return OURS.getOrDefault(letters, List.of()).stream().filter(known::contains).findFirst();
    }
  }
}
