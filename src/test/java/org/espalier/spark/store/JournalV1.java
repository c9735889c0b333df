package org.espalier.spark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.espalier.testing.EveryEvent;

/**
 * Makes {@code journal-v1.jsonl}, which every later version must read: run it once for a format,
 * with the path of the file, and never again.
 */
final class JournalV1 {

  private JournalV1() {}

  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0]), text());
  }

  static String text() {
    return EveryEvent.events().stream()
        .map(event -> EventLine.of(event) + "\n")
        .collect(Collectors.joining());
  }
}
