package org.espalier.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A run of {@code submit/local.sh} as a process of its own, which has ended.
 *
 * @param lines on standard output and standard error, in the order in which they came
 * @param seconds from its start to its end
 * @param cpuSeconds of it and of its children; empty if it was killed
 */
record LocalRun(List<Line> lines, double seconds, OptionalDouble cpuSeconds, int code) {

  /**
   * A line that it printed.
   *
   * @param seconds from the start of the process
   * @param cpuSeconds of the process until then; empty where there is no {@code /proc}
   */
  record Line(String text, double seconds, OptionalDouble cpuSeconds) {}

  /** Bash times its children, which are gone by the time that anyone else could ask for it. */
  private static final String TIMED = "TIMEFORMAT='cpu: %U %S'; time submit/local.sh \"$@\"";

  private static final Pattern CPU = Pattern.compile("cpu: (\\d+[.,]\\d+) (\\d+[.,]\\d+)");

  /** Fields of {@code /proc/PID/stat} from the state on: times of it and of ended children. */
  private static final int FIRST_TIME = 11;

  private static final int TIMES = 4;
  private static final double TICKS_PER_SECOND = 100; // as Linux shows them on every machine

  /** Time after a run in which it begins to make the archive of classes, if that is not there. */
  private static final Duration BEGUN = Duration.ofSeconds(5);

  /** Time in which the archive of classes is there. */
  static final Duration ARCHIVED = Duration.ofMinutes(3);

  /** Lines of those that ended with an error that are shown. */
  private static final int SHOWN = 5;

  LocalRun {
    lines = List.copyOf(lines);
  }

  /**
   * Starts a process in this folder and waits for its end.
   *
   * @param words the command and its arguments
   * @param environment changes the variables, which are those of this process
   * @param limit after which it is killed
   */
  static LocalRun of(List<String> words, Consumer<Map<String, String>> environment, Duration limit)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "bash", "-c", TIMED, "bash"));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    environment.accept(builder.environment());
    builder.redirectInput(new File("/dev/null")).redirectErrorStream(true);
    long began = System.nanoTime();
    Process process = builder.start();
    List<Line> lines = new ArrayList<>();
    Thread reader = new Thread(() -> read(process, began, lines), "bench-lines");
    reader.start();
    if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    double seconds = since(began);
    reader.join();
    OptionalDouble cpu =
        lines.stream().flatMapToDouble(line -> cpu(line.text()).stream()).reduce((a, b) -> b);
    return new LocalRun(lines, seconds, cpu, process.exitValue());
  }

  /**
   * Runs a small study, which leaves the archive of classes in the background, and waits for that.
   *
   * @param folder of the jar
   * @param output receives the study
   * @return true if the archive is there
   */
  static boolean archive(Consumer<Map<String, String>> environment, Path folder, String output)
      throws IOException, InterruptedException {
    of(List.of("conf/wine.conf", "--output", output), environment, ARCHIVED).finished();
    long began = System.nanoTime();
    TimeUnit.SECONDS.sleep(BEGUN.toSeconds());
    while (isAny(folder, "classes-\\d+\\.jsa\\.lock", 0)) { // which is there while one is made
      if (since(began) > ARCHIVED.toSeconds()) {
        return false;
      }
      TimeUnit.SECONDS.sleep(1);
    }
    long jar = folder.resolve("espalier.jar").toFile().lastModified();
    return isAny(folder, "classes-\\d+\\.jsa", jar);
  }

  /** True if a folder has a file of such a name that is not older. */
  private static boolean isAny(Path folder, String name, long time) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(name))
          .anyMatch(file -> file.toFile().lastModified() >= time);
    }
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static OptionalDouble cpu(String line) {
    Matcher times = CPU.matcher(line);
    return times.matches()
        ? OptionalDouble.of(number(times.group(1)) + number(times.group(2)))
        : OptionalDouble.empty();
  }

  /** As bash writes it in any language. */
  private static double number(String text) {
    return Double.parseDouble(text.replace(',', '.'));
  }

  private static void read(Process process, long began, List<Line> lines) {
    Optional<Path> stat = Optional.empty();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        double seconds = since(began);
        stat = stat.or(() -> stat(process));
        lines.add(new Line(line, seconds, stat.map(LocalRun::cpu).orElse(OptionalDouble.empty())));
      }
    } catch (IOException e) {
      lines.add(new Line(e.toString(), since(began), OptionalDouble.empty()));
    }
  }

  /** That of the one child of bash: the script, and the JVM that takes its place. */
  private static Optional<Path> stat(Process bash) {
    return bash.children()
        .findFirst()
        .map(child -> Path.of("/proc", String.valueOf(child.pid()), "stat"));
  }

  private static OptionalDouble cpu(Path stat) {
    try {
      String text = Files.readString(stat);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int i = FIRST_TIME; i < FIRST_TIME + TIMES; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return OptionalDouble.of(ticks / TICKS_PER_SECOND);
    } catch (IOException e) { // there is none, or the process has ended
      return OptionalDouble.empty();
    }
  }

  /** The first line of a kind. */
  Optional<Line> first(Predicate<String> kind) {
    return lines.stream().filter(line -> kind.test(line.text())).findFirst();
  }

  /** The last line of a kind. */
  Optional<Line> last(Predicate<String> kind) {
    return lines.stream().filter(line -> kind.test(line.text())).reduce((a, b) -> b);
  }

  /**
   * This run.
   *
   * @throws IllegalStateException if it ended with an error, or was killed
   */
  LocalRun finished() {
    if (code != 0 || cpuSeconds.isEmpty()) {
      List<String> last =
          lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()).stream()
              .map(Line::text)
              .toList();
      throw new IllegalStateException(
          "submit/local.sh ended with code %d:%n%s"
              .formatted(code, String.join(System.lineSeparator(), last)));
    }
    return this;
  }
}
