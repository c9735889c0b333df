package org.espalier.job.sketch;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.spark.data.ColumnHint;
import org.espalier.spec.SafeText;

/**
 * Choice of the columns that models see, by hints about them.
 *
 * @param leftOut hints by which a column is left out
 * @param kept hints about columns that models see nevertheless
 */
public record ColumnChoice(List<ColumnHint> leftOut, List<ColumnHint> kept) {

  public ColumnChoice {
    leftOut = List.copyOf(leftOut);
    kept = List.copyOf(kept);
  }

  /**
   * Leaves names of rows and copies of the label out, unless no column would be left.
   *
   * @param features number of columns that models may see
   */
  static ColumnChoice of(List<ColumnHint> hints, int features) {
    List<ColumnHint> out = hints.stream().filter(ColumnChoice::isNoFeature).toList();
    boolean left = out.stream().map(ColumnHint::column).distinct().count() < features;
    return left
        ? new ColumnChoice(out, hints.stream().filter(hint -> !out.contains(hint)).toList())
        : new ColumnChoice(List.of(), hints);
  }

  private static boolean isNoFeature(ColumnHint hint) {
    return switch (hint.kind()) {
      case ID, COPY -> true;
      case GROUP, TIME, LEAK, LEVELS -> false;
    };
  }

  /** Names of the columns that are left out, each once. */
  public List<String> ignored() {
    return leftOut.stream().map(ColumnHint::column).distinct().toList();
  }

  /** Lines for the terminal: each column that is left out, and hints that a reader may overrule. */
  public List<String> lines() {
    return Stream.concat(
            leftOut.stream().map(hint -> "left out  %s: %s".formatted(hint.column(), hint.why())),
            kept.stream().flatMap(hint -> remark(hint).stream()))
        .map(SafeText::line)
        .toList();
  }

  private Optional<String> remark(ColumnHint hint) {
    String column = hint.column();
    if (ignored().contains(column)) {
      return Optional.empty();
    }
    return switch (hint.kind()) {
      case COPY, LEAK ->
          Optional.of(
              "kept      %s: %s; if it is known no earlier than the label: --set 'data.ignore=%s'"
                  .formatted(column, hint.why(), StudySketch.list(List.of(column))));
      case GROUP ->
          Optional.of(
              "kept      %s: %s; if rows of one belong together: --set 'data.group=%s'"
                  .formatted(column, hint.why(), StudySketch.quoted(column)));
      case ID, TIME, LEVELS -> Optional.empty();
    };
  }
}
