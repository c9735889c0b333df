package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import scala.Console$;
import scala.tools.nsc.MainClass;

/**
 * Compiler of the Scala that the documentation shows.
 *
 * @param folder folder for sources and classes
 */
record ScalaSnippets(Path folder) {

  /** What is there where a user has a pipeline and maps. */
  private static final String AROUND =
      """
      import java.util.{List => JList, Map => JMap}
      import org.apache.spark.ml.{Pipeline, PipelineModel}
      import org.apache.spark.ml.classification.LogisticRegression
      import org.apache.spark.ml.evaluation.Evaluator
      import org.apache.spark.ml.param.ParamMap
      import org.apache.spark.ml.tuning.ParamGridBuilder
      import org.apache.spark.sql.{DataFrame, SparkSession}
      import org.espalier.function.{FunctionSpace, FunctionTrial, FunctionTuner}
      import org.espalier.ml.AutoTuner
      import org.espalier.ml.{MetricEvaluator, ParamSpaceBuilder, Tuner}
      import org.espalier.search.gp.GpSampler
      import org.espalier.space.{Dimension, FloatParameter, Scale, SearchSpace}
      import org.espalier.study.{Direction, Objective, Seed}
      import org.espalier.tune.AskTell
      import org.espalier.xgboost.{XGBoostClassificationModel, XGBoostClassifier}

      object %s {
        def run(
            pipeline: Pipeline, lr: LogisticRegression, evaluator: Evaluator, maps: Array[ParamMap],
            training: DataFrame, spark: SparkSession): Unit = {
      %s
        }
      }
      """;

  /**
   * Compiles the blocks of each page, which are read from top to bottom: a block may use the names
   * of those before it, and give them anew. A block with a package is a file.
   *
   * @param blocksByPage blocks by a name for the page
   */
  void compile(Map<String, List<String>> blocksByPage) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    arguments.addAll(List.of("-d", folder.toString(), "-nowarn"));
    for (Map.Entry<String, List<String>> page : blocksByPage.entrySet()) {
      StringBuilder nested = new StringBuilder();
      int lines = 0; // blocks of lines, each inside of the one before it
      for (String block : page.getValue()) {
        if (block.startsWith("package ")) {
          arguments.add(written(page.getKey() + "_file", block));
        } else {
          nested.append("locally {\n").append(block);
          lines++;
        }
      }
      if (!nested.isEmpty()) {
        nested.append("}".repeat(lines));
        arguments.add(written(page.getKey(), AROUND.formatted(page.getKey(), nested)));
      }
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    boolean compiled =
        Console$.MODULE$.withErr(
            stream,
            () ->
                Console$.MODULE$.withOut(
                    stream, () -> new MainClass().process(arguments.toArray(String[]::new))));
    assertThat(compiled).as(said.toString(StandardCharsets.UTF_8)).isTrue();
  }

  private String written(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name + ".scala"), text).toString();
  }
}
