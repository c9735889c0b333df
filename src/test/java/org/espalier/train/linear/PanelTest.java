package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.train.Labels;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Test;

/** Training by the sums of the parts of a table, against training on the table. */
final class PanelTest {

  private static final Table TABLE = Table.difficult(60, 90);
  private static final List<LinearParams> CANDIDATES =
      List.of(
          new LinearParams(new Penalty(0.01, 0, true), true, 30, 1e-8),
          new LinearParams(new Penalty(0.1, 0.5, true), true, 30, 1e-8),
          new LinearParams(new Penalty(0.05, 0, false), false, 30, 1e-8));

  private static List<Rows> parts(Rows rows) {
    List<Rows> parts = new ArrayList<>();
    double[] values = new double[rows.columns()];
    for (int from = 0; from < rows.size(); from += 37) {
      int to = Math.min(from + 37, rows.size());
      double[] own = new double[(to - from) * values.length];
      for (int row = from; row < to; row++) {
        rows.copyDense(row, values);
        System.arraycopy(values, 0, own, (row - from) * values.length, values.length);
      }
      parts.add(
          Rows.dense(
              values.length,
              own,
              Arrays.copyOfRange(rows.labels(), from, to),
              Arrays.copyOfRange(rows.weights(), from, to)));
    }
    return parts;
  }

  private static Moments moments(List<Rows> parts) throws InterruptedException {
    Moments.Totals totals = Moments.Totals.of(parts.get(0));
    for (Rows part : parts.subList(1, parts.size())) {
      totals = totals.plus(Moments.Totals.of(part));
    }
    return Moments.of(totals);
  }

  @Test
  void moments_of_parts_are_those_of_the_table() throws InterruptedException {
    Rows rows = TABLE.dense();
    Moments whole = Moments.of(rows);
    Moments parts = moments(parts(rows));
    assertThat(parts.weight()).isCloseTo(whole.weight(), within(1e-9));
    for (int j = 0; j < rows.columns(); j++) {
      double size = Math.max(1, Math.abs(whole.mean(j)));
      assertThat(parts.mean(j)).isCloseTo(whole.mean(j), within(1e-12 * size));
      assertThat(parts.deviation(j))
          .isCloseTo(whole.deviation(j), within(1e-9 * whole.deviation(j)));
    }
  }

  @Test
  void a_training_on_the_sums_of_parts_ends_where_that_on_the_table_does()
      throws InterruptedException {
    Rows rows = TABLE.dense();
    List<Rows> parts = parts(rows);
    List<LogisticModel> whole =
        LogisticTraining.binomial(rows, Moments.of(rows), 2, CANDIDATES).models(rows);
    LogisticTraining training =
        LogisticTraining.binomial(true, moments(parts), Labels.histogram(rows), 2, CANDIDATES);
    while (training.asks()) {
      List<Panel> panels = training.asked();
      List<PanelSums> all = panels.stream().map(Panel::zero).toList();
      for (Rows part : parts) {
        List<PanelSums> sums = panels.stream().map(Panel::zero).toList();
        Panel.add(panels, sums, part);
        for (int i = 0; i < all.size(); i++) {
          all.get(i).add(sums.get(i));
        }
      }
      training.tell(all);
    }
    for (int i = 0; i < whole.size(); i++) {
      double[] ours = training.model(i).objectiveHistory();
      double[] theirs = whole.get(i).objectiveHistory();
      assertThat(ours[ours.length - 1]).isCloseTo(theirs[theirs.length - 1], within(1e-7));
    }
  }

  @Test
  void class_sums_of_parts_give_the_model_of_the_table() throws InterruptedException {
    Rows rows = TABLE.classes(3).dense();
    List<Rows> parts = parts(rows);
    ClassSums sums = ClassSums.of(parts.get(0));
    for (Rows part : parts.subList(1, parts.size())) {
      sums = sums.plus(ClassSums.of(part));
    }
    NaiveBayesModel ours = NaiveBayesModel.of(sums, NaiveBayesModel.ModelType.GAUSSIAN, 1);
    NaiveBayesModel whole =
        NaiveBayesModel.of(ClassSums.of(rows), NaiveBayesModel.ModelType.GAUSSIAN, 1);
    assertThat(ours.pi()).containsExactly(whole.pi(), within(1e-12));
    for (int i = 0; i < whole.sigma().length; i++) {
      assertThat(ours.sigma()[i]).isCloseTo(whole.sigma()[i], within(1e-9 * whole.sigma()[i]));
    }
  }
}
