package org.espalier.report;

import java.util.List;
import org.espalier.journal.StudyEvent.Controlled;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyEvent.Resumed;
import org.espalier.journal.Summary;
import org.espalier.report.view.DisplayLabels;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.StudyReport;

/** Sections of the page about how to reproduce the study, and of the settings it was asked with. */
final class ReproduceSection {

  private static final double MILLIS = 1e3;

  private ReproduceSection() {}

  /** The settings, if any are known. */
  static void settings(Html page, StudyReport report) {
    List<String> asked = report.record().opened().request().asked();
    String settings = report.record().opened().request().settings();
    if (asked.isEmpty() && settings.isBlank()) {
      return;
    }
    page.section("asked", "Plan");
    if (!asked.isEmpty()) {
      page.open("ul", "class", "asked").line();
      asked.forEach(line -> page.element("li", line).line());
      page.close("ul").line();
    }
    if (!settings.isBlank()) {
      page.open("details").element("summary", "All settings").line();
      page.open("pre", "tabindex", "0").text(settings.strip()).close("pre").close("details").line();
    }
    page.endSection();
  }

  static void print(Html page, StudyReport report) {
    Summary summary = report.record().summary();
    page.section("record", "Reproducibility");
    if (summary.provenance().reproducible()) {
      page.element(
          "p",
          "All tables except measured times are a function of settings, data, seed and window:"
              + " the same at any parallelism, and after any interruption.");
    } else {
      page.element("p", "Another run may differ, because this one depended on:").line();
      page.open("ul");
      summary.provenance().causes().forEach(cause -> page.element("li", cause));
      page.close("ul");
    }
    String again = report.record().opened().request().entryPoint().repetition();
    page.element("p", "To repeat it: %s.".formatted(again)).line();
    resumed(page, report.record().course().resumed());
    controlled(page, report);
    page.line().open("dl", "class", "settings record");
    Opened opened = report.record().opened();
    int window = opened.setup().window();
    entry(page, "seed", String.valueOf(opened.setup().seed()));
    entry(page, "window", window == 0 ? "no limit" : String.valueOf(window));
    entry(page, "sampler", opened.setup().sampler());
    entry(page, "scheduler", opened.setup().scheduler());
    opened.versions().forEach((name, version) -> entry(page, name, version));
    opened
        .fingerprint()
        .ifPresent(
            rows -> {
              entry(page, "rows", FormattedNumber.count(rows.rows()).text());
              entry(page, "fingerprint of the rows", rows.digest());
            });
    page.close("dl").line();
    page.endSection();
  }

  /** Words of the page; where rows have none, a function's study says something else. */
  private enum Word {
    BASELINE(
        "Baseline", "the defaults of the first learner: trial 0", "the first start point: trial 0"),
    CELL(
        "Cell",
        "evaluation of one trial at one rung on one fold: a fit and its score",
        "evaluation of one trial at one rung on one fold: a call of the function"),
    FANOVA(
        "fANOVA",
        "functional analysis of variance: the share of the variance of scores over the whole space"
            + " that a parameter explains by itself"),
    HELD_OUT(
        "Held-out rows",
        "rows that the search does not see; the winner is scored on them once",
        ""),
    PED_ANOVA(
        "PED-ANOVA", "share of a parameter in what distinguishes the best tenth of the trials"),
    RUNG("Rung", "level of work on a trial; good trials continue on the next rung"),
    SLOT("Slot", "place for one cell at a time"),
    STANDARD_ERROR(
        "Standard error", "deviation of the scores of the folds over the root of their number"),
    TRIAL("Trial", "one configuration, evaluated at one or several rungs"),
    UNIT(
        "Unit",
        "one training row of one fold: planned work is counted in units",
        "one step of one fold: planned work is counted in units"),
    WINDOW("Window", "number of trials that are under way in the order of the search");

    private final String name;
    private final String ofRows;
    private final String ofFunction;

    Word(String name, String meaning) {
      this(name, meaning, meaning);
    }

    Word(String name, String ofRows, String ofFunction) {
      this.name = name;
      this.ofRows = ofRows;
      this.ofFunction = ofFunction;
    }
  }

  /** Prints the words of the page with their meanings. */
  static void words(Html page, StudyReport report) {
    page.section("words", "Words").open("dl", "class", "words").line();
    for (Word word : Word.values()) {
      String meaning = report.isOfFunction() ? word.ofFunction : word.ofRows;
      if (!meaning.isEmpty()) {
        page.open("div").element("dt", word.name).element("dd", meaning).close("div").line();
      }
    }
    page.close("dl").line();
    page.endSection();
  }

  private static void resumed(Html page, List<Resumed> resumed) {
    if (resumed.isEmpty()) {
      return;
    }
    page.element(
        "p",
        resumed.size() == 1
            ? "It was interrupted once, and resumed from its journal."
            : "It was interrupted %d times, and resumed from its journal."
                .formatted(resumed.size()));
    List<String> changes = resumed.stream().flatMap(again -> again.changes().stream()).toList();
    if (!changes.isEmpty()) {
      page.line().open("ul");
      changes.forEach(change -> page.element("li", change));
      page.close("ul");
    }
  }

  /** Prints the requests to drivers, with user and time. */
  private static void controlled(Html page, StudyReport report) {
    List<Controlled> controls = report.record().course().controls();
    if (controls.isEmpty()) {
      return;
    }
    long begun = report.record().opened().at();
    page.element("p", "Requests while it ran:").line().open("ul");
    for (Controlled control : controls) {
      String refusal = control.refusal().isEmpty() ? "" : "; refused, as " + control.refusal();
      String after = DisplayLabels.span(Math.max(0, control.at() - begun) / MILLIS);
      page.element("li", "%s, after %s%s".formatted(control.request(), after, refusal));
    }
    page.close("ul");
  }

  private static void entry(Html page, String name, String value) {
    page.open("div").element("dt", name).element("dd", value).close("div");
  }
}
