package org.espalier.spark.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InvalidClassException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkException;
import org.espalier.evaluate.PoolLostException;
import org.espalier.evaluate.StatedFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class OutageTest {

  private static final String ABORTED = "Job aborted due to stage failure: ";
  private static final String DRIVER = "\nDriver stacktrace:\n\tat a.b.C.d(C.java:1)";

  private static SparkException inTask(String said) {
    return new SparkException(
        ABORTED
            + "Task 0 in stage 3.0 failed 4 times, most recent failure: Lost task 0.3 in stage 3.0"
            + " (TID 7) (10.0.0.7 executor 3): "
            + said
            + DRIVER);
  }

  private static Stream<Arguments> outages() {
    return Stream.of(
        Arguments.of(
            new SparkException(ABORTED + "Master removed our application: FAILED" + DRIVER),
            Outage.FailedPart.APPLICATION,
            143,
            "Spark ended the application: Master removed our application: FAILED; "),
        Arguments.of(
            new PoolLostException(
                "the Spark context was stopped",
                new SparkException("Master removed our application: KILLED")),
            Outage.FailedPart.APPLICATION,
            143,
            "Master removed our application: KILLED; "),
        Arguments.of(
            new SparkException("Yarn application has already ended! It might have been killed."),
            Outage.FailedPart.APPLICATION,
            143,
            "Yarn application has already ended!; "),
        Arguments.of(
            new SparkException("Exiting due to error: All masters are unresponsive! Giving up."),
            Outage.FailedPart.MASTER,
            143,
            "All masters are unresponsive; check the address of the master (--master)"),
        Arguments.of(
            inTask(
                "ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason:"
                    + " Command exited with code 137"),
            Outage.FailedPart.EXECUTORS,
            143,
            "(executor 3 exited caused by one of the running tasks) Reason: Command exited with"
                + " code 137; see their stderr"),
        Arguments.of(
            new IllegalStateException(
                "Cannot call methods on a stopped SparkContext.\nThis stopped SparkContext was"
                    + " created at:\n\norg.apache.spark..."),
            Outage.FailedPart.STOPPED,
            143,
            "the Spark context was stopped; "),
        Arguments.of(
            new SparkException("Job 3 cancelled because SparkContext was shut down"),
            Outage.FailedPart.STOPPED,
            143,
            "the Spark context was stopped; "),
        Arguments.of(
            new CompletionException(new OutOfMemoryError("Java heap space")),
            Outage.FailedPart.MEMORY,
            143,
            "OutOfMemoryError: Java heap space; raise spark.driver.memory"),
        Arguments.of(
            inTask("java.lang.OutOfMemoryError: GC overhead limit exceeded\n\tat a.B"),
            Outage.FailedPart.MEMORY,
            143,
            "OutOfMemoryError: GC overhead limit exceeded; "),
        Arguments.of(
            inTask("java.lang.NoClassDefFoundError: org/espalier/spark/rows/Cut\n\tat a.B"),
            Outage.FailedPart.CLASSES,
            2,
            "NoClassDefFoundError: org/espalier/spark/rows/Cut; submit espalier.jar"),
        Arguments.of(
            new NoClassDefFoundError("ml/dmlc/xgboost4j/Booster"),
            Outage.FailedPart.CLASSES,
            2,
            "ml/dmlc/xgboost4j/Booster; "),
        Arguments.of(
            new SparkException("Task failed", new InvalidClassException("a.B", "other version")),
            Outage.FailedPart.CLASSES,
            2,
            "InvalidClassException: a.B; other version; "),
        Arguments.of(
            new AccessControlException("Permission denied: user=ann, access=WRITE, inode=\"/x\""),
            Outage.FailedPart.ACCESS,
            2,
            "Permission denied: user=ann, access=WRITE, inode=\"/x\"; grant it"),
        Arguments.of(
            new IOException(new AccessDeniedException("/data/x.csv")),
            Outage.FailedPart.ACCESS,
            2,
            "AccessDeniedException: /data/x.csv; "),
        Arguments.of(
            new IllegalArgumentException("java.net.UnknownHostException: nosuch"),
            Outage.FailedPart.HOST,
            2,
            "UnknownHostException: nosuch; "),
        Arguments.of(
            inTask("java.io.IOException: No space left on device\n\tat java.base/java.io"),
            Outage.FailedPart.DISK,
            3,
            "No space left on device; make room where spark.local.dir"));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void is_told_in_one_line_that_says_what_was_said_and_what_to_look_at(
      Throwable thrown, Outage.FailedPart kind, int exitCode, String said) {
    Outage outage = Outage.of(thrown).orElseThrow();
    assertThat(outage.kind()).isEqualTo(kind);
    assertThat(outage.exitCode()).isEqualTo(exitCode);
    assertThat(outage.text()).contains(said).doesNotContain("\n", "Driver stacktrace", "\tat");
  }

  @Test
  void a_failure_of_the_work_itself_is_none() {
    List<Throwable> own =
        List.of(
            new IllegalStateException("a defect"),
            new NullPointerException(),
            new NoClassDefFoundError("Could not initialize class org.espalier.Broken"),
            new SparkException("Job 3 cancelled as part of cancellation of all jobs"),
            inTask("java.lang.IllegalArgumentException: 17 is no label"),
            new StatedFailure("ExecutorLostFailure (executor 1 exited) is what my function says"));
    assertThat(own).allSatisfy(each -> assertThat(Outage.of(each)).isEqualTo(Optional.empty()));
  }

  @Test
  void an_application_that_has_ended_is_not_tried_again() {
    assertThat(
            FailureCause.of(new SparkException(ABORTED + "Master removed our application: FAILED")))
        .isEqualTo(FailureCause.APPLICATION);
    assertThat(
            FailureCause.of(
                new SparkException("Job 3 cancelled because SparkContext was shut down")))
        .isEqualTo(FailureCause.APPLICATION);
    assertThat(FailureCause.of(inTask("ExecutorLostFailure (executor 3 exited)")))
        .isEqualTo(FailureCause.INFRASTRUCTURE);
  }
}
