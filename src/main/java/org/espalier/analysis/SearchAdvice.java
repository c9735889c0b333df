package org.espalier.analysis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.espalier.analysis.NextSteps.Advice;
import org.espalier.analysis.NextSteps.Kind;
import org.espalier.analysis.RungScores.Standing;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.numeric.Counted;
import org.espalier.search.OneAtATime;
import org.espalier.study.Door;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/** Advice on the search as a whole: its end, failures, trials, folds and rungs. */
record SearchAdvice(StudyRecord record, RungScores scores) {

  /** Rank correlation of two rungs below which the lower one says little. */
  private static final double LITTLE = 0.2;

  /** Rules of folds under which further folds can be made. */
  private static final Set<String> REPEATABLE = Set.of("hash", "function");

  /** Advice that no score is needed for. */
  List<Advice> ofStates() {
    List<Advice> all = new ArrayList<>();
    resume().ifPresent(all::add);
    failures().ifPresent(all::add);
    return all;
  }

  /** Advice from the scores of enough trials. */
  List<Advice> ofScores() {
    List<Advice> all = new ArrayList<>();
    Optional<Advice> exhausted = exhausted();
    if (exhausted.isEmpty()) {
      trials().ifPresent(all::add);
    }
    folds().ifPresent(all::add);
    rungs().ifPresent(all::add);
    exhausted.ifPresent(all::add);
    return all;
  }

  private Door door() {
    return record.opened().request().door();
  }

  /** True if there is more to do with the same settings. */
  private boolean isUnended() {
    StudyStatus status = record.summary().end().status();
    return status == StudyStatus.INTERRUPTED || status == StudyStatus.DEFECT;
  }

  private Optional<Advice> resume() {
    if (!isUnended()) {
      return Optional.empty();
    }
    String reason = record.summary().end().reason().strip().replaceFirst("\\.$", "");
    return Optional.of(
        new Advice(
            Kind.RESUME,
            door() == Door.JOB ? "output.resume" : "output.journal",
            "The study has not ended%s: %s goes on with it."
                .formatted(
                    reason.isEmpty() ? ", or is still running" : " (" + reason + ")",
                    door().resumption())));
  }

  private Optional<Advice> failures() {
    Map<String, Integer> reasons = new LinkedHashMap<>();
    int ended = 0;
    int failed = 0;
    for (TrialRow row : record.trials()) {
      boolean isFailed = row.state() == TrialState.FAILED || row.state() == TrialState.LOST;
      ended += isFailed || row.evaluation().score().isPresent() ? 1 : 0;
      if (isFailed) {
        failed++;
        reasons.merge(row.reason().strip().replaceFirst("\\.$", ""), 1, Integer::sum);
      }
    }
    if (2 * failed <= ended) {
      return Optional.empty();
    }
    Map.Entry<String, Integer> first =
        reasons.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    String sentence =
        "%d of %s failed, %d of them with: %s. Leave out of the space what cannot work."
            .formatted(failed, Counted.of(ended, "trial"), first.getValue(), first.getKey());
    return Optional.of(new Advice(Kind.FAILURES, space(), sentence));
  }

  private String space() {
    return door() == Door.JOB ? "learners" : "space";
  }

  /** More trials, if the last quarter of them found a clearly better one. */
  private Optional<Advice> trials() {
    // Which values one-at-a-time has is known from the start: its order says nothing.
    if (isUnended() || record.opened().setup().sampler().equals(OneAtATime.NAME)) {
      return Optional.empty();
    }
    int number = record.trials().size();
    int before = number * 3 / 4;
    List<Standing> leading = scores.leading();
    Standing best = leading.get(0);
    Optional<Standing> earlier = leading.stream().filter(one -> one.trial() < before).findFirst();
    if (best.trial() < before || earlier.isEmpty()) {
      return Optional.empty();
    }
    return scores
        .improvement(best.trial(), earlier.get().trial())
        .map(Standing::score)
        .filter(gain -> gain.mean() > 0 && gain.isBeyond(1))
        .map(gain -> trials(gain, number, number - before));
  }

  private Advice trials(ScoreEstimate gain, int number, int last) {
    int planned =
        record.course().resumed().stream()
            .map(StudyEvent.Resumed::plannedTrials)
            .reduce((one, later) -> later)
            .orElse(record.opened().setup().plannedTrials());
    String finding =
        ("The search was still improving: its last %d trials improved the best score by %s, %s a"
                + " trial; ")
            .formatted(last, gain, ScoreEstimate.digits(gain.mean() / last));
    return number < planned
        ? new Advice(
            Kind.TRIALS,
            "budget",
            finding + "only %d of %d trials began, so allow more.".formatted(number, planned))
        : new Advice(
            Kind.TRIALS, "search.trials", finding + "try %d trials.".formatted(2 * number));
  }

  /** More folds, if the lead of the winner is smaller than its error. */
  private Optional<Advice> folds() {
    Optional<Summary.Standing> winner =
        record.summary().result().winner().or(() -> record.course().leader());
    if (winner.isEmpty() || winner.get().repeated().isPresent()) {
      return Optional.empty();
    }
    int first = winner.get().trial();
    Map<String, Object> chosen = winner.get().configuration();
    int rung = record.trials().get(first).evaluation().rung();
    return scores.ranking(rung).stream()
        .map(Standing::trial)
        .filter(trial -> trial != first && !isSame(trial, winner.get().learner(), chosen))
        .findFirst()
        .flatMap(
            second ->
                scores
                    .improvement(first, second)
                    .map(Standing::score)
                    .filter(lead -> lead.error().orElse(0) > 0 && !lead.isBeyond(1))
                    .map(lead -> folds(first, second, lead)));
  }

  private boolean isSame(int trial, String learner, Map<String, Object> configuration) {
    TrialRow.Candidate other = record.trials().get(trial).candidate();
    return other.learner().equals(learner) && other.configuration().equals(configuration);
  }

  private Advice folds(int first, int second, ScoreEstimate lead) {
    boolean repeatable = REPEATABLE.contains(record.opened().folds().rule());
    String sentence =
        "Trial %d is ahead of trial %d by %s on %d folds, which is less than the error: "
                .formatted(first, second, lead, lead.folds())
            + (repeatable
                ? "evaluate the best three on further folds."
                : "more folds would tell them apart.");
    return new Advice(
        Kind.FOLDS, repeatable ? "winner.winner-repeats" : "folds.num-folds", sentence);
  }

  /** A higher first rung, if ranks there say little about those at the next. */
  private Optional<Advice> rungs() {
    RungLadder ladder = record.opened().setup().ladder();
    for (int rung = 0; rung < ladder.top(); rung++) {
      if (ladder.rung(rung + 1).hasCellsOf(ladder.rung(rung))) {
        continue; // a mean over more folds holds the one over fewer
      }
      List<Integer> lower = scores.ranking(rung).stream().map(Standing::trial).toList();
      List<Integer> higher = scores.ranking(rung + 1).stream().map(Standing::trial).toList();
      OptionalDouble correlation = rankCorrelation(lower, higher);
      if (correlation.isPresent() && correlation.getAsDouble() < LITTLE) {
        String sentence =
            ("Ranks at rung %d say little about those at rung %d (rank correlation %s of %d"
                        + " trials): ")
                    .formatted(
                        rung,
                        rung + 1,
                        ScoreEstimate.digits(correlation.getAsDouble()),
                        common(lower, higher).size())
                + "pruning there drops good ones, so begin with more of the resource.";
        return Optional.of(new Advice(Kind.RUNGS, "schedule.min-resource", sentence));
      }
    }
    return Optional.empty();
  }

  private static List<Integer> common(List<Integer> order, List<Integer> other) {
    Set<Integer> both = new HashSet<>(other);
    return order.stream().filter(both::contains).toList();
  }

  /** Spearman's rank correlation of the trials in both orders; empty of too few. */
  static OptionalDouble rankCorrelation(List<Integer> lower, List<Integer> higher) {
    List<Integer> one = common(lower, higher);
    List<Integer> other = common(higher, lower);
    int n = one.size();
    if (n < NextSteps.ENOUGH) {
      return OptionalDouble.empty();
    }
    double squares = 0;
    for (int rank = 0; rank < n; rank++) {
      double apart = rank - other.indexOf(one.get(rank));
      squares += apart * apart;
    }
    return OptionalDouble.of(1 - 6 * squares / (n * ((double) n * n - 1)));
  }

  /** A larger space, if each of its configurations was tried. */
  private Optional<Advice> exhausted() {
    List<SearchedParameter> parameters = record.opened().setup().parameters();
    double size = size(parameters);
    Set<Object> tried = new HashSet<>();
    for (TrialRow row : record.trials()) {
      if (!row.candidate().origin().equals(Trial.DEFAULT) || isListed(parameters, row)) {
        tried.add(List.of(row.candidate().learner(), row.candidate().configuration()));
      }
    }
    return parameters.isEmpty() || tried.size() < size
        ? Optional.empty()
        : Optional.of(
            new Advice(
                Kind.EXHAUSTED,
                space(),
                "All %s of the space were tried: more trials find nothing new, only further values."
                    .formatted(Counted.of((long) size, "configuration"))));
  }

  /** True if a learner's defaults are a configuration of the space. */
  private static boolean isListed(List<SearchedParameter> parameters, TrialRow row) {
    return parameters.stream()
        .allMatch(
            parameter ->
                Optional.ofNullable(row.candidate().values().get(parameter.name()))
                    .map(value -> parameter.index(value).isPresent())
                    .orElse(true));
  }

  /** Number of configurations, where conditions leave out none; infinite with a continuum. */
  private static double size(List<SearchedParameter> parameters) {
    List<String> learners = TriedParameter.learners(parameters);
    if (learners.isEmpty()) {
      return product(parameters, "");
    }
    return learners.stream().mapToDouble(learner -> product(parameters, learner + ".")).sum();
  }

  private static double product(List<SearchedParameter> parameters, String prefix) {
    return parameters.stream()
        .filter(parameter -> parameter.name().startsWith(prefix))
        .mapToDouble(
            parameter ->
                parameter.size().isPresent()
                    ? parameter.size().getAsLong()
                    : Double.POSITIVE_INFINITY)
        .reduce(1, (one, other) -> one * other);
  }
}
