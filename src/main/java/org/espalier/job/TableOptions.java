package org.espalier.job;

import org.espalier.job.sketch.StudySketch;
import picocli.CommandLine.Option;

/** Options that name a table to learn from, of commands that compose a study for it. */
final class TableOptions {

  @Option(
      names = "--source",
      required = true,
      paramLabel = "TABLE",
      description = "The table, as in data.source.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private String source;

  @Option(
      names = "--label",
      required = true,
      paramLabel = "COLUMN",
      description = "The column to predict.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private String label;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where results of the study go: to DIR/NAME of the table's name.")
  private String output = "espalier-out";

  String source() {
    return source;
  }

  String label() {
    return label;
  }

  String output() {
    return output;
  }

  /** Name of the study. */
  String name() {
    return StudySketch.name(source);
  }
}
