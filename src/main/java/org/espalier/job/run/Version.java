package org.espalier.job.run;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.espalier.spark.SparkLine;
import picocli.CommandLine.IVersionProvider;

/** Versions of Espalier, Spark, Scala and Java. */
public final class Version implements IVersionProvider {

  /** Versions by product, in the order shown. */
  static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("espalier", espalier());
    versions.put("spark", SparkLine.sparkVersion());
    versions.put("scala", SparkLine.scalaVersion());
    versions.put("java", Runtime.version().toString());
    return Collections.unmodifiableMap(versions);
  }

  /** Version of the jar; {@code development} if classes lie in a folder. */
  static String espalier() {
    return manifest()
        .map(attributes -> attributes.getValue("Implementation-Version"))
        .orElse("development");
  }

  /** The manifest of the jar this class lies in; empty when it lies in a folder. */
  public static Optional<Attributes> manifest() {
    try {
      Path jar = Path.of(Version.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isRegularFile(jar)) {
        return Optional.empty();
      }
      try (JarFile file = new JarFile(jar.toFile())) {
        Manifest manifest = file.getManifest();
        return Optional.ofNullable(manifest)
            .map(Manifest::getMainAttributes)
            .filter(attributes -> attributes.getValue("Espalier-Spark") != null);
      }
    } catch (IOException | URISyntaxException e) {
      return Optional.empty(); // cannot be read as a file: nothing to compare with
    }
  }

  @Override
  public String[] getVersion() {
    Map<String, String> v = versions();
    return new String[] {
      "espalier %s (Spark %s, Scala %s, Java %s)"
          .formatted(v.get("espalier"), v.get("spark"), v.get("scala"), v.get("java"))
    };
  }
}
