package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.testing.MarkdownPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Words of this project's own that readers do not know, and turns of phrase that are no English of
 * the field. Pages and messages use neither; the glossary explains what code and journal keep.
 */
final class PageWordsTest {

  private static final Pattern PRIVATE =
      Pattern.compile(
          String.join(
              "|",
              "\\bdoors?\\b", // entry point
              "\\brooms\\b", // packages
              "\\btold\\b", // passed to, reported
              "\\basked for\\b", // requested, required, proposed
              "\\bforetell|\\bforetold", // estimate
              "\\bowed to\\b", // because of
              "\\band said\\b", // and the log lists them
              "\\bbroken off\\b", // interrupted
              "\\bdo(?:es)? not go with\\b", // cannot be combined with
              "\\bbegins? anew\\b", // start again
              "\\basked by\\b", // requested by
              "\\bnot yet there\\b", // does not exist
              "\\bjudges\\b", // is a metric for
              "\\bdid not hold\\b", // was not confirmed
              "\\bbrought nothing\\b", // brought no improvement
              "\\bgoes on\\b|\\bto go on\\b|\\bgo on from\\b", // continues
              "\\bis set beside\\b", // is set together with
              "\\bas it is is\\b", // with its own params
              "(?<!there )(?<!which )\\b(?:is|are) no (?!better|longer|worse|more|less)"),
          Pattern.CASE_INSENSITIVE);

  private static final Pattern CODE = Pattern.compile("`[^`\\n]+`");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|\\n\\s*//[^\\n]*");
  private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");

  /** Literal of a string; possessive, as long ones exhaust the stack otherwise. */
  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\\\n]++|\\\\.)*+)\"");

  /** Docstring or literal of Python. */
  private static final Pattern PYTHON =
      Pattern.compile("(?s)\"\"\"(.*?)\"\"\"|(?<!\")\"((?:[^\"\\\\\n]++|\\\\.)++)\"(?!\")");

  static List<MarkdownPage> pages() throws IOException {
    return MarkdownPage.all().stream()
        .filter(page -> !page.file().endsWith("glossary.md"))
        .toList();
  }

  private static List<Path> files(String root, String end) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(root))) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private static void hasNone(String text, String where) {
    assertThat(text.replaceAll("\\s+", " ")).as(where).doesNotContainPattern(PRIVATE);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void a_page_has_none(MarkdownPage page) {
    hasNone(CODE.matcher(page.prose()).replaceAll("CODE"), page.toString());
    page.blocks("message").forEach(block -> hasNone(block.text(), block.toString()));
  }

  @Test
  void a_message_has_none() throws IOException {
    List<Path> sources = files("src/main/java", ".java");
    assertThat(sources).hasSizeGreaterThan(100);
    for (Path source : sources) {
      String code = COMMENT.matcher(Files.readString(source)).replaceAll("");
      TEXT.matcher(JOINED.matcher(code).replaceAll(""))
          .results()
          .map(text -> text.group(1))
          .filter(text -> text.contains(" ")) // others are names
          .filter(text -> !text.contains("(?<")) // a pattern with named groups
          .forEach(text -> hasNone(text, source.toString()));
    }
  }

  @Test
  void a_docstring_and_a_message_of_python_have_none() throws IOException {
    List<Path> sources = files("src/main/python", ".py");
    assertThat(sources).hasSizeGreaterThan(20);
    for (Path source : sources) {
      PYTHON
          .matcher(Files.readString(source))
          .results()
          .map(MatchResult::group)
          .filter(text -> text.contains(" "))
          .forEach(text -> hasNone(CODE.matcher(text).replaceAll("CODE"), source.toString()));
    }
  }

  @Test
  void a_sentence_of_a_setting_and_a_study_file_have_none() throws IOException {
    for (String root : List.of("src/main/resources/org/espalier/spec", "conf")) {
      for (Path file : files(root, ".conf")) {
        hasNone(Files.readString(file), file.toString());
      }
    }
  }
}
