package org.espalier.settings;

import com.typesafe.config.ConfigObject;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.espalier.plan.InvalidStudyException;
import org.espalier.plan.Redaction;
import org.espalier.plan.StudyPlan;
import org.espalier.plan.TablePlan;

/**
 * Reads a study file: the first stage of a plan's validation, the form of it alone.
 *
 * <p>{@code --set PATH=VALUE} wins over {@code -Despalier.PATH=VALUE}, that over the file, and the
 * file over {@code reference.conf}; all values are HOCON.
 */
public final class SettingsReader {

  private final Map<String, String> systemProperties;
  private final Map<String, String> environment;
  private final Redaction redaction;

  /**
   * @param systemProperties of which those that begin with {@code espalier.} are settings
   * @param environment what <code>${NAME}</code> stands for where it is no setting
   * @param redaction found in the path of a setting whose value is a secret
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
   * @param file messages name it as it is given here
   * @param sets each {@code PATH=VALUE}; a later one wins
   * @throws InvalidStudyException with all problems of form
   */
  public Settings read(File file, List<String> sets) {
    Layers layers = new Layers(file, environment, redaction);
    return settings(layers, layers.merged(sets, systemProperties));
  }

  /**
   * The settings of a study that was run before, from the text that was stored with it.
   *
   * @param name what messages call the text
   * @param effective as {@link Settings#effective()} gave it
   * @param sets each {@code PATH=VALUE}; a later one wins
   * @throws InvalidStudyException with all problems of form
   */
  public Settings reread(String name, String effective, List<String> sets) {
    Layers layers = new Layers(new File(name), environment, redaction);
    return settings(layers, layers.mergedWithText(effective, sets));
  }

  private Settings settings(Layers layers, ConfigObject all) {
    Reading reading = new Reading(layers.origins(all), redaction);
    StudyPlan plan = new StudyReader(reading).read(all);
    Rendering rendering = new Rendering(reading, shown(plan));
    return new Settings(plan, rendering.text(all, false), rendering.text(all, true));
  }

  /**
   * What the settings are shown by: without names of columns and classes where those are hidden.
   */
  private Redaction shown(StudyPlan plan) {
    boolean query = plan.data().table().format() == TablePlan.Format.SQL;
    return plan.output().hidesNames() ? redaction.hidingNames(query) : redaction;
  }
}
