package org.espalier.report;

import java.util.List;
import org.espalier.report.view.StudyReport;

/** Section of the page with the study's settings. */
final class SettingsSection {

  private SettingsSection() {}

  static void print(Html page, StudyReport report) {
    List<String> asked = report.record().opened().request().asked();
    String settings = report.record().opened().request().settings();
    if (asked.isEmpty() && settings.isBlank()) {
      return;
    }
    SectionFrame.open(page, "asked", "Plan");
    if (!asked.isEmpty()) {
      page.open("ul", "class", "asked").line();
      asked.forEach(line -> page.element("li", line).line());
      page.close("ul").line();
    }
    if (!settings.isBlank()) {
      page.open("details").element("summary", "All settings").line();
      page.open("pre", "tabindex", "0").text(settings.strip()).close("pre").close("details").line();
    }
    SectionFrame.close(page);
  }
}
