package org.espalier.spark.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.IDFModel;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.ImputerModel;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.OneHotEncoderModel;
import org.apache.spark.ml.feature.QuantileDiscretizer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.feature.StopWordsRemover;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.spark.SparkLine;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.RankCut;
import org.espalier.spark.chain.RowWise;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Stages that are fitted in arrays, beside their own fits. */
final class ArrayPipelineTest extends SparkTest {

  private static final int FOLDS = 2;

  /** Texts with ties, a null and one that fold 0 does not learn; numbers with zeros. */
  private static Dataset<Row> rows() {
    return spark()
        .sql(
            "SELECT IF(id = 6, NULL, string(id % 3)) a, IF(id = 8, 'rare', string(id % 5)) b,"
                + " int(id % 4) c, double(id % 7) - 3 x, id * 0.1D y, id % 2 = 0 z, double(id % 2)"
                + " label, int(id % 2) part FROM range(0, 40, 1, 1)");
  }

  private static List<PipelineStage> stages(boolean centred, boolean drops, String invalid) {
    return List.of(
        new StringIndexer()
            .setInputCols(new String[] {"a", "c"})
            .setOutputCols(new String[] {"aIndex", "cIndex"})
            .setStringOrderType(drops ? "alphabetDesc" : "frequencyAsc")
            .setHandleInvalid("keep"),
        new StringIndexer().setInputCol("b").setOutputCol("bIndex").setHandleInvalid("keep"),
        new OneHotEncoder()
            .setInputCols(new String[] {"aIndex", "bIndex"})
            .setOutputCols(new String[] {"aHot", "bHot"})
            .setDropLast(drops)
            .setHandleInvalid(invalid),
        new VectorAssembler()
            .setInputCols(new String[] {"x", "aHot", "y", "cIndex", "z", "bHot"})
            .setOutputCol("all"),
        new StandardScaler()
            .setInputCol("all")
            .setOutputCol("features")
            .setWithMean(centred)
            .setWithStd(!centred || drops));
  }

  private static Optional<ArrayPipeline> program(List<PipelineStage> stages) {
    return ArrayPipeline.of(stages, RowWise::is);
  }

  private static RowTable table(ArrayPipeline program, Dataset<Row> rows) {
    Dataset<Row> applied = program.applied(rows);
    return RowCollector.of(program, List.of("label"), applied.schema())
        .orElseThrow()
        .collect(applied, functions.col("part"), functions.lit(0), 1 << 20)
        .table()
        .orElseThrow();
  }

  private static Optional<ArrayPipeline.Fitted> fit(
      List<PipelineStage> stages, Dataset<Row> rows, int fold) {
    ArrayPipeline program = program(stages).orElseThrow();
    return program.fit(table(program, rows), RankCut.whole(fold));
  }

  private static String params(Transformer stage) {
    return stage.extractParamMap().toString().replaceAll("@[0-9a-f]+", ""); // of arrays
  }

  private static void assertSame(Transformer ours, Transformer own) {
    assertThat(ours.uid()).isEqualTo(own.uid());
    assertThat(params(ours)).isEqualTo(params(own));
    if (own instanceof StringIndexerModel indexer) {
      assertThat(((StringIndexerModel) ours).labelsArray()).isDeepEqualTo(indexer.labelsArray());
      assertThat(((StringIndexerModel) ours).parent()).isSameAs(indexer.parent());
    } else if (own instanceof ImputerModel imputer) {
      assertThat(((ImputerModel) ours).surrogateDF().collectAsList())
          .isEqualTo(imputer.surrogateDF().collectAsList());
    } else if (own instanceof OneHotEncoderModel encoder) {
      assertThat(((OneHotEncoderModel) ours).categorySizes()).isEqualTo(encoder.categorySizes());
    } else if (own instanceof Bucketizer cut && cut.isSet(cut.splitsArray())) {
      assertThat(((Bucketizer) ours).getSplitsArray()).isDeepEqualTo(cut.getSplitsArray());
    } else if (own instanceof Bucketizer cut) {
      assertThat(((Bucketizer) ours).getSplits()).isEqualTo(cut.getSplits());
    } else if (own instanceof IDFModel idf) {
      assertThat(((IDFModel) ours).idf()).isEqualTo(idf.idf());
      assertThat(((IDFModel) ours).docFreq()).isEqualTo(idf.docFreq());
      assertThat(((IDFModel) ours).numDocs()).isEqualTo(idf.numDocs());
    } else if (own instanceof StandardScalerModel scaler) {
      assertThat(((StandardScalerModel) ours).mean()).isEqualTo(scaler.mean());
      assertThat(((StandardScalerModel) ours).std()).isEqualTo(scaler.std());
    }
  }

  private static void assertSameRows(FoldColumns columns, Dataset<Row> own, String name) {
    List<Row> rows = own.select(name).collectAsList();
    VectorValues ours = (VectorValues) Objects.requireNonNull(columns.column(name));
    assertThat(columns.rows()).isEqualTo(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      double[] dense = new double[ours.size()];
      int first = ours.isDense() ? row * dense.length : ours.starts()[row];
      int end = ours.isDense() ? first + dense.length : ours.starts()[row + 1];
      for (int i = first; i < end; i++) {
        dense[ours.isDense() ? i - first : ours.indices()[i]] = ours.values()[i];
      }
      assertThat(dense).isEqualTo(((Vector) rows.get(row).get(0)).toArray());
    }
    AttributeGroup group = AttributeGroup.fromStructField(own.schema().apply(name));
    int[] categories =
        group.attributes().isEmpty()
            ? new int[group.size()]
            : Arrays.stream(group.attributes().get())
                .mapToInt(attribute -> Categories.of(attribute).orElseThrow())
                .toArray();
    assertThat(ours.categories()).isEqualTo(categories);
  }

  @Test
  @Tag(Sample.TAG)
  void models_and_rows_are_those_of_the_stages_own_fits() {
    Dataset<Row> rows = rows().cache();
    for (int variant : Sample.rows(List.of(0, 1, 2, 3)).toList()) {
      List<PipelineStage> stages =
          stages(variant % 2 == 0, variant < 2, variant % 3 == 0 ? "keep" : "error");
      assertOwn(stages, rows, "all", "features");
    }
    rows.unpersist();
  }

  /** Stages as a user may order them: those that hash texts behind one that learns. */
  private static List<PipelineStage> hashing(int minDocFreq, double p) {
    return List.of(
        new StringIndexer().setInputCol("a").setOutputCol("aIndex").setHandleInvalid("keep"),
        new Tokenizer().setInputCol("text").setOutputCol("words"),
        new StopWordsRemover().setInputCol("words").setOutputCol("told"),
        new HashingTF().setNumFeatures(64).setInputCol("told").setOutputCol("tf"),
        new IDF().setMinDocFreq(minDocFreq).setInputCol("tf").setOutputCol("idf"),
        new Normalizer().setP(p).setInputCol("idf").setOutputCol("unit"),
        new FeatureHasher()
            .setNumFeatures(32)
            .setInputCols(new String[] {"b", "x", "z"})
            .setOutputCol("hashed"),
        new VectorAssembler()
            .setInputCols(new String[] {"aIndex", "unit", "hashed"})
            .setOutputCol("all"));
  }

  @Test
  @Tag(Sample.TAG)
  void hashed_texts_and_their_weights_are_those_of_the_stages_own_fits() {
    Dataset<Row> rows =
        rows()
            .withColumn(
                "text",
                functions.expr(
                    "IF(x = 0, '', concat('The Word', int(x), ' ', b, ' of ', c, ' ', b))"))
            .na()
            .fill("", new String[] {"text", "b"})
            .repartition(3)
            .cache();
    for (int minDocFreq : Sample.rows(List.of(5, 0)).toList()) {
      assertOwn(hashing(minDocFreq, minDocFreq == 0 ? 2 : 1), rows, "all");
    }
    rows.unpersist();
  }

  private static void assertOwn(List<PipelineStage> stages, Dataset<Row> rows, String... made) {
    ArrayPipeline program = program(stages).orElseThrow();
    RowTable table = table(program, rows);
    for (int fold = FoldPart.NONE; fold < FOLDS; fold++) {
      PipelineModel own =
          new Pipeline()
              .setStages(stages.toArray(PipelineStage[]::new))
              .fit(rows.where("part != " + fold));
      ArrayPipeline.Fitted ours = program.fit(table, RankCut.whole(fold)).orElseThrow();
      assertThat(ours.columns().collected()).as("of all folds").isEqualTo(table.bytes());
      for (int i = 0; i < own.stages().length; i++) {
        assertSame(ours.models().get(i), own.stages()[i]);
      }
      for (String column : made) {
        assertSameRows(ours.columns(), own.transform(rows), column);
      }
    }
  }

  private static QuantileDiscretizer discretizer(String invalid, double error) {
    return new QuantileDiscretizer().setHandleInvalid(invalid).setRelativeError(error);
  }

  @Test
  @Tag(Sample.TAG)
  void numbers_are_cut_at_the_quantiles_of_the_discretizers_own_fit() {
    // Of more than two partitions Spark 3.5 merges the quantiles in the order in which tasks end.
    int partitions = SparkLine.sparkVersion().startsWith("3.") ? 2 : 3;
    Dataset<Row> rows =
        spark()
            .sql(
                "SELECT IF(id % 9 = 0, double('NaN'), sqrt(id)) x, pmod(hash(id), 50) n,"
                    + " float(IF(id % 3 = 0, -0.0, id % 7)) f, double(id % 2) label,"
                    + " int(id % 2) part FROM range(0, 4000, 1, "
                    + partitions
                    + ")")
            .cache();
    String[] cut = {"xCut", "nCut", "fCut"};
    String[] hot = {"xHot", "nHot", "fHot"};
    PipelineStage encoder =
        new OneHotEncoder()
            .setInputCols(cut)
            .setOutputCols(hot)
            .setDropLast(false)
            .setHandleInvalid("keep");
    PipelineStage assembler = new VectorAssembler().setInputCols(hot).setOutputCol("all");
    for (double error : Sample.rows(List.of(0.03, 0.001)).toList()) {
      QuantileDiscretizer one = discretizer("keep", error).setNumBuckets(7);
      one.setInputCols(new String[] {"x", "n", "f"}).setOutputCols(cut);
      assertOwn(List.of(one, encoder, assembler), rows, "all");
      QuantileDiscretizer each = discretizer("keep", error);
      each.setNumBucketsArray(new int[] {4, 10, 6});
      each.setInputCols(new String[] {"x", "n", "f"}).setOutputCols(cut);
      assertOwn(List.of(each, encoder, assembler), rows, "all");
    }
    QuantileDiscretizer single = discretizer("error", 0.01).setInputCol("n").setOutputCol("all");
    assertOwn(
        List.of(
            single.copy(ParamMap.empty()).setOutputCol("nCut"),
            new VectorAssembler().setInputCols(new String[] {"nCut", "f"}).setOutputCol("all")),
        rows,
        "all");
    assertThat(
            fit(
                List.of(discretizer("error", 0.01).setInputCol("x").setOutputCol("xCut")),
                rows,
                FoldPart.NONE))
        .as("NaN, which its model refuses")
        .isEmpty();
    rows.unpersist();
  }

  @Test
  void a_transformer_is_applied_ahead_where_that_changes_nothing_before_it() {
    StringIndexer indexer = new StringIndexer().setInputCol("b").setOutputCol("bIndex");
    Bucketizer bucketizer =
        new Bucketizer()
            .setSplits(new double[] {0, 2, Double.POSITIVE_INFINITY})
            .setInputCol("y")
            .setOutputCol("yCut");
    Bucketizer ofIndex = bucketizer.copy(ParamMap.empty()).setInputCol("BIndex");

    assertThat(program(List.of(indexer, bucketizer)).orElseThrow().ahead())
        .containsExactly(bucketizer);
    assertThat(program(List.of(indexer, ofIndex))).as("reads what is learned").isEmpty();
    assertThat(
            program(List.of(indexer, bucketizer.copy(ParamMap.empty()).setHandleInvalid("skip"))))
        .as("takes rows from the indexer")
        .isEmpty();
  }

  /** An imputer of numbers of several types, and what is made of them. */
  private static List<PipelineStage> imputing(String strategy) {
    String[] imputed = {"xFull", "nFull", "fFull"};
    return List.of(
        new Imputer()
            .setInputCols(new String[] {"x", "n", "f"})
            .setOutputCols(imputed)
            .setStrategy(strategy),
        new VectorAssembler().setInputCols(imputed).setOutputCol("all"));
  }

  @Test
  @Tag(Sample.TAG)
  void numbers_are_imputed_as_by_the_imputers_own_fit() {
    // More rows than a digest keeps; the median of whole numbers, and of floats, is none of them.
    Dataset<Row> rows =
        spark()
            .sql(
                "SELECT IF(id % 9 = 0, double('NaN'), IF(id % 7 = 0, NULL, sqrt(id))) x,"
                    + " IF(id % 5 = 0, NULL, bigint(pmod(hash(id), 1000))) n,"
                    + " IF(id % 4 = 0, NULL, float(id / 3)) f, double(id % 2) label,"
                    + " int(id % 2) part FROM range(0, 4000, 1, 2)")
            .cache();
    for (String strategy : Sample.rows(List.of("median", "mean")).toList()) {
      assertOwn(imputing(strategy), rows, "all");
    }
    assertThat(program(imputing("mode"))).as("ties are Spark's to decide").isEmpty();
    Dataset<Row> none = rows.withColumn("n", functions.expr("bigint(NULL)"));
    assertThat(fit(imputing("mean"), none, FoldPart.NONE)).as("no value").isEmpty();
    rows.unpersist();
  }

  @Test
  void missing_numbers_are_kept_as_by_the_assembler_itself() {
    Dataset<Row> rows =
        spark()
            .sql(
                "SELECT IF(id % 9 = 0, NULL, sqrt(id)) x, IF(id % 5 = 0, double('NaN'), -id) n,"
                    + " IF(id % 4 = 0, NULL, string(id % 3)) t, double(id % 2) label,"
                    + " int(id % 2) part FROM range(0, 60, 1, 2)");
    StringIndexer indexer = new StringIndexer().setInputCol("t").setOutputCol("i");
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"x", "i", "n"}).setOutputCol("all");
    assertOwn(
        List.of(indexer.setHandleInvalid("keep"), assembler.setHandleInvalid("keep")), rows, "all");
  }

  @Test
  void what_a_stage_may_refuse_is_left_to_its_own_fit() {
    StringIndexer a = new StringIndexer().setInputCol("a").setOutputCol("aIndex");
    StringIndexer b = new StringIndexer().setInputCol("b").setOutputCol("bIndex");
    VectorAssembler numbers =
        new VectorAssembler().setInputCols(new String[] {"x"}).setOutputCol("all");
    Dataset<Row> missing = rows().withColumn("x", functions.expr("IF(y = 0, NULL, x)"));
    Dataset<Row> one = rows().withColumn("b", functions.lit("only"));
    List<PipelineStage> encoded =
        new ArrayList<>(List.of(b, new OneHotEncoder().setInputCol("bIndex").setOutputCol("bHot")));

    assertThat(fit(List.of(a), rows(), FoldPart.NONE)).as("a null text").isEmpty();
    assertThat(fit(List.of(b), rows(), 0)).as("a text that is not learned").isEmpty();
    assertThat(fit(List.of(b), rows(), FoldPart.NONE)).isPresent();
    assertThat(fit(List.of(numbers), missing, FoldPart.NONE)).as("a null number").isEmpty();
    assertThat(fit(encoded, one, FoldPart.NONE)).as("one category").isEmpty();
  }

  @Test
  void stages_and_columns_that_are_not_known_are_left_alone() {
    StringIndexer fraction = new StringIndexer().setInputCol("x").setOutputCol("xIndex");
    StringIndexer skipping =
        new StringIndexer().setInputCol("b").setOutputCol("bIndex").setHandleInvalid("skip");
    VectorAssembler leaving = new VectorAssembler().setInputCols(new String[] {"x"});
    leaving.setOutputCol("all").setHandleInvalid("skip");

    assertThat(program(List.of(new Binarizer().setInputCol("x")))).isEmpty();
    assertThat(program(List.of(skipping))).isEmpty();
    assertThat(program(List.of(leaving))).isEmpty();
    assertThat(
            RowCollector.of(program(List.of(fraction)).orElseThrow(), List.of(), rows().schema()))
        .isEmpty();
  }

  @Test
  void columns_that_take_more_than_allowed_are_not_collected() {
    ArrayPipeline program =
        program(List.of(new StringIndexer().setInputCol("b").setOutputCol("bIndex"))).orElseThrow();
    RowCollector columns = RowCollector.of(program, List.of("y"), rows().schema()).orElseThrow();

    assertThat(columns.collect(rows(), functions.col("part"), functions.lit(0), 100).table())
        .isEmpty();
    assertThat(columns.collect(rows(), functions.col("part"), functions.lit(0), 10_000).table())
        .isPresent();
  }
}
