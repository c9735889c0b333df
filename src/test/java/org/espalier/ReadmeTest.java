package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.espalier.plan.Redaction;
import org.espalier.plan.Strategies;
import org.espalier.plan.StudyPlan;
import org.espalier.plan.StudySpace;
import org.espalier.settings.SettingsReader;
import org.espalier.spark.pipeline.LearnerCatalogue;
import org.espalier.tune.AskTell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says is so. */
final class ReadmeTest {

  /** The commands that {@link SubmitScriptsTest} runs, on smaller studies where these are large. */
  private static final Set<String> RUN_BY_SCRIPT_TESTS =
      Set.of(
          "./submit/local.sh conf/digits.conf",
          "./submit/local.sh check conf/digits.conf",
          "./submit/local.sh conf/digits.conf --set search.trials=4",
          "./submit/local.sh report target/espalier/digits",
          "./submit/local.sh describe schedulers",
          "./submit/local.sh simulate target/espalier/digits --sampler random,gp"
              + " --scheduler full,halving,asha",
          "./submit/local.sh describe gradient-boosted-trees",
          "./submit/local.sh init --source embedded:wine --label label",
          "SPARK_LINE=3.5 ./submit/local.sh conf/wine.conf",
          "ESPALIER_DATA=data ./submit/local.sh conf/adult.conf",
          "ESPALIER_MASTER=spark://host:7077 ./submit/standalone.sh conf/adult.conf",
          "./submit/yarn.sh conf/adult.conf",
          "./submit/bench.sh");

  /** What a build is: these run this test. */
  private static final Set<String> BUILDS =
      Set.of("mvn verify", "mvn -Pfull verify", "mvn -Pspark-3.5 verify", "mvn spotless:apply");

  /** Too long for any check; its parts are compiled by {@code -Pbench}. */
  private static final Set<String> BY_HAND =
      Set.of(
          "ESPALIER_DATA=data ./submit/bench.sh walk",
          "ESPALIER_DATA=data ./submit/bench.sh search",
          "ESPALIER_DATA=data ./submit/bench.sh durable");

  /** A class around the README's lines, which begin where a user has a pipeline and maps. */
  private static final String SNIPPET =
      """
      import org.apache.spark.ml.Pipeline;
      import org.apache.spark.ml.classification.LogisticRegression;
      import org.apache.spark.ml.evaluation.Evaluator;
      import org.apache.spark.ml.param.ParamMap;
      import org.apache.spark.sql.Dataset;
      import org.apache.spark.sql.Row;
      import org.espalier.ml.ParamSpace;
      import org.espalier.ml.ParamSpaceBuilder;
      import org.espalier.ml.Tuner;
      import org.espalier.ml.TunerModel;
      import org.espalier.space.Scale;

      class Snippet {
        void run(
            Pipeline pipeline, LogisticRegression lr, Evaluator evaluator, ParamMap[] maps,
            Dataset<Row> training) {
          %s
        }
      }
      """;

  private static final String SEARCH =
      """
      import java.util.List;
      import org.espalier.search.gp.GpSampler;
      import org.espalier.space.Dimension;
      import org.espalier.space.FloatParameter;
      import org.espalier.space.Scale;
      import org.espalier.space.SearchSpace;
      import org.espalier.study.Direction;
      import org.espalier.study.Objective;
      import org.espalier.study.Seed;
      import org.espalier.study.Trial;
      import org.espalier.tune.AskTell;

      class Snippet {
        public static void main(String[] arguments) {
          %s
        }
      }
      """;

  private static final Pattern FENCE = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
  private static final Pattern FILE =
      Pattern.compile("(?:\\./)?((?:submit|conf)/(?:guide/)?[\\w.-]+)");

  private static String readme() throws IOException {
    return Files.readString(Path.of("README.md"));
  }

  private static List<String> fenced(String language) throws IOException {
    return FENCE
        .matcher(readme())
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  private static List<String> commands() throws IOException {
    return fenced("sh").stream().flatMap(String::lines).toList();
  }

  @Test
  void every_command_is_run_by_a_check() throws IOException {
    Set<String> known = new LinkedHashSet<>();
    Stream.of(RUN_BY_SCRIPT_TESTS, BUILDS, BY_HAND).forEach(known::addAll);
    assertThat(new LinkedHashSet<>(commands())).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void every_script_and_study_file_it_names_exists() throws IOException {
    Matcher files = FILE.matcher(readme());
    assertThat(files.results().map(file -> file.group(1)))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(Path.of(file)).exists());
    assertThat(commands().stream().filter(command -> command.contains("submit/")))
        .allSatisfy(
            command -> assertThat(command.replaceFirst("^\\w+=\\S+ ", "")).startsWith("./submit/"));
  }

  @Test
  void every_link_leads_somewhere() throws IOException {
    assertThat(LINK.matcher(readme()).results().map(link -> link.group(1)))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(Path.of(link)).exists());
  }

  @Test
  void its_study_file_is_right(@TempDir Path folder) throws IOException {
    assertThat(fenced("hocon")).hasSize(1);
    Path file = folder.resolve("study.conf");
    Files.writeString(file, fenced("hocon").get(0));
    StudyPlan plan =
        new SettingsReader(Map.of(), Map.of(), Redaction.SPARK)
            .read(file.toFile(), List.of())
            .plan();
    assertThat(StudySpace.of(plan, new LearnerCatalogue()).defaults()).hasSize(2);
  }

  @Test
  void its_java_compiles(@TempDir Path folder) throws IOException {
    assertThat(fenced("java")).hasSize(3);
    compile(folder, SNIPPET.formatted(fenced("java").get(0) + fenced("java").get(1)));
  }

  private static void compile(Path folder, String source, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("Snippet.java"), source);
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("-proc:none", "-d", folder.toString(), file.toString()));
    ByteArrayOutputStream problems = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, problems, arguments.toArray(String[]::new));
    assertThat(code).as(problems.toString(StandardCharsets.UTF_8)).isZero();
  }

  @Test
  void its_search_runs_with_nothing_but_our_classes(@TempDir Path folder) throws Exception {
    String lines = fenced("java").get(2);
    assertThat(lines.lines()).hasSizeLessThanOrEqualTo(10);
    Path ours = Path.of(AskTell.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    compile(folder, SEARCH.formatted(lines), "-classpath", ours.toString());
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
  void every_strategy_is_in_its_table() throws IOException {
    String readme = readme();
    assertThat(Strategies.samplers())
        .allSatisfy(name -> assertThat(readme).contains("`search.sampler = " + name + "`"));
    assertThat(Strategies.schedulers())
        .allSatisfy(name -> assertThat(readme).contains("`schedule.type = " + name + "`"));
  }
}
