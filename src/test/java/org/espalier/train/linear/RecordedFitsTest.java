package org.espalier.train.linear;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Our models against those that Spark's learners once gave for the same rows. */
final class RecordedFitsTest {

  @Test
  void binomial_models_of_difficult_rows_are_those_of_Spark()
      throws IOException, InterruptedException {
    LogisticTrainingContractTest.compareBinomial(RecordedFits.oracle());
  }

  @Test
  void multinomial_models_of_sparse_rows_are_those_of_Spark()
      throws IOException, InterruptedException {
    LogisticTrainingContractTest.compareMultinomial(RecordedFits.oracle());
  }

  @Test
  void linear_models_of_difficult_rows_are_those_of_Spark()
      throws IOException, InterruptedException {
    LinearTrainingContractTest.compareDifficult(RecordedFits.oracle());
  }

  @Test
  void linear_models_of_sparse_rows_are_those_of_Spark() throws IOException, InterruptedException {
    LinearTrainingContractTest.compareSparse(RecordedFits.oracle());
  }

  @Test
  void support_vector_classifiers_are_those_of_Spark() throws IOException, InterruptedException {
    SvcTrainingContractTest.compare(RecordedFits.oracle());
  }

  @Test
  void generalised_linear_models_of_two_families_are_those_of_Spark()
      throws IOException, InterruptedException {
    GlmTrainingContractTest.compareTwoFamilies(RecordedFits.oracle());
  }
}
