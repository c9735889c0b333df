package org.espalier.schedule;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.espalier.search.Sampler;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Hyperband (Li et al., JMLR 18 (2018), Algorithm 1): rounds of brackets, from many trials at the
 * lowest rung to few at the highest, each of about the same cost. Rungs too low to tell good from
 * bad cost it no more than a factor of the number of brackets against evaluating all in full.
 *
 * <p>With a ladder's top s_max, bracket s = s_max … 0 begins at rung s_max − s with ⌈(s_max + 1) ·
 * η^s / (s + 1)⌉ trials, in whole numbers throughout. A round that the trials left do not fill has
 * all of its brackets, each smaller in proportion.
 *
 * <p>An open bracket keeps nobody waiting: where it has nothing to ask, the next one begins. The
 * sampler is asked when a trial is due, not when its bracket begins, so that a model sees every
 * outcome told so far, whatever bracket it came from; with such a sampler this is BOHB (Falkner,
 * Klein and Hutter, ICML 2018).
 */
public final class Hyperband implements Scheduler {

  private final TrialSource source;
  private final RungLadder ladder;
  private final int eta;
  private final String rule;

  private final List<Bracket> brackets = new ArrayList<>(); // of all rounds made so far
  private final SortedSet<Integer> ready = new TreeSet<>(); // brackets that have something to ask
  private final List<Integer> bracketOf = new ArrayList<>(); // by trial
  private int begun = 0; // brackets that were asked
  private int open = 0; // of these, how many may yet ask
  private int planned = 0; // trials of all brackets made so far

  /**
   * @param trials at most this many, over all brackets
   * @param eta reduction factor η, at least 2
   * @param rule as decisions name it
   */
  public Hyperband(Sampler sampler, int trials, RungLadder ladder, int eta, String rule) {
    this.source = new TrialSource(sampler, trials);
    this.ladder = ladder;
    this.eta = eta;
    this.rule = rule;
    round();
  }

  /** Makes the brackets of one more round, as far as there are trials. */
  private void round() {
    List<Integer> sizes = sizes(ladder.top(), eta, source.size() - planned);
    for (int first = 0; first < sizes.size(); first++) {
      if (sizes.get(first) > 0) {
        brackets.add(new Bracket(sizes.get(first), first, ladder, eta, rule));
        planned += sizes.get(first);
      }
    }
  }

  /**
   * Trials of the brackets of a round, by the rung they begin at: as many as Algorithm 1 has, or in
   * proportion if there are fewer.
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
    if (ready.isEmpty() && begun == brackets.size() && planned < source.size()) {
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
    return source.next(study);
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

  /** Keeps count of an open bracket that has just been asked or told. */
  private void settle(int index) {
    Bracket bracket = brackets.get(index);
    if (bracket.hasNext()) {
      ready.add(index);
    } else {
      ready.remove(index);
    }
    open -= bracket.exhausted() ? 1 : 0;
  }

  @Override
  public int plannedTrials() {
    return source.size();
  }
}
