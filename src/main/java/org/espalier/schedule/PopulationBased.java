package org.espalier.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.espalier.search.Sampler;
import org.espalier.search.StrategyTexts;
import org.espalier.study.Continuation;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Population-based training in synchronous generations (Jaderberg et al. 2017, arXiv 1711.09846,
 * Algorithm 1, with truncation selection): at the end of each generation the worst of the
 * population end, and as many new trials continue the states of the best (exploit) under varied
 * configurations (explore).
 *
 * <p>A rung is a generation. A member that continues is the same trial at the next rung; one that
 * is replaced is pruned, and its place is taken by a new trial, whose parent is one of the best
 * ⌊n/η⌋. The parents take turns, the best first, so that no random number decides.
 *
 * <p>The number of trials counts the members of the first generation and all that replace one. The
 * population is the smallest one in which at most ⌊n/η⌋ are replaced at a time:
 *
 * <pre>
 *   trials = n + r(1) + … + r(g - 1),   r(i) ≤ ⌊n/η⌋,   g generations
 * </pre>
 *
 * <p>Failed members are the first to be replaced. Where none is left to copy from, new trials begin
 * at the rung without a state. A learner's defaults are never replaced: a new trial is then added
 * to them.
 */
public final class PopulationBased extends SampledScheduler {

  /** Name in settings, and rule in decisions. */
  public static final String NAME = "pbt";

  public static final SchedulerSpec SPEC =
      SchedulerSpec.of(
          NAME,
          new StrategyTexts(
              "Population-based training: after each generation the worst 1/eta continue from"
                  + " copies of the best trials' states, with varied configurations.",
              "The best value of a parameter changes during training, such as that of a learning rate.",
              "The population times the steps of a full training; each generation ends with its "
                  + "last member.",
              "Jaderberg et al. 2017 (arXiv 1711.09846)"),
          SchedulerSpec.LadderKind.GENERATIONS,
          PopulationBased::new);

  /**
   * @param from state that a new one continues
   */
  private record Member(Optional<Trial> trial, Optional<Continuation> from) {}

  private final RungLadder ladder;
  private final int eta;
  private final int population;

  private final Deque<Member> queue = new ArrayDeque<>(); // of this generation, without a request
  private final Map<Integer, Trial> members = new LinkedHashMap<>(); // with a request
  private final Map<Integer, Outcome> told = new HashMap<>();
  private int failed = 0; // places whose trial failed and was not replaced so far
  private int rung = 0;

  /**
   * @param trials maximum number of trials
   * @param eta the worst and the best 1/η are exchanged; at least 2
   */
  public PopulationBased(Sampler sampler, int trials, RungLadder ladder, int eta) {
    super(sampler, trials, /* mayPlanMore= */ false);
    if (eta < 2) {
      throw new IllegalArgumentException("PBT needs eta >= 2, not %d.".formatted(eta));
    }
    this.ladder = ladder;
    this.eta = eta;
    this.population = population(plannedTrials(), ladder.top(), eta);
    for (int i = 0; i < population; i++) {
      queue.add(new Member(Optional.empty(), Optional.empty()));
    }
  }

  /**
   * Smallest population of which at most ⌊n/η⌋ are replaced at a time.
   *
   * @param boundaries number of times that members are replaced
   */
  static int population(int trials, int boundaries, int eta) {
    int low = 1;
    int high = trials;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (middle + (long) boundaries * (middle / eta) >= trials) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Number of trials that begin at a rung above the lowest; replacements are spread evenly over
   * these rungs.
   */
  private int replacements(int at) {
    long all = (long) plannedTrials() - population;
    return (int) (all * at / ladder.top() - all * (at - 1) / ladder.top());
  }

  @Override
  public Answer ask(Study study) {
    Member member = queue.poll();
    if (member == null) {
      return told.size() < members.size() ? new Answer.Wait() : new Answer.Finished();
    }
    Trial trial =
        member
            .trial()
            .or(() -> member.from().map(from -> nextVaried(study, from)))
            .orElseGet(() -> next(study));
    members.put(trial.number(), trial);
    return new Answer.Evaluate(trial, rung, folds(member), member.from());
  }

  /** A new trial has no cells of lower rungs. */
  private List<Integer> folds(Member member) {
    return member.trial().isPresent() ? ladder.missingFolds(rung) : ladder.folds(rung);
  }

  @Override
  public List<Decision> tell(Study study, Outcome outcome) {
    told.put(outcome.proposal().trial(), outcome);
    return told.size() < members.size() || !queue.isEmpty() ? List.of() : endGeneration();
  }

  private List<Decision> endGeneration() {
    List<Outcome> ranked =
        told.values().stream().filter(Outcome::completed).sorted(Outcome.BY_LOSS).toList();
    List<Decision> decisions = new ArrayList<>();
    while (rung < ladder.top()) {
      int begin = replacements(rung + 1);
      failed += members.size() - ranked.size();
      Set<Integer> replaced = worst(ranked, begin - Math.min(begin, failed));
      failed -= Math.min(begin, failed);
      decisions.addAll(decisions(ranked, replaced));
      begin(ranked, replaced, begin);
      if (!queue.isEmpty()) {
        return decisions;
      }
    }
    return ranked.isEmpty() ? decisions : decisions(ranked, Set.of());
  }

  /** Numbers of the worst trials, at most this many, without defaults and never the best one. */
  private Set<Integer> worst(List<Outcome> ranked, int number) {
    Set<Integer> worst = new HashSet<>();
    for (int i = ranked.size() - 1; i > 0 && worst.size() < number; i--) {
      int trial = ranked.get(i).proposal().trial();
      if (!trial(trial).isDefault()) {
        worst.add(trial);
      }
    }
    return worst;
  }

  private Trial trial(int number) {
    return Optional.ofNullable(members.get(number)).orElseThrow();
  }

  private List<Decision> decisions(List<Outcome> ranked, Set<Integer> replaced) {
    OptionalDouble cutoff =
        ranked.stream()
            .filter(outcome -> !replaced.contains(outcome.proposal().trial()))
            .mapToDouble(outcome -> outcome.loss().getAsDouble())
            .max();
    boolean top = rung == ladder.top();
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < ranked.size(); i++) {
      Outcome outcome = ranked.get(i);
      int trial = outcome.proposal().trial();
      Decision.Ranking ranking =
          new Decision.Ranking(
              outcome.loss().getAsDouble(),
              top ? OptionalDouble.empty() : cutoff,
              i + 1,
              members.size());
      DecisionDraft draft =
          replaced.contains(trial)
              ? new DecisionDraft(
                  Decision.Kind.PRUNE,
                  "among the worst of %d, replaced by a variation of a better one"
                      .formatted(members.size()))
              : new DecisionDraft(Decision.Kind.PROMOTE, "continues in the next generation");
      decisions.add((top ? DecisionDraft.COMPLETE : draft).decision(outcome, NAME, ranking));
    }
    return decisions;
  }

  /** Begins the next generation: those that continue, then the new ones. */
  private void begin(List<Outcome> ranked, Set<Integer> replaced, int number) {
    int parents = Math.max(1, ranked.size() / eta);
    List<Continuation> best =
        ranked.stream()
            .limit(parents)
            .map(outcome -> new Continuation(outcome.proposal().trial(), rung))
            .toList();
    ranked.stream()
        .map(outcome -> outcome.proposal().trial())
        .filter(trial -> !replaced.contains(trial))
        .sorted()
        .forEach(trial -> queue.add(new Member(Optional.of(trial(trial)), Optional.empty())));
    for (int i = 0; i < number; i++) {
      Optional<Continuation> from =
          best.isEmpty() ? Optional.empty() : Optional.of(best.get(i % best.size()));
      queue.add(new Member(Optional.empty(), from));
    }
    members.clear();
    told.clear();
    rung++;
  }

  @Override
  public boolean continuesOthers() {
    return true;
  }
}
