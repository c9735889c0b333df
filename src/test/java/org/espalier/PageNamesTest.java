package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.spec.Strategies;
import org.espalier.testing.GeneratedPage;
import org.espalier.testing.MarkdownPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Settings, strategies, columns and exit codes that README.md and the written pages of the site
 * name. {@code SettingsPagesTest} and {@code TablesPagesTest} compare the pages that this test
 * reads with the code.
 */
final class PageNamesTest {

  /** Headings of the page of settings: sections and settings by their paths. */
  private static final Pattern PATH = Pattern.compile("(?m)^#{2,3} ([a-z][a-z.-]*)$");

  /** First cells of the tables of columns and fields. */
  private static final Pattern COLUMN = Pattern.compile("(?m)^\\| `([A-Za-z_.]+)`");

  /** Columns that a sentence names: one, or several in a row. */
  private static final Pattern COLUMNS =
      Pattern.compile("\\b[Cc]olumns? ((?:`[^`\\n]+`(?:, | and )?)+)");

  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final Pattern SAMPLER = Pattern.compile("\\bsearch = ([a-z][a-z-]*)$");
  private static final Pattern SCHEDULER = Pattern.compile("\\bschedule = ([a-z][a-z-]*)$");
  private static final Pattern EXIT_CODE = Pattern.compile("exit codes? (\\d+)");
  private static final Pattern EXIT_CODES = Pattern.compile("(?m)^\\| ([\\d, ]+) \\|");

  /** What begins like a setting and is a file, a method of a model, or an option of a reader. */
  private static final Set<String> OTHERS =
      Set.of("model.ubj", "model.study", "model.predictions", "data.options.sep");

  /** Columns of a table that is read, rather than one that a study writes. */
  private static final Set<String> READ = Set.of("sound");

  static List<MarkdownPage> pages() throws IOException {
    return MarkdownPage.all().stream()
        .filter(page -> !GeneratedPage.isGenerated(page.text()))
        .toList();
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> settings() {
    return found(PATH, MarkdownPage.of("reference/settings.md").text());
  }

  /** Texts that begin with the name of a section and a dot. */
  private static Pattern underSection(Set<String> settings) {
    String sections =
        settings.stream()
            .filter(path -> path.contains("."))
            .map(path -> path.substring(0, path.indexOf('.')))
            .distinct()
            .collect(Collectors.joining("|"));
    return Pattern.compile(
        "(?<![\\w.$/{-])((?:" + sections + ")\\.[a-z][a-z-]*(?:\\.[a-z][a-z-]*)*)(?![\\w(])");
  }

  @Test
  void the_page_of_settings_is_understood() {
    assertThat(settings()).contains("data.source", "search.trials", "run.window", "data.test");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_setting_it_names_exists(MarkdownPage page) {
    Set<String> settings = settings();
    Pattern underSection = underSection(settings);
    assertThat(page.codeSpans())
        .allSatisfy(
            span ->
                assertThat(found(underSection, span))
                    .as(span)
                    .allMatch(path -> settings.contains(path) || OTHERS.contains(path)));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_sampler_and_every_scheduler_it_names_exists(MarkdownPage page) {
    for (String span : page.codeSpans()) {
      assertThat(found(SAMPLER, span)).as(span).isSubsetOf(Strategies.samplers());
      assertThat(found(SCHEDULER, span)).as(span).isSubsetOf(Strategies.schedulers());
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_column_it_names_exists(MarkdownPage page) {
    Set<String> columns = found(COLUMN, MarkdownPage.of("reference/tables.md").text());
    assertThat(columns).contains("trial", "trainer_reason");
    Matcher sentences = COLUMNS.matcher(page.prose().replaceAll("\\s+", " "));
    for (MatchResult sentence : sentences.results().toList()) {
      assertThat(found(SPAN, sentence.group(1)))
          .as(sentence.group())
          .allMatch(column -> columns.contains(column) || READ.contains(column));
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_exit_code_it_names_is_one_of_the_commands(MarkdownPage page) {
    Set<String> codes = new TreeSet<>();
    for (String row : found(EXIT_CODES, MarkdownPage.of("reference/commands.md").text())) {
      codes.addAll(List.of(row.split(", ", -1)));
    }
    assertThat(codes).contains("0", "2", "143");
    assertThat(found(EXIT_CODE, page.prose())).isSubsetOf(codes);
  }
}
