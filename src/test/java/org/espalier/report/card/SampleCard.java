package org.espalier.report.card;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.espalier.journal.StudyRecord;
import org.espalier.testing.SampleStudy;

/** Writes the card of the sample study over the golden file. */
public final class SampleCard {

  /** The card that the golden-file test expects, from the root of the project. */
  static final Path GOLDEN = Path.of("src/test/resources/org/espalier/report/sample-card.md");

  private SampleCard() {}

  static ModelCard card(Map<String, String> settings, Map<String, String> added) {
    return ModelCard.of(StudyRecord.of(SampleStudy.events()), settings, added);
  }

  static String markdown() {
    return CardMarkdown.of(card(Map.of("data.source", "hdfs:///tables/adult"), Map.of()));
  }

  public static void main(String[] arguments) throws IOException {
    Files.writeString(GOLDEN, markdown());
  }
}
