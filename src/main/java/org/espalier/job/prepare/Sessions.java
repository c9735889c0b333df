package org.espalier.job.prepare;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Reason;
import org.espalier.spark.cell.Outage;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.Redaction;
import scala.Option;

/** Factory of the Spark session of a command. */
public final class Sessions {

  private Sessions() {}

  /**
   * The existing session as it is, or a new one; spark-submit configures everything else.
   *
   * @param name name of the study, or of the command
   * @throws InvalidStudyException if Spark refuses what it was submitted with
   */
  public static SparkSession open(String name) {
    try {
      SparkSession session =
          there()
              .orElseGet(() -> SparkSession.builder().appName("espalier: " + name).getOrCreate());
      Redaction.alsoBy(session.conf().get(Redaction.SPARK_REGEX, ""));
      return session;
    } catch (Exception e) { // Spark throws what its methods do not declare
      if (Outage.of(e).isPresent()) {
        throw e;
      }
      String why = Redaction.text(Reason.plain(e));
      throw new InvalidStudyException(
          new Problem(
              "spark-submit",
              "",
              "Spark does not start: " + why,
              "correct the options of spark-submit or of spark-defaults.conf"));
    }
  }

  /** The existing session; the builder would rename its application. */
  private static Optional<SparkSession> there() {
    return Stream.of(SparkSession.getActiveSession(), SparkSession.getDefaultSession())
        .filter(Option::isDefined)
        .map(Option::get)
        .filter(session -> !session.sparkContext().isStopped())
        .findFirst();
  }
}
