package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.espalier.spec.InvalidStudyException;
import org.espalier.testing.FakeCatalogue;
import org.junit.jupiter.api.Test;

/** Study files of other users, whose text alone is read. */
final class GivenTextTest {

  private static final String STUDY =
      """
      study = wine
      output.path = out
      data { source = rows, label = quality }
      learners = [logistic-regression]
      """;

  private static Settings.Checked read(String text) {
    return SettingsReader.checkText("study", text, List.of(), plan -> new FakeCatalogue());
  }

  @Test
  void a_text_is_read_as_a_file_is() {
    assertThat(read(STUDY + "search.trials = 7").settings().plan().tuning().search().trials())
        .isEqualTo(7);
  }

  @Test
  void nothing_of_the_process_is_read() {
    assertThatThrownBy(
            () ->
                read(
                    STUDY
                        + """
                        search.trials = ${HOME}
                        include "more.conf"
                        include file("/etc/hostname")
                        include url("http://127.0.0.1:1/x")
                        include classpath("reference.conf")
                        """))
        .isInstanceOf(InvalidStudyException.class)
        .satisfies(
            thrown ->
                assertThat(String.valueOf(thrown.getMessage()).lines())
                    .contains(
                        "study: 5: ${HOME} is not a setting, and no environment variables are read"
                            + " here; write the value itself")
                    .filteredOn(line -> line.contains("is not read for a text"))
                    .hasSize(4));
  }

  @Test
  void a_malformed_text_is_one_line() {
    assertThatThrownBy(() -> read(STUDY + "search { trials = 3"))
        .isInstanceOf(InvalidStudyException.class)
        .satisfies(
            thrown ->
                assertThat(String.valueOf(thrown.getMessage()).lines())
                    .singleElement()
                    .asString()
                    .startsWith("study: "));
  }
}
