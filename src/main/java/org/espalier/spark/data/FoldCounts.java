package org.espalier.spark.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.journal.StudyEvent;
import org.espalier.plan.FoldsPlan;

/**
 * How many rows of each class each fold got.
 *
 * @param classes their labels; one nameless class for regression
 * @param rows by fold and class
 * @param heldOut rows held out
 */
record FoldCounts(List<String> classes, List<List<Long>> rows, long heldOut) {

  /** Above this skew the study warns. */
  static final double WARNED_SKEW = 0.05;

  /** Above this skew a stratified study is refused. */
  static final double REFUSED_SKEW = 0.20;

  private static final int PERCENT = 100;

  /** The deviation of one class in one fold from its share. */
  private record Skew(int fold, int clazz, double value) {}

  FoldCounts {
    classes = List.copyOf(classes);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /**
   * Counts a cut table.
   *
   * @param labels by class index; empty for regression
   */
  static FoldCounts of(Dataset<Row> cut, int folds, List<String> labels) {
    int classes = Math.max(1, labels.size());
    long[][] counts = new long[folds][classes];
    long heldOut = 0;
    Column clazz = labels.isEmpty() ? functions.lit(0.0) : functions.col(StudyData.LABEL);
    for (Row row : cut.groupBy(functions.col(StudyData.FOLD), clazz).count().collectAsList()) {
      int fold = row.getInt(0);
      if (fold == FoldAssignment.HELD_OUT) {
        heldOut += row.getLong(2);
      } else {
        counts[fold][(int) row.getDouble(1)] += row.getLong(2);
      }
    }
    List<List<Long>> rows =
        Arrays.stream(counts).map(fold -> Arrays.stream(fold).boxed().toList()).toList();
    return new FoldCounts(labels.isEmpty() ? List.of("") : labels, rows, heldOut);
  }

  List<Long> sizes() {
    return rows.stream().map(fold -> fold.stream().mapToLong(Long::longValue).sum()).toList();
  }

  long training() {
    return sizes().stream().mapToLong(Long::longValue).sum();
  }

  /** Training rows beside the largest fold. */
  long smallestTraining() {
    return training() - sizes().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  StudyEvent.Folds event(FoldsPlan.Rule rule) {
    return new StudyEvent.Folds(
        rule.name().toLowerCase(Locale.ROOT), sizes(), largest().value(), training(), heldOut);
  }

  /** Says what forbids a study. */
  void check(FoldsPlan plan, Problems problems) {
    int empty = sizes().indexOf(0L);
    if (empty >= 0) {
      problems.add(
          "folds",
          "fold %d of %d has no rows: too few rows have different keys"
              .formatted(empty + 1, sizes().size()),
          "fewer folds, or data.duplicates = apart");
      return;
    }
    boolean stratified = plan.rule() == FoldsPlan.Rule.HASH && plan.stratified();
    if (classes.size() > 1 && stratified && largest().value() > REFUSED_SKEW) {
      problems.add("folds", skewInWords(REFUSED_SKEW), "fewer folds, or stratified = false");
    }
  }

  /** Lines to be said. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (largest().value() > WARNED_SKEW) {
      notes.add(skewInWords(WARNED_SKEW));
    }
    return notes;
  }

  private Skew largest() {
    Skew largest = new Skew(0, 0, 0);
    for (int clazz = 0; clazz < classes.size(); clazz++) {
      long all = ofClass(clazz);
      for (int fold = 0; fold < rows.size() && all > 0; fold++) {
        double off = rows.get(fold).get(clazz) * (double) rows.size() / all - 1;
        if (Math.abs(off) > largest.value()) {
          largest = new Skew(fold, clazz, Math.abs(off));
        }
      }
    }
    return largest;
  }

  private long ofClass(int clazz) {
    return rows.stream().mapToLong(fold -> fold.get(clazz)).sum();
  }

  private String skewInWords(double bound) {
    Skew skew = largest();
    String what = classes.size() == 1 ? "the" : "class '%s':".formatted(classes.get(skew.clazz()));
    return String.format(
        Locale.ROOT,
        "%s %,d training rows are spread unevenly: fold %d of %d has %,d, %.0f %% off its share"
            + " (bound %.0f %%)",
        what,
        ofClass(skew.clazz()),
        skew.fold() + 1,
        rows.size(),
        rows.get(skew.fold()).get(skew.clazz()),
        skew.value() * PERCENT,
        bound * PERCENT);
  }
}
