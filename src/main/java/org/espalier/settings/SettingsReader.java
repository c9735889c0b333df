package org.espalier.settings;

import com.typesafe.config.ConfigObject;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.espalier.spec.StudyPlan;
import org.espalier.spec.learner.Catalogue;
import org.espalier.spec.problem.InvalidStudyException;

/**
 * Reader of study files. Their form, and what they name on the class path, are checked together.
 *
 * <p>{@code --set PATH=VALUE} overrides {@code -Despalier.PATH=VALUE}, which overrides the file,
 * which overrides {@code reference.conf}; see {@link TypedSetting} for the first two.
 *
 * @param systemProperties system properties; those that begin with {@code espalier.} are settings
 * @param environment values of <code>${NAME}</code> where it is no setting
 */
public record SettingsReader(
    Map<String, String> systemProperties, Map<String, String> environment) {

  public SettingsReader {
    systemProperties = Map.copyOf(systemProperties);
    environment = Map.copyOf(environment);
  }

  /**
   * The settings of a file.
   *
   * @param file file, which messages name as it is given here
   * @param sets each {@code PATH=VALUE}; a later one overrides an earlier one
   * @throws InvalidStudyException with all problems of form
   */
  public Settings read(File file, List<String> sets) {
    return draft(file, sets).settings();
  }

  /**
   * The settings of a file, checked as far as that needs no table.
   *
   * @param file file, which messages name as it is given here
   * @param sets each {@code PATH=VALUE}; a later one overrides an earlier one
   * @param classPath learners and stages that a plan can name
   * @throws InvalidStudyException with all problems, of form and of what is on the class path
   */
  public CheckedSettings check(
      File file, List<String> sets, Function<StudyPlan, Catalogue> classPath) {
    return draft(file, sets).checked(classPath);
  }

  private SettingsDraft draft(File file, List<String> sets) {
    Layers layers = new Layers(file, environment);
    ConfigObject all = layers.merged(sets, systemProperties);
    if (all.get(WrittenPlan.HANDLES) instanceof ConfigObject handles) {
      boolean isFunction = handles.containsKey("function-digest");
      throw new InvalidStudyException(
          layers
              .origins(all)
              .problem(
                  WrittenPlan.HANDLES,
                  "names %s of a program, which a study file cannot hold"
                      .formatted(isFunction ? "a function" : "an estimator"),
                  isFunction
                      ? "espalier.tune(function, text)"
                      : "setPlan(text) of a Tuner that has the estimator"));
    }
    return new SettingsDraft(layers, all);
  }

  /**
   * Settings of an earlier run, from the text that was stored with it.
   *
   * @param name name of the text in messages
   * @param effective text of {@link Settings#effective()}
   * @param sets each {@code PATH=VALUE}; a later one overrides an earlier one
   * @param classPath learners and stages that a plan can name
   * @throws InvalidStudyException with all problems, of form and of what is on the class path
   */
  public CheckedSettings reread(
      String name, String effective, List<String> sets, Function<StudyPlan, Catalogue> classPath) {
    Layers layers = new Layers(new File(name), environment);
    return new SettingsDraft(layers, layers.mergedWithText(effective, sets)).checked(classPath);
  }
}
