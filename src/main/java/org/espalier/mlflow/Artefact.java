package org.espalier.mlflow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * File that is left with the run of a study.
 *
 * @param path below the run's artefacts, such as {@code report.html}
 * @param length in bytes
 */
public record Artefact(String path, long length, Content content) {

  /** Source of the bytes. */
  @FunctionalInterface
  public interface Content {
    InputStream open() throws IOException;
  }

  public static Artefact ofText(String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Artefact(path, bytes.length, () -> new ByteArrayInputStream(bytes));
  }
}
