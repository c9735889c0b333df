package org.espalier.ml

import org.apache.spark.ml.classification.LogisticRegression
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator
import org.apache.spark.ml.feature.VectorAssembler
import org.apache.spark.ml.tuning.{CrossValidator, ParamGridBuilder}
import org.apache.spark.ml.{Pipeline, PipelineModel}
import org.espalier.testing.SparkTest
import org.scalatest.funsuite.AnyFunSuite

/** The Tuner as Scala programs call it. */
class TunerSpec extends AnyFunSuite {

  private val spark = SparkTest.spark()

  import spark.implicits._

  private def table =
    (0 until 120)
      .map(i => (i % 7 / 7.0, i % 11 / 11.0, if (i % 7 + i % 3 > 4) 1.0 else 0.0))
      .toDF("a", "b", "label")
      .repartition(4)

  private val assembler =
    new VectorAssembler().setInputCols(Array("a", "b")).setOutputCol("features")
  private val learner = new LogisticRegression().setMaxIter(3)
  private val maps =
    new ParamGridBuilder().addGrid(learner.regParam, Array(0.01, 1.0)).build()

  private def tuner: CrossValidator =
    new Tuner()
      .setEstimator(new Pipeline().setStages(Array(assembler, learner)))
      .setEvaluator(new BinaryClassificationEvaluator().setNumBins(0))
      .setEstimatorParamMaps(maps)
      .setNumFolds(2)

  test("replaces a CrossValidator through Spark's own setters") {
    val model = tuner.fit(table)
    assert(model.avgMetrics.length == 2)
    assert(model.bestModel.isInstanceOf[PipelineModel])
    assert(model.asInstanceOf[TunerModel].study().trials().size() == 2)
  }

  test("is a stage of a Pipeline") {
    val fitted = new Pipeline().setStages(Array(tuner)).fit(table)
    assert(fitted.transform(table).columns.contains("prediction"))
  }
}
