package org.espalier.settings;

import com.typesafe.config.ConfigObject;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.espalier.plan.Redaction;
import org.espalier.plan.StudyPlan;
import org.espalier.plan.data.TablePlan;
import org.espalier.plan.problem.InvalidStudyException;

/**
 * Reader of study files: the first stage of a plan's validation, which checks the form only.
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
    Layers layers = new Layers(file, environment, redaction);
    return settings(layers, layers.merged(sets, systemProperties));
  }

  /**
   * Settings of an earlier run, from the text that was stored with it.
   *
   * @param name name of the text in messages
   * @param effective text of {@link Settings#effective()}
   * @param sets each {@code PATH=VALUE}; a later one overrides an earlier one
   * @throws InvalidStudyException with all problems of form
   */
  public Settings reread(String name, String effective, List<String> sets) {
    Layers layers = new Layers(new File(name), environment, redaction);
    return settings(layers, layers.mergedWithText(effective, sets));
  }

  private Settings settings(Layers layers, ConfigObject all) {
    ReadingContext reading = new ReadingContext(layers.origins(all), redaction);
    StudyPlan plan = new StudyReader(reading).read(all);
    Rendering rendering = new Rendering(reading, shown(plan));
    return new Settings(plan, rendering.text(all, false), rendering.text(all, true));
  }

  /**
   * Redaction for the rendered settings, which also hides names of columns and classes where the
   * study asks for it.
   */
  private Redaction shown(StudyPlan plan) {
    boolean query = plan.data().table().format() == TablePlan.Format.SQL;
    return plan.output().hidesNames() ? redaction.hidingNames(query) : redaction;
  }
}
