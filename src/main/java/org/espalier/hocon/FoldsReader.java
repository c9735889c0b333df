package org.espalier.hocon;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.spec.EnumNames;
import org.espalier.spec.SettingValues;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.FoldsPlan.Rule;
import org.espalier.spec.rows.FoldsPlan.TimeOrder;
import org.espalier.spec.rows.FoldsPlan.Window;
import org.espalier.study.EntryPoint;

/** Reader of the section {@code folds}. */
final class FoldsReader {

  /** Default number of folds. */
  private static final int USUAL = new SettingValues(EntryPoint.JOB, Map.of()).whole("num-folds");

  /** Setting that a rule needs, and which implies it. */
  private record Way(Rule rule, String setting, String example) {
    boolean isGiven(SettingsSection folds, SettingValues values) {
      return rule == Rule.SPLIT ? folds.isSet(setting) : values.text(setting).isPresent();
    }
  }

  private static final List<Way> WAYS =
      List.of(
          new Way(Rule.COLUMN, "fold-column", "name the column: fold-column = fold"),
          new Way(Rule.SOURCE, "validation-source", "name the table: validation-source = \"path\""),
          new Way(Rule.SPLIT, "validation-fraction", "for example validation-fraction = 0.2"));

  private FoldsReader() {}

  static FoldsPlan read(SettingsSection folds, SettingValues values) {
    int number = values.whole("num-folds");
    Rule rule = rule(folds, values);
    way(rule).ifPresent(way -> number(folds, number, way));
    boolean single = rule == Rule.SPLIT || rule == Rule.SOURCE;
    return new FoldsPlan(
        rule,
        single ? 1 : number,
        values.truth("stratified"),
        values.text("fold-column"),
        values.number("validation-fraction").orElse(0),
        values.text("validation-source"),
        new TimeOrder(values.constant("fold-window", Window.class), values.number("gap").orElse(0)),
        values.whole("repeats"));
  }

  private static Optional<Way> way(Rule rule) {
    return WAYS.stream().filter(way -> way.rule() == rule).findFirst();
  }

  /** Rule, as given or implied by a setting that only that rule needs. */
  private static Rule rule(SettingsSection folds, SettingValues values) {
    Rule rule = values.constant("fold-rule", Rule.class);
    Optional<Way> told = WAYS.stream().filter(way -> way.isGiven(folds, values)).findFirst();
    if (rule == Rule.HASH) {
      return told.map(Way::rule).orElse(rule);
    }
    told.filter(way -> way.rule() != rule)
        .ifPresent(
            way ->
                folds.problem(
                    way.setting(),
                    "cannot be combined with fold-rule = " + EnumNames.of(rule),
                    "leave one out"));
    way(rule)
        .filter(way -> !way.isGiven(folds, values))
        .ifPresent(way -> folds.problem(way.setting(), "is missing", way.example()));
    return rule;
  }

  /** Checks the number of folds with rules that determine it. */
  private static void number(SettingsSection folds, int number, Way way) {
    // A rule from elsewhere overrides the file's number; stored settings hold the default.
    if (number != USUAL && folds.areGivenTogether("num-folds", way.setting())) {
      folds.problem(
          "num-folds",
          "is %d, but folds.%s makes %s"
              .formatted(
                  number,
                  way.setting(),
                  way.rule() == Rule.COLUMN ? "one for each of its values" : "one"),
          "leave one of them out");
    }
  }
}
