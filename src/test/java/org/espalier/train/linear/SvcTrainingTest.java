package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Test;

final class SvcTrainingTest {

  private static final Table TABLE = Table.difficult(41, 120);

  private static List<LinearModel> train(Rows rows, List<LinearParams> candidates)
      throws InterruptedException {
    SvcTraining training = SvcTraining.of(rows, Moments.of(rows), 2, candidates);
    return training.models(rows);
  }

  private static List<LinearParams> candidates() {
    List<LinearParams> candidates = new ArrayList<>();
    for (double regParam : new double[] {0, 0.01, 0.1}) {
      for (boolean intercept : new boolean[] {true, false}) {
        candidates.add(new LinearParams(new Penalty(regParam, 0, true), intercept, 30, 1e-6));
      }
    }
    return candidates;
  }

  @Test
  void a_model_does_not_depend_on_the_candidates_beside_it_nor_on_how_rows_are_stored()
      throws InterruptedException {
    List<LinearModel> together = train(TABLE.sparse(), candidates());
    for (int i = 0; i < together.size(); i++) {
      LinearModel alone = train(TABLE.dense(), List.of(candidates().get(i))).get(0);
      assertThat(alone.coefficients()).isEqualTo(together.get(i).coefficients());
      assertThat(alone.intercept()).isEqualTo(together.get(i).intercept());
      assertThat(alone.objectiveHistory()).isEqualTo(together.get(i).objectiveHistory());
    }
  }

  @Test
  void the_objective_falls_and_most_rows_are_on_their_side() throws InterruptedException {
    Rows rows = TABLE.dense();
    LinearModel model = train(rows, candidates()).get(2);
    double[] history = model.objectiveHistory();
    assertThat(Table.last(history)).isLessThan(history[0] * 0.8);
    double[] margins = model.margins(rows);
    int right = 0;
    for (int r = 0; r < margins.length; r++) {
      right += margins[r] > 0 == rows.label(r) > 0 ? 1 : 0;
    }
    assertThat(right).isGreaterThan(margins.length * 3 / 4);
  }

  @Test
  void labels_of_another_number_of_classes_are_refused() {
    Rows three = TABLE.withLabels(2).dense();
    assertThatThrownBy(() -> train(three, candidates())).hasMessageContaining("3 classes");
    assertThatThrownBy(() -> new LinearParams(new Penalty(-1, 0, true), true, 1, 0))
        .hasMessageContaining("-1");
  }
}
