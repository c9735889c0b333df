package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/**
 * A class around lines of Java that the documentation shows.
 *
 * @param around the class, with {@code %s} for the lines
 */
record JavaSnippet(String around) {

  /** Lines that begin where a user has a pipeline and maps. */
  static final JavaSnippet OF_A_TUNER =
      new JavaSnippet(
          """
          import java.util.List;
          import java.util.Map;
          import org.apache.spark.ml.Pipeline;
          import org.apache.spark.ml.PipelineModel;
          import org.apache.spark.ml.classification.LogisticRegression;
          import org.apache.spark.ml.evaluation.Evaluator;
          import org.apache.spark.ml.param.ParamMap;
          import org.apache.spark.ml.tuning.ParamGridBuilder;
          import org.apache.spark.sql.Dataset;
          import org.apache.spark.sql.Row;
          import org.apache.spark.sql.SparkSession;
          import org.espalier.function.FunctionSpace;
          import org.espalier.function.FunctionStudy;
          import org.espalier.function.FunctionTuner;
          import org.espalier.ml.AutoModel;
          import org.espalier.ml.AutoTuner;
          import org.espalier.ml.MetricEvaluator;
          import org.espalier.space.SearchSpace;
          import org.espalier.ml.ParamSpaceBuilder;
          import org.espalier.ml.Tuner;
          import org.espalier.ml.TunerModel;
          import org.espalier.space.Scale;
          import org.espalier.xgboost.XGBoostClassificationModel;
          import org.espalier.xgboost.XGBoostClassifier;

          class Snippet {
            void run(
                Pipeline pipeline, LogisticRegression lr, Evaluator evaluator, ParamMap[] maps,
                Dataset<Row> training, SparkSession spark) {
              %s
            }
          }
          """);

  /** Lines that need nothing but the JDK and Espalier. */
  static final JavaSnippet OF_A_SEARCH =
      new JavaSnippet(
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
          """);

  private static final Pattern HOME = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
  private static final Pattern NAME =
      Pattern.compile("^public (?:final )?class (\\w+)", Pattern.MULTILINE);

  /** Compiles a whole file into a folder; returns the name of its class, which has a package. */
  static String compileFile(Path folder, String text) throws IOException {
    Matcher name = NAME.matcher(text);
    Matcher home = HOME.matcher(text);
    assertThat(name.find() && home.find()).as(text).isTrue();
    Path file = Files.writeString(folder.resolve(name.group(1) + ".java"), text);
    compile(folder, List.of(file), List.of());
    return home.group(1) + "." + name.group(1);
  }

  /** Compiles the class around the lines into a folder, or fails with what the compiler says. */
  void compile(Path folder, String lines, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("Snippet.java"), around.formatted(lines));
    compile(folder, List.of(file), List.of(options));
  }

  /**
   * Compiles a class around the lines of each place, all at once.
   *
   * @param linesByPlace lines by the name of the class around them
   */
  void compileAll(Path folder, Map<String, String> linesByPlace) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> place : linesByPlace.entrySet()) {
      String text = around.formatted(place.getValue());
      files.add(
          Files.writeString(
              folder.resolve(place.getKey() + ".java"),
              text.replace("class Snippet", "class " + place.getKey())));
    }
    compile(folder, files, List.of());
  }

  private static void compile(Path folder, List<Path> files, List<String> options) {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-proc:none", "-d", folder.toString()));
    files.forEach(file -> arguments.add(file.toString()));
    ByteArrayOutputStream problems = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, problems, arguments.toArray(String[]::new));
    assertThat(code).as(problems.toString(StandardCharsets.UTF_8)).isZero();
  }
}
