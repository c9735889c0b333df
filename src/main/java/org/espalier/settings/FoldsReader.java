package org.espalier.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.plan.EnumNames;
import org.espalier.plan.data.FoldsPlan;
import org.espalier.plan.data.FoldsPlan.Rule;
import org.espalier.plan.data.FoldsPlan.TimeOrder;
import org.espalier.plan.data.FoldsPlan.Window;
import org.espalier.plan.problem.Suggestion;

/** Reader of the section {@code folds}. */
final class FoldsReader {

  /** Folds unless something else is said. */
  private static final int USUAL =
      Layers.reference().toConfig().getConfig("folds").getInt("number");

  private FoldsReader() {}

  static FoldsPlan read(Section folds) {
    int number = number(folds);
    int repeats = folds.whole("repeats", 1);
    boolean stratified = folds.truth("stratified");
    Optional<String> column = folds.text("column");
    Optional<String> source = folds.place("source");
    boolean split = folds.isSet("fraction");
    double fraction =
        split ? folds.share("fraction", share -> share > 0 && share < 1, "above 0 and below 1") : 0;
    Rule rule = rule(folds, column.isPresent(), source.isPresent(), split);
    number(folds, number, rule);
    TimeOrder order = order(folds);
    folds.close();
    boolean single = rule == Rule.SPLIT || rule == Rule.SOURCE;
    return new FoldsPlan(
        rule, single ? 1 : number, stratified, column, fraction, source, order, repeats);
  }

  /** Number of folds; a misspelled rule in its place is one of the short form. */
  private static int number(Section folds) {
    Optional<String> rule =
        folds
            .value("number")
            .filter(Section::isPlain)
            .flatMap(value -> Suggestion.nearest(ReadingContext.text(value), Shorthand.RULES));
    rule.ifPresent(
        name ->
            folds.mustBe("number", "a whole number", "did you mean folds = %s?".formatted(name)));
    return rule.isPresent() ? USUAL : folds.whole("number", 2);
  }

  /** Rule, as given or implied by a setting that only that rule needs. */
  private static Rule rule(Section folds, boolean column, boolean source, boolean fraction) {
    Rule rule = folds.oneOf("rule", Rule.HASH);
    Rule told = column ? Rule.COLUMN : source ? Rule.SOURCE : fraction ? Rule.SPLIT : Rule.HASH;
    if (rule == Rule.HASH) {
      return told;
    }
    if (told != Rule.HASH && told != rule) {
      String given = column ? "column" : source ? "source" : "fraction";
      folds.problem(given, "does not go with rule = " + EnumNames.of(rule), "leave one out");
    }
    need(folds, rule == Rule.COLUMN && !column, "column", "name the column: column = fold");
    need(folds, rule == Rule.SOURCE && !source, "source", "name the table: source = \"path\"");
    need(folds, rule == Rule.SPLIT && !fraction, "fraction", "for example fraction = 0.2");
    return rule;
  }

  /** Of rules that say themselves how many folds there are. */
  private static void number(Section folds, int number, Rule rule) {
    String by =
        switch (rule) {
          case COLUMN -> "column";
          case SOURCE -> "source";
          case SPLIT -> "fraction";
          case HASH, SPARK, TIME -> "";
        };
    // What a file says is overridden by a rule from elsewhere; stored settings say the default.
    if (!by.isEmpty() && number != USUAL && folds.areGivenTogether("number", by)) {
      folds.problem(
          "number",
          "is %d, but folds.%s makes %s"
              .formatted(number, by, rule == Rule.COLUMN ? "one for each of its values" : "one"),
          "leave one of them out");
    }
  }

  private static void need(Section folds, boolean missing, String key, String example) {
    if (missing) {
      folds.problem(key, "is missing", example);
    }
  }

  private static TimeOrder order(Section folds) {
    Window window = folds.oneOf("window", Window.EXPANDING);
    Optional<Duration> gap = Optional.empty();
    OptionalDouble distance = OptionalDouble.empty();
    if (folds.isNumber("gap")) {
      double number = folds.number("gap").map(BigDecimal::doubleValue).orElse(0.0);
      if (number < 0) {
        folds.mustBe("gap", "a time or a number of at least 0");
        number = 0;
      }
      distance = OptionalDouble.of(number);
    } else if (!folds.says("gap", "none")) {
      gap = folds.duration("gap");
    }
    return new TimeOrder(window, gap, distance);
  }
}
