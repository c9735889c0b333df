package org.espalier.settings;

import com.typesafe.config.ConfigObject;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.espalier.spec.Redaction;
import org.espalier.spec.StudyPlan;
import org.espalier.spec.learner.Catalogue;
import org.espalier.spec.problem.InvalidStudyException;

/**
 * Reader of study files. Their form, and what they name on the class path, are checked together.
 *
 * <p>{@code --set PATH=VALUE} overrides {@code -Despalier.PATH=VALUE}, which overrides the file,
 * which overrides {@code reference.conf}; see {@link TypedSetting} for the first two.
 */
public final class SettingsReader {

  private final Map<String, String> systemProperties;
  private final Map<String, String> environment;
  private final Redaction redaction;

  /**
   * @param systemProperties system properties; those that begin with {@code espalier.} are settings
   * @param environment values of <code>${NAME}</code> where it is no setting
   * @param redaction decides by a setting's path whether its value is a secret
   */
  public SettingsReader(
      Map<String, String> systemProperties, Map<String, String> environment, Pattern redaction) {
    this.systemProperties = Map.copyOf(systemProperties);
    this.environment = Map.copyOf(environment);
    this.redaction = new Redaction(redaction);
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
    Layers layers = new Layers(file, environment, redaction);
    ConfigObject all = layers.merged(sets, systemProperties);
    if (all.get(WrittenPlan.HANDLES) instanceof ConfigObject handles) {
      boolean isFunction = handles.containsKey("function-digest");
      throw new InvalidStudyException(
          List.of(
              layers
                  .origins(all)
                  .problem(
                      WrittenPlan.HANDLES,
                      "names %s of a program, which a study file cannot hold"
                          .formatted(isFunction ? "a function" : "an estimator"),
                      isFunction
                          ? "espalier.tune(function, text)"
                          : "setPlan(text) of a Tuner that has the estimator")));
    }
    return new SettingsDraft(layers, all, redaction);
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
    Layers layers = new Layers(new File(name), environment, redaction);
    return new SettingsDraft(layers, layers.mergedWithText(effective, sets), redaction)
        .checked(classPath);
  }
}
