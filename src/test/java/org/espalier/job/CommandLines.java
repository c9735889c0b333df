package org.espalier.job;

import java.util.List;
import picocli.CommandLine;

/** The command line as it is parsed, for checks of what the documentation shows. */
public final class CommandLines {

  private CommandLines() {}

  /**
   * Parses a command line and runs nothing.
   *
   * @throws CommandLine.ParameterException if there is no such command or option
   */
  public static void parse(List<String> words) {
    CommandLine.ParseResult parsed =
        new CommandLine(new Commands()).parseArgs(words.toArray(String[]::new));
    if (!parsed.hasSubcommand()) {
      throw new IllegalArgumentException("No command in %s.".formatted(words));
    }
  }
}
