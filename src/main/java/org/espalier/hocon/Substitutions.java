package org.espalier.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.spec.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Resolution of substitutions <code>${NAME}</code>: by another setting, or else by the environment.
 *
 * @param environment variables by name
 * @param readsAny false if settings may use no variables, whichever there are
 */
record Substitutions(Map<String, String> environment, boolean readsAny, OriginNames places) {

  private static final Pattern NAME = Pattern.compile("\\$\\{([^}]+)}");

  /** Value of a name that has none; a text that no user writes. */
  private static final String UNSET = "\u0000unset\u0000";

  /** True if a problem quotes {@link #UNSET}, which is reported already. */
  static boolean isUnset(String wrong) {
    return wrong.contains(UNSET);
  }

  /**
   * Resolved settings; all names that cannot be resolved become problems. Empty after another
   * problem.
   */
  Config resolve(Config config, List<Problem> problems) {
    Map<String, Problem> unknown = new TreeMap<>(); // the library resolves in no particular order
    while (true) {
      try {
        Config resolved =
            config.resolve(
                ConfigResolveOptions.noSystem()
                    .appendResolver(new Environment(environment, unknown.keySet())));
        problems.addAll(unknown.values());
        return resolved;
      } catch (ConfigException.UnresolvedSubstitution missing) {
        String name = name(missing);
        if (unknown.containsKey(name)) { // a cycle without a value
          problems.add(problem(missing, name, "refers to itself", ""));
          return ConfigFactory.empty();
        }
        unknown.put(name, unknown(missing, name));
      } catch (ConfigException unlike) {
        problems.add(unlike(unlike.origin()));
        return ConfigFactory.empty();
      }
    }
  }

  private Problem unknown(ConfigException missing, String name) {
    if (!readsAny) {
      String wrong = "is not a setting, and no environment variables are read here";
      return problem(missing, name, wrong, "write the value itself");
    }
    String right = name.contains(".") ? "" : "set it, for example by export %s=…".formatted(name);
    return problem(missing, name, "is neither a setting nor in the environment", right);
  }

  /** Problem in our own words: the library's message quotes the values, which may be secrets. */
  private Problem unlike(@Nullable ConfigOrigin origin) {
    String path =
        SettingLayers.reference().toConfig().entrySet().stream()
            .filter(entry -> origin != null && entry.getValue().origin().equals(origin))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("");
    return new Problem(
        origin == null ? "settings" : places.name(origin),
        path,
        "a list or a section is put together with a value that is neither",
        "+= and ${…} [ … ] add to a list, ${…} { … } to a section");
  }

  private Problem problem(ConfigException missing, String name, String wrong, String right) {
    ConfigOrigin origin = missing.origin();
    String where = origin == null ? name : places.name(origin);
    return new Problem(where, "", "${%s} %s".formatted(name, wrong), right);
  }

  private static String name(ConfigException.UnresolvedSubstitution missing) {
    Matcher matcher = NAME.matcher(String.valueOf(missing.getMessage()));
    return matcher.find() ? matcher.group(1) : "?";
  }

  /** Environment, with {@link #UNSET} for each name already found to be missing. */
  private record Environment(Map<String, String> variables, Set<String> unknown)
      implements ConfigResolver {

    @Override
    @SuppressWarnings("NullAway") // the library takes null for "not found"
    public @Nullable ConfigValue lookup(String name) {
      String value = unknown.contains(name) ? UNSET : variables.get(name);
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
