package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.espalier.journal.StudyEvent;
import org.espalier.ml.TunerParams;
import org.espalier.spec.Recommendation;
import org.espalier.testing.GeneratedPage;
import org.espalier.testing.MarkdownPage;
import org.espalier.testing.MarkdownPage.Block;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What README.md and the pages of the site name: commands, files, links, packages; {@link
 * DocumentationSnippetsTest} has the other blocks.
 */
final class DocumentationTest {

  /** What a fenced block may be; each has a check below. */
  private static final Set<String> LANGUAGES =
      Set.of("sh", "hocon", "java", "scala", "python", "message");

  private static final int README_LINES = 130;

  private static final Pattern FILE =
      Pattern.compile("(?:\\./)?((?:submit|conf|notebooks)/(?:guide/)?[\\w-]+\\.\\w+)");
  private static final Pattern SOURCE = Pattern.compile("(?:[\\w-]+/)+[\\w-]+\\.\\w+");
  private static final Pattern HOST = Pattern.compile("https?://([\\w.-]+)");

  /** Of Maven, of the schema of a POM, and those that RFC 2606 keeps for examples. */
  private static final Set<String> HOSTS =
      Set.of("maven.apache.org", "www.apache.org", "www.w3.org", "example.org");

  private static final Pattern ITEM = Pattern.compile("href=\"([^\"]+)\"");

  static List<MarkdownPage> pages() throws IOException {
    return MarkdownPage.all();
  }

  private static MarkdownPage readme() throws IOException {
    return pages().get(0);
  }

  private static List<Block> blocks(String language) throws IOException {
    return pages().stream().flatMap(page -> page.blocks(language).stream()).toList();
  }

  private static List<ShellLine> commands() throws IOException {
    return blocks("sh").stream()
        .flatMap(block -> block.text().lines())
        .map(ShellLine::of)
        .filter(line -> !line.words().isEmpty())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_block_is_understood_by_a_check(MarkdownPage page) {
    if (!GeneratedPage.isGenerated(page.text())) {
      assertThat(page.blocks())
          .allSatisfy(
              block -> assertThat(LANGUAGES).as(block.toString()).contains(block.language()));
    }
    assertThat(page.prose()).as("a fence that does not end").doesNotContain("```");
  }

  @Test
  void the_readme_is_short() throws IOException {
    assertThat(readme().text().lines()).hasSizeLessThanOrEqualTo(README_LINES);
  }

  @Test
  void every_command_exists_with_its_files_and_options() throws IOException {
    for (ShellLine command : commands()) {
      command.check();
    }
  }

  @Test
  void every_command_is_run_by_a_check() throws IOException {
    Set<String> shown =
        commands().stream().map(ShellLine::text).collect(Collectors.toCollection(TreeSet::new));
    assertThat(shown).containsExactlyInAnyOrderElementsOf(ShownCommands.ALL.keySet());
  }

  @Test
  void every_check_that_runs_a_command_exists() throws ClassNotFoundException {
    for (String check : new LinkedHashSet<>(ShownCommands.ALL.values())) {
      if (check.contains("#")) {
        String[] parts = check.split("#", 2);
        assertThat(Class.forName("org.espalier." + parts[0]).getDeclaredMethods())
            .as(check)
            .extracting(Method::getName)
            .contains(parts[1]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_file_it_names_exists(MarkdownPage page) {
    assertThat(FILE.matcher(page.text()).results().map(file -> file.group(1)))
        .allSatisfy(file -> assertThat(Path.of(file)).exists());
    assertThat(
            page.codeSpans().stream()
                .filter(span -> SOURCE.matcher(span).matches())
                .filter(
                    span ->
                        span.endsWith(".java") || span.endsWith(".py") || span.startsWith("src/")))
        .allSatisfy(span -> assertThat(found(span)).as(span).isTrue());
  }

  /** A path from the project's folder, or below the root package. */
  private static boolean found(String path) {
    return Stream.of("", "src/main/java/org/espalier/", "src/test/java/org/espalier/")
        .anyMatch(root -> Files.exists(Path.of(root + path)));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_link_leads_somewhere(MarkdownPage page) {
    assertThat(page.brokenLinks()).isEmpty();
  }

  @Test
  void every_page_is_in_the_menu_of_the_site_and_in_no_other_place() throws IOException {
    Set<String> items =
        ITEM.matcher(Files.readString(MarkdownPage.SITE.resolve("site.xml")))
            .results()
            .map(item -> item.group(1))
            .filter(item -> !item.startsWith("apidocs/"))
            .collect(Collectors.toSet());
    assertThat(items)
        .containsExactlyInAnyOrderElementsOf(
            pages().stream().filter(MarkdownPage::isOfSite).map(MarkdownPage::href).toList());
  }

  @Test
  void the_guide_recommends_what_init_recommends() {
    assertThat(MarkdownPage.of("guide/strategies.md").text())
        .contains(table("search", Recommendation.SAMPLERS))
        .contains(table("schedule", Recommendation.SCHEDULERS))
        .contains(table("metric", Recommendation.METRICS));
  }

  private static String table(String setting, List<Recommendation> rows) {
    return rows.stream()
        .map(
            row ->
                "| %s | `%s = %s`%s |\n"
                    .formatted(
                        row.situation(), setting, row.value(), row.usual() ? " (the default)" : ""))
        .collect(Collectors.joining("", "| if | then |\n|---|---|\n", "\n"));
  }

  @Test
  void every_variable_that_scripts_read_is_in_the_table_of_clusters() throws IOException {
    String page = MarkdownPage.of("guide/clusters.md").text();
    Set<String> read = new TreeSet<>();
    for (String script : List.of("local.sh", "standalone.sh", "yarn.sh")) {
      Pattern.compile("\\$\\{(ESPALIER_\\w+)")
          .matcher(Files.readString(Path.of("submit", script)))
          .results()
          .forEach(found -> read.add(found.group(1)));
    }
    assertThat(read)
        .isNotEmpty()
        .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
  }

  @Test
  void every_param_of_a_tuner_is_in_the_table_of_the_library() {
    List<String> shown = MarkdownPage.of("guide/library.md").codeSpans();
    assertThat(Stream.of(TunerParams.class.getDeclaredMethods()))
        .filteredOn(method -> Param.class.isAssignableFrom(method.getReturnType()))
        .isNotEmpty()
        .extracting(Method::getName)
        .allSatisfy(name -> assertThat(shown).contains(name));
  }

  /** Pages that GitHub shows; what they link lies beside them or in the site. */
  @ParameterizedTest
  @ValueSource(strings = {"CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md"})
  void every_link_of_a_page_for_github_leads_somewhere(String name) throws IOException {
    Path page = Path.of(".github", name);
    assertThat(Pattern.compile("\\]\\(([^)]+)\\)").matcher(Files.readString(page)).results())
        .allSatisfy(link -> assertThat(page.resolveSibling(link.group(1)).normalize()).exists());
  }

  @Test
  void the_workflow_of_a_public_runner_runs_the_gate() throws IOException {
    assertThat(Files.readString(Path.of(".github/workflows/gate.yml"))).contains("run: ./.ci/run");
  }

  @Test
  void every_example_that_unpickles_says_whom_it_trusts() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("notebooks", "src/site/markdown", "submit", "conf")) {
      try (Stream<Path> below = Files.walk(Path.of(folder))) {
        below.filter(Files::isRegularFile).forEach(files::add);
      }
    }
    for (Path file : files) {
      String text = Files.readString(file);
      if (text.contains("pickle.load")) {
        assertThat(text).as(file.toString()).contains("trusts whoever");
      }
    }
  }

  @Test
  void coordinates_and_files_of_a_release_are_those_of_the_pom() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String number = element(pom, "release.number");
    assertThat(MarkdownPage.of("guide/install.md").text())
        .contains("`%s:espalier:%s`".formatted(element(pom, "groupId"), number))
        .contains("`%s:espalier:%s-spark-3.5`".formatted(element(pom, "groupId"), number))
        .contains("`espalier-%s-bin.tar.gz`".formatted(number));
    assertThat(MarkdownPage.of("releasing.md").text())
        .contains("`espalier-%s-bin.tar.gz`".formatted(number));
  }

  private static String element(String xml, String name) {
    return xml.split("<" + name + ">", 2)[1].split("<", 2)[0];
  }

  @Test
  void what_is_published_names_no_domain_that_somebody_else_could_buy() throws IOException {
    for (String file :
        List.of("pom.xml", "src/main/python/pyproject.toml", "src/main/xgboost/pyproject.toml")) {
      assertThat(HOST.matcher(Files.readString(Path.of(file))).results().map(host -> host.group(1)))
          .as(file)
          .isSubsetOf(HOSTS);
    }
  }

  @Test
  void every_format_of_the_journal_is_in_the_changelog() {
    assertThat(MarkdownPage.of("changelog.md").text())
        .contains("| %d |".formatted(StudyEvent.FORMAT));
  }

  @Test
  void every_package_is_in_the_map_for_developers() throws IOException {
    MarkdownPage page = MarkdownPage.of("contributing.md");
    try (Stream<Path> folders = Files.list(Path.of("src/main/java/org/espalier"))) {
      assertThat(page.codeSpans())
          .containsAll(
              folders.filter(Files::isDirectory).map(f -> f.getFileName().toString()).toList());
    }
  }
}
