package org.espalier.spark.data.fold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.StudyEvent;
import org.espalier.plan.data.FoldsPlan;
import org.espalier.spark.data.column.Problems;

/**
 * Number of rows by fold and class.
 *
 * @param classes their labels; one nameless class for regression
 * @param rows by fold and class
 * @param onlyTraining by class, rows that no fold validates
 * @param heldOutOf by class, rows held out
 * @param trainingOf training rows by fold
 * @param repeats number of partitions into folds
 */
public record FoldCounts(
    List<String> classes,
    List<List<Long>> rows,
    List<Long> onlyTraining,
    List<Long> heldOutOf,
    List<Long> trainingOf,
    int repeats) {

  public FoldCounts {
    classes = List.copyOf(classes);
    rows = rows.stream().map(List::copyOf).toList();
    onlyTraining = List.copyOf(onlyTraining);
    heldOutOf = List.copyOf(heldOutOf);
    trainingOf = List.copyOf(trainingOf);
  }

  /**
   * Counts a cut table.
   *
   * @param labels by class index; empty for regression
   * @param repeats how often it is cut
   */
  public static FoldCounts of(Dataset<Row> cut, int folds, List<String> labels, int repeats) {
    FoldTally tally = FoldTally.of(cut, folds, Math.max(1, labels.size()), repeats);
    FoldCounts counts = of(tally, folds, labels, 0);
    for (int repeat = 1; repeat < repeats; repeat++) {
      counts = counts.and(of(tally, folds, labels, repeat));
    }
    return counts;
  }

  /** With the folds of one more repeat behind these. */
  private FoldCounts and(FoldCounts repeat) {
    return new FoldCounts(
        classes,
        Stream.concat(rows.stream(), repeat.rows.stream()).toList(),
        onlyTraining,
        heldOutOf,
        Stream.concat(trainingOf.stream(), repeat.trainingOf.stream()).toList(),
        repeats + 1);
  }

  /** Those of the first repeats alone. */
  public FoldCounts first(int wanted) {
    int folds = rows.size() / repeats * wanted;
    return new FoldCounts(
        classes,
        rows.subList(0, folds),
        onlyTraining,
        heldOutOf,
        trainingOf.subList(0, folds),
        wanted);
  }

  private static FoldCounts of(FoldTally tally, int folds, List<String> labels, int repeat) {
    List<Long> only = boxed(tally.rows(repeat, FoldAssignment.ONLY_TRAINING));
    List<Long> heldOut = boxed(tally.rows(repeat, FoldAssignment.HELD_OUT));
    List<List<Long>> rows =
        IntStream.range(0, folds).mapToObj(fold -> boxed(tally.rows(repeat, fold))).toList();
    long all = rows.stream().mapToLong(FoldCounts::sum).sum() + sum(only);
    List<Long> others = rows.stream().map(fold -> all - sum(fold)).toList();
    return new FoldCounts(labels.isEmpty() ? List.of("") : labels, rows, only, heldOut, others, 1);
  }

  private static long sum(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }

  private static List<Long> boxed(long[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /** The same where folds train on less than all others. */
  FoldCounts withTraining(List<Long> counted) {
    return new FoldCounts(classes, rows, onlyTraining, heldOutOf, counted, repeats);
  }

  public long heldOut() {
    return sum(heldOutOf);
  }

  public List<Long> sizes() {
    return rows.stream().map(FoldCounts::sum).toList();
  }

  public long training() {
    return sum(sizes()) / repeats + sum(onlyTraining);
  }

  /** What the fold with the fewest training rows has. */
  public long smallestTraining() {
    return trainingOf.stream().mapToLong(Long::longValue).min().orElse(0);
  }

  public StudyEvent.Folds event(FoldsPlan.Rule rule) {
    return new StudyEvent.Folds(
        rule.name().toLowerCase(Locale.ROOT),
        sizes(),
        largestSkew(),
        training(),
        heldOut(),
        repeats == 1 ? OptionalInt.empty() : OptionalInt.of(repeats));
  }

  /** Says what forbids a study. */
  public void check(FoldsPlan plan, boolean grouped, Problems problems) {
    int empty = sizes().indexOf(0L);
    if (empty >= 0) {
      problems.add(
          "folds",
          "fold %d of %d has no rows: too few rows have different %s"
              .formatted(empty + 1, sizes().size(), different(plan, grouped)),
          plan.isEven() && !grouped ? "fewer folds, or data.duplicates = apart" : "fewer folds");
      return;
    }
    int untrained = trainingOf.indexOf(0L);
    if (untrained >= 0) {
      problems.add(
          "folds",
          "fold %d of %d has no rows to train on".formatted(untrained + 1, sizes().size()),
          plan.rule() == FoldsPlan.Rule.TIME ? "a shorter gap, or fewer folds" : "");
    }
  }

  private static String different(FoldsPlan plan, boolean grouped) {
    return plan.rule() == FoldsPlan.Rule.TIME ? "times" : grouped ? "groups" : "keys";
  }

  /** The largest deviation of a class in a fold from its share, as a share of that. */
  private double largestSkew() {
    double largest = 0;
    int folds = rows.size() / repeats;
    for (int clazz = 0; clazz < classes.size(); clazz++) {
      long all = ofClass(clazz);
      for (int fold = 0; fold < rows.size() && all > 0; fold++) {
        largest = Math.max(largest, Math.abs(rows.get(fold).get(clazz) * (double) folds / all - 1));
      }
    }
    return largest;
  }

  /** All rows of each class. */
  public List<Long> ofClasses() {
    List<Long> all = new ArrayList<>();
    for (int clazz = 0; clazz < classes.size(); clazz++) {
      all.add(ofClass(clazz) + onlyTraining.get(clazz) + heldOutOf.get(clazz));
    }
    return all;
  }

  /** Rows of a class that some fold validates. */
  long ofClass(int clazz) {
    return rows.stream().mapToLong(fold -> fold.get(clazz)).sum() / repeats;
  }
}
