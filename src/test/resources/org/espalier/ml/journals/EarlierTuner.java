import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.ml.ParamSpaceBuilder;
import org.espalier.ml.Tuner;
import org.espalier.space.Scale;

/** Search of a Tuner, whose journal is left in a folder: the first argument. */
public final class EarlierTuner {

  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().master("local[2]").getOrCreate();
    LogisticRegression learner = new LogisticRegression().setMaxIter(5);
    new Tuner()
        .setEstimator(learner)
        .setEvaluator(new BinaryClassificationEvaluator().setNumBins(0))
        .setSpace(
            new ParamSpaceBuilder()
                .addRange(learner.regParam(), 1e-3, 10, Scale.LOG)
                .addChoice(learner.fitIntercept())
                .build())
        .setTrials(6)
        .setScheduler("asha")
        .setMinResource(20)
        .setFoldRule("hash")
        .setNumFolds(2)
        .setJournal(args[0])
        .fit(rows(spark));
    spark.stop();
  }

  private static Dataset<Row> rows(SparkSession spark) {
    Dataset<Row> table =
        spark
            .range(0, 160, 1, 2)
            .selectExpr(
                "pmod(hash(id), 1000) / 1000d a",
                "pmod(hash(id + 1000), 1000) / 1000d b",
                "pmod(hash(id + 2000), 1000) / 1000d noise")
            .selectExpr("a", "b", "if(a + b / 2 + noise / 2 > 1, 1d, 0d) label");
    return new VectorAssembler()
        .setInputCols(new String[] {"a", "b"})
        .setOutputCol("features")
        .transform(table);
  }
}
