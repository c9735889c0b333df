package org.espalier.spec.learners;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.learner.LearnerDescriptor.Suggested;
import org.espalier.learner.LearnerProvider;
import org.espalier.learner.MllibLearners;
import org.espalier.metric.ProblemType;
import org.espalier.space.Configuration;
import org.espalier.space.Scale;
import org.espalier.spec.Problem;
import org.espalier.testing.ProvidedLearners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LearnersTest {

  @TempDir Path folder;

  /** A learner with names of its own for everything. */
  public static final class Acme implements LearnerProvider {
    @Override
    public List<LearnerDescriptor> learners() {
      return List.of(
          LearnerDescriptor.of("acme-groups")
              .estimator("com.acme.Groups", ProblemType.CLUSTERING)
              .iterations("rounds")
              .simplerIfSmaller("leaves")
              .whole("leaves", 2, 8, Scale.LOG, "Acme (2024)")
              .build());
    }
  }

  /** Two types that there are already. */
  public static final class Copies implements LearnerProvider {
    @Override
    public List<LearnerDescriptor> learners() {
      return List.of(of("als"), of("one-vs-rest"), of("acme-groups"));
    }

    private static LearnerDescriptor of(String type) {
      return LearnerDescriptor.of(type)
          .estimator("com.acme.Groups", ProblemType.CLUSTERING)
          .build();
    }
  }

  /** Fails where it makes a descriptor. */
  public static final class Broken implements LearnerProvider {
    @Override
    public List<LearnerDescriptor> learners() {
      return List.of(LearnerDescriptor.of("Acme").build());
    }
  }

  @Test
  void mllibs_learners_have_types_of_their_own() {
    assertThat(MllibLearners.ALL)
        .extracting(LearnerDescriptor::type)
        .doesNotHaveDuplicates()
        .doesNotContain(LearnerPlan.ONE_VS_REST);
    assertThat(Learners.known().all())
        .startsWith(MllibLearners.ALL.toArray(LearnerDescriptor[]::new))
        .extracting(LearnerDescriptor::type)
        .endsWith("xgboost");
    assertThat(Learners.known().problems()).isEmpty();
  }

  @Test
  void one_vs_rest_is_as_its_classifier() {
    Learners known = Learners.known();
    assertThat(known.suggested("one-vs-rest")).containsOnlyKeys("regParam", "elasticNetParam");
    assertThat(known.suggested(LearnerPlan.oneVsRest("naive-bayes")))
        .containsOnlyKeys("modelType", "smoothing");
    assertThat(known.iterations(LearnerPlan.oneVsRest("random-forest"))).contains("numTrees");
  }

  @Test
  void a_provider_brings_learners_that_are_known_as_mllibs_are() throws Exception {
    Learners without = Learners.known();
    new ProvidedLearners(folder, List.of(Acme.class.getName()))
        .run(
            () -> {
              Learners known = Learners.known();
              assertThat(known.problems()).isEmpty();
              assertThat(known.brought()).containsValue(Acme.class.getName());
              assertThat(known.suggested("acme-groups").values())
                  .extracting(Suggested::source)
                  .containsExactly("Acme (2024)");
              assertThat(known.iterations("acme-groups")).containsExactly("rounds");
              LearnerPlan learner = new LearnerPlan("groups", "acme-groups", Map.of());
              assertThat(learner.mayLackLabel()).isTrue();
              assertThat(Simplicity.of(List.of(learner)).compare(leaves(2), leaves(3)))
                  .isNegative();
            });
    assertThat(Learners.known()).isSameAs(without);
    assertThat(without.ofType("acme-groups")).isEmpty();
  }

  private static Configuration leaves(int leaves) {
    return new Configuration(Map.of(Configuration.LEARNER, "groups", "groups.leaves", leaves));
  }

  @Test
  void all_that_is_wrong_with_providers_is_said_at_once() throws Exception {
    List<String> named =
        List.of(
            "com.acme.Missing",
            Acme.class.getName(),
            LearnersTest.class.getName(),
            Broken.class.getName(),
            Copies.class.getName());
    new ProvidedLearners(folder, named)
        .run(
            () -> {
              assertThat(Learners.known().problems())
                  .extracting(Problem::toString)
                  .satisfiesExactly(
                      missing ->
                          assertThat(missing)
                              .startsWith(LearnerProvider.FILE + ": ")
                              .contains("com.acme.Missing not found"),
                      none -> assertThat(none).contains("LearnersTest not a subtype"),
                      broken ->
                          assertThat(broken)
                              .startsWith(Broken.class.getName() + ": A learner's type must be")
                              .endsWith("but is 'Acme'."),
                      als -> assertThat(als).isEqualTo(clash("als", "Espalier")),
                      wrapper -> assertThat(wrapper).isEqualTo(clash("one-vs-rest", "Espalier")),
                      twice ->
                          assertThat(twice).isEqualTo(clash("acme-groups", Acme.class.getName())));
              assertThat(Learners.known().brought().values()).containsExactly(Acme.class.getName());
            });
  }

  private static String clash(String type, String owner) {
    return "%s: %s: %s has a learner of that type, too; give it another type"
        .formatted(Copies.class.getName(), type, owner);
  }
}
