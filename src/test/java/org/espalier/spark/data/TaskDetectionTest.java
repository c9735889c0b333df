package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spark.data.table.Target;
import org.espalier.spark.data.table.TaskDetection;
import org.espalier.spec.Origins;
import org.junit.jupiter.api.Test;

final class TaskDetectionTest {

  private static final Plans PLANS = Plans.of("source", "label");
  private static final Set<ProblemType> CLASSES =
      EnumSet.of(ProblemType.BINARY, ProblemType.MULTICLASS);
  private static final DataType CENTS = DataTypes.createDecimalType(10, 2);
  private static final DataType WHOLE = DataTypes.createDecimalType(20, 0);

  private static Target target(
      Plans plans, Set<ProblemType> learnable, DataType type, List<?> values) {
    return new TaskDetection(
            plans.plan(),
            learnable,
            DataTypes.createStructField("label", type, true),
            values.stream().<Object>map(value -> value).sorted(Target::compare).toList(),
            new DataProblems(Origins.none("test")))
        .target()
        .orElseThrow();
  }

  private static ProblemType task(DataType type, Object... values) {
    return target(PLANS, Plans.ALL, type, List.of(values)).task();
  }

  private static Object[] whole(int count) {
    return IntStream.range(0, count).boxed().toArray();
  }

  @Test
  void texts_booleans_and_few_whole_numbers_are_classes_and_other_numbers_are_quantities() {
    assertThat(task(DataTypes.StringType, "b", "a")).isEqualTo(ProblemType.BINARY);
    assertThat(task(DataTypes.StringType, "b", "a", "c")).isEqualTo(ProblemType.MULTICLASS);
    assertThat(task(DataTypes.BooleanType, true, false)).isEqualTo(ProblemType.BINARY);
    assertThat(task(DataTypes.IntegerType, whole(20))).isEqualTo(ProblemType.MULTICLASS);
    assertThat(task(DataTypes.IntegerType, whole(21))).isEqualTo(ProblemType.REGRESSION);
    assertThat(task(DataTypes.DoubleType, 0.0, 1.0)).isEqualTo(ProblemType.REGRESSION);
    assertThat(task(CENTS, new BigDecimal("0.10"), new BigDecimal("2.00")))
        .isEqualTo(ProblemType.REGRESSION);
    assertThat(task(WHOLE, BigDecimal.ONE, BigDecimal.TEN)).isEqualTo(ProblemType.BINARY);
  }

  @Test
  void the_metric_decides_before_the_learners_and_they_before_the_type() {
    List<Double> numbers = List.of(0.0, 1.0);
    assertThat(target(PLANS, CLASSES, DataTypes.DoubleType, numbers).task())
        .isEqualTo(ProblemType.BINARY);
    assertThat(
            target(PLANS, EnumSet.of(ProblemType.REGRESSION), DataTypes.IntegerType, List.of(0, 1))
                .task())
        .isEqualTo(ProblemType.REGRESSION);
    Target judged =
        target(PLANS.metric(Metric.F1), Plans.ALL, DataTypes.DoubleType, List.of(1.0, 2.0, 3.0));
    assertThat(judged.task()).isEqualTo(ProblemType.MULTICLASS);
    assertThat(judged.metric()).isEqualTo(Metric.F1);
    assertThat(
            target(PLANS.metric(Metric.MAE), Plans.ALL, DataTypes.IntegerType, List.of(0, 1))
                .task())
        .isEqualTo(ProblemType.REGRESSION);
  }

  @Test
  void labels_are_in_their_natural_order() {
    assertThat(target(PLANS, CLASSES, DataTypes.IntegerType, List.of(10, 9, -1)).labels())
        .containsExactly("-1", "9", "10");
    assertThat(target(PLANS, CLASSES, DataTypes.StringType, List.of("b", "B", "a")).labels())
        .containsExactly("B", "a", "b");
    assertThat(target(PLANS, CLASSES, DataTypes.BooleanType, List.of(true, false)).labels())
        .containsExactly("false", "true");
    List<BigDecimal> decimals =
        Stream.of("10.00", "0.0000001", "2.50").map(BigDecimal::new).toList();
    assertThat(target(PLANS, CLASSES, CENTS, decimals).labels())
        .containsExactly("0.0000001", "2.50", "10.00");
  }

  @Test
  void a_positive_class_may_be_written_as_any_form_of_its_number() {
    Plans plans = PLANS.positive("0");
    Target target = target(plans, CLASSES, DataTypes.DoubleType, List.of(0.0, 1.0));
    assertThat(target.labels()).containsExactly("1.0", "0.0");
  }
}
