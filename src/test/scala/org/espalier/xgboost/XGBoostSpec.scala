package org.espalier.xgboost

import java.lang.{Double => JDouble}
import java.util.{Map => JMap}

import org.apache.spark.ml.Pipeline
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator
import org.apache.spark.ml.feature.VectorAssembler
import org.apache.spark.ml.tuning.{CrossValidator, ParamGridBuilder}
import org.espalier.ml.Tuner
import org.espalier.testing.SparkTest
import org.scalatest.funsuite.AnyFunSuite

/** XGBoost's estimators as Scala programs use them. */
class XGBoostSpec extends AnyFunSuite {

  private lazy val spark = SparkTest.spark()

  import spark.implicits._

  private def table =
    new VectorAssembler()
      .setInputCols(Array("a", "b"))
      .setOutputCol("features")
      .transform(
        (0 until 200)
          .map(i => (i % 7 / 7.0, i % 11 / 11.0, if (i % 7 + i % 3 > 4) 1.0 else 0.0))
          .toDF("a", "b", "label"))

  private val boosted =
    new XGBoostClassifier().setNumRound(5).setMaxDepth(2).setSeed(1)

  test("is a stage of a Pipeline with importances of its columns") {
    val model = new Pipeline().setStages(Array(boosted)).fit(table)
    val trees = model.stages.head.asInstanceOf[XGBoostClassificationModel]
    assert(trees.featureImportances.size == 2)
    assert(math.abs(trees.featureImportances.toArray.sum - 1) < 1e-6)
    assert(model.transform(table).select("probability").count() == 200)
  }

  test("is tuned by Spark's CrossValidator and by Tuner with the same scores") {
    val maps = new ParamGridBuilder().addGrid(boosted.maxDepth, Array(1, 3)).build()
    def validated[T <: CrossValidator](validator: T): Seq[Double] =
      validator
        .setEstimator(boosted)
        .setEvaluator(new BinaryClassificationEvaluator().setNumBins(0))
        .setEstimatorParamMaps(maps)
        .setNumFolds(2)
        .setSeed(7)
        .fit(table.coalesce(1))
        .avgMetrics
        .toSeq
    val ours = validated(new Tuner)
    val sparks = validated(new CrossValidator)
    assert(ours.zip(sparks).forall { case (one, other) => math.abs(one - other) < 1e-9 })
  }

  test("takes XGBoost's own names of params") {
    val copy = boosted.copy(org.apache.spark.ml.param.ParamMap.empty)
    copy.setAll(JMap.of[String, JDouble]("min_child_weight", 5.0))
    assert(copy.getMinChildWeight == 5.0)
  }
}
