package org.espalier.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import org.apache.spark.SparkException;
import org.espalier.testing.SparkTest;
import org.espalier.tune.StudyInterruptedException;
import org.junit.jupiter.api.Test;

/** Failures of a study that a program runs, as the program reads them. */
final class CalledStudyTest extends SparkTest {

  private static void failing(Exception thrown) {
    CalledStudy.run(
        spark().range(1),
        "called",
        "out",
        caller -> {
          throw thrown;
        },
        session -> "");
  }

  @Test
  void a_failed_job_is_one_line_without_the_trace_that_spark_puts_into_its_message() {
    SparkException failed =
        new SparkException(
            "Job aborted due to stage failure: Task 0 failed\n\nDriver stacktrace:\n\tat x");
    assertThatThrownBy(() -> failing(failed))
        .isInstanceOf(IllegalStateException.class)
        .hasCause(failed)
        .message()
        .startsWith("SparkException")
        .doesNotContain("\n");
  }

  @Test
  void an_interrupt_is_one_whatever_exception_it_ends_the_study_with() {
    assertThatThrownBy(() -> failing(new CancellationException("its wait")))
        .isInstanceOf(StudyInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> failing(new InterruptedException()))
        .isInstanceOf(StudyInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(spark().catalog().tableExists("called")).isFalse();
  }
}
