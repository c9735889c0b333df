package org.espalier.spark.data.table;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.espalier.evaluate.Reason;
import org.espalier.spec.rows.TablePlan;

/**
 * Resolver of credentials in the options of a table. An option {@code credential:NAME} gets the
 * value that Hadoop's credential providers store under that name ({@code
 * hadoop.security.credential.provider.path}, {@link Configuration#getPassword}).
 */
record StoredCredentials(Configuration hadoop, DataProblems problems) {

  private static final String PREFIX = "credential:";
  private static final String PROVIDERS = "hadoop.security.credential.provider.path";

  /**
   * Returns the table with the credentials in place of their names.
   *
   * @param path setting of the table's options, for messages
   * @throws org.espalier.spec.InvalidStudyException with all names without a value
   */
  TablePlan resolve(TablePlan table, String path) {
    Map<String, String> options = new LinkedHashMap<>();
    table
        .options()
        .forEach(
            (name, value) ->
                options.put(
                    name,
                    value.startsWith(PREFIX)
                        ? kept(value.substring(PREFIX.length()), path + "." + name).orElse("")
                        : value));
    problems.throwIfAny();
    return new TablePlan(table.source(), table.format(), options);
  }

  private Optional<String> kept(String name, String path) {
    try {
      char[] value = hadoop.getPassword(name);
      if (value != null) {
        return Optional.of(new String(value));
      }
      problems.add(path, "no credential provider has '%s'".formatted(name), providers());
    } catch (IOException e) {
      String wrong = "the credential providers cannot be read: " + Reason.plain(e);
      problems.add(path, wrong, providers());
    }
    return Optional.empty();
  }

  private String providers() {
    return "spark.hadoop.%s is %s"
        .formatted(PROVIDERS, Optional.ofNullable(hadoop.get(PROVIDERS)).orElse("not set"));
  }
}
