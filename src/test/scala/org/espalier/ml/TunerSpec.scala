package org.espalier.ml

import org.apache.spark.ml.classification.{DecisionTreeClassifier, LogisticRegression}
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator
import org.apache.spark.ml.feature.VectorAssembler
import org.apache.spark.ml.param.ParamMap
import org.apache.spark.ml.tuning.{CrossValidator, CrossValidatorModel, ParamGridBuilder, TrainValidationSplit}
import org.apache.spark.ml.{Pipeline, PipelineModel}
import org.espalier.space.Scale
import org.espalier.testing.SparkTest
import org.scalatest.funsuite.AnyFunSuite

/** The Tuner as Scala programs call it. */
class TunerSpec extends AnyFunSuite {

  /** Lazy, as Surefire makes a suite in Maven's own JVM too, to tell the forks what there is. */
  private lazy val spark = SparkTest.spark()

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

  private def tuner: Tuner =
    new Tuner()
      .setEstimator(new Pipeline().setStages(Array(assembler, learner)))
      .setEvaluator(new BinaryClassificationEvaluator().setNumBins(0))
      .setEstimatorParamMaps(maps)
      .setNumFolds(2)

  test("replaces a CrossValidator through Spark's own setters") {
    val model = tuner.fit(table)
    assert(model.avgMetrics.length == 2)
    assert(model.bestModel.isInstanceOf[PipelineModel])
    assert(model.study().trials().size() == 2)
  }

  test("is what a program that asks for a CrossValidator gets") {
    val asSparks: CrossValidator = tuner.setParallelism(2).setCollectSubModels(true)
    val model: CrossValidatorModel = asSparks.fit(table)
    assert(model.subModels.map(_.length).toSeq == Seq(2, 2))
    assert(asSparks.copy(ParamMap(asSparks.numFolds -> 4)).getNumFolds == 4)
    assert(asSparks.fit(table, ParamMap(learner.maxIter -> 1)).avgMetrics.length == 2)
    assert(asSparks.fit(table, asSparks.seed -> 3L).getSeed == 3L)
  }

  test("is a stage of a Pipeline") {
    val fitted = new Pipeline().setStages(Array(tuner)).fit(table)
    assert(fitted.transform(table).columns.contains("prediction"))
  }

  test("chooses an estimator") {
    val tree = new DecisionTreeClassifier()
    val behind = Seq(learner, tree).map(last => new Pipeline().setStages(Array(assembler, last)))
    val choosing = new Tuner()
      .setEstimators(behind: _*)
      .setEvaluator(new BinaryClassificationEvaluator().setNumBins(0))
      .setNumFolds(2)
      .setSpace(new ParamSpaceBuilder().addRange(tree.maxDepth, 1, 3).build())
      .setTrials(4)
    val model = choosing.fit(table)
    assert(model.study().trials().size() == 4)
    assert(behind.exists(_ eq model.getEstimator))
    val space = new ParamSpaceBuilder().addEstimators(learner, tree).build()
    assert(new Tuner().setSpace(space).getEstimators.toSeq == Seq(learner, tree))
  }

  test("searches a space") {
    val space = new ParamSpaceBuilder()
      .addRange(learner.regParam, 1e-3, 1.0, Scale.LOG)
      .addRange(learner.maxIter, 1, 4)
      .addChoice(learner.fitIntercept)
      .addChoice(learner.family, "auto", "binomial")
      .build()
    val searching: Tuner = new Tuner()
      .setEstimator(new Pipeline().setStages(Array(assembler, learner)))
      .setEvaluator(new BinaryClassificationEvaluator().setNumBins(0))
      .setNumFolds(2)
      .setSpace(space)
      .setTrials(4)
      .setSampler("random")
    val model = searching.fit(table)
    assert(model.getEstimatorParamMaps.length == 4)
    assert(model.getEstimatorParamMaps.forall(_.contains(learner.family)))
    assert(model.stdMetrics().length == 4)
  }

  test("has a twin for a single split") {
    val split: TrainValidationSplit = new SplitTuner()
      .setEstimator(new Pipeline().setStages(Array(assembler, learner)))
      .setEvaluator(new BinaryClassificationEvaluator().setNumBins(0))
      .setEstimatorParamMaps(maps)
      .setTrainRatio(0.7)
    assert(split.fit(table).validationMetrics.length == 2)
  }
}
