package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyEvent.Resumed;
import org.espalier.journal.Summary;
import org.espalier.report.view.StudyReport;

/** Section of the page about how to reproduce the study. */
final class ReproduceSection {

  private ReproduceSection() {}

  static void print(Html page, StudyReport report) {
    Summary summary = report.record().summary();
    SectionFrame.open(page, "record", "Reproducibility");
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
    resumed(page, report.record().course().resumed());
    page.line().open("dl", "class", "settings record");
    for (Map.Entry<String, String> entry : entries(report.record().opened())) {
      page.open("div").element("dt", entry.getKey()).element("dd", entry.getValue()).close("div");
    }
    page.close("dl").line();
    SectionFrame.close(page);
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

  private static List<Map.Entry<String, String>> entries(Opened opened) {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    entries.add(Map.entry("seed", String.valueOf(opened.setup().seed())));
    entries.add(
        Map.entry(
            "window",
            opened.setup().window() == 0 ? "no limit" : String.valueOf(opened.setup().window())));
    entries.add(Map.entry("sampler", opened.setup().sampler()));
    entries.add(Map.entry("scheduler", opened.setup().scheduler()));
    opened.versions().forEach((name, version) -> entries.add(Map.entry(name, version)));
    return entries;
  }
}
