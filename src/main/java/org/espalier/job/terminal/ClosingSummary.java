package org.espalier.job.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.analysis.OutOfFoldSentences;
import org.espalier.analysis.RefitSentence;
import org.espalier.engine.ConsoleFormat;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.SafeText;
import org.espalier.study.Interval;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/**
 * Last lines of a study on the terminal: incumbent, held-out score next to the baseline's, savings,
 * where the page is.
 *
 * @param again the command that continues the study if it was interrupted
 */
public record ClosingSummary(PrintWriter out, StudyFolder folder, String again) {

  public void say(StudyRecord record) throws IOException {
    Summary summary = record.summary();
    out.println();
    out.printf(
        "study %s %s%s: %s%n",
        summary.study(),
        summary.end().status(),
        summary.end().exitCode() == StudyStatus.FINISHED.exitCode()
            ? ""
            : " (exit " + summary.end().exitCode() + ")",
        record.course().closed().map(closed -> SafeText.line(closed.reason())).orElse(""));
    summary
        .result()
        .winner()
        .ifPresentOrElse(
            winner -> winner(record, winner),
            () -> record.course().leader().ifPresent(best -> leader(record, best)));
    leaderboard(record);
    out.printf(
        "trials    %s%s%n",
        summary.search().trials().entrySet().stream()
            .map(e -> "%d %s".formatted(e.getValue(), text(e.getKey())))
            .reduce((a, b) -> a + ", " + b)
            .orElse("none"),
        summary.search().notBegun() > 0
            ? "; %d of them not started".formatted(summary.search().notBegun())
            : "");
    work(summary.search().saved()).ifPresent(text -> out.printf("work      %s%n", text));
    out.printf("cost      %s%n", cost(summary.cost()));
    if (folder.has(folder.model())) {
      out.printf("model     %s%n", folder.model());
      if (folder.has(folder.code())) {
        out.printf("pipeline  %s%n", folder.code());
      }
    }
    out.printf("page      %s%n", folder.report());
    if (folder.has(folder.settings())) {
      out.printf("settings  %s%n", folder.settings());
    }
    if (summary.end().status() == StudyStatus.INTERRUPTED) {
      out.printf("next      %s%n", again);
    }
    out.flush();
  }

  private void leaderboard(StudyRecord record) throws IOException {
    OptionalLong size =
        folder.has(folder.model())
            ? OptionalLong.of(folder.size(folder.model()))
            : OptionalLong.empty();
    List<String> lines = new Leaderboard(record, size).lines();
    if (!lines.isEmpty()) {
      out.println("leaderboard");
      lines.forEach(line -> out.printf("  %s%n", line));
    }
  }

  private static Optional<String> work(Summary.Saved saved) {
    List<String> parts = new ArrayList<>();
    if (saved.unitsFull() > 0) {
      parts.add(
          "%,d of %s"
              .formatted(saved.unitsPlanned(), CountedNoun.of(saved.unitsFull(), "planned unit")));
      double percent = 100 * saved.share();
      if (percent != 0) {
        parts.add(
            percent < 0
                ? "the rungs cost %.0f %% more than pruning saved".formatted(-percent)
                : "pruning saved %.0f %%".formatted(percent));
      }
    }
    if (saved.unitsCancelled() > 0) {
      parts.add(
          CountedNoun.of(saved.unitsCancelled(), "planned unit")
              + " of trials that were cancelled");
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
  }

  private static String cost(Summary.Cost cost) {
    return "%.1f s of tasks in %.1f s%s"
        .formatted(
            cost.taskSeconds(),
            cost.wallSeconds(),
            cost.cancelledSeconds() > 0
                ? "; %.1f s of them cancelled".formatted(cost.cancelledSeconds())
                : "");
  }

  private void leader(StudyRecord record, Summary.Standing best) {
    int rung = record.trials().get(best.trial()).evaluation().rung();
    out.printf("best      trial %d%s%n", best.trial(), chosen(best));
    out.printf(
        "          %s %s at rung %d of %d%n",
        record.summary().result().metric().name(),
        spread(best.crossValidated()),
        rung,
        record.opened().setup().ladder().top());
  }

  private void winner(StudyRecord record, Summary.Standing winner) {
    Summary summary = record.summary();
    out.printf("winner    trial %d%s%n", winner.trial(), chosen(winner));
    String metric = summary.result().metric().name();
    Optional<Summary.Standing> baseline = summary.result().baseline();
    out.printf(
        "          cross-validated %s %s%s%n",
        metric,
        spread(winner.crossValidated()),
        baseline.map(b -> ", baseline " + spread(b.crossValidated())).orElse(""));
    winner
        .repeated()
        .ifPresent(
            again ->
                out.printf(
                    "          on %s %s %s%n",
                    CountedNoun.of(again.scores().size(), "more fold"), metric, spread(again)));
    winner
        .heldOut()
        .ifPresent(
            heldOut ->
                out.printf(
                    "          held-out %s %s%s%n",
                    metric,
                    ConsoleFormat.text(heldOut.score()),
                    baseline
                        .flatMap(Summary.Standing::heldOut)
                        .map(b -> ", baseline " + ConsoleFormat.text(b.score()))
                        .orElse("")));
    String first = record.trials().get(0).candidate().origin();
    if (first.equals(Trial.DEFAULT)) { // else there is no baseline
      out.printf("          %s%n", verdict(record, winner));
    }
    OutOfFoldSentences.of(summary.result()).forEach(line -> out.printf("          %s%n", line));
    RefitSentence.of(summary.result()).ifPresent(line -> out.printf("          %s%n", line));
  }

  /** Learner and configuration; a function has no learner. */
  private static String chosen(Summary.Standing winner) {
    String learner = winner.learner().isEmpty() ? "" : ", " + winner.learner();
    String iterations =
        winner.iterations().stream()
            .mapToObj(number -> "; " + CountedNoun.of(number, "iteration"))
            .findFirst()
            .orElse("");
    return winner.configuration().isEmpty()
        ? learner + iterations
        : learner + ": " + ConsoleFormat.text(winner.configuration()) + iterations;
  }

  private static String verdict(StudyRecord record, Summary.Standing winner) {
    Summary summary = record.summary();
    if (winner.trial() == 0) {
      return record.wonUnopposed()
          ? "nothing but the baseline was completed: there is nothing to compare it with"
          : "the baseline itself is the best: no improvement";
    }
    if (summary.result().improvement().isEmpty()) {
      return "the baseline has no score of as many rows and folds: no comparison";
    }
    Summary.Improvement improvement = summary.result().improvement().get();
    OptionalDouble heldOut = improvement.heldOut();
    double gain = heldOut.orElse(improvement.crossValidated());
    String on = heldOut.isPresent() ? "on held-out rows" : "in cross-validation";
    boolean lost = gain < 0 && heldOut.isPresent() && improvement.crossValidated() > 0;
    return compared(gain, on)
        + improvement.interval().map(ClosingSummary::interval).orElse("")
        + (lost ? "; the gain over folds was not confirmed" : "");
  }

  private static String compared(double gain, String on) {
    return gain == 0
        ? "the same as the baseline " + on
        : "%s than the baseline by %s %s"
            .formatted(gain > 0 ? "better" : "worse", ConsoleFormat.text(Math.abs(gain)), on);
  }

  private static String interval(Interval gain) {
    if (gain.low() == 0 && gain.high() == 0) {
      return ""; // every row is scored alike
    }
    return ", 95 %% interval %s to %s%s"
        .formatted(
            ConsoleFormat.text(gain.low()),
            ConsoleFormat.text(gain.high()),
            gain.holdsZero() ? ": it may be noise" : "");
  }

  private static String spread(Summary.CrossValidated score) {
    return score.stdError().isPresent()
        ? ConsoleFormat.text(score.mean(), score.stdError().getAsDouble())
        : ConsoleFormat.text(score.mean());
  }

  private static String text(TrialState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
