package org.espalier.hocon;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.Redaction;
import org.espalier.spec.learners.Portfolio;

/**
 * Reader of portfolios: a section {@code classification} and one {@code regression}, with a list of
 * points by type of learner; and the names of the {@code tables} that they are learned from.
 */
public final class PortfolioReader {

  /** Portfolio of the jar, next to this class. */
  private static final String USUAL = "portfolio.conf";

  private static final String EXAMPLE = "for example decision-tree = [{ maxDepth = 8 }]";

  private PortfolioReader() {}

  /** The portfolio of the jar. */
  public static Portfolio embedded() {
    try (InputStream in = PortfolioReader.class.getResourceAsStream(USUAL)) {
      byte[] bytes = Objects.requireNonNull(in, USUAL).readAllBytes();
      return read(USUAL, new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Portfolio of a text.
   *
   * @param name name of the text in messages
   * @throws InvalidStudyException with all problems
   */
  public static Portfolio read(String name, String text) {
    ReadingContext reading = new ReadingContext(Origins.none(name));
    ConfigObject all;
    try {
      all =
          ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription(name))
              .root();
    } catch (ConfigException e) {
      String wrong = "is not HOCON: " + Redaction.text(String.valueOf(e.getMessage()));
      throw new InvalidStudyException(List.of(new Problem(name, "", wrong, "")));
    }
    SettingsSection root = new SettingsSection(reading, "", all);
    Portfolio portfolio = new Portfolio(points(root, "classification"), points(root, "regression"));
    root.value("tables");
    root.close();
    InvalidStudyException.throwIfAny(reading.problems());
    return portfolio;
  }

  private static Map<String, List<Map<String, Object>>> points(SettingsSection root, String task) {
    Map<String, List<Map<String, Object>>> points = new LinkedHashMap<>();
    if (root.isSet(task)) {
      SettingsSection section = root.section(task);
      section
          .entries()
          .keySet()
          .forEach(
              type ->
                  points.put(
                      type,
                      section.sections(type, "a section of values by param", EXAMPLE).stream()
                          .map(SearchReader::point)
                          .toList()));
    }
    return points;
  }
}
