package org.espalier.job.prepare;

import org.apache.spark.sql.SparkSession;
import org.espalier.plan.StudyPlan;

/** Factory of the Spark session of a study. */
public final class Sessions {

  private Sessions() {}

  /** The session there is, or a new one; everything else about it is spark-submit's business. */
  public static SparkSession open(StudyPlan plan) {
    return SparkSession.builder().appName("espalier: " + plan.name()).getOrCreate();
  }
}
