package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.espalier.train.Moments;
import org.espalier.train.ProductRows;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Test;

final class GlmTrainingTest {

  private static final LinearParams PARAMS =
      new LinearParams(new Penalty(0.05, 0, true), true, 25, 1e-9);
  private static final double[] NO_OFFSETS = {};

  private static GlmTraining training(Rows rows, GlmFamily family) throws InterruptedException {
    return training(rows, NO_OFFSETS, family, family.defaultLink());
  }

  private static GlmTraining training(Rows rows, double[] offsets, GlmFamily family, GlmLink link)
      throws InterruptedException {
    Moments moments = Moments.of(rows);
    return GlmTraining.of(ProductRows.of(rows, moments), offsets, moments, family, link);
  }

  @Test
  void a_model_depends_neither_on_the_candidates_before_it_nor_on_how_rows_are_stored()
      throws InterruptedException {
    Table table = Table.mild(5, 100).counted(1, true);
    GlmTraining dense = training(table.dense(), GlmFamily.POISSON);
    dense.train(new LinearParams(new Penalty(1, 0, true), false, 3, 1e-6));
    GlmModel second = dense.train(PARAMS);
    GlmModel alone = training(table.sparse(), GlmFamily.POISSON).train(PARAMS);
    assertThat(second.linear().coefficients())
        .containsExactly(alone.linear().coefficients(), within(1e-12));
    assertThat(training(table.dense(), GlmFamily.POISSON).train(PARAMS).linear().coefficients())
        .isEqualTo(second.linear().coefficients());
  }

  @Test
  void a_column_of_one_value_and_rows_without_a_weight_change_nothing()
      throws InterruptedException {
    Table table = Table.mild(6, 100);
    GlmModel model = training(table.dense(), GlmFamily.BINOMIAL).train(PARAMS);
    GlmModel other =
        training(table.withoutConstant().weighted().dense(), GlmFamily.BINOMIAL).train(PARAMS);
    assertThat(model.linear().coefficients())
        .containsExactly(other.linear().coefficients(), within(1e-12));
    assertThat(model.linear().intercept()).isCloseTo(other.linear().intercept(), within(1e-12));
    assertThat(model.iterations()).isEqualTo(other.iterations());
  }

  @Test
  void gaussian_labels_less_their_offsets_are_fitted_once() throws InterruptedException {
    Table table = Table.mild(7, 80);
    Rows rows = table.linear(1, 3).dense();
    double[] offsets = new double[rows.size()];
    Arrays.fill(offsets, 2);
    GlmTraining shifted = training(rows, offsets, GlmFamily.GAUSSIAN, GlmLink.IDENTITY);
    GlmModel plain = training(rows, GlmFamily.GAUSSIAN).train(PARAMS);
    GlmModel model = shifted.train(PARAMS);
    assertThat(model.iterations()).isEqualTo(1);
    assertThat(model.linear().intercept()).isCloseTo(plain.linear().intercept() - 2, within(1e-12));
    assertThat(model.predictions(rows, offsets))
        .containsExactly(plain.predictions(rows, NO_OFFSETS), within(1e-12));
  }

  @Test
  void means_of_all_rows_are_those_of_the_labels_without_a_penalty() throws InterruptedException {
    Rows rows = Table.counts(8, 200, 6).counted(2, true).withWeights(1).dense();
    GlmModel model =
        training(rows, GlmFamily.POISSON)
            .train(new LinearParams(new Penalty(0, 0, true), true, 25, 1e-10));
    double sum = 0;
    for (int row = 0; row < rows.size(); row++) {
      sum += rows.label(row);
    }
    double[] means = model.predictions(rows, NO_OFFSETS);
    assertThat(Arrays.stream(means).sum()).isCloseTo(sum, within(1e-8 * sum));
    assertThat(Arrays.stream(means).min().orElseThrow()).isPositive();
  }

  @Test
  void links_are_inverted_and_derived() {
    for (GlmLink link :
        List.of(
            GlmLink.IDENTITY,
            GlmLink.LOG,
            GlmLink.INVERSE,
            GlmLink.SQRT,
            GlmLink.LOGIT,
            GlmLink.PROBIT,
            GlmLink.CLOGLOG,
            GlmLink.power(-0.5),
            GlmLink.power(0.3))) {
      for (double mean : new double[] {0.01, 0.4, 0.9}) {
        assertThat(link.inverse(link.link(mean))).as("%s", link).isCloseTo(mean, within(1e-9));
        double slope = (link.link(mean + 1e-6) - link.link(mean - 1e-6)) / 2e-6;
        assertThat(link.derivative(mean) / slope).as("%s", link).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void labels_that_a_family_does_not_have_are_refused() {
    Rows rows = Table.mild(9, 50).dense();
    assertThatThrownBy(() -> training(rows, GlmFamily.GAMMA)).hasMessageContaining("Label 0.0");
    assertThat(new GlmFamily(false, 1.5).takes(0)).isTrue();
    assertThat(new GlmFamily(false, 2.5).takes(0)).isFalse();
    assertThat(GlmFamily.BINOMIAL.takes(2)).isFalse();
    assertThatThrownBy(() -> new GlmFamily(false, 0.5)).hasMessageContaining("0.5");
    assertThatThrownBy(() -> new LinearParams(new Penalty(-1, 0, true), true, 1, 0))
        .hasMessageContaining("-1");
  }
}
