package org.espalier.report.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.analysis.OutOfFoldSentences;
import org.espalier.analysis.RefitSentence;
import org.espalier.analysis.RungText;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.numeric.CountedNoun;
import org.espalier.study.Interval;

/**
 * Verdict on a study, in words.
 *
 * @param notes caveats and further facts, a sentence each
 */
public record Verdict(String headline, List<String> notes) {

  static Verdict of(StudyRecord record, int decimals) {
    Optional<Comparison> compared = Comparison.of(record.summary(), decimals);
    Optional<Contender> leader = Contender.leader(record, decimals);
    Verdict verdict =
        compared
            .map(winner -> of(record, winner))
            .orElseGet(() -> new Verdict(withoutWinner(record, decimals), List.of()));
    List<String> notes = new ArrayList<>(verdict.notes());
    if (compared.isPresent()) {
      leader.ifPresent(best -> notes.add("Best so far: %s.".formatted(scored(record, best))));
    }
    ended(record).ifPresent(notes::add);
    StudyStatus status = record.summary().end().status();
    if (status == StudyStatus.INTERRUPTED || status == StudyStatus.DEFECT) {
      notes.add(
          "To continue where it stopped: %s."
              .formatted(record.opened().request().entryPoint().resumption()));
    }
    notes.addAll(OutOfFoldSentences.of(record.summary().result()));
    RefitSentence.of(record.summary().result()).ifPresent(notes::add);
    return new Verdict(verdict.headline(), notes);
  }

  private static Verdict of(StudyRecord record, Comparison compared) {
    Summary summary = record.summary();
    List<String> notes = new ArrayList<>();
    String metric = DisplayLabels.metric(record);
    if (compared.baseline().isEmpty()) {
      return alone(record, compared, metric);
    }
    double gain = summary.result().improvement().orElseThrow().crossValidated();
    notes.add(folds(compared));
    if (gain > 0 && compared.withinError()) {
      notes.add("The gain is smaller than its standard error over folds: it may be chance.");
    }
    heldOut(record, compared).ifPresent(notes::add);
    return new Verdict(headline(summary, compared, metric), notes);
  }

  /** One verdict: a gain over folds that held-out rows do not confirm is none. */
  private static String headline(Summary summary, Comparison compared, String metric) {
    Summary.Improvement improvement = summary.result().improvement().orElseThrow();
    if (improvement.crossValidated() <= 0) {
      return "No improvement: %s was chosen, but is no better than the baseline in %s."
          .formatted(compared.winner().name(), metric);
    }
    String gain = compared.gain().orElseThrow().text().substring(1);
    return improvement.heldOut().orElse(1) > 0
        ? "%s beats the baseline by %s in %s.".formatted(subject(compared.winner()), gain, metric)
        : "No improvement: %s was better by %s in %s over folds, but not on held-out rows."
            .formatted(compared.winner().name(), gain, metric);
  }

  /** Reason why the study ended, as a sentence; empty if none is known. */
  private static Optional<String> ended(StudyRecord record) {
    if (record.summary().end().status() == StudyStatus.RUNNING) {
      return Optional.of("The study is running. This page is as of its last event.");
    }
    if (record.course().closed().isEmpty()) {
      return Optional.of(
          "Its journal ends before the study does: the process was killed, or is still running.");
    }
    String reason = record.summary().end().reason().strip();
    if (reason.isEmpty()) {
      return Optional.empty();
    }
    String sentence =
        switch (record.summary().end().status()) {
          case FINISHED -> "The search ended as %s";
          case GATE_FAILED -> "A requirement is not met: %s";
          case INTERRUPTED -> "It was interrupted: %s";
          case DEFECT -> "It failed: %s";
          case GAVE_UP, INVALID, RUNNING -> "It gave up: %s";
        };
    return Optional.of(sentence.formatted(reason) + (reason.endsWith(".") ? "" : "."));
  }

  private static Verdict alone(StudyRecord record, Comparison compared, String metric) {
    Contender winner = compared.winner();
    List<String> notes = new ArrayList<>();
    if (record
        .summary()
        .result()
        .baseline()
        .filter(b -> b.trial() == winner.standing().trial())
        .isPresent()) {
      if (record.wonUnopposed()) {
        return new Verdict("Nothing but the baseline was completed.", notes);
      }
      notes.add(
          "Nothing that was tried scored better in %s than %s."
              .formatted(metric, defaults(record, winner)));
      return new Verdict("No improvement: the baseline itself won.", notes);
    }
    notes.add("There is no baseline to compare it with.");
    return new Verdict(
        "%s scored best: %s in %s.".formatted(subject(winner), winner.mean().text(), metric),
        notes);
  }

  private static String withoutWinner(StudyRecord record, int decimals) {
    StudyStatus status = record.summary().end().status();
    String found =
        switch (status) {
          case INTERRUPTED -> "Interrupted. Best so far: %s.";
          case RUNNING -> "Best so far: %s.";
          default -> "No winner was chosen. Best of all: %s.";
        };
    String none =
        switch (status) {
          case INTERRUPTED -> "Interrupted before a trial was scored.";
          case RUNNING -> "No trial is scored yet.";
          default -> "No winner was chosen.";
        };
    return Contender.leader(record, decimals)
        .map(leader -> found.formatted(scored(record, leader)))
        .orElse(none);
  }

  /** Trial, score and the resources that the score rests on. */
  private static String scored(StudyRecord record, Contender leader) {
    return "%s with %s in %s, %s"
        .formatted(
            leader.name() + (leader.standing().learner().isEmpty() ? "" : ","),
            leader.mean().text() + leader.stdError().map(e -> " ± " + e.text()).orElse(""),
            DisplayLabels.metric(record),
            reached(record, leader));
  }

  private static String reached(StudyRecord record, Contender leader) {
    int rung = record.trials().get(leader.standing().trial()).evaluation().rung();
    return new RungText(record).at(rung);
  }

  private static String folds(Comparison compared) {
    return "It is better on %d of %s."
        .formatted(compared.foldsBetter(), CountedNoun.of(compared.gains().size(), "fold"));
  }

  private static Optional<String> heldOut(StudyRecord record, Comparison compared) {
    long rows = record.opened().folds().heldOutRows();
    if (compared.heldOutGain().isEmpty()) {
      return Optional.empty();
    }
    double gain = record.summary().result().improvement().orElseThrow().heldOut().getAsDouble();
    String where = "%s that no model saw before".formatted(CountedNoun.of(rows, "held-out row"));
    boolean noise =
        record.summary().result().improvement().flatMap(i -> i.interval()).stream()
            .anyMatch(Interval::holdsZero);
    if (gain == 0) {
      return Optional.of("On %s both score the same.".formatted(where));
    }
    String told =
        compared.interval().map(" The 95 %% interval is %s."::formatted).orElse("")
            + (noise ? " With so few rows this may be noise." : "");
    return Optional.of(inWords(record, compared, where) + told);
  }

  private static String inWords(StudyRecord record, Comparison compared, String where) {
    Summary.Improvement improvement = record.summary().result().improvement().orElseThrow();
    boolean overFolds = improvement.crossValidated() > 0;
    String gain = compared.heldOutGain().orElseThrow().text();
    if (improvement.heldOut().orElseThrow() > 0) {
      return "On %s it is better by %s%s."
          .formatted(where, gain.substring(1), overFolds ? ", too" : "");
    }
    return overFolds
        ? "On %s the gain was not confirmed (%s): do not rely on it.".formatted(where, gain)
        : "On %s it is no better either (%s).".formatted(where, gain);
  }

  /** Winner as the subject of a sentence: Trial 7, random-forest, */
  private static String subject(Contender winner) {
    return DisplayLabels.capital(winner.name())
        + (winner.standing().learner().isEmpty() ? "" : ",");
  }

  private static String defaults(StudyRecord record, Contender winner) {
    if (DisplayLabels.isOfFunction(record)) {
      return "the first start point";
    }
    return winner.standing().learner().isEmpty()
        ? "the defaults"
        : "the defaults of " + winner.standing().learner();
  }
}
