package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.spark.estimator.DescriptorCheck;
import org.junit.jupiter.api.Test;

final class XGBoostLearnerTest {

  @Test
  void the_learner_has_params_and_values_of_its_estimators() {
    assertThat(new XGBoostLearner().learners())
        .allSatisfy(
            learner -> assertThat(new DescriptorCheck(learner, "XGBoost").problems()).isEmpty());
  }
}
