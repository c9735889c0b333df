package org.espalier.function

import org.espalier.testing.SparkTest
import org.scalatest.funsuite.AnyFunSuite

import java.lang.{Double => JDouble}
import java.util.{Map => JMap}

/** The tuner of functions as Scala programs call it. */
class FunctionTunerSpec extends AnyFunSuite {

  private lazy val spark = SparkTest.spark()

  private def tuner =
    new FunctionTuner()
      .setSpace(
        new FunctionSpace()
          .addFloat("x", -1, 1)
          .addChoice("kind", "near", "far")
          .addInt("far", 1, 3)
          .when("kind", "far"))
      .setSampler("random")
      .setTrials(6)

  test("tunes a function literal, which captures what it needs") {
    val middle = 0.25
    val study = tuner.tune(
      spark,
      (trial: FunctionTrial) => {
        val far = if (trial.text("kind") == "far") trial.whole("far") else 0
        JMap.of[String, JDouble]("loss", math.abs(trial.number("x") - middle) + far)
      })
    assert(study.tables().trials().size() == 6)
    assert(study.best().configuration().get("kind") == "near")
  }
}
