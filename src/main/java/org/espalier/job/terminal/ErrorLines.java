package org.espalier.job.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Printer of problems, one per line, in red on a terminal with colours.
 *
 * @param err unfiltered destination, as colours are control sequences
 */
public record ErrorLines(PrintWriter err, boolean coloured) {

  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  /** Link to the standard error of a Linux process. */
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  public void say(String line) {
    err.print(coloured ? RED : "");
    Console.over(err).print(line);
    err.println(coloured ? PLAIN : "");
    err.flush();
  }

  /**
   * True if standard error is a terminal and the user has not turned colours off (no-color.org).
   */
  @SuppressWarnings("SystemConsoleNull")
  public // Spark runs on Java 17, where it is null off a terminal
  static boolean takesColours(Map<String, String> environment) {
    return wanted(environment) && System.console() != null && isTerminal(STANDARD_ERROR);
  }

  /** True unless the environment turns colours off. */
  public static boolean wanted(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** True for a terminal, and where it is unknown: then standard input and output decide. */
  private static boolean isTerminal(Path stream) {
    try {
      String device = Files.readSymbolicLink(stream).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return true;
    }
  }
}
