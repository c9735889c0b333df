package org.espalier.job;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.plan.Printable;
import org.espalier.spark.store.StudyFolder;
import org.espalier.study.Interval;
import org.espalier.study.TrialState;

/**
 * Closing lines of a study on the terminal: incumbent, held-out scores of winner and baseline,
 * savings, and the path of the page.
 */
final class Farewell {

  private final PrintWriter out;
  private final StudyRecord record;
  private final StudyFolder folder;

  Farewell(PrintWriter out, StudyRecord record, StudyFolder folder) {
    this.out = out;
    this.record = record;
    this.folder = folder;
  }

  void say() {
    Summary summary = record.summary();
    out.println();
    out.printf(
        "study %s %s%s: %s%n",
        summary.study(),
        summary.status(),
        summary.exitCode() == ExitCode.FINISHED ? "" : " (exit " + summary.exitCode() + ")",
        record.closed().map(closed -> Printable.line(closed.reason())).orElse(""));
    summary.winner().ifPresent(winner -> winner(summary, winner));
    out.printf(
        "trials    %s%n",
        summary.trials().entrySet().stream()
            .map(e -> "%d %s".formatted(e.getValue(), text(e.getKey())))
            .reduce((a, b) -> a + ", " + b)
            .orElse("none"));
    Summary.Saved saved = summary.saved();
    if (saved.unitsFull() > 0) {
      double share = 100.0 * (saved.unitsFull() - saved.unitsPlanned()) / saved.unitsFull();
      out.printf(
          share < 0
              ? "work      %,d of %,d planned units; the rungs took %.0f %% more than they saved%n"
              : "work      %,d of %,d planned units; pruning saved %.0f %%%n",
          saved.unitsPlanned(),
          saved.unitsFull(),
          Math.abs(share));
    }
    out.printf(
        "cost      %.1f s of tasks in %.1f s%s%n",
        summary.cost().taskSeconds(),
        summary.cost().wallSeconds(),
        summary.cost().money().isPresent()
            ? "; " + Scores.text(summary.cost().money().getAsDouble()) + " of money"
            : "");
    summary.winner().ifPresent(winner -> out.printf("model     %s%n", folder.model()));
    out.printf("page      %s%n", folder.report());
    out.flush();
  }

  private void winner(Summary summary, Summary.Standing winner) {
    out.printf(
        "winner    trial %d, %s%s%n",
        winner.trial(),
        winner.learner(),
        winner.configuration().isEmpty() ? "" : ": " + Scores.text(winner.configuration()));
    String metric = summary.metric().name();
    Optional<Summary.Standing> baseline = summary.baseline();
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
                    "          on %d more folds %s %s%n",
                    again.scores().size(), metric, spread(again)));
    winner
        .heldOut()
        .ifPresent(
            heldOut ->
                out.printf(
                    "          held-out %s %s%s%n",
                    metric,
                    Scores.text(heldOut.score()),
                    baseline
                        .flatMap(Summary.Standing::heldOut)
                        .map(b -> ", baseline " + Scores.text(b.score()))
                        .orElse("")));
    out.printf("          %s%n", verdict(summary, winner));
  }

  private static String verdict(Summary summary, Summary.Standing winner) {
    if (winner.trial() == 0) {
      return "the baseline itself is the best: nothing was gained";
    }
    if (summary.improvement().isEmpty()) {
      return "the baseline did not complete: nothing to compare with";
    }
    Summary.Improvement improvement = summary.improvement().get();
    OptionalDouble heldOut = improvement.heldOut();
    double gain = heldOut.orElse(improvement.crossValidated());
    String on = heldOut.isPresent() ? "on held-out rows" : "in cross-validation";
    return compared(gain, on) + improvement.interval().map(Farewell::interval).orElse("");
  }

  private static String compared(double gain, String on) {
    return gain == 0
        ? "the same as the baseline " + on
        : "%s than the baseline by %s %s"
            .formatted(gain > 0 ? "better" : "worse", Scores.text(Math.abs(gain)), on);
  }

  private static String interval(Interval gain) {
    if (gain.low() == 0 && gain.high() == 0) {
      return ""; // every row is scored alike
    }
    return ", 95 %% interval %s to %s%s"
        .formatted(
            Scores.text(gain.low()),
            Scores.text(gain.high()),
            gain.holdsZero() ? ": it may be noise" : "");
  }

  private static String spread(Summary.CrossValidated score) {
    return Scores.text(score.mean())
        + (score.stdError().isPresent() ? " ± " + Scores.text(score.stdError().getAsDouble()) : "");
  }

  private static String text(TrialState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
