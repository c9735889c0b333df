package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.espalier.spec.Setting;
import org.espalier.study.EntryPoint;

/**
 * A page of the documentation that code makes. It is committed, and a test compares it with what
 * the code makes now. With the system property {@value #REWRITE} the test writes the page instead.
 */
public final class GeneratedPage {

  /** Set to {@code true} to write pages instead of comparing them. */
  public static final String REWRITE = "espalier.write-pages";

  /** Characters of a line of Java. */
  private static final int LINE = 100;

  private static final Path FOLDER = Path.of("src/site/markdown/reference");
  private static final String COMMAND =
      "mvn -Pquick test -Dtest='*PagesTest' -D" + REWRITE + "=true";

  /** First line of a generated file of properties. */
  public static final String PROPERTIES = "# Generated; written anew by: %s\n".formatted(COMMAND);

  private static final String NOTICE = "<!-- Generated; written anew by: %s -->".formatted(COMMAND);

  /** Characters of a literal of Python. */
  private static final int PYTHON = 88;

  private static final Pattern AFTER_BLANK = Pattern.compile("(?<= )");

  private GeneratedPage() {}

  /**
   * Compares a page, or writes it.
   *
   * @param name of the file, without its folder
   * @param body what follows the title
   */
  public static void check(String name, String title, String body) throws IOException {
    check(FOLDER.resolve(name), "# %s\n\n%s\n\n%s\n".formatted(title, NOTICE, body.strip()));
  }

  /** Compares a file, or writes it. */
  public static void check(Path file, String text) throws IOException {
    if (Boolean.getBoolean(REWRITE)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(file)
        .as("a page that is not as the code has it; write it anew: %s", COMMAND)
        .isRegularFile()
        .content()
        .isEqualTo(text);
  }

  /** Whether a page was generated. */
  public static boolean isGenerated(String text) {
    return text.contains(NOTICE);
  }

  /** Plain text as Markdown that shows the same text, also where quotes and dashes are set. */
  public static String escaped(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]<>|#~\"])", "\\\\$1").replace("--", "-\\-");
  }

  /** Text in a code span of a table's cell; nothing for no text. */
  public static String code(String text) {
    return text.isEmpty() ? "" : "`%s`".formatted(text.replace("|", "\\|"));
  }

  /** Comment of a setting, as google-java-format lays it out. */
  public static String javadoc(Setting setting, EntryPoint entryPoint) {
    String text = setting.typedText(entryPoint);
    return javadoc(
        text.contains("by default")
            ? text + "."
            : "%s; %s.".formatted(text, usual(setting, entryPoint)));
  }

  /** Comment of the setter of a size, likewise. */
  public static String sizeSetter(Setting setting, EntryPoint entryPoint) {
    return javadoc("Sets %s; %s.".formatted(setting.sizes(entryPoint), usual(setting, entryPoint)));
  }

  /** Default in words. */
  public static String usual(Setting setting, EntryPoint entryPoint) {
    return setting
        .typedUsual(entryPoint)
        .map(value -> value.equals("") ? "none by default" : value + " by default")
        .orElse("not set by default");
  }

  /** Comment of a member, as google-java-format lays it out. */
  public static String javadoc(String plain) {
    String text = plain.replace("<", "&lt;").replace(">", "&gt;");
    if (text.length() <= LINE - "  /** ".length() - " */".length()) {
      return "/** " + text + " */";
    }
    StringBuilder lines = new StringBuilder("/**\n   *");
    int column = "   *".length();
    for (String word : text.split(" ", -1)) {
      if (column + 1 + word.length() > LINE) {
        lines.append("\n   *");
        column = "   *".length();
      }
      lines.append(' ').append(word);
      column += 1 + word.length();
    }
    return lines.append("\n   */").toString();
  }

  /**
   * Paragraph of a docstring of Python.
   *
   * @param indent blanks before each line
   */
  public static String paragraph(String text, int indent) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder(" ".repeat(indent));
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > LINE && line.length() > indent) {
        lines.append(line).append('\n');
        line = new StringBuilder(" ".repeat(indent));
      }
      line.append(line.length() == indent ? "" : " ").append(word);
    }
    return lines.append(line).toString();
  }

  /** Param of a class of Python. */
  public static String param(String name, String doc, String converter) {
    return """

        %s = Param(
            Params._dummy(),
            "%s",
    %s        typeConverter=%s,
        )
    """
        .formatted(
            name.equals("lambda") ? "locals()[\"lambda\"]" : name, // a word of Python
            name,
            literal(doc),
            converter);
  }

  /** Text as literals of Python, a line each, with a comma at the end. */
  public static String literal(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
    for (String word : AFTER_BLANK.split(escaped, -1)) {
      if (line.length() + word.length() > PYTHON) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(word);
    }
    lines.add(line.toString());
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String end = i == lines.size() - 1 ? "," : "";
      literal.append("        \"%s\"%s\n".formatted(lines.get(i), end));
    }
    return literal.toString();
  }
}
