package org.espalier.hocon;

import com.typesafe.config.ConfigObject;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.Redaction;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.spec.learners.Learners;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;
import org.espalier.spec.rows.TablePlan;

/**
 * Reader of study files. It checks their form together with the names of classes.
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
  public Settings.Checked check(
      File file, List<String> sets, Function<StudyPlan, ClassPathCatalogue> classPath) {
    return draft(file, sets).checked(classPath);
  }

  /**
   * The settings of a text of another user, checked as far as that needs no table. Includes are
   * refused, and environment variables and system properties are not read.
   *
   * @param name name of the text in messages
   * @param sets each {@code PATH=VALUE}; a later one overrides an earlier one
   * @param classPath learners and stages that a plan can name
   * @throws InvalidStudyException with all problems, of form and of what is on the class path
   */
  public static Settings.Checked checkText(
      String name,
      String text,
      List<String> sets,
      Function<StudyPlan, ClassPathCatalogue> classPath) {
    SettingLayers layers = SettingLayers.ofText(name);
    return draft(layers, layers.mergedWithGiven(text, sets)).checked(classPath);
  }

  private Draft draft(File file, List<String> sets) {
    SettingLayers layers = new SettingLayers(file, environment);
    return draft(layers, layers.merged(sets, systemProperties));
  }

  private static Draft draft(SettingLayers layers, ConfigObject all) {
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
                      ? "call espalier.tune(function, text)"
                      : "call setPlan(text) of a Tuner that has the estimator"));
    }
    return new Draft(layers, all);
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
  public Settings.Checked reread(
      String name,
      String effective,
      List<String> sets,
      Function<StudyPlan, ClassPathCatalogue> classPath) {
    SettingLayers layers = new SettingLayers(new File(name), environment);
    return new Draft(layers, layers.mergedWithText(effective, sets)).checked(classPath);
  }

  /**
   * Settings as far as they could be read, with a harmless value for each wrong one, and the
   * problems of all stages so far. Problems that only follow from an earlier one are left out.
   */
  private static final class Draft {

    /** Settings of a learner by which it may lack params. */
    private static final Pattern PARAMS =
        Pattern.compile("(learners\\[\\d+])(\\.(type|classifier|space).*)?");

    /** Settings that name params: of a learner, or of all. */
    private static final Pattern NAMES =
        Pattern.compile(
            "(learners\\[\\d+])\\.(constraints.*|forbidden.*|space|space.*\\.when.*)"
                + "|search\\.(points|then).*");

    /** Settings that a contradiction depends on unnamed, by the setting it is reported at. */
    private static final Map<String, List<String>> READ =
        Map.of(
            "data.positive", List.of("data.label"),
            "folds.repeats", List.of("folds.fold-rule"),
            "schedule.min-resource", List.of("folds.num-folds", "folds.repeats"),
            "schedule.min-folds", List.of("folds.num-folds", "folds.repeats"),
            "winner.winner-repeats", List.of("folds.fold-rule"));

    private final SettingLayers layers;
    private final ConfigObject all;
    private final ReadingContext reading;
    private final StudyPlan plan;
    private final List<Problem> problems = new ArrayList<>();

    Draft(SettingLayers layers, ConfigObject all) {
      this.layers = layers;
      this.all = all;
      this.reading = new ReadingContext(layers.origins(all));
      this.plan = new StudyReader(reading).read(all);
      problems.addAll(layers.problems());
      problems.addAll(Learners.known().problems());
      add(reading.problems());
      add(plan.contradictions());
    }

    /**
     * The settings.
     *
     * @throws InvalidStudyException with all problems of form
     */
    Settings settings() {
      List<Problem> causes =
          problems.stream().filter(problem -> !Substitutions.isUnset(problem.wrong())).toList();
      InvalidStudyException.throwIfAny(causes);
      HoconRenderer rendering = new HoconRenderer(reading, shown());
      return new Settings(plan, rendering.text(all, false), rendering.text(all, true));
    }

    /**
     * The settings with the space that they request.
     *
     * @param classPath learners and stages that a plan can name
     * @throws InvalidStudyException with all problems that show without a table
     */
    Settings.Checked checked(Function<StudyPlan, ClassPathCatalogue> classPath) {
      Optional<StudySpace> space = space(classPath);
      return new Settings.Checked(settings(), space.orElseThrow());
    }

    private Optional<StudySpace> space(Function<StudyPlan, ClassPathCatalogue> classPath) {
      try {
        return Optional.of(StudySpace.of(plan, classPath.apply(plan)));
      } catch (InvalidStudyException wrong) {
        add(wrong.problems());
        return Optional.empty();
      }
    }

    /** Adds the problems of a stage; if settings may be missing, only those of given settings. */
    private void add(List<Problem> stage) {
      List<Problem> earlier = List.copyOf(problems);
      stage.stream()
          .filter(
              found ->
                  layers.areWhole()
                      || (isGiven(found.path()) && !plan.contradictions().contains(found)))
          .filter(found -> earlier.stream().noneMatch(cause -> follows(found, cause)))
          .forEach(problems::add);
    }

    /** True if a file or an override has the setting; a type may stand for its whole section. */
    private boolean isGiven(String path) {
      Map<String, String> given = reading.origins().byPath();
      return given.containsKey(path) || given.containsKey(path.replaceFirst("\\]\\.type$", "]"));
    }

    /** True if a problem repeats an earlier one, or follows from it. */
    private static boolean follows(Problem found, Problem earlier) {
      String path = earlier.path();
      return found.equals(earlier)
          || (!path.isEmpty() && isWithin(found.path(), path))
          || (path.contains(".") && (found.wrong() + found.right()).contains(path))
          || READ.getOrDefault(found.path(), List.of()).contains(path)
          || namesLackingParam(found.path(), path);
    }

    private static boolean namesLackingParam(String path, String lacking) {
      Matcher names = NAMES.matcher(path);
      Matcher params = PARAMS.matcher(lacking);
      return names.matches()
          && params.matches()
          && (names.group(1) == null || names.group(1).equals(params.group(1)));
    }

    /** True if a path is another one, or one of a setting within it. */
    private static boolean isWithin(String path, String around) {
      return path.equals(around) || path.startsWith(around + ".") || path.startsWith(around + "[");
    }

    /**
     * Redaction for the rendered settings, which also hides names of columns and classes where the
     * study requests it.
     */
    private Redaction shown() {
      boolean query = plan.data().table().format() == TablePlan.Format.SQL;
      return plan.output().hidesNames() ? Redaction.hidingNames(query) : Redaction.SECRETS;
    }
  }
}
