package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.spark.SparkException;
import org.espalier.job.terminal.ErrorLines;
import org.espalier.journal.StudyStatus;
import org.junit.jupiter.api.Test;

final class ErrorLinesTest {

  private final StringWriter written = new StringWriter();

  private ErrorLines lines(boolean coloured) {
    return new ErrorLines(new PrintWriter(written, true), coloured);
  }

  @Test
  void are_red_where_that_is_wanted_and_plain_elsewhere() {
    lines(true).say("no.conf: is not there");
    assertThat(written.toString().strip()).isEqualTo("\u001b[31mno.conf: is not there\u001b[0m");
    written.getBuffer().setLength(0);
    lines(false).say("no.conf: is not there");
    assertThat(written.toString().strip()).isEqualTo("no.conf: is not there");
  }

  @Test
  void hold_no_command_of_somebody_else() {
    lines(true).say("\u001b[2Jx");
    assertThat(written.toString().strip()).isEqualTo("\u001b[31m\ufffd[2Jx\u001b[0m");
  }

  @Test
  void are_never_coloured_against_the_wish_of_the_user_or_off_a_terminal() {
    assertThat(ErrorLines.wanted(Map.of("TERM", "xterm"))).isTrue();
    assertThat(ErrorLines.wanted(Map.of("NO_COLOR", ""))).isTrue(); // by no-color.org
    assertThat(ErrorLines.wanted(Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(ErrorLines.wanted(Map.of("TERM", "dumb"))).isFalse();
    assertThat(ErrorLines.takesColours(Map.of("NO_COLOR", "1"))).isFalse();
  }

  @Test
  void a_cluster_that_ended_a_command_is_one_line_and_no_defect() {
    String removed = "Job aborted due to stage failure: Master removed our application: FAILED";
    IllegalStateException lost = new IllegalStateException("reading", new SparkException(removed));
    assertThat(Commands.code(lost, lines(false))).isEqualTo(StudyStatus.TERMINATED);
    assertThat(written.toString().strip())
        .startsWith("Spark ended the application: Master removed our application: FAILED; ")
        .doesNotContain("\n");
    written.getBuffer().setLength(0);
    assertThat(Commands.code(new NoClassDefFoundError("a/B"), lines(false)))
        .isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(written.toString().strip()).contains("a/B").doesNotContain("\n");
    written.getBuffer().setLength(0);
    assertThat(Commands.code(new IllegalStateException("a defect"), lines(false)))
        .isEqualTo(StudyStatus.DEFECT.exitCode());
    assertThat(written.toString()).contains("\tat ");
  }

  @Test
  void an_error_that_spark_logs_is_one_line_without_its_trace() throws IOException {
    Properties log = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of("conf/log4j2.properties"))) {
      log.load(file);
    }
    PatternLayout layout =
        PatternLayout.newBuilder()
            .withPattern(log.getProperty("appender.stderr.layout.pattern"))
            .withAlwaysWriteExceptions(
                Boolean.parseBoolean(
                    log.getProperty("appender.stderr.layout.alwaysWriteExceptions")))
            .build();
    Log4jLogEvent.Builder event =
        Log4jLogEvent.newBuilder()
            .setLoggerName("org.apache.spark.rpc.netty.Inbox")
            .setLevel(Level.ERROR)
            .setMessage(new SimpleMessage("Ignoring error\n\tat a.B.c(B.java:1)"));
    assertThat(layout.toSerializable(event.build()))
        .matches("\\d\\d:\\d\\d:\\d\\d ERROR Inbox: Ignoring error\\R");
    event.setThrown(new IllegalStateException("the cluster\nwas lost"));
    assertThat(layout.toSerializable(event.build()))
        .matches("\\S+ ERROR Inbox: Ignoring error \\(the cluster\\)\\R");
  }

  @Test
  void wrong_commands_are_said_in_colour_and_usage_without() {
    StringWriter out = new StringWriter();
    int code = Commands.run(new String[0], new PrintWriter(out, true), lines(/* coloured= */ true));
    assertThat(code).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(written.toString())
        .startsWith(
            "\u001b[31mespalier: a command is missing: tune, workflow, check, init, auto, stop,")
        .contains("--help\u001b[0m\nUsage: espalier")
        .doesNotContain("\ufffd");
  }
}
