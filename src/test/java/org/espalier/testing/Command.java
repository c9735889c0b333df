package org.espalier.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command in a process of its own, which does not outlive its {@code try}.
 *
 * @param output all it printed, errors included
 */
public record Command(Process process, Path output) implements AutoCloseable {

  /** How a command ended. */
  public record Result(int code, String output) {}

  /** Generous: several builds may share the machine. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /** Starts a command and does not wait for it. */
  public static Command start(Path folder, Map<String, String> environment, List<String> words)
      throws IOException {
    Path output = Files.createTempFile("command", ".log");
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null")).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new Command(builder.start(), output);
  }

  /** Runs a command to its end. */
  public static Result run(Path folder, Map<String, String> environment, List<String> words)
      throws IOException, InterruptedException {
    try (Command command = start(folder, new LinkedHashMap<>(environment), words)) {
      if (!command.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "%s did not end within %s:%n%s".formatted(words, LIMIT, command.printed()));
      }
      return new Result(command.process.exitValue(), command.printed());
    }
  }

  /** What it printed so far. */
  public String printed() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    Files.deleteIfExists(output);
  }
}
