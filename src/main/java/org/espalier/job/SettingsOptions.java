package org.espalier.job;

import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.sketch.StudySketch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of every command that reads a study file: the file and its overrides. */
final class SettingsOptions {

  /** The study file, as an argument or with the option that init has, too. */
  private static final class Study {

    @Parameters(index = "0", paramLabel = "FILE", description = "The study file (HOCON).")
    private @Nullable File file;

    @Option(names = "--file", paramLabel = "FILE", description = "The same.")
    private @Nullable File named;

    private File file() {
      return Objects.requireNonNull(file == null ? named : file);
    }
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Study study = new Study();

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description =
          "Overrides a setting; can be repeated. A list or a section is read as HOCON; anything else is a number or a text.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Output folder; the same as --set output.path=DIR.")
  private String output = "";

  /** Treatment of an existing study. */
  static final class Existing {

    @Option(
        names = "--resume",
        description = "Resumes the existing study; the same as --set output.resume=always.")
    private boolean resume = false;

    @Option(
        names = "--overwrite",
        description = "Replaces an existing study; the same as --set output.overwrite=true.")
    private boolean overwrite = false;

    boolean isResumed() {
      return resume;
    }

    /** Settings of what was typed, which override the file also for the other option. */
    List<String> sets() {
      return resume || overwrite
          ? List.of(
              "output.overwrite=" + overwrite, "output.resume=" + (resume ? "always" : "never"))
          : List.of();
    }
  }

  @ArgGroup(exclusive = true)
  private Existing existing = new Existing();

  /** True if the treatment of an existing study was typed. */
  boolean saysOfExisting() {
    return !existing.sets().isEmpty();
  }

  /** Reads the settings and checks them as far as that needs no table. */
  Settings.Checked read() {
    return read(List.of());
  }

  /**
   * Reads the file with further settings.
   *
   * @param more as of {@code --set}; they override what was typed
   */
  Settings.Checked read(List<String> more) {
    List<String> all = new ArrayList<>(sets);
    if (!output.isEmpty()) {
      all.add("output.path=" + StudySketch.quoted(output));
    }
    all.addAll(existing.sets());
    all.addAll(more);
    return new SettingsReader(systemProperties(), System.getenv())
        .check(study.file(), all, PreparedStudy::catalogue);
  }

  private static Map<String, String> systemProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
      properties.put(name, System.getProperty(name, ""));
    }
    return properties;
  }
}
