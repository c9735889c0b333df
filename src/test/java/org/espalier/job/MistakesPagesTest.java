package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.GeneratedPage;
import org.espalier.testing.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of mistakes and of all that is said of each, to the letter, before a session is
 * started. A block is what was typed and, indented, what is said: lines that follow {@link #STUDY},
 * or with {@code |} a file of their own; {@code --set}; or with {@code $} a command. With the
 * system property {@link GeneratedPage#REWRITE} what is said is written anew.
 */
final class MistakesPagesTest {

  private static final Path TABLE = Path.of("src/test/resources/org/espalier/job/mistakes.txt");

  private static final String STUDY =
      """
      study = s
      data { source = table.csv, label = y }
      learners = [{ type = logistic-regression, space { regParam = [0.1, 0.2] } }]
      """;

  private static final String SAID = "    ";

  private static final int INVALID = StudyStatus.INVALID.exitCode();

  @TempDir Path folder;

  private @Nullable String asked;

  /** A property of ours would be taken for a setting. */
  @BeforeEach
  void clearSwitch() {
    asked = System.clearProperty(GeneratedPage.REWRITE);
  }

  @AfterEach
  void restoreSwitch() {
    if (asked != null) {
      System.setProperty(GeneratedPage.REWRITE, asked);
    }
  }

  private static Stream<String> typed(String block) {
    return block.lines().filter(line -> !line.startsWith(SAID));
  }

  /**
   * @param more words behind those of a check
   */
  private CommandRun run(String block, String... more) throws IOException {
    List<String> lines = typed(block).toList();
    if (lines.get(0).startsWith("$")) {
      return CommandRun.of(words(lines.get(0).substring(1)));
    }
    boolean whole = lines.stream().anyMatch(line -> line.startsWith("| "));
    StringBuilder text = new StringBuilder(whole ? "" : STUDY);
    List<String> words = new ArrayList<>(List.of("check", study().toString()));
    for (String line : lines) {
      if (line.startsWith("--set ")) {
        words.addAll(List.of("--set", line.substring("--set ".length())));
      } else {
        text.append(line.startsWith("| ") ? line.substring(2) : line).append('\n');
      }
    }
    words.addAll(List.of(more));
    Files.writeString(study(), text);
    return CommandRun.of(words.toArray(String[]::new));
  }

  private Path study() {
    return folder.resolve("study.conf");
  }

  private String[] words(String line) {
    return Stream.of(line.strip().split(" ", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> word.equals("study.conf") ? study().toString() : word)
        .toArray(String[]::new);
  }

  /** A block with what is said of it; a heading as it is. */
  private String said(String block) throws IOException {
    if (block.startsWith("==")) {
      return block;
    }
    Files.writeString(study(), STUDY);
    CommandRun run = run(block);
    assertThat(run.code()).as("%s%n%s%s", block, run.out(), run.err()).isEqualTo(INVALID);
    StringBuilder said = new StringBuilder();
    typed(block).forEach(line -> said.append(line).append('\n'));
    run.err()
        .lines()
        .takeWhile(line -> !line.startsWith("Usage: "))
        .forEach(line -> said.append(SAID).append(line.replace(folder + "/", "")).append('\n'));
    return said.toString().stripTrailing();
  }

  @Test
  void what_is_said_of_each_mistake_is_as_in_the_table() throws IOException {
    List<String> blocks = new ArrayList<>();
    for (String block : Files.readString(TABLE).strip().split("\n{2,}", -1)) {
      blocks.add(said(block));
    }
    String now = String.join("\n\n", blocks) + "\n";
    if (Boolean.parseBoolean(asked)) {
      Files.writeString(TABLE, now);
    }
    assertThat(now).isEqualTo(Files.readString(TABLE));
  }

  @Tag(Sample.TAG)
  @Test
  void a_mistake_of_form_hides_no_other_one() throws IOException {
    List<String> blocks = List.of(Files.readString(TABLE).strip().split("\n{2,}", -1));
    for (String block : Sample.rows(blocks).toList()) {
      boolean command = block.startsWith("==") || block.startsWith("$");
      if (command || typed(block).anyMatch(line -> line.contains("seed"))) {
        continue;
      }
      List<String> expected =
          new ArrayList<>(List.of("--set: seed: must be a whole number, but is 'abc'"));
      block.lines().filter(line -> line.startsWith(SAID)).map(String::strip).forEach(expected::add);
      assertThat(run(block, "--set", "seed=abc").err().replace(folder + "/", "").lines())
          .as(block)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }
}
