package org.espalier.job;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.espalier.Api;
import org.espalier.job.run.Version;
import org.espalier.job.terminal.ErrorLines;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.SparkLine;
import org.espalier.spark.SupportedVersions;

/**
 * Entry point of {@code spark-submit --class org.espalier.job.Main espalier.jar}. Returns normally
 * on success and otherwise ends with an exit code that SparkSubmit passes on.
 */
@Api
public final class Main {

  private static final String NO_SPARK =
      "espalier.jar: Spark is not on the class path, and the jar does not contain it; run it by spark-submit espalier.jar, or by submit/local.sh of the project";

  private Main() {}

  /** Checks Spark's and Scala's version before another class is touched, then runs a command. */
  public static void main(String[] args) throws Exception {
    if (!hasSpark()) {
      System.exit(refuse(NO_SPARK)); // without spark-submit, nothing passes an exit code on
    }
    Optional<String> mismatch =
        Version.manifest()
            .flatMap(
                jar ->
                    mismatch(
                        jar.getValue("Espalier-Spark"),
                        jar.getValue("Espalier-Scala"),
                        SparkLine.sparkVersion(),
                        SparkLine.scalaVersion()))
            .or(() -> SupportedVersions.problem(SparkLine.sparkVersion()));
    if (mismatch.isEmpty()) {
      SupportedVersions.check(System.err::println);
    }
    int code = mismatch.isPresent() ? refuse(mismatch.get()) : run(args);
    if (code != StudyStatus.FINISHED.exitCode()) {
      throw SparkLine.exit(code);
    }
  }

  private static boolean hasSpark() {
    return Main.class.getResource("/org/apache/spark/SparkContext.class") != null;
  }

  private static int run(String[] args) {
    ErrorLines errors =
        new ErrorLines(console(System.err), ErrorLines.takesColours(System.getenv()));
    return Commands.run(args, console(System.out), errors);
  }

  private static PrintWriter console(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static int refuse(String mismatch) {
    System.err.println(mismatch);
    return StudyStatus.INVALID.exitCode();
  }

  /**
   * Problem of the versions, with the jar to take; empty if they match, as within Spark 3.5 or 4.
   *
   * @param builtSpark for example {@code 4.1.0}
   * @param builtScala for example {@code 2.13}
   */
  static Optional<String> mismatch(
      String builtSpark, String builtScala, String spark, String scala) {
    if (line(builtSpark).equals(line(spark)) && scala.startsWith(builtScala + ".")) {
      return Optional.empty();
    }
    String take =
        line(spark).equals("4") && scala.startsWith("2.13.")
            ? "take the jar for Spark 4 (mvn package; target/espalier.jar)"
            : line(spark).equals("3.5") && scala.startsWith("2.12.")
                ? "take the jar for Spark 3.5 (mvn -Pspark-3.5 package;"
                    + " target/spark-3.5/espalier.jar)"
                : "there are jars for Spark 4 on Scala 2.13 and for Spark 3.5 on Scala 2.12";
    return Optional.of(
        "espalier.jar: this jar is for Spark %s on Scala %s, but this is Spark %s on Scala %s; %s"
            .formatted(line(builtSpark), builtScala, spark, scala, take));
  }

  /** The first two numbers, or {@code 4} alone; vendors append numbers of their own. */
  private static String line(String version) {
    String[] numbers = version.split("\\.", 3);
    return numbers[0].equals("4") || numbers.length < 2
        ? numbers[0]
        : numbers[0] + "." + numbers[1];
  }
}
