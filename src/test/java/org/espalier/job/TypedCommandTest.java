package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TypedCommandTest {

  private static final Map<String, String> SCRIPT = Map.of("ESPALIER_COMMAND", "./submit/local.sh");

  @Test
  void is_the_script_as_it_was_called_and_spark_submit_without_one() {
    List<String> words = List.of("check", "wine.conf");
    assertThat(TypedCommand.of(SCRIPT, words)).hasToString("./submit/local.sh check wine.conf");
    assertThat(TypedCommand.of(Map.of(), words))
        .hasToString("spark-submit --class org.espalier.job.Main espalier.jar check wine.conf");
  }

  @Test
  void goes_on_in_the_place_of_beginning_anew() {
    List<String> words = List.of("tune", "wine.conf", "--overwrite", "--set", "search.trials=4");
    assertThat(TypedCommand.of(SCRIPT, words).resumed())
        .isEqualTo("./submit/local.sh tune wine.conf --set search.trials=4 --resume");
    assertThat(TypedCommand.of(SCRIPT, List.of("tune", "a.conf", "--resume")).resumed())
        .isEqualTo("./submit/local.sh tune a.conf --resume");
  }

  @Test
  void quotes_what_a_shell_would_take_apart_and_shows_no_secret() {
    List<String> words = List.of("tune", "my study's.conf", "--set", "folds={num-folds=3}");
    assertThat(TypedCommand.of(SCRIPT, words))
        .hasToString("./submit/local.sh tune 'my study'\\''s.conf' --set 'folds={num-folds=3}'");
    assertThat(TypedCommand.of(SCRIPT, List.of("--set", "data.options.password=sesame")).toString())
        .doesNotContain("sesame");
  }
}
