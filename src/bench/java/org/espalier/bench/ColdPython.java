package org.espalier.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.bench.BenchmarkResult.Times;

/**
 * Searches of PySpark sessions, each in a process of its own: {@code Tuner.fit} where it is called
 * for the first time, and where it was called before.
 *
 * @param line of {@code cold.py}
 * @param call the one that is timed, from 1
 * @param bound seconds; of the last line CPU seconds beside tasks
 */
record ColdPython(String name, String line, int call, double bound) {

  private static final Path SCRIPT = Path.of("src", "bench", "python", "cold.py");

  private static final String SECOND = "second";

  private static final List<ColdPython> LINES =
      List.of(
          new ColdPython("7 linear 12 x 5, 40,000 x 30, first call", "linear", 1, 3),
          new ColdPython("8 boosting 6 x 3, 60,000 x 40, first call", "boosting", 1, 6),
          new ColdPython("9 forest 4 x 3, 40,000 x 30, first call", "forest", 1, 4.5),
          new ColdPython("10 forest of 10 classes 6 x 3, poker", "classes", 1, 10),
          new ColdPython("11 elastic net 12 x 5, 48,000 x 40, third", "elastic", 3, 5),
          new ColdPython("12 logistic 12 x 3, 4,000 x 10, second", SECOND, 2, 0.3));

  /** One search: its seconds, the CPU seconds of its process meanwhile, and those of its tasks. */
  private record Search(double seconds, double cpu, double tasks) {
    static Optional<Search> of(String json) {
      double seconds = number(json, "seconds");
      return json.startsWith("{") && seconds > 0
          ? Optional.of(new Search(seconds, number(json, "cpu"), number(json, "tasks")))
          : Optional.empty();
    }

    private static double number(String json, String key) {
      Matcher value = Pattern.compile("\"%s\": ([0-9.e-]+)".formatted(key)).matcher(json);
      return value.find() ? Double.parseDouble(value.group(1)) : 0;
    }
  }

  /** Runs all lines; none where PySpark cannot be had. */
  static void run(ColdResult result) throws IOException, InterruptedException {
    if (System.getProperty("bench.python", "").isEmpty()) {
      return;
    }
    for (ColdPython each : LINES) {
      each.add(result);
    }
  }

  private void add(ColdResult result) throws IOException, InterruptedException {
    Search search = searches(List.of()).get(call - 1);
    Times cpu = new Times(line, List.of(search.cpu()));
    ColdResult.Row row =
        ColdResult.Row.shown(name, new Times(line, List.of(search.seconds())), Optional.of(cpu));
    if (line.equals(SECOND)) {
      double beside = search.cpu() - search.tasks();
      String words =
          "at most %.1f s of CPU time beside %.1f s of tasks, are %.1f"
              .formatted(bound, search.tasks(), beside);
      result.add(row.judged(words, beside <= bound));
      return;
    }
    double rival = searches(List.of("sklearn")).get(0).seconds();
    String words = "at most %.1f s; scikit-learn %.1f s".formatted(bound, rival);
    result.add(row.judged(words, search.seconds() <= bound));
  }

  private List<Search> searches(List<String> words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("bench.python"));
    command.addAll(
        List.of(
            SCRIPT.toString(),
            System.getProperty("bench.jar"),
            System.getenv("ESPALIER_DATA"),
            line));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeAll(List.of("SPARK_HOME", "PYTHONPATH"));
    Process process = builder.start();
    List<Search> searches = new ArrayList<>();
    for (String printed :
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList()) {
      Search.of(printed).ifPresent(searches::add);
    }
    if (process.waitFor() != 0 || searches.isEmpty()) {
      throw new IllegalStateException("%s ended with %d".formatted(command, process.exitValue()));
    }
    return searches;
  }
}
