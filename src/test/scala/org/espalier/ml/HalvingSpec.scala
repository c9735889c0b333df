package org.espalier.ml

import scala.collection.mutable

import org.apache.spark.ml.classification.LogisticRegression
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator
import org.apache.spark.ml.feature.VectorAssembler
import org.espalier.space.Scale
import org.espalier.testing.SparkTest
import org.scalatest.funsuite.AnyFunSuite

/** Successive halving as Scala programs ask for it. */
class HalvingSpec extends AnyFunSuite {

  private lazy val spark = SparkTest.spark()

  import spark.implicits._

  test("gives a third of the trials three times the rows, and the baseline with them") {
    val table = new VectorAssembler()
      .setInputCols(Array("a", "b"))
      .setOutputCol("features")
      .transform(
        (0 until 400)
          .map(i => (i % 7 / 7.0, i % 11 / 11.0, if (i % 7 + i % 3 > 4) 1.0 else 0.0))
          .toDF("a", "b", "label"))
    val learner = new LogisticRegression().setMaxIter(3)
    val model = new Tuner()
      .setEstimator(learner)
      .setEvaluator(new BinaryClassificationEvaluator().setNumBins(0))
      .setNumFolds(2)
      .setSpace(new ParamSpaceBuilder().addRange(learner.regParam, 1e-3, 10.0, Scale.LOG).build())
      .setTrials(9)
      .setSampler("random")
      .setScheduler("halving")
      .setEta(3)
      .setMinResource(20L)
      .fit(table)
    val trialsByRung = mutable.TreeMap.empty[Int, Set[Int]]
    val rowsByRung = mutable.TreeMap.empty[Int, Long]
    model.study().cells().forEach { cell =>
      trialsByRung(cell.rung()) = trialsByRung.getOrElse(cell.rung(), Set.empty) + cell.trial()
      rowsByRung(cell.rung()) = cell.split().rows()
    }
    val rungs = trialsByRung.values.toSeq
    assert(rungs.head.size == 9)
    assert(rungs.forall(_.contains(0)))
    for (pair <- rungs.sliding(2)) {
      assert(pair(1).subsetOf(pair(0)))
      assert(pair(1).size <= math.max(1, pair(0).size / 3) + 1)
    }
    assert(rowsByRung(0) == 20 && rowsByRung(1) == 60)
  }
}
