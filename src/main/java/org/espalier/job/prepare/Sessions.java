package org.espalier.job.prepare;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Reason;
import org.espalier.plan.Redaction;
import org.espalier.plan.problem.InvalidStudyException;
import org.espalier.plan.problem.Problem;
import org.espalier.spark.cell.Outage;

/** Factory of the Spark session of a command. */
public final class Sessions {

  private Sessions() {}

  /**
   * The session there is, or a new one; everything else about it is spark-submit's business.
   *
   * @param name of the study, or of the command
   * @throws InvalidStudyException if Spark refuses what it was submitted with
   */
  public static SparkSession open(String name) {
    try {
      return SparkSession.builder().appName("espalier: " + name).getOrCreate();
    } catch (Exception e) { // Spark throws what its methods do not declare
      if (Outage.of(e).isPresent()) {
        throw e;
      }
      String why = new Redaction(Redaction.SPARK).text(Reason.plain(e));
      throw new InvalidStudyException(
          List.of(
              new Problem(
                  "spark-submit",
                  "",
                  "Spark does not start: " + why,
                  "other options of spark-submit, or of spark-defaults.conf")));
    }
  }
}
