package org.espalier.hocon;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.util.Collection;
import org.espalier.spec.Problem;
import org.espalier.spec.Redaction;

/**
 * Includer that reads nothing and reports each include.
 *
 * @param where name of the text in messages
 * @param problems receives a problem for each include
 */
record RefusedIncludes(String where, Collection<Problem> problems)
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

  @Override
  public ConfigIncluder withFallback(ConfigIncluder library) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return refused(what);
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return refused(what.getPath());
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    return refused(what.toString());
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    return refused(what);
  }

  private ConfigObject refused(String what) {
    problems.add(
        new Problem(
            where,
            "",
            Redaction.text("include \"%s\": is not read for a text".formatted(what)),
            "write its settings into the text itself"));
    return ConfigFactory.empty().root();
  }
}
