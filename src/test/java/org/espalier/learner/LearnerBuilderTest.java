package org.espalier.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.espalier.learner.LearnerDescriptor.Simpler;
import org.espalier.metric.ProblemType;
import org.espalier.space.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LearnerBuilderTest {

  private static LearnerBuilder boost() {
    return LearnerDescriptor.of("acme-boost").estimator("com.acme.Boost", ProblemType.REGRESSION);
  }

  @Test
  void a_learner_of_which_only_the_estimator_is_said_has_the_usual_rest() {
    LearnerDescriptor learner = boost().build();
    assertThat(learner.tasks()).containsExactly(ProblemType.REGRESSION);
    assertThat(learner.needs()).isEqualTo(FeatureNeeds.SCALED);
    assertThat(learner.space()).isEmpty();
    assertThat(learner.params().iterations()).isEqualTo(LearnerDescriptor.ITERATIONS);
    assertThat(learner.params().simplicity()).isEqualTo(LearnerDescriptor.SIMPLICITY);
    assertThat(learner.named()).isEmpty();
  }

  @Test
  void what_is_said_is_known() {
    LearnerDescriptor learner =
        boost()
            .iterations("numRound")
            .simplerIfSmaller("leaves")
            .simplerIfLarger("gamma")
            .refuse("booster", "dart", "dart drops trees, which cannot be cut")
            .hide("nthread")
            .unread("threshold")
            .build();
    assertThat(learner.params().iterations()).containsExactly("numRound");
    assertThat(learner.params().simplicity())
        .startsWith(new Simpler("leaves", true), new Simpler("gamma", false))
        .endsWith(new Simpler("maxBins", true));
    assertThat(learner.params().refusal("booster", "dart"))
        .hasValue("dart drops trees, which cannot be cut");
    assertThat(learner.params().refusal("booster", "tree")).isEmpty();
    assertThat(learner.fits().unread()).containsExactly("threshold");
    assertThat(learner.named()).containsExactly("booster", "nthread", "threshold");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Boost", "acme.Boost", "acme boost", "-boost", "boost-", "2x"})
  void a_type_is_words_that_settings_can_name(String type) {
    LearnerBuilder builder =
        LearnerDescriptor.of(type).estimator("com.acme.Boost", ProblemType.REGRESSION);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("but is '%s'", type);
  }

  @Test
  void what_contradicts_itself_is_refused() {
    assertThatThrownBy(() -> LearnerDescriptor.of("boost").build())
        .hasMessage("boost has no estimator.");
    assertThatThrownBy(() -> boost().estimator("com.acme.Other", ProblemType.REGRESSION))
        .hasMessage("acme-boost has two estimators for regression.");
    assertThatThrownBy(() -> boost().proposedFor(ProblemType.BINARY).build())
        .hasMessageContaining("without an estimator for it");
    assertThatThrownBy(() -> boost().needs(FeatureNeeds.OWN)).hasMessageContaining("OWN");
    assertThatThrownBy(() -> boost().whole("k", 1, 2, Scale.LOG, "here").choice("k", "there", 1, 2))
        .hasMessage("acme-boost suggests two domains of k.");
    assertThatThrownBy(() -> boost().log("rate", 0.1, 1, " ")).hasMessageContaining("source");
  }
}
