package org.espalier.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.spec.Redaction;

/**
 * Command line as a user types it, shown as the next step.
 *
 * @param program script that started the job, or spark-submit
 */
record TypedCommand(String program, List<String> words) {

  /** Environment variable with the script, as it was typed. */
  private static final String VARIABLE = "ESPALIER_COMMAND";

  private static final String SUBMIT =
      "spark-submit --class %s espalier.jar".formatted(Main.class.getName());

  /** Words that a shell needs no quotes for. */
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

  TypedCommand {
    words = List.copyOf(words);
  }

  /** Command line of the running program. */
  static TypedCommand of(List<String> words) {
    return of(System.getenv(), words);
  }

  static TypedCommand of(Map<String, String> environment, List<String> words) {
    String script = environment.getOrDefault(VARIABLE, "");
    return new TypedCommand(script.isEmpty() ? SUBMIT : quoted(script), words);
  }

  /** Command line that resumes this command's study. */
  String resumed() {
    List<String> again = new ArrayList<>(words);
    again.removeIf(word -> word.equals("--overwrite") || word.equals("--resume"));
    again.add("--resume");
    return new TypedCommand(program, again).toString();
  }

  @Override
  public String toString() {
    return program
        + words.stream()
            .map(word -> " " + quoted(Redaction.text(word)))
            .collect(Collectors.joining());
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
