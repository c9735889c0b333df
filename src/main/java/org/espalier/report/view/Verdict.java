package org.espalier.report.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.journal.StudyEvent.Closed;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.study.Interval;

/**
 * Verdict on a study, in words.
 *
 * @param notes caveats and further facts, a sentence each
 */
public record Verdict(String headline, List<String> notes) {

  static Verdict of(StudyRecord record, Comparison compared) {
    Summary summary = record.summary();
    List<String> notes = new ArrayList<>();
    String metric = Words.metric(summary.result().metric().name());
    if (compared.baseline().isEmpty()) {
      return alone(record, compared, metric);
    }
    double gain = summary.result().improvement().orElseThrow().crossValidated();
    notes.add(folds(compared));
    if (gain > 0 && compared.withinError()) {
      notes.add("The gain is smaller than its standard error over folds: it may be chance.");
    }
    heldOut(record, compared).ifPresent(notes::add);
    ended(record).ifPresent(notes::add);
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

  /** Reason why the search ended, as a sentence. */
  private static Optional<String> ended(StudyRecord record) {
    return record
        .course()
        .closed()
        .map(Closed::reason)
        .filter(reason -> !reason.isBlank())
        .map(reason -> "The search ended as %s.".formatted(reason));
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
        ended(record).ifPresent(notes::add);
        return new Verdict("Nothing but the baseline was completed.", notes);
      }
      notes.add(
          "Nothing that was tried scored better in %s than %s."
              .formatted(metric, defaults(winner)));
      ended(record).ifPresent(notes::add);
      return new Verdict("No improvement: the baseline itself won.", notes);
    }
    notes.add("There is no baseline to compare it with.");
    ended(record).ifPresent(notes::add);
    return new Verdict(
        "%s scored best: %s in %s.".formatted(subject(winner), winner.mean().text(), metric),
        notes);
  }

  static Verdict withoutWinner(StudyRecord record) {
    List<String> notes = new ArrayList<>();
    record
        .course()
        .closed()
        .map(Closed::reason)
        .filter(reason -> !reason.isBlank())
        .ifPresent(notes::add);
    if (record.course().closed().isEmpty()) {
      notes.add(
          "The journal ends before the study was finished. The same command with --resume continues"
              + " it.");
    }
    return new Verdict("No winner was chosen.", notes);
  }

  private static String folds(Comparison compared) {
    return "It is better on %d of %d folds."
        .formatted(compared.foldsBetter(), compared.gains().size());
  }

  private static Optional<String> heldOut(StudyRecord record, Comparison compared) {
    long rows = record.opened().folds().heldOutRows();
    if (compared.heldOutGain().isEmpty()) {
      return Optional.empty();
    }
    double gain = record.summary().result().improvement().orElseThrow().heldOut().getAsDouble();
    String where = "%s that no model saw before".formatted(Words.count(rows, "held-out row"));
    boolean noise =
        record.summary().result().improvement().flatMap(i -> i.interval()).stream()
            .anyMatch(Interval::holdsZero);
    if (gain == 0) {
      return Optional.of("On %s both score the same.".formatted(where));
    }
    String told = noise ? " So few rows do not tell that from noise." : "";
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
        ? "On %s the gain did not hold (%s): do not rely on it.".formatted(where, gain)
        : "On %s it is no better either (%s).".formatted(where, gain);
  }

  /** Winner as the subject of a sentence: Trial 7, random-forest, */
  private static String subject(Contender winner) {
    return Words.capital(winner.name()) + (winner.standing().learner().isEmpty() ? "" : ",");
  }

  private static String defaults(Contender winner) {
    return winner.standing().learner().isEmpty()
        ? "the defaults"
        : "the defaults of " + winner.standing().learner();
  }
}
