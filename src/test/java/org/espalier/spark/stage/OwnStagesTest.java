package org.espalier.spark.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.types.StructType;
import org.espalier.hocon.SettingsReader;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a study's own stages, by its settings and the columns of its table. */
final class OwnStagesTest extends SparkTest {

  private static final StructType COLUMNS =
      StructType.fromDDL("words STRING, size INT, at DATE, espalier_label DOUBLE");

  @TempDir Path folder;

  private String saved(PipelineStage... stages) throws IOException {
    String path = folder.resolve("saved").toString();
    new Pipeline().setStages(stages).write().overwrite().save(path);
    return "\"" + path + "\"";
  }

  private List<String> problems(String features, String learner) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("study.conf"),
            """
            study = s
            data { source = table.csv, label = y }
            features = %s
            learners = [%s]
            """
                .formatted(features, learner));
    try {
      StudyPlan plan =
          new SettingsReader(Map.of(), Map.of())
              .check(file.toFile(), List.of(), any -> new LearnerCatalogue())
              .settings()
              .plan();
      List<Problem> problems = new ArrayList<>();
      for (OwnStages own : own(plan)) {
        problems.addAll(own.problems());
        if (!own.stages().isEmpty()) {
          own.unfit(COLUMNS).ifPresent(problems::add);
        }
      }
      return problems.stream().map(Problem::toString).toList();
    } catch (InvalidStudyException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  /** Stages of a study, or of the saved pipeline that is its only learner. */
  private static List<OwnStages> own(StudyPlan plan) {
    List<OwnStages> own = new ArrayList<>(List.of(OwnStages.of(plan)));
    LearnerPlan.pathOf(plan.learners().get(0).type())
        .ifPresent(path -> own.add(OwnStages.of(plan, 0, SavedPipeline.load(path))));
    return own;
  }

  static Stream<Arguments> wrongPipelines() {
    return Stream.of(
        arguments(
            "pipeline",
            "learners[0].path: is missing; the folder of a Pipeline that was saved before fit and"
                + " ends in its learner"),
        arguments(
            "{ type = pipeline }",
            "learners[0].path: is missing; the folder of a Pipeline that was saved before fit and"
                + " ends in its learner"),
        arguments(
            "{ type = decision-tree, path = \"x\" }",
            "learners[0].path: is for type = pipeline only; leave it out"),
        arguments(
            "{ type = pipeline, path = \"no/such/one\" }",
            "learners[0].path: there is no saved pipeline at 'no/such/one'; the folder of a"
                + " Pipeline"),
        arguments(
            "{ type = pipeline, path = SAVED }",
            "ends in pca, which is not a learner; the folder of a Pipeline"),
        arguments(
            "{ type = pipeline, path = WHOLE }",
            "learners[0].path: vector-assembler reads a column 'other', which is not there"),
        arguments(
            "{ type = pipeline, path = WHOLE, space { pac.k = 3 }}",
            "'pac' is not a feature stage; did you mean"));
  }

  @ParameterizedTest
  @MethodSource("wrongPipelines")
  void a_wrong_pipeline_is_told(String learner, String says) throws IOException {
    PCA pca = new PCA().setInputCol("features").setOutputCol("pc").setK(1);
    String saved = "";
    if (learner.contains("SAVED")) {
      saved = saved(pca);
    } else if (learner.contains("WHOLE")) {
      saved =
          saved(
              new VectorAssembler().setInputCols(new String[] {"other"}).setOutputCol("features"),
              pca,
              new LogisticRegression().setFeaturesCol("pc"));
    }
    String given = learner.replace("SAVED", saved).replace("WHOLE", saved);
    assertThat(problems("auto", given)).first().asString().contains(says);
  }

  static Stream<Arguments> wrongStages() {
    return Stream.of(
        arguments(
            "[{ type = vector-assembler, params { inputCols = [siz] } }]",
            "features[0]: vector-assembler reads a column 'siz', which is not there; did you mean"
                + " 'size'?"),
        arguments(
            "[{ type = vector-assembler, params { inputCols = [words] } }]",
            "features[0]: vector-assembler does not fit:"),
        arguments(
            "[{ type = string-indexer, params { inputCol = words } }]",
            "features: end in a column of type double; end in one vector"),
        arguments(
            "[{ type = sql-transformer, params { statement = \"SELECT * FROM __THIS__\" } }]",
            "features[0]: sql-transformer makes no column 'features', and has no outputCol; end in"
                + " one vector"),
        arguments(
            "[{ type = sql-transformer, params { statement = \"SELECT nothing FROM __THIS__\" } }]",
            "features[0]: sql-transformer does not fit:"),
        arguments(
            "\"no/such/pipeline\"",
            "features: there is no saved pipeline at 'no/such/pipeline'; give auto, a list of"
                + " stages"),
        arguments(
            "\"nofs://b/pipeline\"",
            "features: 'nofs://b/pipeline' cannot be loaded: No FileSystem for scheme"));
  }

  /** Stages; what the line says. */
  @ParameterizedTest
  @MethodSource("wrongStages")
  void a_wrong_stage_is_told(String features, String says) throws IOException {
    assertThat(problems(features, "{ type = logistic-regression, space { maxIter = 5, tol = 1 } }"))
        .singleElement()
        .asString()
        .contains(says)
        .doesNotContain("Exception");
  }
}
