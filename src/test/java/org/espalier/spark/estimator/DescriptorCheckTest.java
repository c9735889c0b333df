package org.espalier.spark.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.regression.GBTRegressor;
import org.espalier.hocon.SettingsReader;
import org.espalier.learner.FeatureNeeds;
import org.espalier.learner.LearnerBuilder;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.learner.LearnerProvider;
import org.espalier.metric.ProblemType;
import org.espalier.space.Scale;
import org.espalier.spark.NeedsLibrary;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;
import org.espalier.testing.ProvidedLearners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs no session. */
final class DescriptorCheckTest {

  private static final String BOOSTED = GBTRegressor.class.getName();

  @TempDir Path folder;

  private final ClassPathCatalogue catalogue = new LearnerCatalogue();

  /** MLlib's boosted trees under another name. */
  public static final class Stumps implements LearnerProvider {
    @Override
    public List<LearnerDescriptor> learners() {
      return List.of(
          boosted("stumps")
              .value("maxDepth", 1)
              .hide("maxDepth")
              .refuse("lossType", "absolute", "absolute has no second derivative")
              .whole("maxIter", 20, 200, Scale.LOG, "here")
              .build());
    }
  }

  /** Wrong in every way that only the class path shows. */
  public static final class Wrong implements LearnerProvider {
    @Override
    public List<LearnerDescriptor> learners() {
      return List.of(
          boosted("missing").estimator("com.acme.Boost", ProblemType.BINARY).build(),
          LearnerDescriptor.of("indexer")
              .estimator("org.apache.spark.ml.feature.StringIndexer", ProblemType.BINARY)
              .build(),
          LearnerDescriptor.of("rater")
              .estimator(BOOSTED, ProblemType.RECOMMENDATION)
              .needs(FeatureNeeds.RATINGS)
              .build(),
          boosted("lost")
              .iterations("maxItr")
              .unread("treshold")
              .value("maxDepth", 31)
              .value("maxBins", "many")
              .value("numTrees", 3)
              .log("stepSise", 0.1, 1, "here")
              .log("stepSize", 0.1, 2, "here")
              .whole("maxIter", 9, 3, Scale.LOG, "here")
              .choice("subsamplingRate", "here", 0.5, "much")
              .build(),
          boosted("smooth").iterations("stepSize").build());
    }
  }

  /** Needs a library that is not there. */
  public static final class Lacking extends GBTRegressor implements NeedsLibrary {
    @Override
    public Optional<String> libraryObjection() {
      return Optional.of("there is no boost; install it");
    }
  }

  /** Boosted trees that need a library. */
  public static final class Demanding implements LearnerProvider {
    @Override
    public List<LearnerDescriptor> learners() {
      String estimator = Lacking.class.getName();
      return List.of(
          LearnerDescriptor.of("stumps")
              .estimator(estimator, ProblemType.REGRESSION)
              .whole("maxIter", 20, 200, Scale.LOG, "here")
              .build());
    }
  }

  private static LearnerBuilder boosted(String type) {
    return LearnerDescriptor.of(type)
        .estimator(BOOSTED, ProblemType.REGRESSION)
        .needs(FeatureNeeds.TREE);
  }

  private ProvidedLearners path(Class<?> provider) {
    return new ProvidedLearners(folder, List.of(provider.getName()));
  }

  @Test
  void a_learner_of_a_provider_is_one_of_the_catalogue() throws Exception {
    path(Stumps.class)
        .run(
            () -> {
              assertThat(catalogue.problems()).isEmpty();
              assertThat(catalogue.learners()).contains("stumps", "als", "one-vs-rest");
              ClassPathCatalogue.Stage learner = catalogue.learner("stumps").orElseThrow();
              assertThat(learner.tasks()).containsExactly(ProblemType.REGRESSION);
              assertThat(learner.param("maxDepth")).as("hidden").isEmpty();
              assertThat(learner.iterations().orElseThrow().name()).isEqualTo("maxIter");
              Set<ProblemType> tasks = learner.tasks();
              assertThat(learner.verdict(tasks, "lossType", "absolute"))
                  .hasValue("absolute has no second derivative");
              assertThat(learner.verdict(tasks, "lossType", "squared")).isEmpty();
              LearnerType type = LearnerType.of("stumps").orElseThrow();
              assertThat(((GBTRegressor) type.create(ProblemType.REGRESSION)).getMaxDepth())
                  .isEqualTo(1);
              assertThat(type.descriptor().needs()).isEqualTo(FeatureNeeds.TREE);
            });
    assertThat(LearnerType.of("stumps")).isEmpty();
  }

  @Test
  void all_that_is_wrong_with_descriptors_is_said_at_once() throws Exception {
    path(Wrong.class)
        .run(
            () -> {
              assertThat(catalogue.problems())
                  .extracting(Problem::toString)
                  .allSatisfy(line -> assertThat(line).startsWith(Wrong.class.getName() + ": "))
                  .extracting(line -> line.substring(Wrong.class.getName().length() + 2))
                  .satisfiesExactly(
                      line ->
                          assertThat(line)
                              .isEqualTo(
                                  "missing.estimator: there is no class 'com.acme.Boost' on the"
                                      + " class path"),
                      line ->
                          assertThat(line)
                              .startsWith("indexer.estimator: class")
                              .contains("it has no"),
                      line ->
                          assertThat(line)
                              .startsWith("rater.estimator: ")
                              .contains("userCol, itemCol"),
                      line -> assertThat(line).startsWith("lost.maxDepth: MLlib refuses 31; "),
                      line -> assertThat(line).isEqualTo("lost.maxBins: cannot be many"),
                      line ->
                          assertThat(line)
                              .isEqualTo(
                                  "lost.numTrees: is not a param of '%s'".formatted(BOOSTED)),
                      line ->
                          assertThat(line)
                              .startsWith("lost.treshold: has no param 'treshold'; one of"),
                      line ->
                          assertThat(line)
                              .isEqualTo(
                                  "lost.iterations: has no param 'maxItr'; did you mean"
                                      + " 'maxIter'?"),
                      line ->
                          assertThat(line)
                              .isEqualTo(
                                  "lost.space.stepSise: has no param 'stepSise'; did you mean"
                                      + " 'stepSize'?"),
                      line ->
                          assertThat(line).startsWith("lost.space.stepSize: MLlib refuses 2.0; "),
                      line -> assertThat(line).startsWith("lost.space.maxIter: "),
                      line ->
                          assertThat(line)
                              .isEqualTo(
                                  "lost.space.subsamplingRate: must be a finite number, but is"
                                      + " much"),
                      line ->
                          assertThat(line)
                              .isEqualTo("smooth.iterations: 'stepSize' is not an integer param"));
              assertThat(catalogue.learner("missing")).isEmpty();
              assertThat(catalogue.objection("missing")).startsWith("there is no class");
            });
  }

  @Test
  void a_study_file_may_name_it_with_its_suggested_space() throws Exception {
    path(Stumps.class)
        .run(
            () -> {
              StudyPlan plan = plan();
              assertThat(StudySpace.of(plan, LearnerCatalogue.of(plan)).space().dimensions())
                  .extracting(dimension -> dimension.parameter().name())
                  .containsExactly("learner", "stumps.maxIter");
            });
    assertThatThrownBy(() -> StudySpace.of(plan(), LearnerCatalogue.of(plan())))
        .hasMessageContaining("'stumps'");
  }

  @Test
  void a_library_that_is_missing_is_told_to_a_study_that_needs_it_and_to_no_other()
      throws Exception {
    path(Demanding.class)
        .run(
            () -> {
              assertThat(catalogue.problems()).isEmpty();
              assertThat(catalogue.learner("stumps")).isEmpty();
              assertThatThrownBy(() -> StudySpace.of(plan(), LearnerCatalogue.of(plan())))
                  .hasMessageEndingWith(
                      "study.conf: 3: learners[0].type: there is no boost; install it");
            });
    assertThat(catalogue.objection(Lacking.class.getName()))
        .isEqualTo("there is no boost; install it");
  }

  @Test
  void a_study_is_not_started_with_a_descriptor_that_is_wrong() throws Exception {
    new ProvidedLearners(folder, List.of(Stumps.class.getName(), Wrong.class.getName()))
        .run(
            () -> {
              StudyPlan plan = plan();
              assertThatThrownBy(() -> StudySpace.of(plan, LearnerCatalogue.of(plan)))
                  .isInstanceOf(InvalidStudyException.class)
                  .hasMessageContaining("missing.estimator");
            });
    new ProvidedLearners(folder, List.of("com.acme.Missing"))
        .run(
            () -> {
              assertThatThrownBy(this::plan)
                  .isInstanceOf(InvalidStudyException.class)
                  .hasMessageContaining("com.acme.Missing not found");
            });
  }

  private StudyPlan plan() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("study.conf"),
            """
            study = s
            data { source = "embedded:diabetes", label = target }
            learners = [{ type = stumps, space = auto }]
            """);
    return new SettingsReader(Map.of(), Map.of()).read(file.toFile(), List.of()).plan();
  }
}
