package org.espalier.spark.data.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.espalier.numeric.Counted;
import org.espalier.spark.data.column.Problems;
import org.espalier.spec.Recommendation;
import org.espalier.spec.StudyPlan;
import org.espalier.spec.data.DataPlan.Duplicates;
import org.espalier.spec.data.FoldsPlan;

/**
 * Judgement of how evenly the classes are spread over the folds, measured against the most even
 * split that there can be: {@code n} rows in {@code k} folds are {@code n / k} each, rounded down
 * or up. What lies beyond that is told above {@link #WARNED}, and refused above {@link #REFUSED}.
 *
 * @param counts of a study without classes, of all rows
 */
public record ClassBalance(FoldCounts counts, Cause cause) {

  /** Share of a class's rows in a fold, beyond rounding, above which the study warns. */
  static final double WARNED = 0.05;

  /** The same above which a stratified study is refused. */
  static final double REFUSED = 0.20;

  /** A pair of equal rows puts one row more into a fold, however small the class is. */
  private static final long ONE_PAIR = 1;

  /** A binomial number is further off than so many standard deviations once in two million. */
  private static final double SIGMAS = 5;

  /** Why folds can be more uneven than rounding makes them. */
  public enum Cause {
    /** Each row goes by its own. */
    ROUNDING,
    EQUAL_ROWS,
    GROUPS,
    /** The table is too large to be spread by counting. */
    HASHES,
    NOT_STRATIFIED,
    /** Spark draws them. */
    CHANCE,
    /** A time, a column, a share or a second table decides. */
    GIVEN;

    /**
     * The cause in a study.
     *
     * @param exact whether rows were spread by counting
     */
    public static Cause of(StudyPlan plan, boolean exact) {
      if (plan.folds().rule() != FoldsPlan.Rule.HASH) {
        return plan.folds().rule() == FoldsPlan.Rule.SPARK ? CHANCE : GIVEN;
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
   * What one fold has of a class.
   *
   * @param all training rows of the class
   * @param rows those of the fold
   * @param low of the most even split
   * @param high of the most even split
   */
  private record Part(int fold, int clazz, long all, long rows, long low, long high) {

    long beyond() {
      return Math.max(0, Math.max(rows - high, low - rows));
    }

    String evenly() {
      if (low == high) {
        return "%,d".formatted(low);
      }
      return (low + 1 == high ? "%,d or %,d" : "%,d to %,d").formatted(low, high);
    }
  }

  /** Says what forbids a study: a class that folds cannot all have, or have too unevenly. */
  public void check(Problems problems) {
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
              .formatted(counts.classes().get(clazz), Counted.of(all, "row"), folds),
          all == 1
              ? "more rows of it"
              : "folds = %d%s".formatted(all, areTwo ? "" : ", or folds.stratified = false"));
      return;
    }
    widest()
        .filter(part -> share(part) > REFUSED && (part.beyond() > ONE_PAIR || part.rows() == 0))
        .ifPresent(part -> problems.add("folds", inWords(part), right()));
  }

  /** A class that no model can learn, but on which it will be judged. */
  private void unseen(Problems problems) {
    for (int clazz = 0; clazz < counts.classes().size(); clazz++) {
      if (training(clazz) == 0 && counts.heldOutOf().get(clazz) > 0) {
        problems.add(
            "data.test",
            "class '%s' is among the held-out rows only".formatted(counts.classes().get(clazz)),
            "rows of every class to learn from"
                + (cause == Cause.EQUAL_ROWS
                    ? ", or data.duplicates = apart where they are equal but different cases"
                    : ""));
      }
    }
  }

  /** Lines to be said. */
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
              "class '%s' has 1 row to learn from: no fold can both learn and judge it"
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
            Counted.of(few, "row"),
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
        ? "data.duplicates = apart where equal rows are different cases, or fewer folds"
        : "fewer folds, or folds.stratified = false";
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

  /** What is beyond rounding, as a share of what a fold would have of the class. */
  private double share(Part part) {
    return part.all() == 0 ? 0 : (double) part.beyond() * folds() / part.all();
  }

  /** The part that is furthest off, by its share; empty if all are as even as can be. */
  private Optional<Part> widest() {
    Optional<Part> widest = Optional.empty();
    for (int clazz = 0; clazz < counts.classes().size(); clazz++) {
      for (int fold = 0; fold < counts.rows().size(); fold++) {
        Part part = part(fold, clazz);
        if (part.beyond() > 0 && (widest.isEmpty() || share(part) > share(widest.get()))) {
          widest = Optional.of(part);
        }
      }
    }
    return widest;
  }

  private Part part(int fold, int clazz) {
    long all = counts.ofClass(clazz);
    double even = (double) all / folds();
    double chance = cause == Cause.HASHES ? SIGMAS * Math.sqrt(even * (1 - 1.0 / folds())) : 0;
    return new Part(
        fold,
        clazz,
        all,
        counts.rows().get(fold).get(clazz),
        (long) Math.max(0, Math.floor(even - chance)),
        (long) Math.ceil(even + chance));
  }

  private String inWords(Part part) {
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
