package org.espalier.spark.ui;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.analysis.RungText;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.ui.StudyProgress.Phrase;
import org.espalier.spark.ui.StudyProgress.Step;
import org.espalier.spark.ui.TuningRows.StudyRow;
import org.espalier.spark.ui.TuningRows.TrialRow;
import org.espalier.study.Objective;
import org.espalier.study.TrialState;

/** View of a study with its trials, as the pages show it. */
record StudyView(StudyRow study, List<TrialRow> trials) {

  StudyView {
    trials = List.copyOf(trials);
  }

  /**
   * Line of the table of rungs.
   *
   * @param rung number of the rung
   * @param resource resources of the rung, in words
   * @param scored number of trials with a score at the rung
   * @param promoted number of promoted trials
   * @param pruned number of pruned trials
   * @param failed number of trials without a score: failed, lost or cancelled
   * @param best best score; empty without one
   */
  record RungLine(
      int rung,
      String resource,
      long scored,
      long promoted,
      long pruned,
      long failed,
      Optional<Double> best) {}

  private Objective objective() {
    return study.begun().objective();
  }

  /**
   * Returns the state of a trial. A trial that was unfinished when the study ended is cancelled.
   */
  TrialState state(TrialRow trial) {
    return switch (trial.now().state()) {
      case QUEUED, RUNNING, PAUSED ->
          study.ended() == null ? trial.now().state() : TrialState.CANCELLED;
      case COMPLETED, PRUNED, FAILED, LOST, CANCELLED -> trial.now().state();
    };
  }

  /** Returns the number of trials by state, such as "3 completed, 2 pruned". */
  String states() {
    return Stream.of(TrialState.values())
        .map(
            state -> {
              long count = trials.stream().filter(trial -> state(trial) == state).count();
              return count == 0
                  ? ""
                  : String.format(
                      Locale.ROOT, "%,d %s", count, state.name().toLowerCase(Locale.ROOT));
            })
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }

  double taskSeconds() {
    return trials.stream().mapToDouble(trial -> trial.now().taskSeconds()).sum();
  }

  /** Returns an order by rung, highest first, then by score, best first, then by trial number. */
  Comparator<TrialRow> byScore() {
    return Comparator.comparing((TrialRow trial) -> -trial.scored().map(Step::rung).orElse(-1))
        .thenComparing(trial -> trial.scored().map(this::loss).orElse(0.0))
        .thenComparing(trial -> trial.now().trial());
  }

  private double loss(Step step) {
    Double score = step.score();
    return score == null ? 0.0 : objective().loss(score);
  }

  /** Returns the trial with the best score at the highest rung; empty without a score. */
  Optional<TrialRow> best() {
    return trials.stream().filter(trial -> trial.scored().isPresent()).min(byScore());
  }

  /** Returns the description of a rung with its resources. */
  String at(int rung) {
    return new RungText(study.begun().ladder(), study.begun().ofFunction()).at(rung);
  }

  /** Returns the rungs, the highest first. */
  List<RungLine> rungs() {
    int top = study.begun().ladder().top();
    return Stream.iterate(top, rung -> rung >= 0, rung -> rung - 1).map(this::line).toList();
  }

  private RungLine line(int rung) {
    List<Step> steps =
        trials.stream()
            .flatMap(trial -> trial.now().steps().stream())
            .filter(step -> step.rung() == rung)
            .toList();
    List<Double> scores = steps.stream().flatMap(step -> Stream.ofNullable(step.score())).toList();
    return new RungLine(
        rung,
        at(rung),
        scores.size(),
        decided(steps, "promoted"),
        decided(steps, "pruned"),
        steps.size() - scores.size(),
        scores.stream().min(Comparator.comparing(objective()::loss)));
  }

  private long decided(List<Step> steps, String verb) {
    return steps.stream()
        .flatMap(step -> phrase(step).stream())
        .filter(phrase -> phrase.verb().equals(verb))
        .count();
  }

  private Optional<Phrase> phrase(Step step) {
    boolean known = step.phrase() >= 0 && step.phrase() < study.phrases().size();
    return known ? Optional.of(study.phrases().get(step.phrase())) : Optional.empty();
  }

  /** Returns the decision or failure of an evaluation with its reason; empty if there is none. */
  Optional<String> reason(Step step) {
    return phrase(step)
        .map(
            phrase ->
                "rung %d: %s%s: %s"
                    .formatted(
                        step.rung(),
                        phrase.verb(),
                        phrase.rule().isEmpty() ? "" : " by " + phrase.rule(),
                        phrase.with(step.numbers())));
  }

  /** Returns the number of started and planned trials, such as "12 of 54 trials". */
  String begun() {
    return String.format(
        Locale.ROOT,
        "%,d of %s",
        trials.size(),
        CountedNoun.of(study.begun().plannedTrials(), "trial"));
  }
}
