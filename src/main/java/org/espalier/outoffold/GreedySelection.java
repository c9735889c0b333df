package org.espalier.outoffold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.espalier.metric.Measure;
import org.espalier.study.Seed;
import org.espalier.study.StandardError;

/**
 * Ensemble of trials, which averages their probabilities or predicted numbers: greedy selection
 * with replacement, from a sorted start, in bags of the trials. If there are more members than
 * allowed, those with the most picks are kept and selected from again for their weights. Caruana,
 * Niculescu-Mizil, Crew and Ksikes, ICML 2004.
 *
 * @param members trials with their weights, the largest first, chosen on all rows
 * @param score score on each fold of members that were chosen on the rows of the others: the mean
 *     over folds
 * @param single score of the single winner on the same rows. It was chosen on all of them, which is
 *     to its advantage
 * @param improvement of the score over the single one; negative if it is worse
 * @param standardError of the improvement, by the differences of the folds
 */
public record GreedySelection(
    List<Member> members, double score, double single, double improvement, double standardError) {

  /** Picks in all bags together; the weights of members are multiples of one of them. */
  public static final int PICKS = 25;

  private static final int BAGS = 5;

  /** Trials of a bag, if it has not half of them; so few are selected from at once. */
  private static final int BAG = 5;

  /** Rows that members are chosen on; of more, a sample. They are scored on all. */
  private static final int ROWS = 10_000;

  /**
   * Trial of an ensemble.
   *
   * @param weight in (0, 1]
   */
  public record Member(int trial, double weight) {
    public Member {
      if (!(weight > 0 && weight <= 1)) {
        throw new IllegalArgumentException("Trial %d: weight %s.".formatted(trial, weight));
      }
    }
  }

  public GreedySelection {
    members = List.copyOf(members);
    double sum = members.stream().mapToDouble(Member::weight).sum();
    if (!(Math.abs(sum - 1) < 1e-9)) {
      throw new IllegalArgumentException("members: the sum of weights is %s.".formatted(sum));
    }
    if (!Double.isFinite(score)
        || !Double.isFinite(single)
        || !Double.isFinite(improvement)
        || !(standardError >= 0)) {
      throw new IllegalArgumentException(
          "score %s, single %s, improvement %s, standard error %s."
              .formatted(score, single, improvement, standardError));
    }
  }

  /**
   * Selection from all trials of a table; empty if there is one trial alone, if rows cannot be left
   * out, or if the metric is not defined on a fold.
   *
   * @param single trial that the ensemble has to be better than
   * @param measure metric by which it is chosen and scored
   * @param most maximum number of members; positive
   */
  public static Optional<GreedySelection> of(
      OutOfFoldTable table, int single, Measure measure, int most, Seed seed) {
    if (most < 1) {
      throw new IllegalArgumentException("An ensemble of %d members.".formatted(most));
    }
    Scoring scoring = new Scoring(measure);
    double[] ofSingle = table.stored(single);
    CrossFit parts = CrossFit.of(table, seed.child("ensemble", 0));
    if (table.trials().size() < 2 || parts.isEmpty()) {
      return Optional.empty();
    }
    double[] before = scoring.values(table, ofSingle, parts.left());
    double[] after = new double[before.length];
    double[] differences = new double[before.length];
    for (int part = 0; part < after.length; part++) {
      Seed own = seed.child("part", part);
      List<Member> members =
          members(sample(table, parts.rest().get(part), own), scoring, most, own);
      int[] left = parts.left().get(part);
      after[part] = scoring.value(table, averaged(table, members, left), left);
      differences[part] = scoring.improvement(after[part], before[part]);
    }
    double difference = mean(differences);
    OptionalDouble error = StandardError.of(differences);
    if (!Double.isFinite(difference) || error.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new GreedySelection(
            members(sample(table, table.all(), seed), scoring, most, seed),
            mean(after),
            mean(before),
            difference,
            error.getAsDouble()));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** True if the ensemble is better than the single winner by more than the standard error. */
  public boolean accepted() {
    return members.size() > 1 && improvement > standardError;
  }

  /** Scores of the ensemble for all rows, as those of a trial are. */
  public double[] averaged(OutOfFoldTable table) {
    return averaged(table, members, table.all());
  }

  private static double[] averaged(OutOfFoldTable table, List<Member> members, int[] rows) {
    int width = table.width();
    double[] sums = new double[table.size() * width];
    for (Member member : members) {
      double[] scores = table.stored(member.trial());
      for (int row : rows) {
        for (int i = row * width; i < (row + 1) * width; i++) {
          sums[i] += member.weight() * scores[i];
        }
      }
    }
    return sums;
  }

  private static OutOfFoldTable sample(OutOfFoldTable table, int[] rows, Seed seed) {
    if (rows.length <= ROWS) {
      return table.only(rows);
    }
    var random = seed.child("sample", 0).random();
    double share = (double) ROWS / rows.length;
    return table.only(Arrays.stream(rows).filter(row -> random.nextDouble() < share).toArray());
  }

  private static List<Member> members(OutOfFoldTable table, Scoring scoring, int most, Seed seed) {
    List<Integer> trials = table.trials();
    double[] alone =
        trials.stream()
            .mapToDouble(trial -> scoring.mean(table, table.stored(trial), table.cells()))
            .toArray();
    List<Integer> sorted =
        IntStream.range(0, trials.size())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer place) -> -standing(scoring, alone[place])))
            .toList();
    int bags = trials.size() <= BAG ? 1 : BAGS;
    int size = Math.max(BAG, (trials.size() + 1) / 2);
    int[] counts = new int[trials.size()];
    for (int bag = 0; bag < bags; bag++) {
      List<Integer> library = bags == 1 ? sorted : drawn(sorted, size, seed.child("bag", bag));
      int[] picked = new Bag(table, scoring, library, PICKS / bags).picked();
      Arrays.setAll(counts, place -> counts[place] + picked[place]);
    }
    List<Integer> picked = picked(sorted, counts);
    if (picked.size() <= most) {
      return weighted(trials, picked, counts);
    }
    List<Integer> kept = sorted.stream().filter(picked.subList(0, most)::contains).toList();
    int[] again = new Bag(table, scoring, kept, PICKS).picked(); // weights without the others
    return weighted(trials, picked(kept, again), again);
  }

  /** Places with picks, those with the most first. */
  private static List<Integer> picked(List<Integer> places, int[] counts) {
    return places.stream()
        .filter(place -> counts[place] > 0)
        .sorted(Comparator.comparing((Integer place) -> -counts[place]))
        .toList();
  }

  private static List<Member> weighted(List<Integer> trials, List<Integer> places, int[] counts) {
    double sum = places.stream().mapToInt(place -> counts[place]).sum();
    return places.stream()
        .map(place -> new Member(trials.get(place), counts[place] / sum))
        .toList();
  }

  /** Number that is larger for a better value; NaN is worse than any other. */
  private static double standing(Scoring scoring, double value) {
    return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : scoring.improvement(value, 0);
  }

  /** Some of the places, in their order. */
  private static List<Integer> drawn(List<Integer> sorted, int size, Seed seed) {
    var random = seed.random();
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) { // selection sampling: Knuth, TAOCP 2, 3.4.2 S
      if (random.nextInt(sorted.size() - i) < size - drawn.size()) {
        drawn.add(sorted.get(i));
      }
    }
    return drawn;
  }

  /**
   * Picks from some trials, of which the first are kept that are best together.
   *
   * @param library places of trials, the best alone first
   * @param picks maximum number of picks
   */
  private record Bag(OutOfFoldTable table, Scoring scoring, List<Integer> library, int picks) {

    /** Number of picks of each trial of the table, by place. */
    int[] picked() {
      List<Integer> trials = table.trials();
      int[] counts = new int[trials.size()];
      double[] sums = new double[table.size() * table.width()];
      int size = 0;
      double best = Double.NEGATIVE_INFINITY;
      double[] starting = sums.clone();
      for (int n = 1; n <= Math.min(picks, library.size()); n++) { // as many of the best as is best
        starting = with(starting, library.get(n - 1));
        double standing = standing(starting, n);
        if (standing > best) {
          best = standing;
          size = n;
          sums = starting;
        }
      }
      library.stream().limit(size).forEach(place -> counts[place]++);
      int[] chosen = counts.clone();
      while (size < picks) { // also on where no pick is better, as two may be
        int next = library.get(0);
        double most = Double.NEGATIVE_INFINITY;
        for (int place : library) {
          double standing = standing(with(sums, place), size + 1);
          if (standing > most) {
            most = standing;
            next = place;
          }
        }
        sums = with(sums, next);
        counts[next]++;
        size++;
        if (most > best) {
          best = most;
          chosen = counts.clone();
        }
      }
      return chosen;
    }

    private double[] with(double[] sums, int place) {
      double[] scores = table.stored(table.trials().get(place));
      double[] more = new double[sums.length];
      for (int i = 0; i < more.length; i++) {
        more[i] = sums[i] + scores[i];
      }
      return more;
    }

    private double standing(double[] sums, int size) {
      double[] means = Arrays.stream(sums).map(sum -> sum / size).toArray();
      return GreedySelection.standing(scoring, scoring.mean(table, means, table.cells()));
    }
  }
}
