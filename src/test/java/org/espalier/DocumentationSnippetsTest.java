package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.hocon.SettingsReader;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.table.EmbeddedTables;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spec.Recommendation;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;
import org.espalier.testing.MarkdownPage;
import org.espalier.testing.MarkdownPage.Block;
import org.espalier.testing.ProvidedLearners;
import org.espalier.tune.AskTell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The study files, code and messages that README.md and the pages of the site show. */
final class DocumentationSnippetsTest {

  /** What every study needs; of a setting given twice the later one wins. */
  private static final String REST =
      """
      study = shown
      data { source = "embedded:wine", label = label }
      learners = [{ type = random-forest, space = auto }]
      """;

  static List<MarkdownPage> pages() throws IOException {
    return MarkdownPage.all();
  }

  private static List<Block> blocks(String language) throws IOException {
    return pages().stream().flatMap(page -> page.blocks(language).stream()).toList();
  }

  @Test
  void every_study_file_is_right(@TempDir Path folder) throws IOException {
    List<Block> files = blocks("hocon");
    assertThat(files).hasSizeGreaterThan(1);
    for (int i = 0; i < files.size(); i++) {
      StudyPlan plan = plan(files.get(i), folder.resolve(i + ".conf"));
      assertThat(StudySpace.of(plan, LearnerCatalogue.of(plan)).defaults())
          .as(files.get(i).toString())
          .hasSameSizeAs(plan.learners());
    }
  }

  /** A part of a study file is put behind what every study needs. */
  private static StudyPlan plan(Block block, Path file) throws IOException {
    boolean whole = block.text().lines().anyMatch(line -> line.startsWith("study"));
    Files.writeString(file, (whole ? "" : REST) + block.text());
    return new SettingsReader(Map.of(), Map.of("ESPALIER_DATA", "/data"))
        .read(file.toFile(), List.of())
        .plan();
  }

  @Test
  void the_study_file_of_the_readme_is_whole() throws IOException {
    assertThat(pages().get(0).blocks("hocon"))
        .singleElement()
        .satisfies(block -> assertThat(block.text()).startsWith("study = digits"));
  }

  @Test
  void the_study_file_of_the_readme_follows_the_recommendations(@TempDir Path folder)
      throws IOException {
    StudyPlan plan = plan(pages().get(0).blocks("hocon").get(0), folder.resolve("study.conf"));
    long rows = EmbeddedTables.lines("digits").size() - 1L;
    Recommendation.Study digits =
        new Recommendation.Study(
            ProblemType.MULTICLASS,
            Collections.nCopies(10, rows / 10),
            rows,
            plan.tuning().search().trials());
    assertThat(plan.tuning().search().sampler())
        .isEqualTo(Recommendation.of(Recommendation.SAMPLERS, digits).value());
    assertThat(plan.scoring().metric().orElseThrow().key())
        .isEqualTo(Recommendation.of(Recommendation.METRICS, digits).value());
  }

  /** Blocks of a page are read from top to bottom, as the reader does. */
  @Test
  void its_java_compiles(@TempDir Path folder) throws IOException {
    Map<String, String> linesByPage = new LinkedHashMap<>();
    for (MarkdownPage page : pages()) {
      String lines =
          page.blocks("java").stream()
              .map(Block::text)
              .filter(text -> !isCore(text) && !isProvider(text))
              .collect(Collectors.joining());
      if (!lines.isEmpty()) {
        linesByPage.put(page.toString().replaceAll("\\W", "_"), lines);
      }
    }
    assertThat(linesByPage).isNotEmpty();
    JavaSnippet.OF_A_TUNER.compileAll(folder, linesByPage);
  }

  @Test
  void its_scala_compiles_and_stands_behind_the_java_that_it_repeats(@TempDir Path folder)
      throws IOException {
    Map<String, List<String>> blocksByPage = new LinkedHashMap<>();
    for (MarkdownPage page : pages()) {
      List<String> languages =
          page.blocks().stream()
              .map(Block::language)
              .filter(language -> language.equals("java") || language.equals("scala"))
              .toList();
      for (int i = 0; i < languages.size(); i++) {
        assertThat(languages.get(i)).as(page.toString()).isEqualTo(i % 2 == 0 ? "java" : "scala");
      }
      assertThat(languages.size() % 2).as(page + ": Java without Scala").isZero();
      List<String> scala = page.blocks("scala").stream().map(Block::text).toList();
      if (!scala.isEmpty()) {
        blocksByPage.put(page.toString().replaceAll("\\W", "_"), scala);
      }
    }
    assertThat(blocksByPage).hasSizeGreaterThan(4);
    new ScalaSnippets(folder).compile(blocksByPage);
  }

  private static boolean isProvider(String java) {
    return java.contains("LearnerProvider");
  }

  @Test
  void its_learner_is_one_of_the_catalogue(@TempDir Path folder) throws Exception {
    List<String> providers =
        blocks("java").stream()
            .map(Block::text)
            .filter(DocumentationSnippetsTest::isProvider)
            .toList();
    assertThat(providers).hasSize(1);
    String name = JavaSnippet.compileFile(folder, providers.get(0));
    new ProvidedLearners(folder, List.of(name))
        .run(
            () -> {
              ClassPathCatalogue catalogue = new LearnerCatalogue();
              assertThat(catalogue.problems()).isEmpty();
              assertThat(catalogue.learner("boosted-stumps").orElseThrow().tasks())
                  .containsOnly(ProblemType.BINARY, ProblemType.REGRESSION);
            });
  }

  private static boolean isCore(String java) {
    return java.contains("AskTell");
  }

  @Test
  void its_search_runs_with_nothing_but_our_classes(@TempDir Path folder) throws Exception {
    List<String> searches =
        blocks("java").stream().map(Block::text).filter(DocumentationSnippetsTest::isCore).toList();
    assertThat(searches).hasSize(1);
    String lines = searches.get(0);
    assertThat(lines.lines()).hasSizeLessThanOrEqualTo(10);
    Path ours = Path.of(AskTell.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    JavaSnippet.OF_A_SEARCH.compile(folder, lines, "-classpath", ours.toString());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                folder + File.pathSeparator + ours,
                "Snippet")
            .redirectErrorStream(true)
            .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(told).isZero();
    Matcher found = Pattern.compile("\\{x=(.*)}").matcher(told);
    assertThat(found.find()).as(told).isTrue();
    assertThat(Double.parseDouble(found.group(1))).isBetween(1.9, 2.1);
  }

  @Test
  void its_python_parses_and_names_what_the_package_has(@TempDir Path folder) throws Exception {
    String python =
        read(Path.of("src/main/python/espalier/tuning.py"))
            + read(Path.of("src/main/python/espalier/params.py"))
            + read(Path.of("src/main/python/espalier/metrics.py"))
            + read(Path.of("src/main/python/espalier/xgboost.py"));
    List<Path> files = new ArrayList<>();
    for (Block block : blocks("python")) {
      files.add(Files.writeString(folder.resolve(files.size() + ".py"), block.text()));
      names("from espalier(?:\\.xgboost)? import (.*?)(?: +#.*)?$", block.text())
          .forEach(name -> assertThat(python).contains("class " + name));
      names("\\bTuner\\((.*)\\)\\.", block.text()).stream()
          .filter(argument -> argument.contains("="))
          .forEach(argument -> assertThat(python).contains(argument.split("=", 2)[0] + "="));
    }
    assertThat(files).isNotEmpty();
    List<String> parse = new ArrayList<>();
    parse.addAll(
        List.of(
            "python3", "-c", "import ast, sys; [ast.parse(open(f).read()) for f in sys.argv[1:]]"));
    files.forEach(file -> parse.add(file.toString()));
    Process process = start(parse);
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(told).isZero();
  }

  private static Process start(List<String> command) throws IOException {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, command.get(0))));
    assumeThat(there).as(command.get(0)).isTrue();
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static List<String> names(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .flatMap(found -> Stream.of(found.group(1).split(", ")))
        .toList();
  }

  @Test
  void every_message_is_one_that_the_code_has() throws IOException {
    String code = code();
    for (Block block : blocks("message")) {
      for (String part : block.text().split("…|\\n", -1)) {
        assertThat(code.contains(part.strip())).as("'%s' of %s", part.strip(), block).isTrue();
      }
    }
    assertThat(blocks("message")).isNotEmpty();
  }

  /** All sources, with texts that go on in the next line joined. */
  private static String code() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String root : List.of("src/main/java", "src/main/python", "submit")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> !file.toString().endsWith(".pyc")) // which Python leaves beside them
            .sorted()
            .forEach(file -> all.append(read(file)));
      }
    }
    return all.toString().replaceAll("\"\\s*\\+?\\s*\"", "").replace("\\\"", "\"");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
