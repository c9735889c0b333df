package org.espalier.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.analysis.ParameterImportance.Main;
import org.espalier.journal.SearchedParameter;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Direction;
import org.espalier.study.RungLadder;
import org.espalier.testing.GoldenTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Importances beside those of Optuna, on a part of two tables of the FC-Net benchmark. */
final class GoldenImportanceTest {

  /** Number of values of each parameter; those of two are choices without order. */
  private static final int[] VALUES = {2, 2, 4, 3, 3, 4, 2, 6, 6};

  private static final int FANOVA = 2;
  private static final int EQUAL = 3;
  private static final int PED_ANOVA = 4;

  private static final SearchSpace FCNET =
      ScoredStudy.space(
          IntStream.range(0, VALUES.length)
              .mapToObj(GoldenImportanceTest::parameter)
              .toArray(Parameter[]::new));

  /** A space with ranges on both scales, and a parameter of one value of a choice. */
  private static final SearchSpace MIXED =
      new SearchSpace(
          List.of(
              Dimension.always(new FloatParameter("p0", 1e-4, 1, Scale.LOG)),
              Dimension.always(new IntParameter("p1", 1, 256, Scale.LOG)),
              Dimension.always(new IntParameter("p2", 1, 100, Scale.LINEAR)),
              Dimension.always(new IntParameter("p3", 3, 8, Scale.LINEAR)),
              Dimension.always(new ChoiceParameter("p4", List.of(0, 1, 2))),
              new Dimension(
                  new FloatParameter("p5", -1, 1, Scale.LINEAR), List.of(new Condition("p4", 2)))));

  private static Parameter parameter(int column) {
    List<Object> values = IntStream.range(0, VALUES[column]).<Object>mapToObj(i -> i).toList();
    return new ChoiceParameter("p" + column, values, VALUES[column] > 2);
  }

  /**
   * Importances in a golden file.
   *
   * @param rows values of p0, p1 and so on, NaN where there is none, and the score
   */
  private static ParameterImportance importance(
      SearchSpace space, Direction direction, List<double[]> rows) {
    ScoredStudy study =
        new ScoredStudy(direction, RungLadder.full(100, 1), SearchedParameter.of(space));
    for (double[] row : rows) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int column = 0; column < row.length - 1; column++) {
        Parameter parameter = space.dimensions().get(column).parameter();
        if (!Double.isNaN(row[column])) {
          boolean real = parameter instanceof FloatParameter;
          values.put("p" + column, real ? (Object) row[column] : (Object) (int) row[column]);
        }
      }
      study.scored(study.trial(new Configuration(values)), 0, row[row.length - 1]);
    }
    return ParameterImportance.of(study.record());
  }

  /** The golden importances of p0, p1 and so on. */
  private static List<double[]> golden(int table) throws IOException {
    return GoldenTable.rows(GoldenImportanceTest.class, "importance.csv").stream()
        .filter(row -> row[0] == table)
        .toList();
  }

  private static int column(Main main) {
    return Integer.parseInt(main.parameter().substring(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void the_shares_are_those_that_optuna_finds(int table) throws IOException {
    List<double[]> rows =
        GoldenTable.rows(GoldenImportanceTest.class, "configurations.csv").stream()
            .filter(row -> row[0] == table)
            .map(row -> Arrays.copyOfRange(row, 1, row.length))
            .toList();
    ParameterImportance importance = importance(FCNET, Direction.MINIMIZE, rows);
    List<double[]> golden = golden(table);
    assertThat(importance.trials()).isEqualTo(500);
    assertThat(importance.parameters()).hasSize(VALUES.length);
    for (Main main : importance.parameters()) {
      double[] expected = golden.get(column(main));
      assertThat(main.fanova().mean()).isCloseTo(expected[FANOVA], within(0.05));
      assertThat(main.fanova().mean()).isCloseTo(expected[EQUAL], within(0.015));
      assertThat(main.pedAnova()).isCloseTo(expected[PED_ANOVA], within(1e-8));
    }
    List<Integer> byOptuna =
        IntStream.range(0, VALUES.length)
            .boxed()
            .sorted(Comparator.comparing(column -> -golden.get(column)[FANOVA]))
            .toList();
    assertThat(importance.parameters().subList(0, 3))
        .extracting(GoldenImportanceTest::column)
        .isEqualTo(byOptuna.subList(0, 3));
  }

  @Test
  void ped_anova_is_optunas_on_every_scale_and_of_conditional_parameters() throws IOException {
    ParameterImportance importance =
        importance(
            MIXED, Direction.MAXIMIZE, GoldenTable.rows(GoldenImportanceTest.class, "mixed.csv"));
    List<double[]> golden = golden(2);
    assertThat(importance.parameters()).hasSameSizeAs(golden);
    for (Main main : importance.parameters()) {
      assertThat(main.pedAnova())
          .as(main.parameter())
          .isCloseTo(golden.get(column(main))[PED_ANOVA], within(1e-8));
    }
  }
}
