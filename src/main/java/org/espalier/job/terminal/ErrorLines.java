package org.espalier.job.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Printer of problems, a line each, in red on a terminal with colours.
 *
 * @param err unfiltered destination, as colours are control sequences
 */
public record ErrorLines(PrintWriter err, boolean coloured) {

  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  /** Of a Linux process: what its standard error is. */
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  /** Prints a line. */
  public void say(String line) {
    err.print(coloured ? RED : "");
    Console.over(err).print(line);
    err.println(coloured ? PLAIN : "");
    err.flush();
  }

  /**
   * Whether standard error takes colours: a terminal, and nobody who asked for none (no-color.org).
   */
  @SuppressWarnings("SystemConsoleNull")
  public // Spark runs on Java 17, where it is null off a terminal
  static boolean takesColours(Map<String, String> environment) {
    return wanted(environment) && System.console() != null && isTerminal(STANDARD_ERROR);
  }

  /** Whether the user takes colours. */
  public static boolean wanted(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** Where it cannot be told, what standard input and output are stands for it. */
  private static boolean isTerminal(Path stream) {
    try {
      String device = Files.readSymbolicLink(stream).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return true;
    }
  }
}
