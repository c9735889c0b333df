package org.espalier.plan;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/**
 * Description of a sampler or a scheduler for users who choose one.
 *
 * @param name as in settings
 * @param what what it does
 * @param when situation in which to choose it
 * @param cost cost of using it
 * @param source paper, or the class it reproduces
 */
public record Strategy(String name, String what, String when, String cost, String source) {

  private static final String TEXTS = "strategies.properties";

  /** The description of a registered strategy. */
  static Strategy named(String name) {
    Properties texts = texts();
    return new Strategy(
        name,
        text(texts, name, "what"),
        text(texts, name, "when"),
        text(texts, name, "cost"),
        text(texts, name, "source"));
  }

  private static String text(Properties texts, String name, String of) {
    String text = texts.getProperty(name + "." + of, "");
    if (text.isEmpty()) {
      throw new IllegalStateException("%s: has no %s of '%s'.".formatted(TEXTS, of, name));
    }
    return text;
  }

  private static Properties texts() {
    Properties texts = new Properties();
    try (Reader file =
        new InputStreamReader(
            Objects.requireNonNull(Strategy.class.getResourceAsStream(TEXTS)),
            StandardCharsets.UTF_8)) {
      texts.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }
}
