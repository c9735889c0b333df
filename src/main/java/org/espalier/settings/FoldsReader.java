package org.espalier.settings;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.spec.EnumNames;
import org.espalier.spec.SettingValues;
import org.espalier.spec.data.FoldsPlan;
import org.espalier.spec.data.FoldsPlan.Rule;
import org.espalier.spec.data.FoldsPlan.TimeOrder;
import org.espalier.spec.data.FoldsPlan.Window;
import org.espalier.study.Door;

/** Reader of the section {@code folds}. */
final class FoldsReader {

  /** Default number of folds. */
  private static final int USUAL = new SettingValues(Door.JOB, Map.of()).whole("num-folds");

  private FoldsReader() {}

  static FoldsPlan read(Section folds, SettingValues values) {
    int number = values.whole("num-folds");
    Optional<String> column = values.text("fold-column");
    Optional<String> source = values.text("validation-source");
    OptionalDouble fraction = values.number("validation-fraction");
    Rule rule =
        rule(
            folds,
            values.constant("fold-rule", Rule.class),
            column.isPresent(),
            source.isPresent(),
            folds.isSet("validation-fraction"));
    number(folds, number, rule);
    boolean single = rule == Rule.SPLIT || rule == Rule.SOURCE;
    return new FoldsPlan(
        rule,
        single ? 1 : number,
        values.truth("stratified"),
        column,
        fraction.orElse(0),
        source,
        new TimeOrder(values.constant("fold-window", Window.class), values.number("gap").orElse(0)),
        values.whole("repeats"));
  }

  /** Rule, as given or implied by a setting that only that rule needs. */
  private static Rule rule(
      Section folds, Rule rule, boolean column, boolean source, boolean fraction) {
    Rule told = column ? Rule.COLUMN : source ? Rule.SOURCE : fraction ? Rule.SPLIT : Rule.HASH;
    if (rule == Rule.HASH) {
      return told;
    }
    if (told != Rule.HASH && told != rule) {
      String given = column ? "fold-column" : source ? "validation-source" : "validation-fraction";
      folds.problem(given, "does not go with fold-rule = " + EnumNames.of(rule), "leave one out");
    }
    need(
        folds,
        rule == Rule.COLUMN && !column,
        "fold-column",
        "name the column: fold-column = fold");
    need(
        folds,
        rule == Rule.SOURCE && !source,
        "validation-source",
        "name the table: validation-source = \"path\"");
    need(
        folds,
        rule == Rule.SPLIT && !fraction,
        "validation-fraction",
        "for example validation-fraction = 0.2");
    return rule;
  }

  /** Checks the number of folds with rules that determine it. */
  private static void number(Section folds, int number, Rule rule) {
    String by =
        switch (rule) {
          case COLUMN -> "fold-column";
          case SOURCE -> "validation-source";
          case SPLIT -> "validation-fraction";
          case HASH, SPARK, PYSPARK, TIME -> "";
        };
    // A rule from elsewhere overrides the file's number; stored settings hold the default.
    if (!by.isEmpty() && number != USUAL && folds.areGivenTogether("num-folds", by)) {
      folds.problem(
          "num-folds",
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
}
