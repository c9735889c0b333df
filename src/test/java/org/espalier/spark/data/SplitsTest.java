package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.FoldsPlan.Rule;
import org.espalier.spec.rows.FoldsPlan.TimeOrder;
import org.espalier.spec.rows.FoldsPlan.Window;
import org.espalier.spec.rows.HeldOutPlan;
import org.espalier.study.Seed;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every rule of splitting keeps, on a table in two orders and numbers of files. */
final class SplitsTest extends SparkTest {

  private static final String HEADER = "id,subject,day,part,label";
  private static final int ROWS = 240;

  /** Days from the first; each is shared by up to four rows. */
  private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);

  private static final Map<Rule, Split> USUAL = new EnumMap<>(Rule.class);

  @TempDir Path folder;

  private record Cell(Set<Integer> training, Set<Integer> validation) {}

  private record Split(List<Cell> folds, Set<Integer> heldOut, Set<Integer> all) {}

  private static List<String> lines() {
    var random = new Seed(5).random();
    List<String> lines = new ArrayList<>();
    for (int id = 0; id < ROWS; id++) {
      lines.add(
          "%d,%d,%s,%s,%s"
              .formatted(
                  id,
                  random.nextInt(24),
                  FIRST.plusDays(id / 4),
                  id % 8 == 7 ? "" : "p" + id % 3,
                  id % 3 == 0 ? "yes" : "no"));
    }
    return lines;
  }

  private Plans plans(int files, long order) {
    Path table = Tables.shuffled(folder.resolve("t" + files), HEADER, lines(), files, order);
    return Plans.of(table, "label").time("day").folds(4);
  }

  /** The split of the table in its order and one file; made once. */
  private Split usual(Rule rule) {
    return USUAL.computeIfAbsent(rule, any -> split(by(any, plans(1, 0))));
  }

  private static Split split(Plans plans) {
    return split(plans, 1_000_000);
  }

  private static Split split(Plans plans, long exactRows) {
    try (StudyData data = plans.prepare(spark(), exactRows, ROWS / 2)) {
      int folds = data.folds().sizes().size();
      List<Dataset<?>> parts = new ArrayList<>();
      for (int fold = 0; fold < folds; fold++) {
        parts.add(data.rows().parts().training(new FoldPart(fold, ROWS, 0)));
        parts.add(data.rows().parts().validation(FoldPart.whole(fold)));
      }
      parts.add(data.rows().all());
      data.rows().heldOut().ifPresent(parts::add);
      List<Set<Integer>> ids = Tables.ids(parts);
      List<Cell> cells = new ArrayList<>();
      for (int fold = 0; fold < folds; fold++) {
        Cell cell = new Cell(ids.get(2 * fold), ids.get(2 * fold + 1));
        assertThat(data.folds().sizes().get(fold)).isEqualTo(cell.validation().size());
        cells.add(cell);
      }
      Set<Integer> held = data.rows().heldOut().isPresent() ? ids.get(2 * folds + 1) : Set.of();
      assertThat(data.folds().trainingRows() + held.size()).isEqualTo(ROWS);
      return new Split(cells, held, ids.get(2 * folds));
    }
  }

  /** A plan of each rule, with the given plans as a start. */
  private static Plans by(Rule rule, Plans plans) {
    return switch (rule) {
      case HASH -> plans.group("subject").test(0.2);
      case TIME -> plans.folds(time(Window.EXPANDING, 0)).test(0.25);
      case COLUMN -> plans.folds(column()).test(0.2);
      case SPLIT -> plans.folds(single(0.3)).test(HeldOutPlan.of(0.2));
      case SPARK, PYSPARK -> plans.folds(rule, 4, true).test(0.2);
      case SOURCE -> throw new IllegalArgumentException("Has a test of its own.");
    };
  }

  private static FoldsPlan time(Window window, int days) {
    return new FoldsPlan(
        Rule.TIME,
        4,
        true,
        Optional.empty(),
        0,
        Optional.empty(),
        new TimeOrder(window, Duration.ofDays(days).toSeconds()));
  }

  private static FoldsPlan column() {
    return new FoldsPlan(
        Rule.COLUMN, 5, true, Optional.of("part"), 0, Optional.empty(), TimeOrder.usual());
  }

  private static FoldsPlan single(double fraction) {
    return new FoldsPlan(
        Rule.SPLIT, 1, true, Optional.empty(), fraction, Optional.empty(), TimeOrder.usual());
  }

  private static LocalDate day(int id) {
    return FIRST.plusDays(id / 4);
  }

  static Stream<Rule> rules() {
    return Sample.rows(
        List.of(Rule.TIME, Rule.COLUMN, Rule.SPLIT, Rule.SPARK, Rule.PYSPARK, Rule.HASH));
  }

  /** Rules that do not depend on how a table is stored. */
  static Stream<Rule> stableRules() {
    return Stream.of(Rule.TIME, Rule.HASH, Rule.COLUMN, Rule.SPLIT);
  }

  @ParameterizedTest
  @MethodSource("rules")
  @Tag(Sample.TAG)
  void no_row_is_on_two_sides_and_none_is_lost(Rule rule) {
    Split split = usual(rule);
    Set<Integer> seen = new HashSet<>(split.heldOut());
    for (Cell cell : split.folds()) {
      assertThat(cell.validation()).isNotEmpty().doesNotContainAnyElementsOf(seen);
      assertThat(cell.training())
          .isNotEmpty()
          .doesNotContainAnyElementsOf(cell.validation())
          .doesNotContainAnyElementsOf(split.heldOut());
      seen.addAll(cell.validation());
    }
    assertThat(split.all()).doesNotContainAnyElementsOf(split.heldOut());
    assertThat(split.all().size() + split.heldOut().size()).isEqualTo(ROWS);
    if (rule != Rule.TIME) {
      split
          .folds()
          .forEach(
              cell ->
                  assertThat(cell.training().size() + cell.validation().size())
                      .isEqualTo(split.all().size()));
    }
  }

  @ParameterizedTest
  @MethodSource("stableRules")
  @Tag("slow")
  void order_and_files_change_nothing(Rule rule) {
    assertThat(split(by(rule, plans(5, 3)))).isEqualTo(usual(rule));
  }

  @Test
  void a_group_never_straddles() {
    Map<Integer, String> subjects = new HashMap<>();
    for (String line : lines()) {
      List<String> fields = List.of(line.split(",", -1));
      subjects.put(Integer.valueOf(fields.get(0)), fields.get(1));
    }
    Split hashed = split(by(Rule.HASH, plans(1, 0)), 0);
    for (Split split : List.of(usual(Rule.HASH), hashed)) {
      Map<String, Integer> sides = new HashMap<>();
      List<Set<Integer>> parts = new ArrayList<>(List.of(split.heldOut()));
      split.folds().forEach(cell -> parts.add(cell.validation()));
      for (int part = 0; part < parts.size(); part++) {
        for (int id : parts.get(part)) {
          assertThat(sides.putIfAbsent(subjects.get(id), part)).isIn(null, part);
        }
      }
      assertThat(sides).hasSize(24);
    }
  }

  @Test
  void folds_by_time_train_on_what_was_before_and_rows_of_one_time_stay_together() {
    Split split = usual(Rule.TIME);
    LocalDate firstHeldOut = day(Collections.min(split.heldOut()));
    assertThat(split.heldOut()).hasSize(60);
    int trained = 0;
    for (Cell cell : split.folds()) {
      LocalDate start = day(Collections.min(cell.validation()));
      assertThat(cell.training()).allMatch(id -> day(id).isBefore(start));
      assertThat(cell.validation()).allMatch(id -> day(id).isBefore(firstHeldOut));
      assertThat(cell.validation()).hasSize(36);
      assertThat(cell.training().size()).isGreaterThan(trained);
      trained = cell.training().size();
    }
  }

  @Tag("slow")
  @Test
  void a_gap_leaves_out_what_was_just_before_and_a_sliding_window_what_was_long_before() {
    Split gap = split(plans(1, 0).folds(time(Window.EXPANDING, 3)));
    for (Cell cell : gap.folds()) {
      LocalDate start = day(Collections.min(cell.validation()));
      assertThat(day(Collections.max(cell.training()))).isEqualTo(start.minusDays(4));
    }
    Split sliding = split(plans(1, 0).folds(time(Window.SLIDING, 0)));
    for (Cell cell : sliding.folds()) {
      assertThat(cell.training()).hasSize(48);
      assertThat(Collections.max(cell.training()) + 1)
          .isEqualTo(Collections.min(cell.validation()));
    }
  }

  @Test
  void from_a_time_on_rows_are_held_out() {
    HeldOutPlan after = new HeldOutPlan(0, Optional.empty(), Optional.of("2020-02-10"));
    Split split = split(plans(1, 0).test(after));
    assertThat(split.heldOut()).hasSize(80).allMatch(id -> id >= 160);
    assertThat(split.folds()).hasSize(4);
  }

  @Tag("slow")
  @Test
  void a_column_names_the_fold_and_rows_without_a_name_only_train() {
    Split split = split(plans(1, 0).folds(column()));
    assertThat(split.folds()).hasSize(3);
    for (int fold = 0; fold < 3; fold++) {
      int part = fold;
      assertThat(split.folds().get(fold).validation())
          .allMatch(id -> id % 3 == part && id % 8 != 7);
      assertThat(split.folds().get(fold).training()).contains(7, 15, 23);
    }
  }

  @Test
  void a_single_split_has_its_share_of_every_class() {
    Split split = split(plans(1, 0).folds(single(0.25)));
    Cell only = split.folds().get(0);
    assertThat(split.folds()).hasSize(1);
    assertThat(only.validation()).hasSize(60);
    assertThat(only.validation().stream().filter(id -> id % 3 == 0)).hasSize(20);
    assertThat(only.training()).hasSize(180);
  }

  private Path table(String name, List<String> lines) {
    List<String> all = new ArrayList<>(List.of(HEADER));
    all.addAll(lines);
    return Tables.file(folder, name, all.toArray(String[]::new));
  }

  @Test
  void other_tables_validate_and_are_held_out() {
    Path train = table("train.csv", lines().subList(0, 120));
    Path valid = table("valid.csv", lines().subList(120, 180));
    Path test = table("test.csv", lines().subList(180, 240));
    FoldsPlan source =
        new FoldsPlan(
            Rule.SOURCE,
            1,
            true,
            Optional.empty(),
            0,
            Optional.of(valid.toString()),
            TimeOrder.usual());
    Split split =
        split(
            Plans.of(train, "label")
                .folds(source)
                .test(new HeldOutPlan(0, Optional.of(test.toString()), Optional.empty())));
    assertThat(split.folds()).hasSize(1);
    assertThat(split.folds().get(0).training()).hasSize(120).allMatch(id -> id < 120);
    assertThat(split.folds().get(0).validation()).hasSize(60).allMatch(id -> id >= 120 && id < 180);
    assertThat(split.heldOut()).hasSize(60).allMatch(id -> id >= 180);
  }

  private static void refused(Plans plans, String... says) {
    assertThatThrownBy(() -> plans.prepare(spark()).close()).hasMessageContainingAll(says);
  }

  @Test
  void what_cannot_be_split_so_is_said() {
    refused(plans(1, 0).folds(40).group("part"), "'part' has no value in 30 rows");
    refused(
        plans(1, 0).ignore("part").folds(40).group("subject"),
        "of 40 has no rows: there are too few different groups; use fewer folds");
    refused(plans(1, 0).time("part"), "data.time: column 'part'");
    refused(
        plans(1, 0).folds(time(Window.EXPANDING, 300)),
        "folds: fold 1 of 4 has no rows to train on; use a shorter gap, or fewer folds");
    refused(
        plans(1, 0).test(new HeldOutPlan(0, Optional.empty(), Optional.of("soon"))),
        "data.test.held-out-after: 'soon' is not a date or timestamp; for example 2013-10-01");
    Path other = Tables.file(folder, "other.csv", "id,subject,day,label", "x,1,2020-01-01,no");
    refused(
        plans(1, 0).test(new HeldOutPlan(0, Optional.of(other.toString()), Optional.empty())),
        "data.test.held-out-source: column 'id' is of type string, but int in data.source",
        "data.test.held-out-source: has no column 'part'");
    Path odd = table("odd.csv", List.of("999,1,2020-01-01,p1,maybe"));
    refused(
        plans(1, 0).test(new HeldOutPlan(0, Optional.of(odd.toString()), Optional.empty())),
        "data.test: class 'maybe' occurs in the held-out rows only");
  }
}
