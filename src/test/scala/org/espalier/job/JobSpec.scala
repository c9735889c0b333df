package org.espalier.job

import java.io.File
import java.nio.file.{Files, Path}

import org.apache.spark.ml.PipelineModel
import org.espalier.testing.SparkTest
import org.scalatest.funsuite.AnyFunSuite

/** A job whose model and tables a Scala program reads. */
class JobSpec extends AnyFunSuite {

  private lazy val spark = SparkTest.spark()

  private val study =
    """
    study = flowers
    data { source = "embedded:iris", label = label }
    learners = [{ type = decision-tree, space { maxDepth = { from = 1, to = 4 } } }]
    folds = 2
    search = { sampler = random, trials = 3 }
    run.pre-flight = false
    """

  private def inFolder(test: Path => Unit): Unit = {
    def delete(file: File): Unit = {
      Option(file.listFiles()).foreach(_.foreach(delete))
      file.delete()
    }
    val folder = Files.createTempDirectory("job-spec")
    try test(folder)
    finally delete(folder.toFile)
  }

  test("leaves a pipeline that Spark loads, and tables with a row for each trial") {
    inFolder { folder =>
      assert(spark.sparkContext.isLocal)
      val run = CommandRun.tune(folder, study, "out")
      assert(run.code() == 0, run.err())
      val made = folder.resolve("out/flowers")
      val trials = spark.read.parquet(made.resolve("trials").toString)
      assert(trials.where("state = 'COMPLETED'").count() == 3)
      val stages = PipelineModel.load(made.resolve("model").toString).stages
      assert(stages.nonEmpty)
    }
  }

  test("is refused with one line that names the wrong setting, and leaves nothing") {
    inFolder { folder =>
      assert(spark.sparkContext.isLocal)
      val run = CommandRun.tune(folder, study + "metrik = accuracy", "out")
      assert(run.code() == 2)
      assert(run.err().contains("metrik") && run.err().contains("metric"))
      assert(Files.notExists(folder.resolve("out")))
    }
  }
}
