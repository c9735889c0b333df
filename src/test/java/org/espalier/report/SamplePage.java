package org.espalier.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.journal.StudyRecord;
import org.espalier.report.view.StudyReport;
import org.espalier.testing.SampleStudy;

/**
 * Writes the page of the sample study: with {@code golden}, over the golden file, else in full to
 * the path given, of the number of trials given.
 */
public final class SamplePage {

  /** The page that the golden-file test expects, from the root of the project. */
  static final Path GOLDEN = Path.of("src/test/resources/org/espalier/report/sample.html");

  private SamplePage() {}

  /** The sample page without style, scripts and chart library. */
  static String bare() {
    return ReportPage.print(
        StudyReport.of(StudyRecord.of(SampleStudy.events())), List.of(), new Assets("", "", ""));
  }

  /** The page of a study of so many trials in full. */
  static String ofTrials(int trials) {
    return ReportPage.of(StudyRecord.of(SampleStudy.ofTrials(trials)));
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("golden")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, bare());
    } else {
      int trials = Integer.parseInt(arguments[1]);
      Files.writeString(Path.of(arguments[0]), ofTrials(trials));
    }
  }
}
