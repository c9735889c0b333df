package org.espalier.spark.data.fold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spec.rows.FoldsPlan;

/**
 * Number of rows by fold and class.
 *
 * @param classes labels of the classes; one class with an empty name for regression
 * @param rows rows that each fold validates, by fold and class
 * @param onlyTraining rows that no fold validates, by class
 * @param heldOutOf held-out rows, by class
 * @param trainingOf training rows, by fold
 * @param repeats number of partitions into folds
 */
public record FoldCounts(
    List<String> classes,
    List<List<Long>> rows,
    List<Long> onlyTraining,
    List<Long> heldOutOf,
    List<Long> trainingOf,
    int repeats) {

  /**
   * Number of counters before those of the folds, for {@link FoldAssignment#HELD_OUT} and {@link
   * FoldAssignment#ONLY_TRAINING}.
   */
  private static final int NO_FOLDS = 2;

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
   * @param repeats number of partitions into folds
   */
  public static FoldCounts of(Dataset<Row> cut, int folds, List<String> labels, int repeats) {
    int places = folds + NO_FOLDS; // counters of one repeat
    List<List<Long>> all = counted(cut, places, Math.max(1, labels.size()), repeats);
    List<Long> only = all.get(FoldAssignment.ONLY_TRAINING + NO_FOLDS);
    List<Long> heldOut = all.get(FoldAssignment.HELD_OUT + NO_FOLDS);
    List<List<Long>> rows = new ArrayList<>();
    for (int from = NO_FOLDS; from < all.size(); from += places) {
      rows.addAll(all.subList(from, from + folds));
    }
    long training = rows.stream().limit(folds).mapToLong(FoldCounts::sum).sum() + sum(only);
    List<Long> others = rows.stream().map(fold -> training - sum(fold)).toList();
    return new FoldCounts(
        labels.isEmpty() ? List.of("") : labels, rows, only, heldOut, others, repeats);
  }

  /** Returns the number of rows by counter and class, one repeat after the other. */
  private static List<List<Long>> counted(Dataset<Row> cut, int places, int classes, int repeats) {
    List<Column> columns = new ArrayList<>(List.of(functions.col(ReservedColumns.LABEL)));
    IntStream.range(0, repeats)
        .forEach(repeat -> columns.add(functions.col(ReservedColumns.fold(repeat))));
    long[] sums =
        ColumnPass.sums(
            cut,
            columns,
            repeats * places * classes,
            (rows, row) -> {
              int clazz = classes == 1 ? 0 : (int) row.getDouble(0);
              for (int repeat = 0; repeat < repeats; repeat++) {
                int place = repeat * places + row.getInt(1 + repeat) + NO_FOLDS;
                rows[place * classes + clazz]++;
              }
            });
    return IntStream.range(0, repeats * places)
        .mapToObj(place -> place * classes)
        .map(from -> Arrays.stream(sums, from, from + classes).boxed().toList())
        .toList();
  }

  /**
   * Returns the counts of a table without classes or held-out rows.
   *
   * @param sizes number of rows that each fold validates
   * @param only number of rows that no fold validates
   */
  public static FoldCounts of(List<Long> sizes, long only) {
    List<Long> others = sizes.stream().map(size -> sum(sizes) + only - size).toList();
    List<List<Long>> rows = sizes.stream().map(List::of).toList();
    return new FoldCounts(List.of(""), rows, List.of(only), List.of(0L), others, 1);
  }

  /** Returns the counts of the first {@code wanted} repeats. */
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

  private static long sum(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }

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

  /** Returns the number of training rows of the fold with the fewest; 0 if there are no folds. */
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

  /** Adds a problem if some fold has no rows to validate or to train on. */
  public void check(FoldsPlan plan, boolean grouped, DataProblems problems) {
    int empty = sizes().indexOf(0L);
    if (empty >= 0) {
      problems.add(
          "folds",
          "fold %d of %d has no rows: there are too few different %s"
              .formatted(empty + 1, sizes().size(), different(plan, grouped)),
          plan.isEven() && !grouped
              ? "use fewer folds, or set data.duplicates = apart"
              : "use fewer folds");
      return;
    }
    int untrained = trainingOf.indexOf(0L);
    if (untrained >= 0) {
      problems.add(
          "folds",
          "fold %d of %d has no rows to train on".formatted(untrained + 1, sizes().size()),
          plan.rule() == FoldsPlan.Rule.TIME ? "use a shorter gap, or fewer folds" : "");
    }
  }

  private static String different(FoldsPlan plan, boolean grouped) {
    return plan.rule() == FoldsPlan.Rule.TIME ? "times" : grouped ? "groups" : "keys";
  }

  /** Returns the largest relative deviation of a class's rows in a fold from their even share. */
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

  /** Returns the number of rows of each class, including held-out ones. */
  public List<Long> ofClasses() {
    List<Long> all = new ArrayList<>();
    for (int clazz = 0; clazz < classes.size(); clazz++) {
      all.add(ofClass(clazz) + onlyTraining.get(clazz) + heldOutOf.get(clazz));
    }
    return all;
  }

  /** Returns the number of rows of a class that some fold validates. */
  long ofClass(int clazz) {
    return rows.stream().mapToLong(fold -> fold.get(clazz)).sum() / repeats;
  }
}
