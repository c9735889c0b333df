package org.espalier.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.Redaction;
import org.espalier.spec.SettingTable;
import org.espalier.spec.Strategies;

/** Layers of a study's settings, of which the upper ones override the lower ones. */
final class SettingLayers {

  /** Prefix of system properties that are settings. */
  private static final String PREFIX = "espalier.";

  private static final String SET = "--set";

  static final String DEFAULT = "default";

  /** Part of the library's message about files that include each other. */
  private static final String CIRCLE = "cycle in your includes";

  private static final String PROBED = "espalier-probe";

  /** Fallback that a section lacks after a merge if it hides what lies below. */
  private static final Config PROBE = ConfigFactory.parseString(PROBED + " = true");

  private final File file;
  private final OriginNames places;
  private final Substitutions substitutions;
  private final List<Problem> problems = new ArrayList<>();
  private boolean whole = true;

  SettingLayers(File file, Map<String, String> environment) {
    this(file, environment, true);
  }

  private SettingLayers(File file, Map<String, String> environment, boolean readsAny) {
    this.file = file;
    this.places = new OriginNames(file);
    this.substitutions = new Substitutions(environment, readsAny, places);
  }

  /**
   * Layers above a text, which may use no environment variables.
   *
   * @param name name of the text in messages
   */
  static SettingLayers ofText(String name) {
    return new SettingLayers(new File(name), Map.of(), false);
  }

  /** All layers merged, as far as they can be parsed and resolved. */
  ConfigObject merged(List<String> sets, Map<String, String> systemProperties) {
    Config all = Shorthand.spellOut(parseFile());
    whole = problems.isEmpty();
    for (Map.Entry<String, String> property : new TreeMap<>(systemProperties).entrySet()) {
      if (property.getKey().startsWith(PREFIX)) {
        String path = property.getKey().substring(PREFIX.length());
        TypedSetting setting = new TypedSetting(path, property.getValue());
        all = parse("-D" + property.getKey(), "'-D" + PREFIX, setting).withFallback(all);
      }
    }
    return merged(all, sets);
  }

  /** Merges with a stored text, which contains all settings except overrides. */
  ConfigObject mergedWithText(String text, List<String> sets) {
    ConfigParseOptions named = ConfigParseOptions.defaults().setOriginDescription(file.getPath());
    return merged(Shorthand.spellOut(ConfigFactory.parseString(text, named)), sets);
  }

  /** Merges with a text of a user, which may be malformed; its includes are refused. */
  ConfigObject mergedWithGiven(String text, List<String> sets) {
    Config given = Shorthand.spellOut(parseText(text));
    whole = problems.isEmpty();
    return merged(given, sets);
  }

  private Config parseText(String text) {
    try {
      return ConfigFactory.parseString(
          text,
          ConfigParseOptions.defaults()
              .setSyntax(ConfigSyntax.CONF)
              .setOriginDescription(file.getPath())
              .setIncluder(new RefusedIncludes(file.getPath(), problems)));
    } catch (ConfigException wrong) {
      ConfigOrigin origin = wrong.origin();
      String where = origin == null ? file.getPath() : places.name(origin);
      problems.add(
          malformed(wrong, where, HoconFault.of(text, String.valueOf(wrong.getMessage()))));
    }
    return ConfigFactory.empty();
  }

  private ConfigObject merged(Config base, List<String> sets) {
    Config all = base;
    for (String set : sets) {
      all = parseSet(set).withFallback(all);
    }
    Config resolved = substitutions.resolve(all.withFallback(reference()), problems);
    whole &= !resolved.isEmpty();
    requireWhole("", resolved.root(), reference());
    // Again, because a substitution may have produced a short form.
    return withBrought(Shorthand.spellOut(resolved).withFallback(reference())).root();
  }

  /**
   * Reports each section before which a plain value was given, as in {@code folds = 5} and then
   * {@code folds.repeats = 2}: the library drops that value, and the defaults with it.
   */
  private void requireWhole(String path, ConfigObject given, ConfigObject defaults) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(defaults).entrySet()) {
      if (entry.getValue() instanceof ConfigObject inner
          && given.get(entry.getKey()) instanceof ConfigObject section) {
        String at = SettingsSection.join(path, entry.getKey());
        if (section.withFallback(PROBE).containsKey(PROBED)) {
          requireWhole(at, section, inner);
        } else {
          problems.add(
              new Problem(
                  places.name(section.origin()),
                  at,
                  "is a section here, and was a single value before",
                  "write one section: %s { … }".formatted(at)));
        }
      }
    }
  }

  /** Adds the sampler that a scheduler implies, unless one was given. */
  private Config withBrought(Config all) {
    if (value(all, "search", "sampler").filter(this::isDefault).isEmpty()) {
      return all;
    }
    return value(all, "schedule", "scheduler")
        .map(type -> String.valueOf(type.unwrapped()))
        .flatMap(Strategies::schedulerSpec)
        .flatMap(scheduler -> scheduler.ownSampler().map(own -> with(all, scheduler, own)))
        .orElse(all);
  }

  private static Config with(Config all, SchedulerSpec scheduler, SchedulerSpec.OwnSampler own) {
    return all.withValue(
        "search.sampler",
        ConfigValueFactory.fromAnyRef(own.name(), "schedule.scheduler = " + scheduler.name()));
  }

  private static Optional<ConfigValue> value(Config all, String section, String key) {
    return all.root().get(section) instanceof ConfigObject inner
        ? Optional.ofNullable(inner.get(key))
        : Optional.empty();
  }

  private boolean isDefault(ConfigValue value) {
    return places.name(value.origin()).startsWith(DEFAULT + ": ");
  }

  /** Settings of {@code reference.conf}: the defaults. */
  static ConfigObject reference() {
    return Reference.SETTINGS;
  }

  /** The defaults, parsed once: they are immutable, and each command reads them several times. */
  private static final class Reference {
    static final ConfigObject SETTINGS =
        Shorthand.spellOut(
                ConfigFactory.parseResources(
                    SettingTable.class,
                    "reference.conf",
                    ConfigParseOptions.defaults()
                        .setAllowMissing(false)
                        .setOriginDescription(DEFAULT)))
            .root();
  }

  /** Origin of each setting that was given. */
  Origins origins(ConfigObject merged) {
    Map<String, String> byPath = new LinkedHashMap<>();
    note("", merged, byPath);
    return new Origins(file.getPath(), byPath);
  }

  private void note(String path, ConfigValue value, Map<String, String> byPath) {
    if (!path.isEmpty() && !isDefault(value)) {
      byPath.put(path, places.name(value.origin()));
    }
    if (value instanceof ConfigObject section) {
      new TreeMap<>(section)
          .forEach((key, inner) -> note(SettingsSection.join(path, key), inner, byPath));
    }
    if (value instanceof ConfigList list) {
      for (int i = 0; i < list.size(); i++) {
        note("%s[%d]".formatted(path, i), list.get(i), byPath);
      }
    }
  }

  /** Problems of layers that could not be parsed, resolved or merged. */
  List<Problem> problems() {
    return Collections.unmodifiableList(problems);
  }

  /** False if a file, or one that it includes, could not be read: settings may be missing. */
  boolean areWhole() {
    return whole;
  }

  private Config parseFile() {
    String name = file.getPath();
    if (!file.exists()) {
      problems.add(new Problem(name, "", "there is no such file", ""));
      return ConfigFactory.empty();
    }
    if (file.isDirectory()) {
      problems.add(new Problem(name, "", "is a folder", "name a study file in it"));
      return ConfigFactory.empty();
    }
    if (isOfTwoBytes(file)) {
      problems.add(new Problem(name, "", "is UTF-16", "save it as UTF-8"));
      return ConfigFactory.empty();
    }
    // Absolute, because a file without a parent looks up its includes on the class path.
    File absolute = file.getAbsoluteFile();
    try {
      return ConfigFactory.parseFile(
          absolute,
          ConfigParseOptions.defaults()
              .setSyntax(ConfigSyntax.CONF)
              .setAllowMissing(false)
              .setIncluder(new FileIncluder(absolute, places, problems)));
    } catch (ConfigException.IO wrong) {
      problems.add(new Problem(name, "", "cannot be read: " + places.message(wrong), ""));
    } catch (ConfigException wrong) {
      ConfigOrigin origin = wrong.origin();
      String where = origin == null ? name : places.name(origin);
      File broken =
          origin == null || origin.filename() == null ? file : new File(origin.filename());
      boolean circle = String.valueOf(wrong.getMessage()).contains(CIRCLE);
      problems.add(
          circle
              ? new Problem(name, "", "includes itself, or a file that does", "leave one out")
              : malformed(wrong, where, HoconFault.in(broken, String.valueOf(wrong.getMessage()))));
    }
    return ConfigFactory.empty();
  }

  private Problem malformed(ConfigException wrong, String where, Optional<HoconFault> found) {
    return found
        .map(fault -> fault.problem(where))
        .orElseGet(
            () ->
                new Problem(
                    where,
                    "",
                    "is not HOCON: " + Redaction.text(places.message(wrong)),
                    "put a text with special characters into double quotes"));
  }

  private static boolean isOfTwoBytes(File file) {
    try (InputStream in = new FileInputStream(file)) {
      byte[] first = in.readNBytes(2);
      if (first.length < 2) {
        return false;
      }
      char mark = (char) (((first[0] & 0xFF) << Byte.SIZE) | (first[1] & 0xFF));
      // The mark in either order, or a letter of ASCII without one.
      return mark == 0xFEFF || mark == 0xFFFE || (first[0] == 0) != (first[1] == 0);
    } catch (IOException unreadable) {
      return false; // reported when it is parsed
    }
  }

  private Config parseSet(String set) {
    Optional<TypedSetting> typed = TypedSetting.of(set);
    if (typed.isEmpty()) {
      String lacks = set.indexOf('=') < 0 ? "value" : "path";
      String right =
          "give it as %s %s=VALUE".formatted(SET, lacks.equals("value") ? set.strip() : "PATH");
      problems.add(
          new Problem(SET, "", "'%s' has no %s".formatted(Redaction.text(set), lacks), right));
    }
    return typed.map(setting -> parse(SET, SET + " '", setting)).orElse(ConfigFactory.empty());
  }

  /**
   * @param start beginning of a correct command-line argument, with its opening quote
   */
  private Config parse(String where, String start, TypedSetting setting) {
    String path = setting.path();
    if (setting.value().isEmpty()) {
      String right = "for example %s%s=\"\"' for an empty text".formatted(start, path);
      problems.add(new Problem(where, path, "has no value", right));
      return ConfigFactory.empty();
    }
    try {
      Config parsed =
          ConfigFactory.parseString(
              setting.hocon(), ConfigParseOptions.defaults().setOriginDescription(where));
      return Shorthand.spellOut(parsed);
    } catch (ConfigException.BadPath wrong) {
      String right = "write names with single dots between them: search.trials";
      problems.add(new Problem(where, path, "is not a path of a setting", right));
    } catch (ConfigException wrong) {
      // The library's own message quotes the value, which may be a secret.
      String shown = "'%s' is not HOCON".formatted(Redaction.SECRETS.value(path, setting.value()));
      problems.add(
          HoconFault.of(setting.value(), "")
              .map(fault -> new Problem(where, path, shown + ": " + fault.wrong(), fault.right()))
              .orElseGet(
                  () ->
                      new Problem(
                          where,
                          path,
                          shown,
                          "put single quotes around it for the shell, and double quotes around"
                              + " texts: %s%s=[\"a\", \"b\"]'".formatted(start, path))));
    }
    return ConfigFactory.empty();
  }
}
