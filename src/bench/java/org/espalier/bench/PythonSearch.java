package org.espalier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Grid search of a Python library in a process of its own, which stays warm between searches. */
final class PythonSearch implements AutoCloseable {

  /** System property with the Python that has the libraries; {@code submit/bench.sh} sets it. */
  static final String PYTHON = "bench.python";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String script;
  private final Process process;
  private final BufferedReader answers;
  private final Writer requests;
  private final String versions;

  private PythonSearch(String script, Process process) throws IOException {
    this.script = script;
    this.process = process;
    this.answers = process.inputReader();
    this.requests = process.outputWriter();
    this.versions = answer().get("versions").asText();
  }

  /**
   * Starts it and waits until it is warm; empty where there is no Python with the libraries.
   *
   * @param script in {@code src/bench/python}
   */
  static Optional<PythonSearch> start(String script, Path folder, Map<String, Object> work)
      throws IOException {
    String python = System.getProperty(PYTHON, "");
    if (python.isEmpty()) {
      return Optional.empty();
    }
    Path file = Files.createDirectories(folder).resolve("work.json");
    JSON.writeValue(file.toFile(), work);
    Process process =
        new ProcessBuilder(python, "src/bench/python/" + script, file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return Optional.of(new PythonSearch(script, process));
  }

  private JsonNode answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("src/bench/python/%s ended without an answer".formatted(script));
    }
    return JSON.readTree(line);
  }

  /** Searches the grid once: {@code seconds}, {@code best}, {@code score}, {@code objective}. */
  JsonNode search() throws IOException {
    return ask("search");
  }

  /** The answer to a request in a line. */
  JsonNode ask(String request) throws IOException {
    requests.write(request + "\n");
    requests.flush();
    return answer();
  }

  String versions() {
    return versions;
  }

  @Override
  public void close() throws IOException {
    requests.close(); // the process ends with its input
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
