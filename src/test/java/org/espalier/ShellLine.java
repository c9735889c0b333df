package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.job.CommandLines;

/**
 * A line of shell as the documentation shows it: variables, a program and its words.
 *
 * @param text the whole line, without a comment at its end
 * @param words the program and its words, without the variables before it
 */
record ShellLine(String text, List<String> words) {

  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z_]+=.*");
  private static final Pattern PROFILE = Pattern.compile("-P(.+)");
  private static final Pattern TEST = Pattern.compile("-Dtest=(?:.*\\.)?(\\w+)(?:#\\w+)?");

  /** Study files that an earlier command of the same page writes, or that are the reader's own. */
  private static final Set<String> NOT_OURS =
      Set.of("espalier-out/wine/study.conf", "wine.conf", "my-study.conf", "grid.conf");

  private static final Set<String> GOALS =
      Set.of("verify", "test", "package", "test-compile", "site", "spotless:apply");
  private static final Set<String> BENCHMARKS =
      Set.of(
          "walk",
          "engine",
          "large",
          "trainers",
          "search",
          "durable",
          "cold",
          "memory",
          "functions",
          "see",
          "portfolio",
          "auto",
          "defaults");
  private static final Set<String> SPARK_OPTIONS =
      Set.of(
          "--master",
          "--deploy-mode",
          "--num-executors",
          "--executor-cores",
          "--files",
          "--class",
          "--jars",
          "--py-files",
          "--packages",
          "--repositories",
          "--conf");

  static ShellLine of(String line) {
    String text = line.replaceFirst("\\s+#.*$", "").strip();
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.add(word.group().replaceAll("[\"']", ""));
    }
    while (!words.isEmpty() && VARIABLE.matcher(words.get(0)).matches()) {
      words.remove(0);
    }
    return new ShellLine(text, List.copyOf(words));
  }

  private List<String> arguments() {
    return words.subList(1, words.size());
  }

  /** Fails unless program, files, commands and options exist. */
  void check() throws IOException {
    String program = words.get(0);
    switch (program) {
      case "mvn" -> checkMaven();
      case "./submit/local.sh", "./submit/standalone.sh", "./submit/yarn.sh" ->
          checkCommand(arguments());
      case "./submit/bench.sh" -> {
        if (words.size() > 1) {
          assertThat(BENCHMARKS).as(text).contains(words.get(1));
        }
      }
      case "./.ci/run" -> assertThat(words).as(text).hasSize(1);
      case "./submit/cloud.sh" -> checkCloud();
      case "./submit/data.sh" -> assertThat(words).as(text).hasSizeGreaterThan(1);
      case "./submit/wheel.sh" -> assertThat(words).as(text).hasSize(1);
      case "./submit/kubernetes.sh" -> assertThat(words).as(text).hasSize(2);
      case "kubectl", "docker", "databricks" -> checkFilesOfOthers();
      case "(cd" -> assertThat(Path.of(words.get(1))).as(text).isDirectory();
      case "spark-submit", "pyspark" -> checkSpark();
      case "pip" -> assertThat(words).as(text).contains("install", "pyspark==4.1.0");
      default ->
          assertThat(program)
              .as("No check understands the program of: " + text)
              .startsWith("./src/test/check/");
    }
    if (program.startsWith("./")) {
      assertThat(Path.of(program)).as(text).isExecutable();
    }
  }

  private void checkCloud() {
    List<String> given = arguments().stream().filter(word -> !word.equals("--dry-run")).toList();
    assertThat(given).as(text).hasSize(2);
    assertThat(Path.of("submit/cloud", given.get(0) + ".json")).as(text).isRegularFile();
  }

  /** Files of ours that a command of others takes. */
  private void checkFilesOfOthers() {
    words.stream()
        .filter(word -> word.startsWith("submit/"))
        .forEach(file -> assertThat(Path.of(file)).as(text).isRegularFile());
  }

  private static List<String> tuned(List<String> words) {
    List<String> all = new ArrayList<>(List.of("tune"));
    all.addAll(words);
    return all;
  }

  private void checkCommand(List<String> words) {
    List<String> all = words.get(0).endsWith(".conf") ? tuned(words) : words;
    int to = all.indexOf(">"); // what is printed goes to a file
    CommandLines.parse(to < 0 ? all : all.subList(0, to));
    all.stream()
        .filter(word -> word.endsWith(".conf") && !NOT_OURS.contains(word))
        .forEach(file -> assertThat(Path.of(file)).as(text).isRegularFile());
  }

  private void checkMaven() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    for (String word : arguments()) {
      Matcher profile = PROFILE.matcher(word);
      Matcher test = TEST.matcher(word);
      if (profile.matches()) {
        for (String name : profile.group(1).split(",", -1)) {
          assertThat(pom).as(text).contains("<id>%s</id>".formatted(name));
        }
      } else if (test.matches()) {
        assertThat(hasTest(test.group(1))).as(text).isTrue();
      } else if (!word.startsWith("-D")) {
        assertThat(GOALS).as(text).contains(word);
      }
    }
  }

  private static boolean hasTest(String name) throws IOException {
    try (var files = Files.walk(Path.of("src/test/java"))) {
      return files.anyMatch(file -> file.endsWith(name + ".java"));
    }
  }

  private void checkSpark() {
    for (String word : arguments()) {
      if (word.startsWith("--")) {
        assertThat(SPARK_OPTIONS).as(text).contains(word);
      } else if (word.startsWith("org.espalier.")) {
        Path source = Path.of("src/main/java", word.replace('.', '/') + ".java");
        assertThat(source).as(text).isRegularFile();
      }
    }
  }
}
