package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Sizes of the code, held to the figures of {@code size.txt}. A change that makes a figure smaller
 * lowers it there; one that makes it larger raises it in the same commit, with a line that says
 * what for.
 *
 * <p>Code lines are not blank and no comment, import or package line. Files that a program writes
 * are not counted: they say so in one of their first five lines.
 */
final class SizeTest {

  private static final Path FIGURES = Path.of("src/test/resources/org/espalier/size.txt");
  private static final Path MAIN = Path.of("src/main/java/org/espalier");

  /** Packages, with those below them, by which a study is asked for. */
  private static final List<String> ASKING =
      List.of("hocon", "spec", "engine", "job", "ml", "function");

  /** Lines of code by which a count may be below its figure, so that small changes need no edit. */
  private static final int SLACK = 40;

  private static final Pattern COMMENT = Pattern.compile("(//|/\\*|\\*).*|\\*/");
  private static final Pattern IMPORT = Pattern.compile("(import|package) .*;");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^public (?:abstract |final |sealed |non-sealed )*(?:class|interface|record|enum|@interface) ",
          Pattern.MULTILINE);
  private static final Pattern QUESTION =
      Pattern.compile(
          "/\\*\\*\\s*(?:\\*\\s*)?(?:What|Whether|How)\\b"
              + "|@(?:param [\\w<>]+|return)\\s+(?:\\*\\s+)?(?:what|whether|how)\\b");
  private static final Pattern PYTHON_COMMENT = Pattern.compile("#.*");

  /** The setting {@code budget.max-regret} by its path, accessor or param. */
  private static final Pattern REGRET =
      Pattern.compile("budget\\.regret|[mM]axRegret|max_regret|\\bregret\\(\\)|\"regret\"");

  @Test
  void no_size_is_above_its_figure_and_a_figure_follows_what_became_smaller() throws IOException {
    Map<String, Integer> figures = new TreeMap<>();
    for (String line : Files.readAllLines(FIGURES)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] words = line.split(":", 2);
        figures.put(words[0], Integer.parseInt(words[1].strip()));
      }
    }
    Map<String, Integer> sizes = sizes();
    assertThat(sizes).containsOnlyKeys(figures.keySet());
    figures.forEach(
        (name, figure) ->
            assertThat(sizes.getOrDefault(name, 0))
                .as("%s, in %s", name, FIGURES)
                .isBetween(figure - (name.contains("lines") ? SLACK : 0), figure));
  }

  private static Map<String, Integer> sizes() {
    List<Path> main = files(MAIN, ".java");
    Map<String, Integer> sizes = new TreeMap<>();
    sizes.put("code lines of main", lines(main));
    sizes.put(
        "code lines of " + String.join(" ", ASKING),
        lines(
            main.stream()
                .filter(file -> ASKING.contains(MAIN.relativize(file).getName(0).toString()))
                .toList()));
    sizes.put("code lines of Python", python(files(Path.of("src/main/python"), ".py")));
    sizes.put("code lines of tests", lines(files(Path.of("src/test/java"), ".java")));
    sizes.put("code lines of benchmarks", lines(files(Path.of("src/bench/java"), ".java")));
    sizes.put(
        "lines of the settings' reference",
        Stream.of("reference", "library", "elements")
            .mapToInt(name -> text("spec/%s.conf".formatted(name)))
            .sum());
    sizes.put("lines of pom.xml", read(Path.of("pom.xml")).lines().toList().size());
    sizes.put("packages", Math.toIntExact(main.stream().map(Path::getParent).distinct().count()));
    sizes.put("public types", found(PUBLIC_TYPE, main));
    sizes.put("comments that begin with What, Whether or How", found(QUESTION, main));
    sizes.put(
        "files that name the setting regret",
        Math.toIntExact(
            Stream.of(main, files(Path.of("src/main/python"), ".py"), files(resources(), ".conf"))
                .flatMap(Collection::stream)
                .filter(file -> REGRET.matcher(read(file)).find())
                .count()));
    return sizes;
  }

  private static int found(Pattern pattern, List<Path> files) {
    return files.stream()
        .mapToInt(file -> Math.toIntExact(pattern.matcher(read(file)).results().count()))
        .sum();
  }

  private static Path resources() {
    return Path.of("src/main/resources/org/espalier");
  }

  private static int text(String resource) {
    return read(resources().resolve(resource)).lines().toList().size();
  }

  private static int lines(Collection<Path> files) {
    return files.stream()
        .mapToInt(
            file ->
                Math.toIntExact(
                    read(file)
                        .lines()
                        .map(String::strip)
                        .filter(
                            line ->
                                !line.isEmpty()
                                    && !COMMENT.matcher(line).matches()
                                    && !IMPORT.matcher(line).matches())
                        .count()))
        .sum();
  }

  private static int python(Collection<Path> files) {
    return files.stream()
        .mapToInt(
            file ->
                Math.toIntExact(
                    read(file)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !PYTHON_COMMENT.matcher(line).matches())
                        .count()))
        .sum();
  }

  /** Files written by hand, by the ends of their names. */
  private static List<Path> files(Path folder, String end) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(end))
          .filter(file -> read(file).lines().limit(5).noneMatch(l -> l.contains("Generated by")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
