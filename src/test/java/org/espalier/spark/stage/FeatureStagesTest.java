package org.espalier.spark.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.learner.FeatureNeeds;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.FeatureColumn.ColumnKind;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class FeatureStagesTest extends SparkTest {

  private static final int MAX_BINS = 32;
  private static final long ROWS = 100;

  private static final FeatureColumn NUMBER = new FeatureColumn("number", ColumnKind.NUMERIC, 0, 0);
  private static final FeatureColumn FLAG = new FeatureColumn("flag", ColumnKind.BOOLEAN, 0, 0);

  private static FeatureColumn text(String name, long distinct) {
    return new FeatureColumn(name, ColumnKind.TEXT, 0, distinct);
  }

  private static FeatureStages.Built built(boolean tree, FeatureColumn... columns) {
    return FeatureStages.build(
        List.of(columns), tree ? FeatureNeeds.TREE : FeatureNeeds.SCALED, MAX_BINS, ROWS, Map.of());
  }

  private static List<Class<?>> types(FeatureStages.Built built) {
    List<Class<?>> types = new ArrayList<>();
    built.stages().forEach(stage -> types.add(stage.getClass()));
    return types;
  }

  private static <S> S only(FeatureStages.Built built, Class<S> type) {
    return built.stages().stream().filter(type::isInstance).map(type::cast).findFirst().get();
  }

  @Test
  void a_tree_takes_numbers_as_they_are_and_categories_by_index() {
    FeatureStages.Built built = built(true, NUMBER, FLAG, text("word", 3));
    assertThat(types(built))
        .containsExactly(
            SQLTransformer.class, Imputer.class, StringIndexer.class, VectorAssembler.class);
    assertThat(built.chosen())
        .containsExactly(
            "1 column (flag) taken as 0 and 1",
            "2 columns (number, flag) imputed by the median where missing",
            "1 column (word) indexed");
  }

  @Test
  void a_linear_learner_gets_scaled_numbers_and_categories_one_hot() {
    FeatureStages.Built built = built(false, NUMBER, FLAG, text("word", 3));
    assertThat(types(built))
        .containsExactly(
            SQLTransformer.class,
            Imputer.class,
            StringIndexer.class,
            OneHotEncoder.class,
            VectorAssembler.class,
            StandardScaler.class,
            VectorAssembler.class);
    assertThat(built.chosen())
        .containsExactly(
            "1 column (flag) taken as 0 and 1",
            "2 columns (number, flag) imputed by the median where missing",
            "1 column (word) one-hot encoded",
            "numbers scaled to unit standard deviation");
  }

  @Test
  void without_a_kind_of_column_its_stages_are_left_out() {
    assertThat(types(built(false, NUMBER)))
        .containsExactly(Imputer.class, VectorAssembler.class, StandardScaler.class);
    assertThat(types(built(false, text("word", 3))))
        .containsExactly(StringIndexer.class, OneHotEncoder.class, VectorAssembler.class);
    assertThat(types(built(true, FLAG)))
        .containsExactly(SQLTransformer.class, Imputer.class, VectorAssembler.class);
  }

  @Test
  void a_tree_gets_categories_one_hot_if_they_and_one_more_do_not_fit_into_its_bins() {
    FeatureStages.Built built = built(true, text("fits", MAX_BINS - 1), text("does not", MAX_BINS));
    assertThat(types(built))
        .containsExactly(StringIndexer.class, OneHotEncoder.class, VectorAssembler.class);
    assertThat(only(built, OneHotEncoder.class).getInputCols())
        .containsExactly("espalier_index_does not");
    assertThat(only(built, VectorAssembler.class).getInputCols())
        .containsExactly("espalier_index_fits", "espalier_onehot_does not");
  }

  @Test
  void texts_of_very_many_values_are_hashed_together_for_any_learner() {
    for (boolean tree : new boolean[] {true, false}) {
      FeatureStages.Built built = built(tree, text("a", 1_000), text("b", 1_001), text("c", 9_999));
      assertThat(types(built))
          .containsExactly(
              FeatureHasher.class, StringIndexer.class, OneHotEncoder.class, VectorAssembler.class);
      assertThat(only(built, FeatureHasher.class).getInputCols()).containsExactly("b", "c");
      assertThat(built.chosen())
          .containsExactly(
              "1 column (a) one-hot encoded", "2 columns (b, c) hashed to 1,024 features");
    }
  }

  @Test
  void of_many_columns_only_their_number_is_said() {
    FeatureColumn[] many =
        Arrays.stream("a b c d e".split(" "))
            .map(name -> new FeatureColumn(name, ColumnKind.NUMERIC, 0, 0))
            .toArray(FeatureColumn[]::new);
    assertThat(built(true, many).chosen())
        .containsExactly("5 columns imputed by the median where missing");
  }

  @Test
  void searched_params_reach_their_stage_and_no_other() {
    FeatureStages.Built built =
        FeatureStages.build(
            List.of(NUMBER, text("word", 3)),
            FeatureNeeds.SCALED,
            MAX_BINS,
            ROWS,
            Map.of(
                "imputer.strategy",
                "mean",
                "indexer.stringOrderType",
                "alphabetAsc",
                "one-hot.dropLast",
                false,
                "scaler.withMean",
                true));
    assertThat(only(built, Imputer.class).getStrategy()).isEqualTo("mean");
    assertThat(only(built, StringIndexer.class).getStringOrderType()).isEqualTo("alphabetAsc");
    assertThat(only(built, OneHotEncoder.class).getDropLast()).isFalse();
    assertThat(only(built, StandardScaler.class).getWithMean()).isTrue();
    assertThat(built.chosen()).contains("1 column (number) imputed by the mean where missing");
    assertThat(only(built(false, NUMBER), Imputer.class).getStrategy()).isEqualTo("median");
  }

  /** A name for each kind that needs quoting, and one of which Spark makes a path. */
  private static final List<String> NAMES = List.of("a number", "a`flag", "a text", "long.text");

  private static Dataset<Row> table(Row... rows) {
    return spark()
        .createDataFrame(
            List.of(rows),
            new StructType()
                .add(NAMES.get(0), DataTypes.IntegerType)
                .add(NAMES.get(1), DataTypes.BooleanType)
                .add(NAMES.get(2), DataTypes.StringType)
                .add(NAMES.get(3), DataTypes.StringType))
        .coalesce(1);
  }

  private static PipelineModel fitted(FeatureStages.Built built) {
    Dataset<Row> training =
        table(
            RowFactory.create(1, true, "x", "lorem"),
            RowFactory.create(3, true, "x", "ipsum"),
            RowFactory.create(8, false, "y", "dolor"),
            RowFactory.create(null, null, null, null));
    return new Pipeline().setStages(built.stages().toArray(PipelineStage[]::new)).fit(training);
  }

  private static List<FeatureColumn> columns(long longTexts) {
    return List.of(
        new FeatureColumn(NAMES.get(0), ColumnKind.NUMERIC, 1, 0),
        new FeatureColumn(NAMES.get(1), ColumnKind.BOOLEAN, 1, 0),
        text(NAMES.get(2), 2),
        text(NAMES.get(3), longTexts));
  }

  private static double[] features(PipelineModel model, Row row) {
    Vector vector = model.transform(table(row)).first().getAs(FeatureStages.FEATURES);
    return vector.toArray();
  }

  @Test
  @Tag("smoke")
  void a_tree_reads_missing_values_as_the_median_and_as_a_category_and_so_unseen_ones() {
    PipelineModel model =
        fitted(FeatureStages.build(columns(3), FeatureNeeds.TREE, MAX_BINS, ROWS, Map.of()));
    assertThat(features(model, RowFactory.create(8, false, "y", "lorem")))
        .startsWith(8, 0, 1)
        .endsWith(0, 0)
        .hasSize(6);
    assertThat(features(model, RowFactory.create(null, null, null, null)))
        .containsExactly(3, 1, 2, 3, 1, 1);
    assertThat(features(model, RowFactory.create(5, true, "unseen", "unseen")))
        .containsExactly(5, 1, 2, 3, 0, 0);
  }

  @Test
  void a_linear_learner_reads_an_unseen_category_as_it_reads_a_missing_one() {
    PipelineModel model =
        fitted(FeatureStages.build(columns(3), FeatureNeeds.SCALED, MAX_BINS, ROWS, Map.of()));
    double[] missing = features(model, RowFactory.create(3, true, null, null));
    assertThat(features(model, RowFactory.create(3, true, "unseen", "unseen"))).isEqualTo(missing);
    assertThat(features(model, RowFactory.create(3, true, "x", "lorem"))).isNotEqualTo(missing);
    assertThat(missing).hasSizeGreaterThan(6);
  }

  @Test
  void hashed_texts_may_be_missing_or_unseen() {
    PipelineModel model =
        fitted(FeatureStages.build(columns(5_000), FeatureNeeds.TREE, MAX_BINS, ROWS, Map.of()));
    double[] missing = features(model, RowFactory.create(3, true, "x", null));
    assertThat(Arrays.stream(missing).skip(3).sum()).isZero();
    double[] unseen = features(model, RowFactory.create(3, true, "x", "unseen"));
    assertThat(Arrays.stream(unseen).skip(3).sum()).isEqualTo(1);
  }
}
