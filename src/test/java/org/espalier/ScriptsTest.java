package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.testing.Command;
import org.espalier.testing.Command.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shell scripts as they are written, and what the checks share; no script is run to its end.
 */
final class ScriptsTest {

  private static final Path ROOT = Path.of("").toAbsolutePath();

  /** A comment, which may name anything. */
  private static final Pattern COMMENT = Pattern.compile("(?m)(^|\\s)#.*$");

  /** A reader that may end before its writer, which a signal then ends: pipefail takes it amiss. */
  private static final Pattern CLOSED_EARLY =
      Pattern.compile("\\|\\s*(head\\b|grep\\s+-[A-Za-z]*[qm]|sed\\s[^|\\n]*[\\d;{]\\s*q[;}'])");

  @TempDir private Path folder;

  /** Texts of all scripts by path, without comments and with each pipe on one line. */
  private static Map<String, String> scripts() throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    try (Stream<Path> below = Files.walk(ROOT.resolve("submit"))) {
      List<Path> scripts =
          Stream.concat(
                  below.filter(path -> path.toString().endsWith(".sh")),
                  Stream.of(".ci/run", "src/test/python/run.sh").map(ROOT::resolve))
              .sorted()
              .toList();
      for (Path script : scripts) {
        String text = COMMENT.matcher(Files.readString(script)).replaceAll("");
        texts.put(ROOT.relativize(script).toString(), text.replaceAll("\\\\\\n", " "));
      }
    }
    return texts;
  }

  private static void noneHas(Pattern fault) throws IOException {
    assertThat(scripts()).hasSizeGreaterThan(20).containsKey("submit/check/common.sh");
    assertThat(scripts())
        .allSatisfy((script, text) -> assertThat(text).as(script).doesNotContainPattern(fault));
  }

  @Test
  void processes_are_ended_by_their_ids() throws Exception {
    noneHas(Pattern.compile("\\b(pkill|killall|pgrep|pidof|fuser)\\b"));
  }

  @Test
  void no_reader_of_a_pipe_ends_before_its_writer() throws Exception {
    noneHas(CLOSED_EARLY);
  }

  @Test
  void archives_are_read_by_the_jdk_and_by_python() throws Exception {
    noneHas(Pattern.compile("\\bunzip\\b"));
  }

  private Result shared(String script, String... words) throws Exception {
    String sourced =
        "set -euo pipefail; root=$1; shift; source submit/common.sh; source submit/check/common.sh; ";
    Stream<String> command = Stream.of("bash", "-c", sourced + script, "check", ROOT.toString());
    return Command.run(ROOT, Map.of(), Stream.concat(command, Stream.of(words)).toList());
  }

  @Test
  void a_text_that_must_be_absent_is_found_at_the_start_of_a_large_file() throws Exception {
    Path large = folder.resolve("large");
    Files.writeString(large, "needle" + "\n\0hay".repeat(1_000_000));
    assertThat(shared("absent needle \"$1\"", folder.toString()))
        .isEqualTo(new Result(1, "check: FAILED: 'needle' is in " + large + "\n"));
    assertThat(shared("absent thread \"$1\"", folder.toString())).isEqualTo(new Result(0, ""));
  }

  @Test
  void a_text_is_not_absent_where_nothing_can_be_searched() throws Exception {
    Result result = shared("absent needle \"$1\"", folder.resolve("none").toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.output()).contains("'needle' cannot be looked for in");
  }

  @Test
  void a_tool_that_is_not_there_leaves_a_check_out() throws Exception {
    assertThat(shared("needed bash no-such-tool; echo went on"))
        .isEqualTo(new Result(75, "check: left out: there is no no-such-tool\n"));
  }

  @Test
  void processes_are_looked_for_below_one_process() throws Exception {
    String script =
        """
        sh -c 'sh -c "sleep 301; true" & sleep 302; true' & ours=$!
        sleep 301 & other=$!
        trap 'kill "$other" $(descendants "$ours" "") "$ours"' EXIT
        until [[ "$(descendants "$ours" "" | wc -l)" == 3 ]]; do sleep 0.1; done
        found="$(descendants "$ours" "sleep 301" | wc -l)"
        leaf="$(descendants "$ours" "sleep 302" | wc -l)"
        echo "found" $found $leaf $(descendants "$other" "" | wc -l)
        """;
    assertThat(shared(script).output()).startsWith("found 2 1 0\n");
  }
}
