package org.espalier.spark.cell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.espalier.evaluate.StatedFailure;
import org.espalier.journal.StudyStatus;
import org.espalier.spec.SafeText;

/**
 * Failure of the environment of Espalier: the cluster, its memory, class path, rights, names or
 * disks. No work can be done until it is repaired outside Espalier.
 *
 * @param text message of Spark or the machine, and where to look, in one line
 */
public record Outage(FailedPart kind, String text) {

  /** Part that failed, with the pattern of its messages; the first kind found counts. */
  public enum FailedPart {
    APPLICATION(
        StudyStatus.TERMINATED,
        "(Master removed our application: \\w+|Max number of executor failures \\(\\d+\\) reached"
            + "|Yarn application has already ended!)",
        "Spark ended the application: %s; see the executors' stderr on the workers, and check Java there, spark.executor.extraJavaOptions and spark.executor.memory"),
    MASTER(
        StudyStatus.TERMINATED,
        "(All masters are unresponsive)",
        "Spark ended the application: %s; check the address of the master (--master), and see its log"),
    EXECUTORS(
        StudyStatus.TERMINATED,
        "(ExecutorLostFailure \\(executor [^)\\n]*\\)(?: Reason: [^\\n]{0,200})?)",
        "executors were lost again and again: %s; see their stderr on the workers; for exit code 137 raise spark.executor.memory or spark.executor.memoryOverhead"),
    MEMORY(
        StudyStatus.TERMINATED,
        "(OutOfMemoryError(?:: [^\\n]{1,80})?)",
        "the memory is used up: %s; raise spark.driver.memory (ESPALIER_DRIVER_MEMORY) or, where executors ran out of it, spark.executor.memory"),
    CLASSES(
        StudyStatus.INVALID.exitCode(),
        "((?:ClassNotFoundException|NoClassDefFoundError|UnsupportedClassVersionError"
            + "|InvalidClassException|NoSuchMethodError): (?!Could not initialize)[^\\n]{1,200})",
        "a class is missing, or differs from the driver's: %s; submit espalier.jar as the application, and further libraries by --packages or --jars"),
    DISK(
        StudyStatus.GAVE_UP.exitCode(),
        "(No space left on device|Disk quota exceeded)",
        "a disk is full: %s; make room where spark.local.dir and java.io.tmpdir point to, on the"
            + " driver and on the workers"),
    ACCESS(
        StudyStatus.INVALID.exitCode(),
        "((?:AccessControlException|AccessDeniedException): [^\\n]{1,300})",
        "access is denied: %s; grant it to the user of the job"),
    HOST(
        StudyStatus.INVALID.exitCode(),
        "(UnknownHostException: [^\\s]{1,200})",
        "a host is unknown: %s; check its spelling, and the name service of driver and workers"),
    STOPPED(
        StudyStatus.TERMINATED,
        "(SparkContext was shut down|stopped SparkContext)",
        "the Spark context was stopped; see Spark's last error before this, the master's log and the executors' stderr on the workers, and check Java there and spark.executor.extraJavaOptions");

    private final int exitCode;
    private final Pattern words;
    private final String form;

    FailedPart(int exitCode, String words, String form) {
      this.exitCode = exitCode;
      this.words = Pattern.compile(words);
      this.form = form;
    }

    private boolean endsApplication() {
      return this == APPLICATION || this == MASTER || this == STOPPED;
    }

    private Optional<Outage> in(String said) {
      Matcher found = words.matcher(said);
      return found.find()
          ? Optional.of(new Outage(this, SafeText.line(form.formatted(found.group(1)).strip())))
          : Optional.empty();
    }
  }

  /** Outage that caused a failure; empty for a failure of the work itself. */
  public static Optional<Outage> of(Throwable thrown) {
    List<Throwable> chain = FailureCause.chain(thrown);
    if (chain.stream().anyMatch(StatedFailure.class::isInstance)) {
      return Optional.empty(); // whatever words it contains
    }
    List<String> said = new ArrayList<>();
    chain.forEach(each -> said.add(each.getClass().getName() + ": " + each.getMessage()));
    for (FailedPart kind : FailedPart.values()) {
      for (String words : said) {
        Optional<Outage> outage = kind.in(words);
        if (outage.isPresent()) {
          return outage;
        }
      }
    }
    return Optional.empty();
  }

  /** True if a message of Spark says that the application has ended. */
  static boolean endsApplication(String said) {
    return Arrays.stream(FailedPart.values())
        .filter(FailedPart::endsApplication)
        .anyMatch(kind -> kind.words.matcher(said).find());
  }

  /** Exit code of a command that the outage ended before a study began. */
  public int exitCode() {
    return kind.exitCode;
  }

  /** True if a failure is the cluster's: the data, fits and output are not at fault. */
  public static boolean isOfCluster(Throwable thrown, SparkContext context) {
    return context.isStopped()
        || of(thrown)
            .map(Outage::kind)
            .filter(kind -> kind.endsApplication() || kind == FailedPart.EXECUTORS)
            .isPresent();
  }
}
