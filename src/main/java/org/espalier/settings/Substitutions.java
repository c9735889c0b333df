package org.espalier.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.plan.Problem;
import org.jspecify.annotations.Nullable;

/** Puts in what <code>${NAME}</code> stands for: another setting, or else the environment. */
record Substitutions(Map<String, String> environment, Places places) {

  private static final Pattern NAME = Pattern.compile("\\$\\{([^}]+)}");

  /** The library resolves in no particular order: line 9 before line 10, then by name. */
  private static final Comparator<Problem> BY_LINE =
      Comparator.<Problem>comparingInt(problem -> problem.where().length())
          .thenComparing(Problem::toString);

  /** Everything resolved; or else all names that stand for nothing become problems. */
  Config resolve(Config config, List<Problem> problems) {
    List<Problem> found = new ArrayList<>();
    Config resolved = resolveNoting(config, found);
    found.sort(BY_LINE);
    problems.addAll(found);
    return resolved;
  }

  private Config resolveNoting(Config config, List<Problem> problems) {
    Set<String> unknown = new HashSet<>();
    while (true) {
      try {
        return config.resolve(
            ConfigResolveOptions.noSystem().appendResolver(new Environment(environment, unknown)));
      } catch (ConfigException.UnresolvedSubstitution missing) {
        String name = name(missing);
        ConfigOrigin origin = missing.origin();
        String where = origin == null ? name : places.name(origin);
        if (!unknown.add(name)) { // a cycle, which no value can end
          problems.add(new Problem(where, "", "${%s} stands for itself".formatted(name), ""));
          return ConfigFactory.empty();
        }
        problems.add(
            new Problem(
                where,
                "",
                "${%s} is neither a setting nor in the environment".formatted(name),
                "set it, for example by export %s=…".formatted(name)));
      }
    }
  }

  private static String name(ConfigException.UnresolvedSubstitution missing) {
    Matcher matcher = NAME.matcher(String.valueOf(missing.getMessage()));
    return matcher.find() ? matcher.group(1) : "?";
  }

  /** The environment, and an empty text for each name already found to be missing. */
  private record Environment(Map<String, String> variables, Set<String> unknown)
      implements ConfigResolver {

    @Override
    @SuppressWarnings("NullAway") // the library takes null for "not found"
    public @Nullable ConfigValue lookup(String name) {
      String value = unknown.contains(name) ? "" : variables.get(name);
      return value == null
          ? null
          : ConfigValueFactory.fromAnyRef(value, "environment variable " + name);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}
