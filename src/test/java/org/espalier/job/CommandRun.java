package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a command line printed and ended with. */
public record CommandRun(int code, String out, String err) {

  public static CommandRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Commands.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    return new CommandRun(code, out.toString(), err.toString());
  }

  /**
   * Tunes a study as a file of a folder, into another one of it.
   *
   * @param more words of the command line
   */
  public static CommandRun tune(Path folder, String study, String out, String... more)
      throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), study);
    return of(
        Stream.concat(
                Stream.of("tune", file.toString(), "--output", folder.resolve(out).toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }
}
