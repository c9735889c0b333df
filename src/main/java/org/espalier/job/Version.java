package org.espalier.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.spark.SparkLine;
import picocli.CommandLine.IVersionProvider;

/** Versions of Espalier, Spark, Scala and Java. */
final class Version implements IVersionProvider {

  /** Versions by product, in the order shown. */
  static Map<String, String> all() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("espalier", espalier());
    versions.put("spark", SparkLine.sparkVersion());
    versions.put("scala", SparkLine.scalaVersion());
    versions.put("java", Runtime.version().toString());
    return Collections.unmodifiableMap(versions);
  }

  /** Version of the jar; {@code development} if classes lie in a folder. */
  static String espalier() {
    return Main.manifest()
        .map(attributes -> attributes.getValue("Implementation-Version"))
        .orElse("development");
  }

  @Override
  public String[] getVersion() {
    Map<String, String> v = all();
    return new String[] {
      "espalier %s (Spark %s, Scala %s, Java %s)"
          .formatted(v.get("espalier"), v.get("spark"), v.get("scala"), v.get("java"))
    };
  }
}
