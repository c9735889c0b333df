package org.espalier.schedule;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.espalier.search.Sampler;
import org.espalier.search.StrategyTexts;
import org.espalier.search.tpe.TpeSampler;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Hyperband (Li et al., JMLR 18 (2018), Algorithm 1): rounds of brackets, from many trials at the
 * lowest rung to few at the highest, each of about the same cost. If low rungs are uninformative,
 * it is at most slower than a search at full fidelity by the number of brackets.
 *
 * <p>With a ladder's top s_max, bracket s = s_max … 0 begins at rung s_max − s with ⌈(s_max + 1) ·
 * η^s / (s + 1)⌉ trials, in whole numbers throughout. A round that the trials left do not fill has
 * all of its brackets, each smaller in proportion.
 *
 * <p>A bracket that waits for outcomes does not block the search: the next one begins. The sampler
 * proposes a trial when it is due, not when its bracket begins, so that a model sees all outcomes
 * so far, of all brackets; with such a sampler this is BOHB (Falkner, Klein and Hutter, ICML 2018).
 *
 * <p>Departure from BOHB: the sampler is shown no outcome before a trial has completed the top. Low
 * rungs alone do not say whether their losses carry over. A model of the lowest would search the
 * widest bracket for that rung's own optimum, and what it found there would take all places on the
 * way up.
 */
public final class Hyperband extends SampledScheduler {

  public static final SchedulerSpec SPEC =
      SchedulerSpec.of(
          "hyperband",
          new StrategyTexts(
              "Rounds of successive halvings, from many trials with little resource each to few "
                  + "trials with more.",
              "It is unknown how much resource a trial needs before it can be judged.",
              "At worst the number of rungs times the cost of the best of its halvings alone.",
              "Li et al., JMLR 18 (2018)"),
          SchedulerSpec.LadderKind.RUNGS,
          (sampler, trials, ladder, eta) ->
              new Hyperband(sampler, trials, ladder, eta, "hyperband"));

  /** Description of Hyperband with proposals by {@code tpe}. */
  public static final SchedulerSpec BOHB =
      new RegisteredScheduler(
          "bohb",
          new StrategyTexts(
              "Hyperband with proposals by tpe, which learns from the outcomes of all of its "
                  + "halvings once a trial has had all of the resource.",
              "As for hyperband, with enough trials to learn from: some dozens or more.",
              "As much as hyperband; a few milliseconds per proposal.",
              "Falkner, Klein and Hutter, ICML 2018"),
          SchedulerSpec.LadderKind.RUNGS,
          Optional.of(new SchedulerSpec.OwnSampler(TpeSampler.NAME, "hyperband")),
          (sampler, trials, ladder, eta) -> new Hyperband(sampler, trials, ladder, eta, "bohb"));

  private final RungLadder ladder;
  private final int eta;
  private final String rule;

  private final List<Bracket> brackets = new ArrayList<>(); // of all rounds made so far
  private final SortedSet<Integer> ready = new TreeSet<>(); // brackets with a request
  private final List<Integer> bracketOf = new ArrayList<>(); // by trial
  private int begun = 0; // number of brackets with a request so far
  private int open = 0; // of these, the number that may still have requests
  private int planned = 0; // trials of all brackets made so far

  /**
   * @param trials maximum number of trials, over all brackets
   * @param eta reduction factor η, at least 2
   * @param rule name of the rule in decisions
   */
  public Hyperband(Sampler sampler, int trials, RungLadder ladder, int eta, String rule) {
    super(sampler, trials, /* mayPlanMore= */ false);
    this.ladder = ladder;
    this.eta = eta;
    this.rule = rule;
    round();
  }

  /** Makes the brackets of one more round, as far as there are trials. */
  private void round() {
    List<Integer> sizes = sizes(ladder.top(), eta, plannedTrials() - planned);
    for (int first = 0; first < sizes.size(); first++) {
      if (sizes.get(first) > 0) {
        brackets.add(new Bracket(sizes.get(first), first, ladder, eta, rule));
        planned += sizes.get(first);
      }
    }
  }

  /**
   * Trials of the brackets of a round, by the rung they begin at: the numbers of Algorithm 1, or in
   * proportion to them if there are fewer trials.
   */
  static List<Integer> sizes(int top, int eta, int trials) {
    BigInteger all = BigInteger.ZERO;
    List<BigInteger> upTo = new ArrayList<>();
    for (int s = top; s >= 0; s--) {
      BigInteger dividend = BigInteger.valueOf(eta).pow(s).multiply(BigInteger.valueOf(top + 1L));
      BigInteger roundUp = BigInteger.valueOf(s); // ⌈a / (s + 1)⌉ = ⌊(a + s) / (s + 1)⌋
      all = all.add(dividend.add(roundUp).divide(BigInteger.valueOf(s + 1L)));
      upTo.add(all);
    }
    BigInteger used = all.min(BigInteger.valueOf(trials));
    List<Integer> sizes = new ArrayList<>();
    int begun = 0;
    for (BigInteger sum : upTo) {
      int end = sum.multiply(used).divide(all).intValueExact();
      sizes.add(end - begun);
      begun = end;
    }
    return sizes;
  }

  @Override
  public Answer ask(Study study) {
    if (ready.isEmpty() && begun == brackets.size() && planned < plannedTrials()) {
      round();
    }
    if (ready.isEmpty() && begun < brackets.size()) {
      ready.add(begun++);
      open++;
    }
    if (ready.isEmpty()) {
      return open == 0 ? new Answer.Finished() : new Answer.Wait();
    }
    int oldest = ready.first();
    Answer answer = brackets.get(oldest).ask(() -> draw(study, oldest)).orElseThrow();
    settle(oldest);
    return answer;
  }

  private Trial draw(Study study, int bracket) {
    bracketOf.add(bracket);
    boolean atTop =
        study.incumbent().filter(best -> best.proposal().rung() == ladder.top()).isPresent();
    return atTop ? next(study) : nextUnled(study);
  }

  @Override
  public List<Decision> tell(Study study, Outcome outcome) {
    int index = bracketOf.get(outcome.proposal().trial());
    Bracket bracket = brackets.get(index);
    boolean wasOpen = !bracket.exhausted();
    List<Decision> decisions = bracket.tell(outcome);
    if (wasOpen) {
      settle(index);
    }
    return decisions;
  }

  /** Updates the count of open brackets after a request or an outcome of one of them. */
  private void settle(int index) {
    Bracket bracket = brackets.get(index);
    if (bracket.hasNext()) {
      ready.add(index);
    } else {
      ready.remove(index);
    }
    open -= bracket.exhausted() ? 1 : 0;
  }
}
