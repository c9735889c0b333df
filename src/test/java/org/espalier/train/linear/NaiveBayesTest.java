package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.espalier.train.Rows;
import org.espalier.train.linear.NaiveBayesModel.ModelType;
import org.junit.jupiter.api.Test;

final class NaiveBayesTest {

  private static final Table COUNTS = Table.counts(21, 80, 9).classes(3);

  private static NaiveBayesModel train(Rows rows, ModelType kind) throws InterruptedException {
    return NaiveBayesModel.of(ClassSums.of(rows), kind, 0.5);
  }

  @Test
  void probabilities_add_up() throws InterruptedException {
    for (ModelType kind : ModelType.values()) {
      Rows rows = COUNTS.bits().sparse();
      NaiveBayesModel model = train(rows, kind);
      double[] probabilities = model.probabilities(model.raw(rows));
      for (int first = 0; first < probabilities.length; first += 3) {
        double sum = probabilities[first] + probabilities[first + 1] + probabilities[first + 2];
        assertThat(sum).isCloseTo(1, within(1e-12));
      }
    }
  }

  @Test
  void dense_and_sparse_rows_give_the_same_model() throws InterruptedException {
    for (ModelType kind :
        new ModelType[] {ModelType.MULTINOMIAL, ModelType.COMPLEMENT, ModelType.GAUSSIAN}) {
      NaiveBayesModel dense = train(COUNTS.dense(), kind);
      NaiveBayesModel sparse = train(COUNTS.sparse(), kind);
      assertThat(dense.pi()).isEqualTo(sparse.pi());
      assertThat(dense.theta()).isEqualTo(sparse.theta());
      for (int i = 0; i < dense.sigma().length; i++) {
        assertThat(dense.sigma()[i]).isCloseTo(sparse.sigma()[i], within(1e-12));
      }
    }
  }

  @Test
  void values_and_rows_that_a_kind_is_not_for_are_refused() {
    Rows counts = COUNTS.sparse();
    Rows signed = Table.difficult(1, 30).dense();
    assertThatThrownBy(() -> train(counts, ModelType.BERNOULLI)).hasMessageContaining("0 or 1");
    assertThatThrownBy(() -> train(signed, ModelType.COMPLEMENT))
        .hasMessageContaining("not negative");
    assertThatThrownBy(() -> train(COUNTS.withWeights(0).dense(), ModelType.GAUSSIAN))
        .hasMessageContaining("weight above 0");
  }

  @Test
  void an_interruption_ends_every_loop() throws InterruptedException {
    Rows rows = COUNTS.dense();
    NaiveBayesModel model = train(rows, ModelType.GAUSSIAN);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> ClassSums.of(rows)).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> model.raw(rows)).isInstanceOf(InterruptedException.class);
  }
}
