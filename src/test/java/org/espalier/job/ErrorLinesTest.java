package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
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
  void wrong_commands_are_said_in_colour_and_usage_without() {
    StringWriter out = new StringWriter();
    int code = Commands.run(new String[0], new PrintWriter(out, true), lines(/* coloured= */ true));
    assertThat(code).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(written.toString())
        .startsWith("\u001b[31mespalier: a command is missing: init, check, tune, report,")
        .contains("--help\u001b[0m\nUsage: espalier")
        .doesNotContain("\ufffd");
  }
}
