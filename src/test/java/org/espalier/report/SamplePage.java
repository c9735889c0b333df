package org.espalier.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.espalier.journal.StudyRecord;
import org.espalier.report.view.StudyReport;
import org.espalier.report.view.TrialColumn;
import org.espalier.testing.SampleStudy;

/**
 * Writes the page of the sample study: with {@code golden}, over the golden file, else in full to
 * the path given, of the number of trials given.
 */
public final class SamplePage {

  /** The page that the golden-file test expects, from the root of the project. */
  static final Path GOLDEN = Path.of("src/test/resources/org/espalier/report/sample.html");

  /** No style, scripts and chart library. */
  static final Assets BARE = new Assets("", "", charts -> "");

  private SamplePage() {}

  /**
   * The sample page without style, scripts and chart library.
   *
   * @param chosen columns of trials that it has
   */
  static String bare(Predicate<TrialColumn> chosen) {
    StudyReport report = StudyReport.of(StudyRecord.of(SampleStudy.events()), chosen);
    return ReportPage.print(report, List.of(), BARE);
  }

  /** The text by which a page names a column of trials. */
  static String named(TrialColumn column) {
    return "{\"name\":\"%s\",\"heading\"".formatted(column.name());
  }

  /** The page of a study of so many trials in full. */
  static String ofTrials(int trials) {
    return ReportPage.of(StudyRecord.of(SampleStudy.ofTrials(trials)));
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("golden")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, bare(column -> true));
    } else {
      int trials = Integer.parseInt(arguments[1]);
      Files.writeString(Path.of(arguments[0]), ofTrials(trials));
    }
  }
}
