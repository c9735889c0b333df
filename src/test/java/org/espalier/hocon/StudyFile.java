package org.espalier.hocon;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.StudyPlan;

/** A study file in a folder of its own, with what else a user can give. */
final class StudyFile {

  /** What every study needs, in three lines. */
  static final String SMALLEST =
      """
      study = s
      data { source = table.csv, label = y }
      learners = [random-forest]
      """;

  private final Path folder;
  private final List<String> sets = new ArrayList<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();

  StudyFile(Path folder) {
    this.folder = folder;
  }

  StudyFile set(String set) {
    sets.add(set);
    return this;
  }

  StudyFile property(String name, String value) {
    properties.put(name, value);
    return this;
  }

  StudyFile variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  StudyFile beside(String name, String text) {
    write(name, text);
    return this;
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Settings read(String text) {
    return read(write("study.conf", text));
  }

  Settings read(Path file) {
    return new SettingsReader(properties, environment).read(file.toFile(), sets);
  }

  StudyPlan plan(String text) {
    return read(text).plan();
  }

  /** The plan of the smallest study and more lines. */
  StudyPlan with(String more) {
    return plan(SMALLEST + more);
  }

  /** The problems of a text, a line each, without the folder. */
  String problems(String text) {
    return problems(write("study.conf", text));
  }

  String problems(Path file) {
    InvalidStudyException thrown =
        catchThrowableOfType(InvalidStudyException.class, () -> read(file));
    List<String> lines = thrown.problems().stream().map(Problem::toString).toList();
    return String.join("\n", lines).replace(folder + "/", "");
  }

  /** The problems of the smallest study and one more line, the fourth. */
  String problemsWith(String line) {
    return problems(SMALLEST + line);
  }
}
