package org.espalier.job.sketch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.hocon.TypedSetting;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.spark.ConnectOperation;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;

/**
 * Table and label that a study file is to be written for, as a command line names them.
 *
 * @param command name of the command, for messages
 * @param name name of the study
 * @param options settings that have an option of their own, each {@code PATH=VALUE}
 * @param sets further settings that were typed; both override those of the file
 * @param output folder of the results
 */
public record TableRequest(
    String command,
    String name,
    String source,
    String label,
    List<String> options,
    List<String> sets,
    String output) {

  /** Options by the paths of their settings, for messages. */
  public static final Map<String, String> NAMES =
      Map.of("budget.timeout", "--timeout", "metric", "--metric");

  public TableRequest {
    options = List.copyOf(options);
    sets = List.copyOf(sets);
  }

  private Stream<TypedSetting> typed() {
    return Stream.of(options, sets)
        .flatMap(List::stream)
        .map(TypedSetting::of)
        .flatMap(Optional::stream);
  }

  /** True if a section, or its short form, was typed. */
  boolean sets(String section) {
    return typed().anyMatch(set -> (set.path() + ".").startsWith(section + "."));
  }

  /** Value of a setting that was typed. */
  Optional<String> value(String path) {
    return typed()
        .filter(set -> set.path().equals(path))
        .map(TypedSetting::value)
        .reduce((first, second) -> second);
  }

  /** True if a section was typed as a whole. */
  boolean setsWhole(String section) {
    return typed().anyMatch(set -> set.path().equals(section));
  }

  /** Lines of a study file with what was typed. */
  List<String> lines() {
    return typed().map(set -> set.hocon() + "    # as typed").toList();
  }

  /**
   * Settings that a text and what was typed request, as far as they need no table.
   *
   * @param more settings that override both
   * @throws InvalidStudyException with all problems; they name the command in place of a file
   */
  public Settings.Checked settings(String text, List<String> more) {
    StringBuilder all = new StringBuilder(text).append('\n');
    options.stream()
        .flatMap(option -> TypedSetting.of(option).stream())
        .forEach(
            option ->
                all.append(option.path())
                    .append(" = ")
                    .append(StudySketch.quoted(option.value()))
                    .append('\n'));
    try {
      return new SettingsReader(Map.of(), ConnectOperation.environment())
          .reread(
              command,
              all.toString(),
              Stream.concat(sets.stream(), more.stream()).toList(),
              PreparedStudy::catalogue);
    } catch (InvalidStudyException wrong) {
      throw named(wrong);
    }
  }

  /** Problems without line numbers, because the user does not see the text that they are in. */
  public InvalidStudyException named(InvalidStudyException wrong) {
    return new InvalidStudyException(wrong.problems().stream().map(this::named).toList());
  }

  private Problem named(Problem p) {
    return p.where().equals(command) || p.where().startsWith(command + ": ")
        ? new Problem(command, NAMES.getOrDefault(p.path(), p.path()), p.wrong(), p.right())
        : p;
  }
}
