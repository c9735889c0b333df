package org.espalier.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyRecord;
import org.espalier.numeric.CountedNoun;
import org.espalier.study.Direction;
import org.espalier.study.Seed;

/**
 * Importance of the parameters of a study for its score.
 *
 * <p>Scores that rest on different work are not compared: all are of one rung, the highest that
 * max(10, 2 · parameters) trials were scored at on all of its folds. A trial that went further
 * counts with the score it had there. If there are more than 2,000 trials, 2,000 are drawn.
 * Parameters of which these trials have one value are left out. All draws are made from the study's
 * seed, so that one record always has the same importances.
 *
 * <p>Trials that a sampler or a scheduler chose are not a uniform sample: the forest of the
 * functional ANOVA is least certain where few trials are, and PED-ANOVA compares the best trials
 * with all trials.
 *
 * @param rung rung of the scores, from 0; 0 if there are no importances
 * @param trials number of trials that were compared; 0 if there are no importances
 * @param parameters by the share that the functional ANOVA gives them, the largest first
 * @param interactions pairs with the largest shares among those that a trial has both of, at most
 *     {@value #INTERACTIONS}, the largest first
 * @param gains gains by each parameter alone, the largest first; none in a study of another sampler
 *     than one-at-a-time
 * @param reason sentence that says why there are no importances; empty if there are
 */
public record ParameterImportance(
    int rung,
    int trials,
    List<Main> parameters,
    List<Interaction> interactions,
    List<ParameterGain> gains,
    String reason) {

  private static final int LEAST_TRIALS = 10;
  private static final int MOST_TRIALS = 2_000;
  private static final int INTERACTIONS = 5;

  public ParameterImportance {
    parameters = List.copyOf(parameters);
    interactions = List.copyOf(interactions);
    gains = List.copyOf(gains);
    if (parameters.isEmpty() == reason.isEmpty()) {
      throw new IllegalArgumentException("There are either importances or a reason for none.");
    }
  }

  /**
   * Share of the variance of scores over the whole space, in [0, 1]: the mean over the trees of a
   * forest.
   *
   * @param deviation standard deviation over trees
   */
  public record Share(double mean, double deviation) {}

  /**
   * Importance of a parameter.
   *
   * @param parameter name in the space
   * @param fanova share that it explains by itself: V_p / V of the functional ANOVA (Hutter, Hoos
   *     and Leyton-Brown, ICML 2014); with those of interactions the shares add up to 1
   * @param pedAnova share in what distinguishes the best tenth of the trials from all, by PED-ANOVA
   *     (Watanabe, Bansal and Hutter, IJCAI 2023) as Optuna 5 computes it, in [0, 1]; all add up to
   *     1, or are 0
   * @param active share of the trials that have the parameter, in (0, 1]
   */
  public record Main(String parameter, Share fanova, double pedAnova, double active) {}

  /**
   * Interaction of two parameters.
   *
   * @param one name in the space
   * @param other name in the space, a later one
   * @param fanova share that both explain together beyond what each does by itself: V_{p,q} / V
   */
  public record Interaction(String one, String other, Share fanova) {}

  /**
   * Importances in a study. Takes about a second on one core for 1,000 trials of 20 parameters, in
   * proportion to both.
   *
   * @param record of any study, finished or not
   */
  public static ParameterImportance of(StudyRecord record) {
    List<Map<String, Object>> trials =
        record.trials().stream().map(row -> row.candidate().values()).toList();
    List<SearchedParameter> parameters = record.parameters();
    List<ParameterGain> gains = ParameterGain.of(record);
    Seed seed = new Seed(record.opened().setup().seed()).child("importance", 0);
    RungScores scored = RungScores.of(record);
    String reason = "No trial was scored on all folds of a rung.";
    for (int rung = record.opened().setup().ladder().top(); rung >= 0; rung--) {
      SortedMap<Integer, Double> scores = drawn(scores(scored, rung), seed.child("trials", rung));
      List<Map<String, Object>> compared = scores.keySet().stream().map(trials::get).toList();
      List<ParameterPositions> columns =
          parameters.stream()
              .map(parameter -> ParameterPositions.of(parameter, compared))
              .filter(ParameterPositions::varies)
              .toList();
      int least = Math.max(LEAST_TRIALS, 2 * columns.size());
      if (scores.size() >= least && !columns.isEmpty()) {
        double[] values = scores.values().stream().mapToDouble(score -> score).toArray();
        Direction direction = record.opened().setup().objective().direction();
        return of(rung, columns, losses(values, direction), gains, seed);
      }
      if (!scores.isEmpty()) {
        reason =
            columns.isEmpty()
                ? "No parameter differs between the scored trials."
                : "The importance of %s needs %d trials scored at one rung, not %d."
                    .formatted(CountedNoun.of(columns.size(), "parameter"), least, scores.size());
      }
    }
    return new ParameterImportance(0, 0, List.of(), List.of(), gains, reason);
  }

  /** A line for each gain, parameter and interaction, or the reason why there are none. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!gains.isEmpty()) {
      lines.add("Best gain in the metric by each parameter alone (± standard error over folds):");
      gains.forEach(gain -> lines.add(gain.toString()));
    }
    if (parameters.isEmpty()) {
      lines.add(reason);
      return lines;
    }
    lines.add(
        "Shares of the variance of scores (fANOVA, ± deviation over trees) and of what"
            + " distinguishes the best tenth (PED-ANOVA), from %d trials at rung %d:"
                .formatted(trials, rung));
    for (Main main : parameters) {
      lines.add(
          "%.3f ± %.3f  %.3f  %s"
              .formatted(
                  main.fanova().mean(),
                  main.fanova().deviation(),
                  main.pedAnova(),
                  main.parameter()));
    }
    for (Interaction pair : interactions) {
      lines.add(
          "%.3f ± %.3f         %s with %s"
              .formatted(
                  pair.fanova().mean(), pair.fanova().deviation(), pair.one(), pair.other()));
    }
    return lines;
  }

  /** Importances of columns that vary, for losses in [0, 1]. */
  private static ParameterImportance of(
      int rung,
      List<ParameterPositions> columns,
      double[] losses,
      List<ParameterGain> gains,
      Seed seed) {
    Fanova fanova = new Fanova(columns, losses, seed.child("forest", 0));
    double[] pedAnova = PedAnova.importances(columns, losses);
    List<Main> mains = new ArrayList<>();
    List<Interaction> pairs = new ArrayList<>();
    for (int one = 0; one < columns.size(); one++) {
      ParameterPositions column = columns.get(one);
      mains.add(new Main(column.name(), fanova.main(one), pedAnova[one], column.active()));
      for (int other = one + 1; other < columns.size(); other++) {
        Share share = fanova.pair(one, other);
        if (share.mean() > 0 && column.meets(columns.get(other))) {
          pairs.add(new Interaction(column.name(), columns.get(other).name(), share));
        }
      }
    }
    mains.sort(
        Comparator.comparing((Main main) -> main.fanova().mean())
            .thenComparing(Main::pedAnova)
            .reversed());
    pairs.sort(Comparator.comparing((Interaction pair) -> pair.fanova().mean()).reversed());
    return new ParameterImportance(
        rung,
        losses.length,
        mains,
        pairs.subList(0, Math.min(INTERACTIONS, pairs.size())),
        gains,
        "");
  }

  /** Mean scores over all folds of a rung, by trial. */
  private static SortedMap<Integer, Double> scores(RungScores all, int rung) {
    SortedMap<Integer, Double> scores = new TreeMap<>();
    for (int trial : all.byTrial().keySet()) {
      all.at(trial, rung).ifPresent(score -> scores.put(trial, score.mean()));
    }
    return scores;
  }

  /** At most {@value #MOST_TRIALS} of the trials, each as likely as any other. */
  private static SortedMap<Integer, Double> drawn(SortedMap<Integer, Double> scores, Seed seed) {
    RandomGenerator random = seed.random();
    SortedMap<Integer, Double> drawn = new TreeMap<>();
    int left = scores.size();
    for (Map.Entry<Integer, Double> score : scores.entrySet()) {
      if (random.nextInt(left) < MOST_TRIALS - drawn.size()) {
        drawn.put(score.getKey(), score.getValue());
      }
      left--;
    }
    return drawn;
  }

  /** Losses in [0, 1], so that sums of squares keep their digits; all 0 if equal. */
  private static double[] losses(double[] scores, Direction direction) {
    double sign = direction == Direction.MAXIMIZE ? -0.5 : 0.5; // halves differ by a finite number
    double[] losses = Arrays.stream(scores).map(score -> sign * score).toArray();
    double least = Arrays.stream(losses).min().orElse(0);
    double range = Arrays.stream(losses).max().orElse(0) - least;
    return Arrays.stream(losses).map(loss -> range > 0 ? (loss - least) / range : 0).toArray();
  }
}
