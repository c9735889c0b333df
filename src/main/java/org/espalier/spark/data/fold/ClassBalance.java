package org.espalier.spark.data.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spec.Recommendation;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.DataPlan.Duplicates;
import org.espalier.spec.rows.FoldsPlan;

/**
 * Check of how evenly the classes are spread over the folds, measured against the most even split:
 * {@code n} rows in {@code k} folds are {@code n / k} each, rounded down or up. A larger difference
 * is reported above {@link #WARNED}, and refused above {@link #REFUSED}.
 *
 * @param counts rows by fold and class; all rows are one class in a study without classes
 * @param cause reason for folds that are more uneven than by rounding
 */
public record ClassBalance(FoldCounts counts, Cause cause) {

  /** Share of a class's rows in a fold, beyond rounding, above which the study warns. */
  static final double WARNED = 0.05;

  /** Share above which a stratified study is refused. */
  static final double REFUSED = 0.20;

  /**
   * Excess that is never refused: a pair of equal rows adds one row to a fold, however small the
   * class.
   */
  private static final long ONE_PAIR = 1;

  /** Number of standard deviations that a binomial count exceeds once in two million draws. */
  private static final double SIGMAS = 5;

  /** Reason for folds that are more uneven than by rounding. */
  public enum Cause {
    /** Rows are assigned one by one. */
    ROUNDING,
    EQUAL_ROWS,
    GROUPS,
    /** The table is too large to spread its rows by counting. */
    HASHES,
    NOT_STRATIFIED,
    /** Spark draws the folds. */
    CHANCE,
    /** A time, a column, a share or a second table determines the folds. */
    GIVEN;

    /**
     * Returns the cause of uneven folds in a study.
     *
     * @param exact true if rows were spread by counting
     */
    public static Cause of(StudyPlan plan, boolean exact) {
      if (plan.folds().rule() != FoldsPlan.Rule.HASH) {
        return plan.folds().isByPlace() ? CHANCE : GIVEN;
      }
      if (plan.data().roles().group().isPresent()) {
        return GROUPS;
      }
      if (!plan.folds().stratified()) {
        return NOT_STRATIFIED;
      }
      if (!exact) {
        return HASHES;
      }
      return plan.data().rowKey().duplicates() == Duplicates.TOGETHER ? EQUAL_ROWS : ROUNDING;
    }

    private boolean isSpread() {
      return this == ROUNDING || this == EQUAL_ROWS || this == HASHES;
    }
  }

  /**
   * Number of rows of a class in one fold.
   *
   * @param all number of rows of the class in all folds
   * @param rows number of rows of the class in this fold
   * @param low fewest rows of a fold in the most even split
   * @param high most rows of a fold in the most even split
   */
  private record ClassRows(int fold, int clazz, long all, long rows, long low, long high) {

    long excess() {
      return Math.max(0, Math.max(rows - high, low - rows));
    }

    String evenly() {
      if (low == high) {
        return "%,d".formatted(low);
      }
      return (low + 1 == high ? "%,d or %,d" : "%,d to %,d").formatted(low, high);
    }
  }

  /**
   * Adds problems that forbid a study: a class that only held-out rows have, that has fewer rows
   * than there are folds, or that is spread too unevenly.
   */
  public void check(DataProblems problems) {
    unseen(problems);
    if (!cause.isSpread() || counts.classes().size() < 2) {
      return;
    }
    int folds = folds();
    for (int clazz = 0; clazz < counts.classes().size(); clazz++) {
      long all = counts.ofClass(clazz);
      boolean areTwo = counts.classes().size() == 2;
      if (all >= folds || all == 0 || (all == 1 && !areTwo)) {
        continue;
      }
      problems.add(
          "folds",
          "class '%s' has %s to learn from, fewer than the %d folds"
              .formatted(counts.classes().get(clazz), CountedNoun.of(all, "row"), folds),
          all == 1
              ? "give more rows of it"
              : "set folds = %d%s".formatted(all, areTwo ? "" : ", or folds.stratified = false"));
      return;
    }
    widest()
        .filter(part -> share(part) > REFUSED && (part.excess() > ONE_PAIR || part.rows() == 0))
        .ifPresent(part -> problems.add("folds", inWords(part), right()));
  }

  /** Adds a problem for each class that only held-out rows have, as no model can learn it. */
  private void unseen(DataProblems problems) {
    for (int clazz = 0; clazz < counts.classes().size(); clazz++) {
      if (training(clazz) == 0 && counts.heldOutOf().get(clazz) > 0) {
        problems.add(
            "data.test",
            "class '%s' occurs in the held-out rows only".formatted(counts.classes().get(clazz)),
            "give rows of every class to learn from"
                + (cause == Cause.EQUAL_ROWS
                    ? ", or set data.duplicates = apart if equal rows are different cases"
                    : ""));
      }
    }
  }

  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (cause != Cause.GIVEN) {
      widest()
          .filter(part -> share(part) > WARNED)
          .ifPresent(part -> notes.add(inWords(part) + why()));
    }
    if (counts.classes().size() > 1) {
      rarest().ifPresent(notes::add);
    }
    if (counts.classes().size() > 2 && cause.isSpread()) {
      for (int clazz = 0; clazz < counts.classes().size(); clazz++) {
        if (counts.ofClass(clazz) == 1) {
          notes.add(
              "class '%s' has 1 row to learn from: no fold can both train on it and validate it"
                  .formatted(counts.classes().get(clazz)));
        }
      }
    }
    return notes;
  }

  private Optional<String> rarest() {
    int rarest = 0;
    int most = 0;
    for (int clazz = 1; clazz < counts.classes().size(); clazz++) {
      rarest = training(clazz) < training(rarest) ? clazz : rarest;
      most = training(clazz) > training(most) ? clazz : most;
    }
    long few = training(rarest);
    if (few == 0 || training(most) < Recommendation.IMBALANCE * few) {
      return Optional.empty();
    }
    List<String> better = Recommendation.ofRareClasses(counts.classes().size() == 2);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "class '%s' has %s to learn from, class '%s' %,d: accuracy hardly shows whether"
                + " a model finds it; %s and %s do",
            counts.classes().get(rarest),
            CountedNoun.of(few, "row"),
            counts.classes().get(most),
            training(most),
            String.join(", ", better.subList(0, better.size() - 1)),
            better.get(better.size() - 1)));
  }

  private long training(int clazz) {
    return counts.ofClass(clazz) + counts.onlyTraining().get(clazz);
  }

  private String right() {
    return cause == Cause.EQUAL_ROWS
        ? "set data.duplicates = apart if equal rows are different cases, or use fewer folds"
        : "use fewer folds, or set folds.stratified = false";
  }

  private String why() {
    return switch (cause) {
      case EQUAL_ROWS -> ", as equal rows stay together unless data.duplicates = apart";
      case GROUPS -> ", as groups stay together";
      case NOT_STRATIFIED -> ", as folds.stratified = false";
      case CHANCE -> ", as Spark draws them";
      case ROUNDING, HASHES, GIVEN -> "";
    };
  }

  private int folds() {
    return counts.rows().size() / counts.repeats();
  }

  /** Returns the rows beyond rounding, as a share of the class's even part of a fold. */
  private double share(ClassRows part) {
    return part.all() == 0 ? 0 : (double) part.excess() * folds() / part.all();
  }

  /** Returns the class and fold with the largest share; empty if all are as even as possible. */
  private Optional<ClassRows> widest() {
    Optional<ClassRows> widest = Optional.empty();
    for (int clazz = 0; clazz < counts.classes().size(); clazz++) {
      for (int fold = 0; fold < counts.rows().size(); fold++) {
        ClassRows part = part(fold, clazz);
        if (part.excess() > 0 && (widest.isEmpty() || share(part) > share(widest.get()))) {
          widest = Optional.of(part);
        }
      }
    }
    return widest;
  }

  private ClassRows part(int fold, int clazz) {
    long all = counts.ofClass(clazz);
    double even = (double) all / folds();
    double chance = cause == Cause.HASHES ? SIGMAS * Math.sqrt(even * (1 - 1.0 / folds())) : 0;
    return new ClassRows(
        fold,
        clazz,
        all,
        counts.rows().get(fold).get(clazz),
        (long) Math.max(0, Math.floor(even - chance)),
        (long) Math.ceil(even + chance));
  }

  private String inWords(ClassRows part) {
    String what =
        counts.classes().size() == 1
            ? "the"
            : "class '%s':".formatted(counts.classes().get(part.clazz()));
    return String.format(
        Locale.ROOT,
        "%s %,d training rows are spread unevenly: fold %d of %d has %,d where an even split has"
            + " %s",
        what,
        part.all(),
        part.fold() + 1,
        counts.rows().size(),
        part.rows(),
        part.evenly());
  }
}
